// One seeded run: a small portal is copied and followed while both HubSpot and its webhooks go wrong, then everything calms down, and
// what Quorum knows and wrote must be exactly what is true.
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { markAllDirty } from '../../src/accounts/mark-dirty.ts';
import type { Portal, Stores } from '../../src/accounts/ports.ts';
import { sweepLostNudges } from '../../src/accounts/sweep.ts';
import type { SyncContext } from '../../src/accounts/sync-context.ts';
import { createHubspotCrm, type HubspotCrm } from '../../src/hubspot/hubspot-crm.ts';
import { parseNotifications } from '../../src/hubspot/parse-notifications.ts';
import { jobHandlers } from '../../src/wiring/job-handlers.ts';
import { fakeStores } from '../fakes/fake-stores.ts';
import { doubleTasks, mirrorDifferences, writtenDifferences } from './compare-portal.ts';
import type { FaultWorld } from './fault-world.ts';
import { type InlineQueue, inlineQueue } from './inline-queue.ts';
import { faultsOf, handOf, seeded, tokens, turnFaultsOn } from './portal-access.ts';
import { type PortalHand, randomPortal } from './random-portal.ts';

export interface FaultRunReport {
  seed: number;
  /** What is wrong, in words; empty where all is as it should be. */
  differences: string[];
  changes: number;
  /** What the reconciliation found that webhooks had missed. */
  missed: number;
  /** How often HubSpot went wrong, by kind of fault. */
  faults: Record<string, number>;
}

const changesPerRun = 25;
const jobsPerPause = 12;
const jobsMax = 3_000;
const manifest = parseManifest(manifestFile);
const ownProperties = new Set(Object.values(manifest.properties).flatMap((each) => each.map(({ name }) => name)));
/** As patient as in earnest, but for the waits. */
const limits = {
  attemptsMax: 5,
  pauseMs: 2,
  pauseMaxMs: 5,
  lockedPauseMs: 2,
  limitedPauseMs: { rolling: 2, secondly: 2 },
  timeoutMs: 3_000,
  deadlineMs: 60_000,
};
const sweepSettings = { dirtyAgeMs: 0, fitAgeMs: 1, recentAgeMs: 1, fullAgeMs: 1, inboxAgeMs: 1 };

export async function runWithFaults(world: FaultWorld, seed: number): Promise<FaultRunReport> {
  const run = await openRun(world, seed);
  const { queue, context, hand } = run;
  const portal = randomPortal(hand, { random: seeded(seed), now: run.startedAt });
  await portal.fill();
  await turnFaultsOn(world, run.portalId, seed);
  const done: string[] = [];
  await queue.scheduleBackfill(run.portalId);
  for (let change = 0; change < changesPerRun; change += 1) {
    done.push(await portal.change());
    if (change % 5 === 4) await run.work(jobsPerPause);
  }
  await run.work(jobsMax);
  const faults = await faultsOf(world, run.portalId);
  await fetch(`${world.sandbox.url}/sandbox/faults?portalId=${run.portalId}`, { method: 'DELETE' });
  await run.calmDown();
  await queue.scheduleReconcile(run.portalId, 'full');
  await run.calmDown();
  const { superuser } = world;
  const fresh = { portalId: run.portalId, fresh: await fromScratch(run) };
  const differences = [
    ...(await mirrorDifferences(superuser, run.portalId)),
    ...(await writtenDifferences(superuser, { ...fresh, only: 'maps' })),
  ];
  await night(run);
  differences.push(...(await writtenDifferences(superuser, { ...fresh, only: 'all' })));
  const before = run.rowsWritten();
  await night(run);
  const needless = run.rowsWritten() - before;
  if (needless > 0) differences.push(`${needless} rows were written although nothing had changed`);
  differences.push(...(await doubleTasks(superuser, run.portalId)), ...queue.failed);
  const { missed } = await context.stores.reconcileRuns.totals(run.portalId);
  world.known.delete(run.portalId);
  return {
    seed,
    differences: differences.length === 0 ? [] : [...differences, `changes: ${done.join('; ')}`],
    changes: done.length,
    missed,
    faults,
  };
}

interface Run {
  portalId: number;
  accessToken: string;
  startedAt: number;
  context: SyncContext;
  queue: InlineQueue;
  hand: PortalHand;
  world: FaultWorld;
  now: () => number;
  /** Rows written to the portal's own properties so far. */
  rowsWritten(): number;
  work(jobs: number): Promise<void>;
  /** Until no webhook is on its way and no job waits. */
  calmDown(): Promise<void>;
}

const madeSchema = z.object({ portalId: z.number(), accessToken: z.string() });

