-- What was worked out, what was written back, and the table behind the account list.

create table account_map (
  portal_id bigint not null,
  account_id text collate "C" not null,
  map jsonb not null,
  primary key (portal_id, account_id)
);

create table account_value (
  portal_id bigint not null,
  account_id text collate "C" not null,
  value jsonb not null,
  verdict jsonb not null,
  value_class text,
  class_since_ms bigint,
  computed_at_ms bigint not null,
  primary key (portal_id, account_id)
);

create table portal_fit (
  portal_id bigint primary key,
  fit jsonb not null,
  thresholds jsonb not null
);

-- One row an account, each group of columns kept by the writer of its source: the mirror (listed to search), values, maps.
create table account (
  portal_id bigint not null,
  account_id text collate "C" not null,
  listed boolean not null default false,
  name text,
  name_folded text collate "C",
  city text,
  country text,
  industry text,
  owner_id text collate "C",
  search text collate "C",
  value_class text,
  tags text[] not null default '{}',
  currency text,
  ltv_minor bigint,
  ltv_low_minor bigint,
  ltv_high_minor bigint,
  stage text,
  coverage_percent double precision,
  coverage_status text,
  coverage_cells jsonb not null default '[]',
  missing_roles text[] not null default '{}',
  single_threaded boolean,
  people integer not null default 0,
  value_at_risk_minor bigint not null default 0,
  built_at_ms bigint,
  primary key (portal_id, account_id)
);
create index account_by_name on account (portal_id, name_folded, account_id) where listed;
create index account_by_ltv on account (portal_id, ltv_minor, account_id) where listed;
create index account_by_owner on account (portal_id, owner_id) where listed;

create table write_journal (
  portal_id bigint not null,
  journal_id bigint generated always as identity,
  run_id text not null,
  type text collate "C" not null check (type in ('companies', 'contacts', 'deals')),
  object_id text collate "C" not null,
  account_id text collate "C" not null,
  property text collate "C" not null,
  before text,
  after text not null,
  reason text not null,
  outcome text not null check (outcome in ('written', 'failed')),
  failure text,
  at_ms bigint not null,
  primary key (portal_id, journal_id)
);
create index write_journal_account on write_journal (portal_id, account_id, journal_id);
create index write_journal_object on write_journal (portal_id, type, object_id);

create table write_total (
  portal_id bigint primary key,
  written bigint not null,
  failed bigint not null,
  last_at_ms bigint not null
);

create table last_written (
  portal_id bigint not null,
  type text collate "C" not null,
  object_id text collate "C" not null,
  property text collate "C" not null,
  value text not null,
  primary key (portal_id, type, object_id, property)
);

do $$
declare
  name text;
begin
  foreach name in array array['account_map', 'account_value', 'portal_fit', 'account', 'write_journal', 'write_total',
    'last_written'] loop
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
