// How far the first copy of a portal has come.
import type { SyncProgress, SyncStep } from '../accounts/ports.ts';
import { storableText } from './json-text.ts';
import type { PortalDatabase } from './portal-database.ts';

export function syncProgressRepository(database: PortalDatabase): SyncProgress {
  return {
    load: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<SyncStep>(
          `select step, state, after, count, expected, reason, updated_at_ms as "updatedAt" from sync_step
           where portal_id = $1 order by step`,
          [portalId],
        );
        return found.rows;
      }),
    async save(portalId, { step, state, after, count, expected, reason, updatedAt }) {
      const why = reason === null ? null : storableText(reason);
      await database.withPortal(portalId, (client) =>
        client.query(
          `insert into sync_step (portal_id, step, state, after, count, expected, reason, updated_at_ms)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (portal_id, step) do update set state = excluded.state, after = excluded.after,
             count = excluded.count, expected = excluded.expected, reason = excluded.reason, updated_at_ms = excluded.updated_at_ms`,
          [portalId, step, state, after, count, expected, why, updatedAt],
        ),
      );
    },
  };
}
