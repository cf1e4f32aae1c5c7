// The queue the use cases ask for, on BullMQ: what is deduplicated, debounced, retried and put off, the same on both backends.
import type { BaseAdapter } from '@bull-board/api/baseAdapter';
import type { JobsOptions } from 'bullmq';
import type { JobHandler, JobName, JobPayloads, Queue } from '../accounts/queue-port.ts';
import { type OpenQueue, openBackend, type QueueBackend, type QueueStore, type WorkerHandle } from './queue-backend.ts';
import { processorOf } from './run-job.ts';

/** Never a `:` in it: BullMQ keeps that sign for itself. */
const queueNames: Record<JobName, string> = {
  backfill: 'quorum-backfill',
  drain: 'quorum-drain',
  reconcile: 'quorum-reconcile',
  rebuild: 'quorum-rebuild',
  revalue: 'quorum-revalue',
  writeBack: 'quorum-write-back',
  writeRun: 'quorum-write-run',
};
const jobNames: readonly JobName[] = ['backfill', 'drain', 'reconcile', 'rebuild', 'revalue', 'writeBack', 'writeRun'];

export interface QueueOptions {
  store: QueueStore;
  /** Quiet time after the last change of an account, ms. */
  rebuildQuietMs: number;
  /** Longest wait of an account that keeps changing, ms. */
  rebuildWaitMaxMs: number;
  now: () => number;
  onError: (error: Error) => void;
  /** No other process works on these queues: what a killed one left is thrown away, the sweep makes it anew from the stores. */
  isExclusive?: boolean;
  /** Keys in a shared Redis start with it. */
  prefix?: string;
}

type JobCounts = Record<'waiting' | 'active' | 'delayed' | 'failed', number>;

export interface RunningQueue extends Queue {
  /** Starts the workers; at most once. */
  work(handlers: Record<JobName, JobHandler>): Promise<void>;
  counts(): Promise<Record<JobName, JobCounts>>;
  /** For the queue pages: what bull-board shows. */
  boardQueues(): BaseAdapter[];
  /** Takes no more jobs, waits for the active ones as long as told, closes the connections. */
  close(): Promise<void>;
}

/** A stalled job is one whose process died: it runs again, however often that happens. */
const workerSettings = { maxStalledCount: 1_000, lockDuration: 20_000, stalledInterval: 5_000, drainDelay: 5 };
const concurrency: Record<JobName, number> = {
  backfill: 2,
  drain: 4,
  reconcile: 2,
  rebuild: 2,
  revalue: 1,
  writeBack: 2,
  writeRun: 1,
};
const kept = { removeOnComplete: { age: 3_600, count: 500 }, removeOnFail: { age: 7 * 86_400, count: 1_000 } };
const retried: JobsOptions = { attempts: 5, backoff: { type: 'exponential', delay: 500, jitter: 0.5 }, ...kept };
const revalueDelayMs = 500;
const lookUpsAtOnceMax = 50;
const writeBackAccountsMax = 100;

/** @throws the driver's error when the store of the queues cannot be reached. */
export async function createQueue(options: QueueOptions): Promise<RunningQueue> {
  const backend = await openBackend(options.store, { prefix: options.prefix ?? 'quorum', onError: options.onError });
  const queues = openQueues(backend);
  await Promise.all(jobNames.map((name) => queues[name].handle.waitUntilReady()));
  if (options.isExclusive) {
    for (const name of jobNames) await queues[name].handle.obliterate({ force: true });
  }
  const workers: WorkerHandle[] = [];
  return {
    ...schedulers(queues, options),
    work: (handlers) => startWorkers({ backend, workers, handlers, options }),
    counts: () => countJobs(queues),
    boardQueues: () => jobNames.map((name) => queues[name].board),
    close: () => closeAll(backend, queues, workers),
  };
}

type Queues = Record<JobName, OpenQueue>;

function openQueues(backend: QueueBackend): Queues {
  return {
    backfill: backend.openQueue(queueNames.backfill),
    drain: backend.openQueue(queueNames.drain),
    reconcile: backend.openQueue(queueNames.reconcile),
    rebuild: backend.openQueue(queueNames.rebuild),
    revalue: backend.openQueue(queueNames.revalue),
    writeBack: backend.openQueue(queueNames.writeBack),
    writeRun: backend.openQueue(queueNames.writeRun),
  };
}

