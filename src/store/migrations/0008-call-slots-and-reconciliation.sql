-- How processes share a portal's call limit; what reconciliation found; how much there is to copy.

-- Times are the database's own, so that the processes' clocks do not matter.
create table call_slot (
  portal_id bigint not null,
  kind text collate "C" not null check (kind in ('general', 'search')),
  holder text collate "C" not null,
  held integer not null,
  wanted integer not null,
  total integer not null,
  seen_at timestamptz not null,
  rest_until timestamptz not null,
  primary key (portal_id, kind, holder)
);

create table reconcile_run (
  portal_id bigint not null,
  run_id text collate "C" not null,
  depth text not null check (depth in ('recent', 'full')),
  started_at_ms bigint not null,
  finished_at_ms bigint,
  records bigint not null default 0,
  gone bigint not null default 0,
  associations bigint not null default 0,
  owners bigint not null default 0,
  fresh bigint not null default 0,
  primary key (portal_id, run_id)
);
create index reconcile_run_started on reconcile_run (portal_id, started_at_ms desc);

alter table sync_step add column expected bigint;

do $$
declare
  name text;
begin
  foreach name in array array['call_slot', 'reconcile_run'] loop
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
