// The last things that went wrong in a portal, at most 500.
import type { Fault, Faults } from '../accounts/ports.ts';
import { storableText, toJson } from './json-text.ts';
import type { PortalDatabase } from './portal-database.ts';

const keptMax = 500;

export function faultRepository(database: PortalDatabase): Faults {
  return {
    async record(portalId, { at, where, code, params }) {
      await database.withPortal(portalId, async (client) => {
        await client.query('insert into fault (portal_id, at_ms, place, code, params) values ($1, $2, $3, $4, $5)', [
          portalId,
          at,
          storableText(where),
          code,
          toJson(params),
        ]);
        await client.query(
          `delete from fault where portal_id = $1 and fault_id <= (
             select fault_id from fault where portal_id = $1 order by fault_id desc offset $2 limit 1)`,
          [portalId, keptMax],
        );
      });
    },
    last: (portalId, limit) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<Fault>(
          `select at_ms as at, place as "where", code, params from fault
           where portal_id = $1 order by fault_id desc limit $2`,
          [portalId, limit],
        );
        return found.rows;
      }),
  };
}