async function openRun(world: FaultWorld, seed: number): Promise<Run> {
  const { sandbox, stores } = world;
  const answer = await fetch(`${sandbox.url}/sandbox/portals`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: `Run ${seed}` }),
  });
  const { portalId, accessToken } = madeSchema.parse(await answer.json());
  world.known.add(portalId);
  const startedAt = Date.now();
  let jumped = 0;
  const now = () => Date.now() + jumped;
  const queue = inlineQueue((byMs) => {
    jumped += byMs;
  });
  const crm = createHubspotCrm({ baseUrl: sandbox.url, accessToken: tokens(world, portalId), portalId, now, limits });
  let rows = 0;
  const counting: HubspotCrm = {
    ...crm,
    writeProperties: async (request) => {
      rows += request.rows.length;
      return crm.writeProperties(request);
    },
  };
  const common = { stores, queue, manifest };
  const portal = await connectPortal({ ...common, crm, appId: sandbox.appId, now: now() });
  const context = { ...common, portal, crm: counting, now };
  const findContext = async (id: number) => {
    const found = await stores.portals.find(id);
    return found === null ? null : { ...context, portal: found };
  };
  const handlers = jobHandlers(findContext, { readNotifications: parseNotifications, ownProperties });
  const work = async (jobs: number) => {
    await sweep({ stores, queue, portal, now: now() });
    await queue.run(handlers, jobs);
  };
  return {
    portalId,
    accessToken,
    startedAt,
    context,
    queue,
    world,
    now,
    hand: handOf(sandbox.url, portalId, accessToken),
    rowsWritten: () => rows,
    work,
    calmDown: async () => {
      for (let round = 0; round < 200; round += 1) {
        const sent = await areWebhooksSent(world, portalId);
        await sweep({ stores, queue, portal, now: now() });
        const isBusy = await queue.run(handlers, jobsMax);
        if (isBusy) throw new Error(`Seed ${seed}: the jobs found no end.`);
        const { pending } = await stores.inbox.counts(portalId);
        if (sent && pending === 0 && (await stores.dirtyAccounts.list(portalId, 1)).length === 0) return;
        await delay(20);
      }
      throw new Error(`Seed ${seed}: no rest was found.`);
    },
  };
}

/** The sweep of this portal alone: others of the same database have their own runs. */
async function sweep({
  stores,
  queue,
  portal,
  now,
}: {
  stores: Stores;
  queue: InlineQueue;
  portal: Portal;
  now: number;
}) {
  const own = {
    ...stores,
    portals: { ...stores.portals, list: async () => [await found(stores, portal.portalId)] },
    inbox: { ...stores.inbox, portalsPending: async () => [portal.portalId] },
    dirtyAccounts: { ...stores.dirtyAccounts, portalsDirty: async () => [portal.portalId] },
  };
  await sweepLostNudges({ stores: own, queue, now: now + 1, settings: sweepSettings });
}

async function found(stores: Stores, portalId: number): Promise<Portal> {
  const portal = await stores.portals.find(portalId);
  if (portal === null) throw new Error('The portal is gone.');
  return portal;
}

async function areWebhooksSent({ superuser }: FaultWorld, portalId: number): Promise<boolean> {
  const found = await superuser.query(
    `select 1 from sandbox.outbox where (event ->> 'portalId')::bigint = $1 and state in ('waiting', 'held') limit 1`,
    [portalId],
  );
  return found.rowCount === 0;
}

/** The same portal, copied and worked out anew in stores that never saw a webhook. */
async function fromScratch(run: Run): Promise<Stores> {
  const { world, portalId, context, now } = run;
  const stores = fakeStores();
  const queue = inlineQueue(() => undefined);
  const crm = createHubspotCrm({
    baseUrl: world.sandbox.url,
    accessToken: async () => run.accessToken,
    portalId,
    limits,
  });
  const mute = {
    ...crm,
    provision: async () => ({ created: [], adopted: [], failed: [] }),
    writeProperties: async () => [],
    createTask: async () => ({ taskId: '', created: false }),
  };
  const portal = await connectPortal({ crm: mute, stores, queue, manifest, appId: context.portal.appId, now: now() });
  const fresh = { portal, crm: mute, stores, queue, manifest, now };
  const findContext = async () => ({ ...fresh, portal: await found(stores, portalId) });
  const handlers = jobHandlers(findContext, { readNotifications: parseNotifications, ownProperties });
  await queue.run(handlers, jobsMax);
  return stores;
}

/** All maps and values are made anew, as every night. */
async function night(run: Run): Promise<void> {
  await markAllDirty(run.context, { value: true });
  await run.queue.scheduleRevalue(run.portalId);
  await run.calmDown();
}
