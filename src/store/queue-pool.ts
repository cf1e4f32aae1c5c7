// The connections that BullMQ's PostgreSQL backend works with, in the schema that it keeps for itself.
import pg from 'pg';

/** Workers listen on connections of their own out of this pool: five queues need a dozen. The queue closes it. */
export function openQueuePool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    options: '-c search_path=bullmq',
    application_name: 'quorum-queue',
    keepAlive: true,
    max: 24,
  });
  // Each worker and each queue adds a listener to the shared pool: more than Node's default of ten.
  pool.setMaxListeners(0);
  return pool;
}
