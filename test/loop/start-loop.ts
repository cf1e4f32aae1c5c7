// The loop with a CRM in memory, on real stores and a real queue: what the loop's tests start from.
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { inject } from 'vitest';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { parseNotifications } from '../../src/hubspot/parse-notifications.ts';
import { createQueue, type QueueOptions, type RunningQueue } from '../../src/queue/create-queue.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { openQueuePool } from '../../src/store/queue-pool.ts';
import { jobHandlers } from '../../src/wiring/job-handlers.ts';
import { portalCrms } from '../../src/wiring/portal-crms.ts';
import { startSweeps } from '../../src/wiring/start-sweeps.ts';
import type { FakeCrm } from '../fakes/fake-crm.ts';
import { testDatabase } from '../harness/database.ts';

const appId = 777;
export const portalId = 42;
const manifest = parseManifest(manifestFile);
const own = new Set(Object.values(manifest.properties).flatMap((each) => each.map(({ name }) => name)));
let loops = 0;

export interface Loop {
  stores: OpenStores;
  queue: RunningQueue;
  /** What HubSpot would send: kept, then nudged for. */
  notify(events: Record<string, unknown>[], options?: { isNudgeLost?: boolean }): Promise<void>;
  /** Resolves when nothing is pending, dirty or queued and the portal is copied. */
  atRest(): Promise<void>;
  /** Throws away all that the queue holds, as a store of queues that is flushed does. */
  loseQueue(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLoop(kind: 'postgres' | 'redis', crm: FakeCrm): Promise<Loop> {
  const database = await testDatabase();
  const stores = await createStores({ databaseUrl: database.url });
  loops += 1;
  const queueOptions = (): QueueOptions => ({
    store: kind === 'redis' ? { redisUrl: inject('redisUrl') } : { postgresPool: openQueuePool(database.url) },
    rebuildQuietMs: 100,
    rebuildWaitMaxMs: 1_000,
    now: Date.now,
    onError: () => undefined,
    isExclusive: true,
    prefix: `loop-${process.pid}-${loops}`,
  });
  const queue = await createQueue(queueOptions());
  const ending = new AbortController();
  const crms = portalCrms({ stores, queue, manifest, now: Date.now });
  crms.add(portalId, crm);
  await queue.work(jobHandlers(crms.contextOf, { readNotifications: parseNotifications, ownProperties: own }));
  startSweeps({
    stores,
    queue,
    log: pino({ level: 'silent' }),
    now: Date.now,
    signal: ending.signal,
    rebuildWaitMaxMs: 1_000,
  });
  await connectPortal({ crm, stores, queue, manifest, appId, now: Date.now() });
  return {
    stores,
    queue,
    atRest: () => restOf(stores, queue),
    notify: async (events, options) => {
      await stores.inboxWriter.append({ portalId, receivedAt: Date.now(), body: Buffer.from(JSON.stringify(events)) });
      if (!options?.isNudgeLost) await queue.nudgeDrain(portalId);
    },
    loseQueue: async () => {
      const flushing = await createQueue(queueOptions());
      await flushing.close();
    },
    stop: async () => {
      ending.abort();
      await queue.close();
      await stores.close();
      await database.drop();
    },
  };
}

/** Seen three times in a row, since work begets work. */
async function restOf(stores: OpenStores, queue: RunningQueue): Promise<void> {
  let seen = 0;
  for (const end = performance.now() + 30_000; performance.now() < end && seen < 3; await delay(100)) {
    const counts = Object.values(await queue.counts());
    const queued = counts.reduce((sum, { waiting, active, delayed }) => sum + waiting + active + delayed, 0);
    const isAtRest =
      queued === 0 &&
      (await stores.inbox.portalsPending()).length === 0 &&
      (await stores.dirtyAccounts.portalsDirty()).length === 0 &&
      (await stores.portals.find(portalId))?.state === 'ready';
    seen = isAtRest ? seen + 1 : 0;
  }
  if (seen < 3) throw new Error(`The loop found no rest: ${JSON.stringify(await queue.counts())}`);
}

/** One entry of a webhook batch, as HubSpot sends it. */
export function hubspotEvent(more: Record<string, unknown>): Record<string, unknown> {
  const common = { eventId: 1, subscriptionId: 1, portalId, appId, occurredAt: Date.now(), attemptNumber: 0 };
  return { ...common, changeSource: 'CRM_UI', sourceId: 'userId:1', ...more };
}

/** The property changes that HubSpot sends for what the app itself wrote. */
export function echoesOf(written: FakeCrm['written']): Record<string, unknown>[] {
  const kinds: Record<string, string> = { companies: 'company', contacts: 'contact', deals: 'deal' };
  return written.flatMap(({ type, id, properties }) =>
    Object.entries(properties).map(([propertyName, propertyValue]) =>
      hubspotEvent({
        subscriptionType: `${kinds[type]}.propertyChange`,
        objectId: Number(id),
        propertyName,
        propertyValue,
        changeSource: 'INTEGRATION',
        sourceId: String(appId),
      }),
    ),
  );
}
