// Works off a portal's inbox: kept webhook batches become the mirror's present state and marks on accounts. Echoes end here.
import { applySyncPlan } from './apply-sync-plan.ts';
import { CrmUnavailableError, PortalDisconnectedError } from './crm.ts';
import type { NotificationBatch, NotificationReader, OwnMarks } from './notification.ts';
import { planSync } from './plan-sync.ts';
import type { InboxBatch } from './ports.ts';
import { NotYetError } from './queue-port.ts';
import { mirrorLock, type SyncContext } from './sync-context.ts';

const batchesAtOnceMax = 50;
const roundsMax = 40;
const lockWaitMs = 250;

export interface DrainRequest {
  readNotifications: NotificationReader;
  own: OwnMarks;
  /** True when this attempt is the last: then what fails by itself is put aside, so that what follows is not held up. */
  isLastAttempt: boolean;
}

/**
 * Takes pending batches oldest first until there are none. A batch counts as done only after its effect is in the mirror, so
 * that a killed run does it again.
 * @throws NotYetError when a backfill or another drain is at the mirror; CrmUnavailableError, PortalDisconnectedError.
 */
export async function drainInbox(context: SyncContext, request: DrainRequest): Promise<{ batches: number }> {
  const { stores, portal, queue } = context;
  let batches = 0;
  for (let round = 0; round < roundsMax; round += 1) {
    const taken = await stores.locks.tryWithin(mirrorLock(portal.portalId), () => drainRound(context, request));
    if (taken === null) throw new NotYetError('Another process is at the mirror.', { afterMs: lockWaitMs });
    if (taken === 0) return { batches };
    batches += taken;
    await stores.changes.publish({ portalId: portal.portalId, kind: 'ops', accountId: null });
  }
  await queue.nudgeDrain(portal.portalId);
  return { batches };
}

async function drainRound(context: SyncContext, request: DrainRequest): Promise<number> {
  const pending = await context.stores.inbox.pending(context.portal.portalId, batchesAtOnceMax);
  if (pending.length === 0) return 0;
  if (request.isLastAttempt) await applyOneByOne(context, request, pending);
  else await applyTogether(context, request, pending);
  return pending.length;
}

async function applyTogether(context: SyncContext, request: DrainRequest, pending: InboxBatch[]): Promise<void> {
  const readings = pending.map((batch) => request.readNotifications(batch.body, request.own));
  await applySyncPlan(context, planSync(readings.flatMap((reading) => reading.notifications)));
  const results = pending.map((batch, index) => resultOf(batch, readings[index]));
  await context.stores.inbox.complete(context.portal.portalId, results);
}

function resultOf(batch: InboxBatch, reading: NotificationBatch | undefined) {
  const { notifications = [], echoes = 0, ignored = 0, odd = [] } = reading ?? {};
  return {
    inboxId: batch.inboxId,
    notifications: notifications.length + echoes + ignored + odd.length,
    echoes,
    odd: odd.length,
  };
}

/** Finds the one batch that cannot be applied. An outage is no fault of a batch and is thrown on. */
async function applyOneByOne(context: SyncContext, request: DrainRequest, pending: InboxBatch[]): Promise<void> {
  const { stores, portal, now } = context;
  for (const batch of pending) {
    try {
      await applyTogether(context, request, [batch]);
    } catch (error) {
      if (error instanceof CrmUnavailableError || error instanceof PortalDisconnectedError) throw error;
      const name = error instanceof Error ? error.name : 'unknown';
      await stores.inbox.quarantine(portal.portalId, batch.inboxId, `could not be applied: ${name}`);
      await stores.faults.record(portal.portalId, {
        at: now(),
        where: `inbox batch ${batch.inboxId}`,
        code: 'batch_put_aside',
        params: { error: name },
      });
    }
  }
}