function schedulers(queues: Queues, options: QueueOptions): Queue {
  const once = async <N extends 'backfill' | 'drain' | 'revalue' | 'writeRun'>(
    name: N,
    data: JobPayloads[N],
    delay = 0,
  ) => {
    const deduplication = { id: `${name}-${data.portalId}`, keepLastIfActive: true };
    await queues[name].handle.add(name, data, { ...retried, delay, deduplication });
  };
  return {
    nudgeDrain: (portalId) => once('drain', { version: 1, portalId }),
    scheduleBackfill: (portalId) => once('backfill', { version: 1, portalId }),
    scheduleWriteRun: (portalId) => once('writeRun', { version: 1, portalId }),
    scheduleReconcile: async (portalId, depth) => {
      const deduplication = { id: `reconcile-${portalId}` };
      await queues.reconcile.handle.add('reconcile', { version: 1, portalId, depth }, { ...retried, deduplication });
    },
    scheduleRevalue: (portalId) => once('revalue', { version: 1, portalId }, revalueDelayMs),
    scheduleRebuild: async (portalId, accountIds) => {
      for (let start = 0; start < accountIds.length; start += lookUpsAtOnceMax) {
        const some = accountIds.slice(start, start + lookUpsAtOnceMax);
        await Promise.all(some.map((accountId) => debounceRebuild(queues.rebuild, options, { portalId, accountId })));
      }
    },
    scheduleWriteBack: async (portalId, accountIds) => {
      for (let start = 0; start < accountIds.length; start += writeBackAccountsMax) {
        const data = { version: 1, portalId, accountIds: accountIds.slice(start, start + writeBackAccountsMax) };
        await queues.writeBack.handle.add('writeBack', data, retried);
      }
    },
  };
}

/**
 * Each new change puts the account's waiting job off by the quiet time, up to the longest wait since the first change. A change
 * that comes while the job runs is kept by the queue and leads to exactly one more run.
 */
async function debounceRebuild(
  { handle }: OpenQueue,
  options: QueueOptions,
  account: { portalId: number; accountId: string },
): Promise<void> {
  const id = `rebuild-${account.portalId}-${account.accountId}`;
  const now = options.now();
  const waitingSince = (await waitingSinceOf(handle, id)) ?? now;
  const delay = Math.max(0, Math.min(options.rebuildQuietMs, waitingSince + options.rebuildWaitMaxMs - now));
  const data: JobPayloads['rebuild'] = { version: 1, ...account, waitingSince };
  const deduplication = { id, replace: true, keepLastIfActive: true };
  await handle.add('rebuild', data, { ...retried, delay: Math.round(delay), deduplication });
}

async function waitingSinceOf(handle: OpenQueue['handle'], id: string): Promise<number | null> {
  const jobId = await handle.getDeduplicationJobId(id);
  if (!jobId) return null;
  const job = await handle.getJob(jobId);
  // A job that runs already belongs to the burst before this one.
  if (!job || job.processedOn !== undefined) return null;
  const data: unknown = job.data;
  if (typeof data !== 'object' || data === null || !('waitingSince' in data)) return null;
  return typeof data.waitingSince === 'number' ? data.waitingSince : null;
}

async function startWorkers(request: {
  backend: QueueBackend;
  workers: WorkerHandle[];
  handlers: Record<JobName, JobHandler>;
  options: QueueOptions;
}): Promise<void> {
  const { backend, workers, handlers, options } = request;
  for (const name of jobNames) {
    const settings = { ...workerSettings, concurrency: concurrency[name] };
    workers.push(backend.openWorker(queueNames[name], processorOf(handlers[name], options.now), settings));
  }
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
}

async function countJobs(queues: Queues): Promise<Record<JobName, JobCounts>> {
  const count = async (name: JobName): Promise<JobCounts> => {
    const counts = await queues[name].handle.getJobCounts('waiting', 'active', 'delayed', 'failed');
    const of = (state: string) => counts[state] ?? 0;
    return { waiting: of('waiting'), active: of('active'), delayed: of('delayed'), failed: of('failed') };
  };
  const [backfill, drain, reconcile, rebuild, revalue, writeBack, writeRun] = await Promise.all([
    count('backfill'),
    count('drain'),
    count('reconcile'),
    count('rebuild'),
    count('revalue'),
    count('writeBack'),
    count('writeRun'),
  ]);
  return { backfill, drain, reconcile, rebuild, revalue, writeBack, writeRun };
}

async function closeAll(backend: QueueBackend, queues: Queues, workers: WorkerHandle[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.close()));
  await Promise.all(jobNames.map((name) => queues[name].handle.close()));
  await backend.close();
}
