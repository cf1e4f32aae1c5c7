-- After a first copy the planner knows nothing of the tables that it filled, and autovacuum comes a minute too late: a map then takes
-- 40 ms to load instead of 6. Only the tables' owner may analyse them, so the service asks this function.
create function refresh_mirror_statistics() returns void
language plpgsql security definer set search_path = quorum, pg_temp
as $$
begin
  analyze record;
  analyze association;
  analyze alias;
end
$$;
revoke all on function refresh_mirror_statistics() from public;
grant execute on function refresh_mirror_statistics() to quorum_app;
