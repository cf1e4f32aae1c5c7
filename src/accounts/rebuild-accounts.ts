// Makes the maps of dirty accounts anew, and the values of those whose orders changed; what differs is written back afterwards.
import { buildAccountMap } from '../buying-center/build-account-map.ts';
import { accountInput } from './account-input.ts';
import { NotYetError } from './queue-port.ts';
import { revalueAccounts } from './revalue-accounts.ts';
import { resultLock, type SyncContext } from './sync-context.ts';

const accountsAtOnceMax = 50;
/** A mark this old is worked off together with the one that was asked for; younger ones wait for their own quiet time. */
const dueAgeMs = 1_000;
const lockWaitMs = 100;

/** @throws NotYetError when another rebuild or a valuation of this portal runs. */
export async function rebuildAccounts(context: SyncContext, accountId: string): Promise<{ rebuilt: number }> {
  const { stores, portal } = context;
  const rebuilt = await stores.locks.tryWithin(resultLock(portal.portalId), () => rebuildDue(context, accountId));
  if (rebuilt === null) throw new NotYetError('The results of this portal are being made.', { afterMs: lockWaitMs });
  return { rebuilt };
}

async function rebuildDue(context: SyncContext, accountId: string): Promise<number> {
  const { stores, portal, queue, now } = context;
  const { portalId } = portal;
  const marks = await stores.dirtyAccounts.list(portalId, accountsAtOnceMax);
  const due = marks.filter((mark) => mark.accountId === accountId || mark.markedAt <= now() - dueAgeMs);
  if (due.length === 0) return 0;
  for (const mark of due) await rebuildMap(context, mark.accountId);
  await revalueAccounts(
    context,
    due.filter((mark) => mark.value).map((mark) => mark.accountId),
  );
  // While the first copy runs, results change with every source: they are written once it is complete.
  if (portal.state === 'ready')
    await queue.scheduleWriteBack(
      portalId,
      due.map((mark) => mark.accountId),
    );
  await stores.dirtyAccounts.clear(portalId, due);
  for (const mark of due) {
    await stores.changes.publish({ portalId, kind: 'account', accountId: mark.accountId });
  }
  await goOn(context);
  return due.length;
}

async function rebuildMap({ stores, portal, now }: SyncContext, accountId: string): Promise<void> {
  const sources = await stores.mirror.loadAccount(portal.portalId, accountId);
  if (sources === null) return stores.results.removeAccounts(portal.portalId, [accountId]);
  const map = buildAccountMap(accountInput(sources, { portal, now: now() }));
  await stores.results.saveMap(portal.portalId, map);
}

/** Groups follow each other until nothing is due; what is younger has a job of its own. */
async function goOn({ stores, portal, queue, now }: SyncContext): Promise<void> {
  const [next] = await stores.dirtyAccounts.list(portal.portalId, 1);
  if (next !== undefined && next.markedAt <= now() - dueAgeMs) {
    await queue.scheduleRebuild(portal.portalId, [next.accountId]);
  }
}
