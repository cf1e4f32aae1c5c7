// The ingress's way in: append one row, committed before it resolves, through a small pool that may do nothing else.
import type { InboxWriter } from '../accounts/ports.ts';
import { openPool, type StoreLog } from './portal-database.ts';
import { ingressRole } from './roles.ts';

/** HubSpot gives up on a delivery after 5 s; an append that hangs has to fail before, so that the delivery is repeated. */
const appendTimeoutMs = 4_000;

export function openInboxWriter(options: { databaseUrl: string; log: StoreLog }): {
  writer: InboxWriter;
  close(): Promise<void>;
} {
  const pool = openPool({ ...options, role: ingressRole, connections: 8, statementTimeoutMs: appendTimeoutMs });
  return {
    close: () => pool.end(),
    writer: {
      async append({ portalId, receivedAt, body }) {
        await pool.query({
          name: 'append',
          text: 'insert into inbox (portal_id, received_at_ms, body) values ($1, $2, $3)',
          values: [portalId, receivedAt, body],
        });
      },
    },
  };
}
