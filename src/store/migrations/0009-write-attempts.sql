-- What was sent to the CRM without an answer yet: a value found there later is then known to be ours, also where an answer was lost.

create table write_attempt (
  portal_id bigint not null,
  type text collate "C" not null check (type in ('companies', 'contacts', 'deals')),
  object_id text collate "C" not null,
  property text collate "C" not null,
  value text not null,
  -- Of a long value only its beginning fits an index.
  digest text collate "C" not null generated always as (md5(value)) stored,
  primary key (portal_id, type, object_id, property, digest)
);

alter table write_attempt enable row level security;
alter table write_attempt force row level security;
create policy own_portal on write_attempt to quorum_app
  using (portal_id = (select current_setting('quorum.portal_id')::bigint));
grant select, insert, update, delete on write_attempt to quorum_app;
