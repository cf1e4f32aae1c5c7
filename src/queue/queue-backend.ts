// The two backends of BullMQ behind one small shape: Redis where there is one, else a schema of its own in PostgreSQL.

import type { BaseAdapter } from '@bull-board/api/baseAdapter';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import {
  Queue as BullQueue,
  Worker as BullWorker,
  createPostgresBackend,
  isPgPool,
  type PgPool,
  type Processor,
  runMigrations,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';

type QueueHandle = Pick<
  BullQueue<unknown, void, string>,
  'add' | 'addBulk' | 'getDeduplicationJobId' | 'getJob' | 'getJobCounts' | 'obliterate' | 'waitUntilReady' | 'close'
>;
export type WorkerHandle = Pick<BullWorker<unknown, void, string>, 'waitUntilReady' | 'close'>;

export interface OpenQueue {
  handle: QueueHandle;
  /** How bull-board sees it. */
  board: BaseAdapter;
}

export interface QueueBackend {
  openQueue(name: string): OpenQueue;
  openWorker(name: string, processor: Processor<unknown, void, string>, options: WorkerSettings): WorkerHandle;
  close(): Promise<void>;
}

type WorkerSettings = Pick<
  WorkerOptions,
  'concurrency' | 'maxStalledCount' | 'lockDuration' | 'stalledInterval' | 'drainDelay'
>;

/** Where the queues live: in a Redis, or in the PostgreSQL behind a `pg.Pool` whose search path is BullMQ's schema. */
export type QueueStore = { redisUrl: string } | { postgresPool: unknown };

export interface BackendOptions {
  /** Keys of this installation in a shared Redis start with it. */
  prefix: string;
  onError: (error: Error) => void;
}

/** The store of the queues cannot be used; the message carries the mend. */
class QueueStoreError extends Error {
  override name = 'QueueStoreError';
}

/** Connects, and brings BullMQ's own schema up to date. @throws QueueStoreError, or PostgreSQL's error, when the store cannot be reached. */
export function openBackend(store: QueueStore, options: BackendOptions): Promise<QueueBackend> {
  return 'redisUrl' in store ? openRedis(store.redisUrl, options) : openPostgres(store.postgresPool, options);
}

async function openPostgres(pool: unknown, { onError }: BackendOptions): Promise<QueueBackend> {
  if (!isPgPool(pool)) throw new TypeError('BullMQ does not know this kind of connection pool.');
  const connection: PgPool = pool;
  connection.on('error', onError);
  const client = await connection.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  const { Queue, Worker } = withBackend(createPostgresBackend);
  return {
    openQueue: (name) => {
      const queue = withErrors(new Queue<unknown, void, string>(name, { connection }), onError);
      return { handle: queue, board: boardOf(queue) };
    },
    openWorker: (name, processor, settings) =>
      withErrors(new Worker<unknown, void, string>(name, processor, { ...settings, connection }), onError),
    close: async () => {
      await connection.end();
    },
  };
}

/** Producers fail at once when Redis is away, since the truth is in PostgreSQL; workers wait for it to come back. */
async function openRedis(redisUrl: string, { prefix, onError }: BackendOptions): Promise<QueueBackend> {
  const producer = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1, lazyConnect: true });
  const consumer = new Redis(redisUrl, { maxRetriesPerRequest: null, lazyConnect: true });
  const connections = [producer, consumer];
  // Until the first connection stands, the error that is thrown says all; later ones are told as they come.
  let isConnected = false;
  for (const connection of connections) {
    connection.on('error', (error: Error) => {
      if (isConnected) onError(error);
    });
  }
  try {
    await Promise.all(connections.map((connection) => connection.connect()));
    isConnected = true;
  } catch (cause) {
    for (const connection of connections) connection.disconnect();
    throw new QueueStoreError(
      'Redis cannot be reached at REDIS_URL: start it or mend REDIS_URL; unset it to keep the queues in PostgreSQL.',
      { cause },
    );
  }
  return {
    openQueue: (name) => {
      const options = { connection: producer, prefix };
      const queue = withErrors(new BullQueue<unknown, void, string>(name, options), onError);
      return { handle: queue, board: boardOf(queue) };
    },
    openWorker: (name, processor, settings) =>
      withErrors(
        new BullWorker<unknown, void, string>(name, processor, { ...settings, connection: consumer, prefix }),
        onError,
      ),
    close: async () => {
      for (const connection of connections) connection.disconnect();
    },
  };
}

/** bull-board's types know the Redis backend only; both kinds are the same class. */
function boardOf(queue: unknown): BaseAdapter {
  if (!(queue instanceof BullQueue)) throw new TypeError('bull-board shows BullMQ queues only.');
  return new BullMQAdapter(queue, { readOnlyMode: true });
}

/** Without a listener an error of a queue or a worker would end the process. */
function withErrors<T extends { on(event: 'error', listener: (error: Error) => void): unknown }>(
  emitter: T,
  onError: (error: Error) => void,
): T {
  emitter.on('error', onError);
  return emitter;
}
