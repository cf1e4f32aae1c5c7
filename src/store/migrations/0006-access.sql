-- Who may come in, with what, and what they did: grants of portals, users, sessions, keys, one-time marks, and the audit log.

-- Tokens are sealed (AES-256-GCM) with the portal and the kind of token bound to them; the key stays outside the database.
create table portal_grant (
  portal_id bigint primary key,
  access_key_id text not null,
  access_sealed bytea not null,
  refresh_key_id text not null,
  refresh_sealed bytea not null,
  expires_at_ms bigint not null,
  scopes text[] not null,
  user_id text collate "C" not null,
  granted_at_ms bigint not null
);

-- Users of HubSpot who proved through its consent page that they belong to the portal.
create table portal_user (
  portal_id bigint not null,
  user_id text collate "C" not null,
  is_admin boolean not null,
  proved_at_ms bigint not null,
  primary key (portal_id, user_id)
);

-- One row for each portal that a session may see; the browser holds the token, the table its digest.
create table session (
  portal_id bigint not null,
  digest text collate "C" not null,
  user_id text collate "C" not null,
  is_admin boolean not null,
  opened_at_ms bigint not null,
  seen_at_ms bigint not null,
  expires_at_ms bigint not null,
  primary key (portal_id, digest)
);

-- What is good for one use: attempts to sign in (portal 0, since nobody knows yet which it will be) and entry tokens that were used.
create table one_time (
  portal_id bigint not null,
  digest text collate "C" not null,
  payload text,
  expires_at_ms bigint not null,
  primary key (portal_id, digest)
);

create table api_key (
  portal_id bigint not null,
  key_id text collate "C" not null,
  name text not null,
  scope text not null check (scope in ('read', 'write', 'recognise')),
  digest text collate "C" not null,
  created_by text not null,
  created_at_ms bigint not null,
  expires_at_ms bigint not null,
  revoked_at_ms bigint,
  used_at_ms bigint,
  primary key (portal_id, key_id)
);

create table audit (
  portal_id bigint not null,
  audit_id bigint generated always as identity,
  at_ms bigint not null,
  who text collate "C" not null,
  what text collate "C" not null,
  object_ids text[] not null,
  primary key (portal_id, audit_id)
);

do $$
declare
  name text;
begin
  foreach name in array array['portal_grant', 'portal_user', 'session', 'one_time', 'api_key', 'audit'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy own_portal on %I to quorum_app using (portal_id = (select current_setting(''quorum.portal_id'')::bigint))',
      name
    );
    execute format('grant select, insert, update, delete on %I to quorum_app', name);
  end loop;
end
$$;

-- The audit log is only ever appended to. It ends with its portal, through erase_audit.
revoke update, delete on audit from quorum_app;
create policy own_portal_ends on audit to quorum_listing
  using (portal_id = (select current_setting('quorum.portal_id')::bigint));
grant select (portal_id), delete on audit to quorum_listing;

-- Across portals: whose access is kept, what a session may see, and where a user belongs. Each is asked with the secret's digest or the
-- user's id, and tells nothing about other rows. They step from portal to portal, one look into the index each.
create policy ids_only on portal_grant for select to quorum_listing using (true);
grant select (portal_id) on portal_grant to quorum_listing;
create policy by_digest on session for select to quorum_listing using (true);
grant select on session to quorum_listing;
create policy by_user on portal_user for select to quorum_listing using (true);
grant select on portal_user to quorum_listing;

create function portals_granted() returns setof bigint
language sql stable security definer set search_path = quorum, pg_temp
as $$ select portal_id from portal_grant order by portal_id $$;

create function session_rows(wanted text) returns setof session
language sql stable security definer set search_path = quorum, pg_temp
as $$
  with recursive step(portal_id) as (
    select min(portal_id) from session
    union all
    select (select min(portal_id) from session where portal_id > step.portal_id) from step where step.portal_id is not null
  )
  select session.* from step join session using (portal_id) where digest = wanted order by portal_id
$$;

create function user_portals(wanted text) returns setof portal_user
language sql stable security definer set search_path = quorum, pg_temp
as $$
  with recursive step(portal_id) as (
    select min(portal_id) from portal_user
    union all
    select (select min(portal_id) from portal_user where portal_id > step.portal_id)
    from step where step.portal_id is not null
  )
  select portal_user.* from step join portal_user using (portal_id) where user_id = wanted order by portal_id
$$;

create function erase_audit() returns void
language sql security definer set search_path = quorum, pg_temp
as $$ delete from audit where portal_id = current_setting('quorum.portal_id')::bigint $$;

do $$
declare
  name text;
begin
  foreach name in array array['portals_granted()', 'session_rows(text)', 'user_portals(text)', 'erase_audit()'] loop
    execute format('revoke all on function %s from public', name);
    execute format('grant execute on function %s to quorum_app', name);
    execute format('alter function %s owner to quorum_listing', name);
  end loop;
end
$$;
