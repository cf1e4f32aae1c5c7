// The way into the database: every statement runs for one portal, inside a transaction, under a role that row-level security binds.
import pg from 'pg';
import { appRole } from './roles.ts';

/** Where a store says what it survived; never given personal data. */
export interface StoreLog {
  warn(details: Record<string, unknown>, message: string): void;
}

export type Queryable = Pick<pg.ClientBase, 'query'>;

export interface PortalDatabase {
  /**
   * Runs `work` in a transaction that sees this portal's rows alone. Run again when the server asks for it (deadlock, serialisation),
   * so `work` must change nothing outside the database.
   */
  withPortal<T>(portalId: number, work: (client: Queryable) => Promise<T>): Promise<T>;
  /** For the few functions that name portals; no table can be read this way. */
  acrossPortals: Queryable;
  close(): Promise<void>;
}

const attempts = 4;
const repeatable = new Set(['40001', '40P01']);

/** Opens a pool of at most `connections`. */
export function openPortalDatabase(options: {
  databaseUrl: string;
  connections: number;
  log: StoreLog;
}): PortalDatabase {
  const pool = openPool({
    databaseUrl: options.databaseUrl,
    role: appRole,
    connections: options.connections,
    statementTimeoutMs: 60_000,
    log: options.log,
  });
  return {
    acrossPortals: pool,
    close: () => pool.end(),
    async withPortal(portalId, work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await inTransaction(pool, portalId, work);
        } catch (error) {
          if (attempt === attempts || !(error instanceof pg.DatabaseError) || !repeatable.has(error.code ?? '')) {
            throw error;
          }
        }
      }
    },
  };
}

async function inTransaction<T>(pool: pg.Pool, portalId: number, work: (client: Queryable) => Promise<T>): Promise<T> {
  if (!Number.isSafeInteger(portalId)) throw new RangeError('A portal id is a whole number.');
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`begin; select set_config('quorum.portal_id', '${portalId}', true)`);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

export interface ConnectionSettings {
  databaseUrl: string;
  role: string;
  statementTimeoutMs: number;
}

/** A pool whose connections start in the given role; an idle connection that breaks is replaced, and said so. */
export function openPool(options: ConnectionSettings & { connections: number; log: StoreLog }): pg.Pool {
  const pool = new pg.Pool({
    ...connectionConfig(options),
    max: options.connections,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  });
  pool.on('error', (error) => options.log.warn({ code: codeOf(error) }, 'an idle database connection broke'));
  return pool;
}

/** Settings for pools and single connections alike; the role comes with the connection, so no statement runs before it. */
export function connectionConfig({ databaseUrl, role, statementTimeoutMs }: ConnectionSettings): pg.ClientConfig {
  const url = new URL(databaseUrl);
  const settings = [
    url.searchParams.get('options') ?? '',
    `-c role=${role}`,
    '-c search_path=quorum,pg_temp',
    `-c statement_timeout=${statementTimeoutMs}`,
    '-c lock_timeout=15000',
    '-c idle_in_transaction_session_timeout=60000',
    '-c synchronous_commit=on',
    '-c jit=off',
    '-c work_mem=16MB',
    '-c max_parallel_workers_per_gather=0',
  ];
  url.searchParams.set('options', settings.join(' ').trim());
  return { connectionString: url.href, application_name: 'quorum', keepAlive: true, types: numericBigints };
}

/** bigint columns hold milliseconds, minor units and portal ids, all within 2^53. */
const numericBigints: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (format === 'binary') return pg.types.getTypeParser(oid, 'binary');
    return oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, 'text');
  },
};

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
