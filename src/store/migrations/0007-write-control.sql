-- Writes that are held, previewed, run and taken back; what the portal took of the manifest; own calls by day.

create table write_switch (
  portal_id bigint primary key,
  writes text not null check (writes in ('held', 'released')),
  at_ms bigint not null,
  by_whom text
);
-- Portals of before this switch go on as they were.
insert into write_switch (portal_id, writes, at_ms) select portal_id, 'released', connected_at_ms from portal;

create table write_run (
  portal_id bigint not null,
  run_id text collate "C" not null,
  place bigint generated always as identity,
  kind text not null check (kind in ('automatic', 'preview', 'undo')),
  state text not null check (state in ('computing', 'ready', 'writing', 'done', 'discarded')),
  started_at_ms bigint not null,
  last_at_ms bigint not null,
  started_by text,
  written_by text,
  undo_of text collate "C",
  undone_by text collate "C",
  done_count bigint not null default 0,
  total_count bigint not null default 0,
  cursor text collate "C",
  objects bigint not null default 0,
  written bigint not null default 0,
  failed bigint not null default 0,
  skipped bigint not null default 0,
  primary key (portal_id, run_id)
);
create index write_run_place on write_run (portal_id, place);
create index write_run_open on write_run (portal_id, place) where state in ('computing', 'writing');

create table write_plan (
  portal_id bigint not null,
  run_id text collate "C" not null,
  position bigint not null,
  type text collate "C" not null check (type in ('companies', 'contacts', 'deals')),
  object_id text collate "C" not null,
  account_id text collate "C" not null,
  property text collate "C" not null,
  before text,
  after text not null,
  reason text not null,
  state text collate "C" not null default 'planned' check (state in ('planned', 'written', 'failed', 'changed', 'gone')),
  failure text,
  primary key (portal_id, run_id, position)
);
create index write_plan_pending on write_plan (portal_id, run_id, position) where state = 'planned';
create index write_plan_contact on write_plan (portal_id, object_id) where type = 'contacts';

create table withheld_write (
  portal_id bigint not null,
  type text collate "C" not null check (type in ('companies', 'contacts', 'deals')),
  object_id text collate "C" not null,
  property text collate "C" not null,
  account_id text collate "C" not null,
  why text collate "C" not null check (why in ('by_hand', 'kept', 'undone', 'refused')),
  ours text not null,
  theirs text,
  reason text,
  at_ms bigint not null,
  place bigint generated always as identity,
  primary key (portal_id, type, object_id, property)
);
create index withheld_write_account on withheld_write (portal_id, account_id);
create index withheld_write_why on withheld_write (portal_id, why, at_ms);

create index write_journal_run on write_journal (portal_id, run_id, journal_id);

create table provisioned (
  portal_id bigint not null,
  name text collate "C" not null,
  state text not null check (state in ('created', 'adopted', 'failed')),
  reason text,
  at_ms bigint not null,
  primary key (portal_id, name)
);

create table call_day (
  portal_id bigint not null,
  day text collate "C" not null,
  status text collate "C" not null,
  is_error boolean not null,
  policy text collate "C" not null,
  what text collate "C" not null,
  count bigint not null,
  primary key (portal_id, day, status, is_error, policy, what)
);

do $$
declare
  name text;
begin
  foreach name in array array['write_switch', 'write_run', 'write_plan', 'withheld_write', 'provisioned', 'call_day'] loop
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
