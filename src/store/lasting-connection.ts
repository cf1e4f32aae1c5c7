// One database connection that is meant to stay: for LISTEN and for session locks, which die with their connection.
import pg from 'pg';
import { type ConnectionSettings, codeOf, connectionConfig, type StoreLog } from './portal-database.ts';

export interface LastingConnection {
  /** The open connection, opened (again) where needed. */
  use(): Promise<pg.Client>;
  close(): Promise<void>;
}

/** `onLost` is told of a connection that broke by itself, not of one that was closed. */
export function lastingConnection(
  options: ConnectionSettings & { log: StoreLog; onLost?: () => void },
): LastingConnection {
  let opening: Promise<pg.Client> | undefined;
  let closed = false;

  async function open(): Promise<pg.Client> {
    const client = new pg.Client({ ...connectionConfig(options), connectionTimeoutMillis: 10_000 });
    let lost = false;
    const onEnd = (error?: Error) => {
      if (lost || closed) return;
      lost = true;
      opening = undefined;
      options.log.warn({ code: codeOf(error) }, 'a lasting database connection broke');
      options.onLost?.();
    };
    client.on('error', onEnd);
    await client.connect();
    client.on('end', onEnd);
    return client;
  }

  return {
    use() {
      if (closed) return Promise.reject(new Error('The store is closed.'));
      if (!opening) {
        const attempt = open();
        opening = attempt;
        attempt.catch(() => {
          if (opening === attempt) opening = undefined;
        });
      }
      return opening;
    },
    async close() {
      closed = true;
      const client = await opening?.catch(() => undefined);
      await client?.end();
    },
  };
}
