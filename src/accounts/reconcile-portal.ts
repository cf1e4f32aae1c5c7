// Finds and repairs what webhooks missed: compares the mirror with the CRM, and reads anew whatever differs. The webhook's own way
// applies it, so that a repair and a webhook never disagree.
import { setTimeout as delay } from 'node:timers/promises';
import { applySyncPlan } from './apply-sync-plan.ts';
import { pairedTypes } from './copy-associations.ts';
import { CrmRefusedError, type MirroredType, mirroredTypes } from './crm.ts';
import type { Notification } from './notification.ts';
import { planSync } from './plan-sync.ts';
import { NotYetError } from './queue-port.ts';
import { missedBy, type ReconcileDepth, type ReconcileRun } from './reconcile-port.ts';
import { findChanged, findGone, findListed, type Reconciling } from './reconcile-records.ts';
import { mirrorLock, type SyncContext } from './sync-context.ts';

export interface ReconcileRequest {
  depth: ReconcileDepth;
  /** A change younger than this may have its webhook on the way: it is repaired, not counted as missed, ms. */
  graceMs: number;
}

/** The search index may be this far behind, and clocks differ: so much of the time before the last run is looked at again, ms. */
const lookBackMs = 10 * 60_000;
const pairsAtOnceMax = 1_000;
/** Webhooks that wait are no missed ones: they go first, for so long, ms. */
const drainWaitMaxMs = 20_000;
const mirrorWaitMaxMs = 30_000;
const pollMs = 100;

/**
 * Compares owners, records (those gone included) and associations, in this order. Stopped anywhere it is begun anew by the next run,
 * and what is repaired stays repaired.
 * @throws CrmUnavailableError, PortalDisconnectedError; NotYetError when the mirror is not free for long.
 */
export async function reconcilePortal(context: SyncContext, request: ReconcileRequest): Promise<ReconcileRun> {
  const { stores, portal, now } = context;
  await untilDrained(context);
  const run = emptyRun(request.depth, now());
  const previous = await stores.reconcileRuns.lastFinished(portal.portalId, 'any');
  await stores.reconcileRuns.save(portal.portalId, run);
  const reconciling: Reconciling = {
    context,
    run,
    freshFrom: run.startedAt - request.graceMs,
    since: Math.max(0, (previous?.startedAt ?? portal.connectedAt) - lookBackMs),
    repair: (notifications) => repair(context, notifications),
  };
  await compareOwners(context, run);
  const looked = new Map<MirroredType, string[]>();
  for (const type of mirroredTypes) looked.set(type, await unlessRefused(() => compareRecords(reconciling, type), []));
  for (const [type, ids] of looked) await comparePairs(reconciling, type, ids);
  const finished = { ...run, finishedAt: now() };
  await stores.reconcileRuns.save(portal.portalId, finished);
  await tell(context, finished);
  return finished;
}

function emptyRun(depth: ReconcileDepth, startedAt: number): ReconcileRun {
  const counts = { records: 0, gone: 0, associations: 0, owners: 0, fresh: 0 };
  return { runId: `${startedAt} ${depth}`, depth, startedAt, finishedAt: null, ...counts };
}

/** Returns the records whose associations are to be compared. */
async function compareRecords(reconciling: Reconciling, type: MirroredType): Promise<string[]> {
  const { context, run } = reconciling;
  const { stores, crm, portal } = context;
  const changed = run.depth === 'recent' ? await findChanged(reconciling, type) : [];
  if (run.depth === 'recent') {
    const counts = await stores.mirror.counts(portal.portalId);
    if ((await crm.countRecords(type)) === (counts[type] ?? 0)) return changed;
  }
  const before = await stores.differences.ids(portal.portalId, type, 'present');
  const listed = await findListed(reconciling, type);
  await findGone(reconciling, { type, before, listed });
  return run.depth === 'full' ? [...listed] : changed;
}

async function comparePairs({ context, run, repair }: Reconciling, type: MirroredType, ids: string[]): Promise<void> {
  const { crm, stores, portal } = context;
  for (const toType of pairedTypes(type)) {
    for (let start = 0; start < ids.length; start += pairsAtOnceMax) {
      const read = { fromType: type, toType, fromIds: ids.slice(start, start + pairsAtOnceMax) };
      const found = await unlessRefused(() => crm.readAssociations(read), null);
      if (found === null) break;
      const differing = await stores.differences.associations(portal.portalId, read, found);
      run.associations += differing.length;
      await repair(
        differing.map((fromId) => ({ kind: 'associated', fromType: type, fromId, toType, toId: null, occurredAt: 0 })),
      );
    }
  }
}

async function compareOwners({ crm, stores, portal }: SyncContext, run: ReconcileRun): Promise<void> {
  const owners = await unlessRefused(() => crm.listOwners(), null);
  if (owners === null) return;
  const kept = new Map((await stores.accounts.owners(portal.portalId)).map((owner) => [owner.ownerId, owner]));
  const isSame = (owner: (typeof owners)[number]) => {
    const known = kept.get(owner.ownerId);
    return known?.name === owner.name && known.archived === owner.archived;
  };
  const ids = new Set(owners.map((owner) => owner.ownerId));
  const gone = [...kept.keys()].filter((ownerId) => !ids.has(ownerId));
  run.owners = owners.filter((owner) => !isSame(owner)).length + gone.length;
  await stores.mirror.replaceOwners(portal.portalId, owners);
}

async function repair(context: SyncContext, notifications: Notification[]): Promise<void> {
  if (notifications.length === 0) return;
  const { stores, portal } = context;
  const endsAt = performance.now() + mirrorWaitMaxMs;
  for (;;) {
    const done = await stores.locks.tryWithin(mirrorLock(portal.portalId), async () => {
      await applySyncPlan(context, planSync(notifications));
      return true;
    });
    if (done !== null) return;
    if (performance.now() > endsAt) throw new NotYetError('The mirror is not free.', { afterMs: mirrorWaitMaxMs });
    await delay(pollMs);
  }
}

async function untilDrained({ stores, portal, queue }: SyncContext): Promise<void> {
  const endsAt = performance.now() + drainWaitMaxMs;
  while ((await stores.inbox.pending(portal.portalId, 1)).length > 0 && performance.now() < endsAt) {
    await queue.nudgeDrain(portal.portalId);
    await delay(pollMs);
  }
}

/** What the portal does not give was switched off when it was copied, and was said then. */
async function unlessRefused<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CrmRefusedError) return otherwise;
    throw error;
  }
}

async function tell({ stores, portal, now }: SyncContext, run: ReconcileRun): Promise<void> {
  const missed = missedBy(run);
  if (missed > 0) {
    await stores.faults.record(portal.portalId, {
      at: now(),
      where: 'reconcile',
      code: 'changes_missed',
      params: { count: missed },
    });
  }
  await stores.changes.publish({ portalId: portal.portalId, kind: 'sync', accountId: null });
}
