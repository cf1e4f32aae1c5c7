// Exclusive sections across processes: session locks of one connection, which PostgreSQL releases when the process dies.
import type { Locks } from '../accounts/ports.ts';
import { type LastingConnection, lastingConnection } from './lasting-connection.ts';
import type { StoreLog } from './portal-database.ts';
import { appRole } from './roles.ts';

/** A lock whose connection breaks is lost while its work goes on: the work has to bear being done twice, as every job does. */
export function openAdvisoryLocks(options: { databaseUrl: string; log: StoreLog }): {
  locks: Locks;
  close(): Promise<void>;
} {
  const connection = lastingConnection({ ...options, role: appRole, statementTimeoutMs: 10_000 });
  const held = new Set<string>();
  const inTurn = oneByOne();
  return {
    close: () => connection.close(),
    locks: {
      async tryWithin(key, work) {
        // A session may take its own lock twice, so the sections of this process are told apart here.
        if (held.has(key)) return null;
        held.add(key);
        try {
          if (!(await inTurn(() => tryLock(connection, key)))) return null;
          try {
            return await work();
          } finally {
            await inTurn(() => unlock(connection, key));
          }
        } finally {
          held.delete(key);
        }
      },
    },
  };
}

/** A connection answers one question at a time. */
function oneByOne(): <T>(ask: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (ask) => {
    const next = last.then(ask);
    last = next.catch(() => undefined);
    return next;
  };
}

async function tryLock(connection: LastingConnection, key: string): Promise<boolean> {
  const client = await connection.use();
  const answer = await client.query<{ taken: boolean }>(
    'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
    [key],
  );
  return answer.rows[0]?.taken === true;
}

// Where this fails the connection is gone, and the lock with it.
async function unlock(connection: LastingConnection, key: string): Promise<void> {
  const client = await connection.use().catch(() => undefined);
  await client?.query('select pg_advisory_unlock(hashtextextended($1, 0))', [key]).catch(() => undefined);
}
