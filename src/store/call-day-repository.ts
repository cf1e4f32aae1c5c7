// Own calls by day: counts are added, so that several processes may count the same portal.
import type { CallCount, CallDays } from '../accounts/call-days-port.ts';
import { toJson } from './json-text.ts';
import type { PortalDatabase } from './portal-database.ts';

export function callDayRepository(database: PortalDatabase): CallDays {
  return {
    async add(portalId, counts) {
      if (counts.length === 0) return;
      await database.withPortal(portalId, (client) =>
        client.query(
          `insert into call_day as kept (portal_id, day, status, is_error, policy, what, count)
           select $1, day, status, "isError", policy, what, sum(count)
           from jsonb_to_recordset($2::jsonb)
             as given(day text, status text, "isError" boolean, policy text, what text, count bigint)
           group by day, status, "isError", policy, what order by day, status, "isError", policy, what
           on conflict (portal_id, day, status, is_error, policy, what) do update set count = kept.count + excluded.count`,
          [portalId, toJson(counts)],
        ),
      );
    },
    since: (portalId, day) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<CallCount>(
          `select day, status, is_error as "isError", policy, what, count from call_day
           where portal_id = $1 and day >= $2 order by day desc, count desc, status, policy, what`,
          [portalId, day],
        );
        return found.rows;
      }),
  };
}
