-- The mirror: what HubSpot said last, record by record. It can be thrown away and read again.

create table record (
  portal_id bigint not null,
  type text collate "C" not null,
  id text collate "C" not null,
  properties jsonb not null,
  created_at_ms bigint not null,
  updated_at_ms bigint not null,
  archived boolean not null,
  -- The company that the record itself names: the primary company of a contact or deal, the parent of a company.
  company_id text collate "C" generated always as (
    case type
      when 'contacts' then nullif(properties ->> 'associatedcompanyid', '')
      when 'deals' then nullif(properties ->> 'hs_primary_associated_company', '')
      when 'companies' then nullif(properties ->> 'hs_parent_company_id', '')
    end
  ) stored,
  primary key (portal_id, type, id)
);
create index record_company on record (portal_id, type, company_id) where company_id is not null;

create table association (
  portal_id bigint not null,
  from_type text collate "C" not null,
  from_id text collate "C" not null,
  to_type text collate "C" not null,
  to_id text collate "C" not null,
  types jsonb not null,
  primary key (portal_id, from_type, from_id, to_type, to_id)
);
create index association_reverse on association (portal_id, to_type, to_id, from_type, from_id);

-- Kept flat: a survivor is never itself merged away, so that one step resolves any chain.
create table alias (
  portal_id bigint not null,
  type text collate "C" not null,
  merged_id text collate "C" not null,
  survivor_id text collate "C" not null,
  primary key (portal_id, type, merged_id),
  check (merged_id <> survivor_id)
);
create index alias_survivor on alias (portal_id, type, survivor_id);

create table owner (
  portal_id bigint not null,
  owner_id text collate "C" not null,
  name text not null,
  name_folded text collate "C" not null,
  email text,
  archived boolean not null,
  primary key (portal_id, owner_id)
);

-- What is left of an erased person: enough to refuse the person's return, too little to know who it was.
create table erasure_salt (
  portal_id bigint primary key,
  salt bytea not null
);
create table erased_contact (
  portal_id bigint not null,
  digest bytea not null,
  erased_at timestamptz not null default now(),
  primary key (portal_id, digest)
);

create table sync_step (
  portal_id bigint not null,
  step text collate "C" not null,
  state text not null check (state in ('waiting', 'running', 'done', 'unavailable')),
  after text,
  count bigint not null,
  reason text,
  updated_at_ms bigint not null,
  primary key (portal_id, step)
);

create table fault (
  portal_id bigint not null,
  fault_id bigint generated always as identity,
  at_ms bigint not null,
  place text not null,
  what text not null,
  kept text not null,
  mend text not null,
  primary key (portal_id, fault_id)
);

-- The version comes from a sequence: a mark that is cleared and set again never looks like the one cleared.
create sequence mark_version;
grant usage on sequence mark_version to quorum_app;
create table dirty_account (
  portal_id bigint not null,
  account_id text collate "C" not null,
  marked_at_ms bigint not null,
  value boolean not null,
  version bigint not null,
  primary key (portal_id, account_id)
);
create index dirty_account_age on dirty_account (portal_id, marked_at_ms, account_id);

do $$
declare
  name text;
begin
  foreach name in array array['record', 'association', 'alias', 'owner', 'erasure_salt', 'erased_contact',
    'sync_step', 'fault', 'dirty_account'] loop
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

create policy ids_only on dirty_account for select to quorum_listing using (true);
grant select (portal_id) on dirty_account to quorum_listing;

create function portals_dirty() returns setof bigint
language sql stable security definer set search_path = quorum, pg_temp
as $$
  with recursive step(portal_id) as (
    select min(portal_id) from dirty_account
    union all
    select (select min(portal_id) from dirty_account where portal_id > step.portal_id)
    from step where step.portal_id is not null
  )
  select portal_id from step where portal_id is not null
$$;
revoke all on function portals_dirty() from public;
grant execute on function portals_dirty() to quorum_app;
alter function portals_dirty() owner to quorum_listing;
