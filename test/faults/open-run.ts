// One portal of the sandbox with Quorum's use cases on it: what a fault run works with.
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import type { Portal, Stores } from '../../src/accounts/ports.ts';
import { sweepLostNudges } from '../../src/accounts/sweep.ts';
import type { SyncContext } from '../../src/accounts/sync-context.ts';
import { createHubspotCrm, type HubspotCrm } from '../../src/hubspot/hubspot-crm.ts';
import { parseNotifications } from '../../src/hubspot/parse-notifications.ts';
import { jobHandlers } from '../../src/wiring/job-handlers.ts';
import { fakeStores } from '../fakes/fake-stores.ts';
import type { FaultWorld } from './fault-world.ts';
import { type InlineQueue, inlineQueue } from './inline-queue.ts';
import { handOf, tokens } from './portal-access.ts';
import type { PortalHand } from './random-portal.ts';

export const jobsMax = 3_000;
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

export interface Run {
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

export async function openRun(world: FaultWorld, seed: number): Promise<Run> {
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
  const portal = await connectPortal({ ...common, crm, appId: sandbox.appId, now: now(), writes: 'released' });
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
export async function fromScratch(run: Run): Promise<Stores> {
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
  const portal = await connectPortal({
    crm: mute,
    stores,
    queue,
    manifest,
    appId: context.portal.appId,
    now: now(),
    writes: 'released',
  });
  const fresh = { portal, crm: mute, stores, queue, manifest, now };
  const findContext = async () => ({ ...fresh, portal: await found(stores, portalId) });
  const handlers = jobHandlers(findContext, { readNotifications: parseNotifications, ownProperties });
  await queue.run(handlers, jobsMax);
  return stores;
}
