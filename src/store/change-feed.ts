// Tells every process that a portal's data changed, through LISTEN and NOTIFY.
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { ChangeFeed } from '../accounts/ports.ts';
import { lastingConnection } from './lasting-connection.ts';
import { codeOf, type PortalDatabase, type StoreLog } from './portal-database.ts';
import { appRole } from './roles.ts';

type Change = Parameters<ChangeFeed['publish']>[0];
type Listener = (change: Change) => void;

const channel = 'quorum_change';
const changeSchema = z.object({
  portalId: z.number(),
  kind: z.enum(['account', 'accounts', 'sync', 'ops']),
  accountId: z.string().nullable(),
});

/** One listening connection a process, opened with the first subscriber. After a break, each portal is reported as changed: nobody knows what was missed. */
export function openChangeFeed(options: { databaseUrl: string; database: PortalDatabase; log: StoreLog }): {
  feed: ChangeFeed;
  close(): Promise<void>;
} {
  const listeners = new Set<Listener>();
  const stop = new AbortController();
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  const connection = lastingConnection({
    ...options,
    role: appRole,
    statementTimeoutMs: 10_000,
    onLost: () => void listenAgain(),
  });

  async function listen(): Promise<void> {
    const client = await connection.use();
    client.removeAllListeners('notification');
    client.on('notification', (message) => {
      const change = parseChange(message.payload);
      if (change) tell(change);
    });
    await client.query(`listen ${channel}`);
  }

  async function listenAgain(): Promise<void> {
    for (let waitMs = 100; !stop.signal.aborted; waitMs = Math.min(waitMs * 2, 5_000)) {
      try {
        await delay(waitMs, undefined, { signal: stop.signal });
        await listen();
        const portals = await options.database.acrossPortals.query<{ id: number }>('select portal_ids() as id');
        for (const { id } of portals.rows) tell({ portalId: id, kind: 'accounts', accountId: null });
        return;
      } catch (error) {
        if (!stop.signal.aborted) options.log.warn({ code: codeOf(error) }, 'the change feed is not connected yet');
      }
    }
  }

  let listening: Promise<void> | undefined;
  return {
    async close() {
      stop.abort();
      await connection.close();
    },
    feed: {
      async publish(change) {
        await options.database.acrossPortals.query('select pg_notify($1, $2)', [channel, JSON.stringify(change)]);
      },
      async subscribe(listener) {
        listeners.add(listener);
        listening ??= listen().catch((error: unknown) => {
          listening = undefined;
          throw error;
        });
        await listening;
        return async () => {
          listeners.delete(listener);
        };
      },
    },
  };
}

function parseChange(payload: string | undefined): Change | null {
  try {
    return changeSchema.safeParse(JSON.parse(payload ?? '')).data ?? null;
  } catch {
    return null;
  }
}
