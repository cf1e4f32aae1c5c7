// What a portal took of the manifest when it was connected last.
import type { Provisioned, ProvisionedItem } from '../accounts/provisioned-port.ts';
import { toJson } from './json-text.ts';
import type { PortalDatabase } from './portal-database.ts';

export function provisionedRepository(database: PortalDatabase): Provisioned {
  return {
    async save(portalId, items, at) {
      await database.withPortal(portalId, async (client) => {
        await client.query('delete from provisioned where portal_id = $1', [portalId]);
        await client.query(
          `insert into provisioned (portal_id, name, state, reason, at_ms)
           select distinct on (name collate "C") $1, name, state, reason, $3
           from jsonb_to_recordset($2::jsonb) as given(name text, state text, reason text)`,
          [portalId, toJson(items), at],
        );
      });
    },
    list: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<ProvisionedItem & { at: number }>(
          'select name, state, reason, at_ms as at from provisioned where portal_id = $1 order by name',
          [portalId],
        );
        return {
          items: found.rows.map(({ name, state, reason }) => ({ name, state, reason })),
          at: found.rows[0]?.at ?? null,
        };
      }),
  };
}
