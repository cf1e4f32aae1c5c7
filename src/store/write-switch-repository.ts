// Whether a portal's writes are held, since when, and who said so.
import type { WriteSwitch, WriteSwitchState } from '../accounts/write-runs-port.ts';
import type { PortalDatabase } from './portal-database.ts';

export function writeSwitchRepository(database: PortalDatabase): WriteSwitch {
  return {
    read: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<WriteSwitchState>(
          'select writes, at_ms as at, by_whom as by from write_switch where portal_id = $1',
          [portalId],
        );
        return found.rows[0] ?? { writes: 'held', at: 0, by: null };
      }),
    async set(portalId, { writes, at, by }) {
      await database.withPortal(portalId, (client) =>
        client.query(
          `${insert} on conflict (portal_id) do update set writes = excluded.writes, at_ms = excluded.at_ms,
             by_whom = excluded.by_whom`,
          [portalId, writes, at, by],
        ),
      );
    },
    async begin(portalId, { writes, at, by }) {
      await database.withPortal(portalId, (client) =>
        client.query(`${insert} on conflict do nothing`, [portalId, writes, at, by]),
      );
    },
  };
}

const insert = 'insert into write_switch (portal_id, writes, at_ms, by_whom) values ($1, $2, $3, $4)';
