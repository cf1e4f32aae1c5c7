-- Faults are kept as a code and what fills its sentences, so that each reader has them in their own language.
-- What was kept in words stays in them, under the code `told`.

alter table fault add column code text collate "C" not null default 'told';
alter table fault alter column code drop default;
alter table fault alter column what type jsonb using jsonb_build_object('what', what, 'kept', kept, 'mend', mend);
alter table fault rename column what to params;
alter table fault drop column kept, drop column mend;
