// Finds what lost nudges left: inboxes with pending batches, accounts that stayed dirty, copies that stopped, values that grew old.
import { markAllDirty } from './mark-dirty.ts';
import type { Inbox, Portal, Stores } from './ports.ts';
import type { Queue } from './queue-port.ts';

export interface SweepSettings {
  /** A mark older than this should have been worked off by its own job, ms. */
  dirtyAgeMs: number;
  /** Values are made anew when the last fit is older, ms. */
  fitAgeMs: number;
  /** A comparison with the CRM is made anew when the last is older: of recent changes, and of everything, ms. */
  recentAgeMs: number;
  fullAgeMs: number;
  /** Finished webhook batches are deleted after this, ms. */
  inboxAgeMs: number;
}

const dirtyAtOnceMax = 50;
const unknownPortal = 0;
const unknownAtOnceMax = 500;

export interface Sweep {
  stores: Pick<Stores, 'portals' | 'inbox' | 'mirror' | 'dirtyAccounts' | 'results' | 'writeRuns' | 'reconcileRuns'>;
  queue: Queue;
  now: number;
  settings: SweepSettings;
}

/** Only asks the queue for work: running it twice, or from two processes, changes nothing. */
export async function sweepLostNudges({ stores, queue, now, settings }: Sweep): Promise<void> {
  const portals = new Map((await stores.portals.list()).map((portal) => [portal.portalId, portal]));
  const isConnected = (portalId: number) => (portals.get(portalId)?.state ?? 'disconnected') !== 'disconnected';
  for (const portalId of await stores.inbox.portalsPending()) {
    if (isConnected(portalId)) await queue.nudgeDrain(portalId);
  }
  for (const portalId of await stores.dirtyAccounts.portalsDirty()) {
    if (!isConnected(portalId)) continue;
    const marks = await stores.dirtyAccounts.list(portalId, dirtyAtOnceMax);
    const old = marks.filter((mark) => mark.markedAt < now - settings.dirtyAgeMs);
    if (old.length > 0)
      await queue.scheduleRebuild(
        portalId,
        old.map((mark) => mark.accountId),
      );
  }
  for (const portal of portals.values()) {
    if (portal.state === 'backfilling') await queue.scheduleBackfill(portal.portalId);
    if (isConnected(portal.portalId) && (await stores.writeRuns.nextOpen(portal.portalId)) !== null)
      await queue.scheduleWriteRun(portal.portalId);
  }
}

/** Once a day is enough; asking again early changes nothing. */
export async function sweepAged({ stores, queue, now, settings }: Sweep): Promise<void> {
  await putAsideUnknown(stores.inbox, now - settings.inboxAgeMs);
  for (const portal of await stores.portals.list()) {
    await stores.inbox.purge(portal.portalId, now - settings.inboxAgeMs);
    await reconcileAged({ stores, queue, now, settings }, portal);
    if (!(await isAged({ stores, portal, before: now - settings.fitAgeMs }))) continue;
    await queue.scheduleRevalue(portal.portalId);
    // Strength fades with every day of silence: maps are made anew as well.
    await markAllDirty({ portal, stores, queue, now: () => now }, { value: false });
  }
}

/** A portal that was never compared was copied a while ago: its first comparison waits as long as any other. */
async function reconcileAged(
  { stores, queue, now, settings }: Sweep,
  { portalId, state, connectedAt }: Portal,
): Promise<void> {
  if (state !== 'ready') return;
  const startedAt = async (depth: 'full' | 'any') =>
    (await stores.reconcileRuns.lastFinished(portalId, depth))?.startedAt ?? connectedAt;
  if ((await startedAt('full')) < now - settings.fullAgeMs) await queue.scheduleReconcile(portalId, 'full');
  else if ((await startedAt('any')) < now - settings.recentAgeMs) await queue.scheduleReconcile(portalId, 'recent');
}

async function isAged(request: { stores: Sweep['stores']; portal: Portal; before: number }): Promise<boolean> {
  if (request.portal.state !== 'ready') return false;
  const kept = await request.stores.results.loadFit(request.portal.portalId);
  return kept === null || kept.fit.fittedAt < request.before;
}

/** Batches of no known portal wait as long as others are kept: the portal may be connected by then, else nobody will ask for them. */
async function putAsideUnknown(inbox: Inbox, before: number): Promise<void> {
  for (const batch of await inbox.pending(unknownPortal, unknownAtOnceMax)) {
    if (batch.receivedAt < before) await inbox.quarantine(unknownPortal, batch.inboxId, 'the portal is not known');
  }
  await inbox.purge(unknownPortal, before);
}
