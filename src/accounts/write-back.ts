// Writes what differs into the CRM, in batches, and keeps the result of every row: what was written, what failed and why.
import { type CheckedBatch, checkWrites, handChanges } from './check-writes.ts';
import { CrmUnavailableError } from './crm.ts';
import { planAccounts, type TypePlan } from './plan-accounts.ts';
import type { PlannedWrite } from './plan-writes.ts';
import { NotYetError } from './queue-port.ts';
import { ownProperties } from './same-value.ts';
import { type SyncContext, writeLock } from './sync-context.ts';
import { writeBatch } from './write-batch.ts';
import { tellFailures } from './write-faults.ts';
import type { JournalRow } from './write-journal-port.ts';
import type { Withheld, WithheldKey } from './write-runs-port.ts';

const lockWaitMs = 300;
const retryAfterMs = 5_000;
const rowsAtOnceMax = 100;

export interface WriteBackReport {
  written: number;
  failed: number;
}

/**
 * Absolute values, compared with what was last written successfully: running it twice writes nothing the second time. Nothing is
 * sent while an admin holds the portal's writes.
 * @throws NotYetError when another write of this portal runs; CrmUnavailableError, PortalDisconnectedError.
 */
export async function writeBack(context: SyncContext, accountIds: string[]): Promise<WriteBackReport> {
  const { stores, portal } = context;
  const report = await stores.locks.tryWithin(writeLock(portal.portalId), () => writeAccounts(context, accountIds));
  if (report === null) throw new NotYetError('Another write of this portal runs.', { afterMs: lockWaitMs });
  return report;
}

async function writeAccounts(context: SyncContext, accountIds: string[]): Promise<WriteBackReport> {
  const { stores, portal } = context;
  if ((await stores.writeSwitch.read(portal.portalId)).writes === 'held') return { written: 0, failed: 0 };
  const rows: JournalRow[] = [];
  let isToBeRetried = false;
  for (const plan of await planAccounts(context, accountIds)) {
    for (let start = 0; start < plan.planned.length; start += rowsAtOnceMax) {
      const report = await writeSome(context, plan, plan.planned.slice(start, start + rowsAtOnceMax));
      rows.push(...report.rows);
      isToBeRetried ||= report.isToBeRetried;
    }
  }
  await tellFailures(context, rows);
  await publishAccounts(context, rows);
  if (isToBeRetried) throw new CrmUnavailableError('Some rows could not be written now.', { retryAfterMs });
  const written = rows.filter((row) => row.outcome === 'written').length;
  return { written, failed: rows.length - written };
}

async function writeSome(context: SyncContext, plan: TypePlan, planned: PlannedWrite[]) {
  const { stores, portal, now } = context;
  const batch = await checkWrites(context, { type: plan.type, planned });
  const runId = await stores.writeRuns.joinAutomatic(portal.portalId, now());
  return writeBatch(context, batch, {
    runId,
    purpose: 'write',
    positionOf: null,
    ...foundByHand(context, plan, batch),
  });
}

/** Also for properties that were not to be written now: the record was read anyway. */
export function foundByHand(
  { manifest, now }: Pick<SyncContext, 'manifest' | 'now'>,
  plan: TypePlan,
  batch: CheckedBatch,
): { withhold: Withheld[]; release: WithheldKey[] } {
  const own = ownProperties(manifest);
  const found = [...batch.theirs].map(([id, theirs]) => {
    const desired = plan.desired.get(id);
    return handChanges({
      type: plan.type,
      id,
      accountId: desired?.accountId ?? id,
      theirs,
      last: plan.last.get(id) ?? {},
      withheld: plan.withheld.get(id) ?? [],
      desired: desired?.properties ?? {},
      ours: batch.ours.get(id) ?? [],
      own,
      at: now(),
    });
  });
  const unknown = batch.writes.flatMap((write) => neverOurs(write, now()));
  return {
    withhold: [...found.flatMap(({ withhold }) => withhold), ...unknown],
    release: found.flatMap(({ release }) => release),
  };
}

/** Somebody filled a property before Quorum ever wrote it: that value is shown, not written over. */
function neverOurs({ type, id, accountId, changes }: CheckedBatch['writes'][number], at: number): Withheld[] {
  return changes
    .filter(({ standing, expected }) => standing === 'changed' && expected === null)
    .map(({ property, before, after }) => {
      const values = { ours: after, theirs: before, reason: null };
      return { type, objectId: id, property, accountId, why: 'by_hand', ...values, at };
    });
}

export async function publishAccounts({ stores, portal }: SyncContext, rows: JournalRow[]): Promise<void> {
  const { portalId } = portal;
  if (rows.length > 0) await stores.changes.publish({ portalId, kind: 'writes', accountId: null });
  for (const accountId of new Set(rows.map((row) => row.accountId))) {
    await stores.changes.publish({ portalId, kind: 'account', accountId });
  }
}
