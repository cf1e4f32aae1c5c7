-- Portals and their inbox; the rooms' three roles and what each may do.
-- Every key starts with the portal, and every table is read and written under row-level security.

create table portal (
  portal_id bigint primary key,
  app_id bigint not null,
  name text not null,
  time_zone text not null,
  currency text not null,
  ui_domain text not null,
  sample boolean not null,
  state text not null check (state in ('backfilling', 'ready', 'disconnected')),
  connected_at_ms bigint not null,
  settings jsonb not null
);

create table inbox (
  portal_id bigint not null,
  inbox_id bigint generated always as identity,
  received_at_ms bigint not null,
  state text not null default 'pending' check (state in ('pending', 'done', 'quarantined')),
  reason text,
  erase_body boolean not null default false,
  body bytea not null,
  primary key (portal_id, inbox_id)
);
create index inbox_pending on inbox (portal_id, inbox_id) where state = 'pending';

create table inbox_total (
  portal_id bigint primary key,
  done bigint not null default 0,
  quarantined bigint not null default 0,
  notifications bigint not null default 0,
  echoes bigint not null default 0,
  odd bigint not null default 0,
  last_received_at_ms bigint
);

do $$
declare
  name text;
begin
  foreach name in array array['portal', 'inbox', 'inbox_total'] loop
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

-- The ingress appends and does nothing else; it serves all portals, so that one statement is enough.
create policy append_only on inbox for insert to quorum_ingress with check (state = 'pending');
grant insert (portal_id, received_at_ms, body) on inbox to quorum_ingress;

-- Which portals there are, and which have work, is the only thing that is read across portals. The functions' owner sees ids, nothing more.
create policy ids_only on portal for select to quorum_listing using (true);
grant select (portal_id) on portal to quorum_listing;
create policy ids_only on inbox for select to quorum_listing using (true);
grant select (portal_id, state) on inbox to quorum_listing;

create function portal_ids() returns setof bigint
language sql stable security definer set search_path = quorum, pg_temp
as $$ select portal_id from portal order by portal_id $$;

-- Steps from portal to portal through the partial index, whatever the number of pending batches.
create function portals_pending() returns setof bigint
language sql stable security definer set search_path = quorum, pg_temp
as $$
  with recursive step(portal_id) as (
    select min(portal_id) from inbox where state = 'pending'
    union all
    select (select min(portal_id) from inbox where state = 'pending' and portal_id > step.portal_id)
    from step where step.portal_id is not null
  )
  select portal_id from step where portal_id is not null
$$;

do $$
declare
  name text;
begin
  foreach name in array array['portal_ids()', 'portals_pending()'] loop
    execute format('revoke all on function %s from public', name);
    execute format('grant execute on function %s to quorum_app', name);
    execute format('alter function %s owner to quorum_listing', name);
  end loop;
end
$$;
