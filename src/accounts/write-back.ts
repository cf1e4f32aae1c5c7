// Writes what differs into the CRM, in batches, and keeps the result of every row: what was written, what failed and why.
import { CrmRefusedError, CrmUnavailableError, type WriteResult } from './crm.ts';
import { desiredObjects } from './desired-properties.ts';
import { type DesiredObject, type PlannedWrite, planWrite } from './plan-writes.ts';
import type { JournalRow, WrittenType } from './ports.ts';
import { NotYetError } from './queue-port.ts';
import { crossedIntoMigrator, raiseMigratorTask } from './raise-tasks.ts';
import type { SyncContext } from './sync-context.ts';

const lockWaitMs = 300;
const retryAfterMs = 5_000;
const rowsAtOnceMax = 100;
const order: readonly WrittenType[] = ['companies', 'contacts', 'deals'];

export interface WriteBackReport {
  written: number;
  failed: number;
}

/**
 * Absolute values, compared with what was last written successfully: running it twice writes nothing the second time.
 * @throws NotYetError when another write-back of this portal runs; CrmUnavailableError, PortalDisconnectedError.
 */
export async function writeBack(context: SyncContext, accountIds: string[]): Promise<WriteBackReport> {
  const { stores, portal } = context;
  const report = await stores.locks.tryWithin(`write-${portal.portalId}`, () => writeAccounts(context, accountIds));
  if (report === null) throw new NotYetError('Another write-back of this portal runs.', { afterMs: lockWaitMs });
  return report;
}

async function writeAccounts(context: SyncContext, accountIds: string[]): Promise<WriteBackReport> {
  const desired = await desiredOf(context, accountIds);
  const runId = `${context.now().toString(36)}-${context.portal.portalId}`;
  const rows: JournalRow[] = [];
  let isToBeRetried = false;
  for (const type of order) {
    const planned = await planType(
      context,
      type,
      desired.filter((object) => object.type === type),
    );
    for (let start = 0; start < planned.length; start += rowsAtOnceMax) {
      const batch = planned.slice(start, start + rowsAtOnceMax);
      const results = await writeBatch(context, type, batch);
      const journal = batch.flatMap((write, index) => journalRows(write, results[index], { runId, at: context.now() }));
      await raiseTasks(
        context,
        batch.filter((_write, index) => results[index]?.outcome === 'written'),
      );
      await context.stores.journal.append(context.portal.portalId, journal);
      rows.push(...journal);
      isToBeRetried ||= results.some((result) => result.outcome === 'failed' && result.retryable);
    }
  }
  await tellFailures(context, rows);
  await publish(context, rows);
  if (isToBeRetried) throw new CrmUnavailableError('Some rows could not be written now.', { retryAfterMs });
  const written = rows.filter((row) => row.outcome === 'written').length;
  return { written, failed: rows.length - written };
}

async function desiredOf(context: SyncContext, accountIds: string[]): Promise<DesiredObject[]> {
  const { stores, portal } = context;
  const maps = await stores.results.loadMaps(portal.portalId, accountIds);
  const desired: DesiredObject[] = [];
  for (const map of maps) {
    const value = await stores.results.loadValue(portal.portalId, map.accountId);
    desired.push(...desiredObjects({ map, value }));
  }
  return ofTheirHomes(context, desired);
}

/** A person of two companies stands on two maps: what is written is what the primary company's map says, so that it never flaps. */
async function ofTheirHomes({ stores, portal }: SyncContext, desired: DesiredObject[]): Promise<DesiredObject[]> {
  const idsOf = (type: WrittenType) => desired.filter((object) => object.type === type).map((object) => object.id);
  const homes = {
    contacts: await stores.mirror.homeAccounts(portal.portalId, 'contacts', idsOf('contacts')),
    deals: await stores.mirror.homeAccounts(portal.portalId, 'deals', idsOf('deals')),
  };
  return desired.filter(
    ({ type, id, accountId }) => type === 'companies' || (homes[type].get(id) ?? accountId) === accountId,
  );
}

async function planType(context: SyncContext, type: WrittenType, desired: DesiredObject[]): Promise<PlannedWrite[]> {
  const ids = desired.map((object) => object.id);
  const last = await context.stores.journal.lastWritten(context.portal.portalId, type, ids);
  const stampedAt = context.now();
  return desired.flatMap((object) => planWrite(object, last.get(object.id) ?? {}, stampedAt) ?? []);
}

/** Before the journal: after a kill in between the class is written once more, and the task's key finds the one that is there. */
async function raiseTasks(context: SyncContext, written: PlannedWrite[]): Promise<void> {
  for (const { accountId } of written.filter(crossedIntoMigrator)) {
    try {
      await raiseMigratorTask(context, accountId);
    } catch (error) {
      if (!(error instanceof CrmRefusedError)) throw error;
      await context.stores.faults.record(context.portal.portalId, {
        at: context.now(),
        where: 'write-back tasks',
        code: 'task_refused',
        params: { accountId, status: error.status, category: error.category },
      });
    }
  }
}

function writeBatch({ crm }: SyncContext, type: WrittenType, batch: PlannedWrite[]): Promise<WriteResult[]> {
  const rows = batch.map(({ id, changes }) => ({
    id,
    properties: Object.fromEntries(changes.map(({ property, after }) => [property, after])),
  }));
  return crm.writeProperties({ type, rows });
}

function journalRows(
  write: PlannedWrite,
  result: WriteResult | undefined,
  run: { runId: string; at: number },
): JournalRow[] {
  const failure = failureOf(result);
  return write.changes.map(({ property, before, after }) => ({
    ...run,
    type: write.type,
    objectId: write.id,
    accountId: write.accountId,
    property,
    before,
    after,
    reason: write.reason,
    outcome: failure === null ? 'written' : 'failed',
    failure,
  }));
}

function failureOf(result: WriteResult | undefined): string | null {
  if (result === undefined) return 'no result came back';
  return result.outcome === 'failed' ? `${result.category}: ${result.reason}` : null;
}

async function tellFailures({ stores, portal, now }: SyncContext, rows: JournalRow[]): Promise<void> {
  const failed = rows.filter((row) => row.outcome === 'failed');
  const [first] = failed;
  if (first === undefined) return;
  const objects = new Set(failed.map((row) => `${row.type} ${row.objectId}`)).size;
  await stores.faults.record(portal.portalId, {
    at: now(),
    where: 'write-back',
    code: 'rows_not_written',
    params: { count: objects, object: `${first.type} ${first.objectId}`, failure: first.failure ?? '' },
  });
}

async function publish({ stores, portal }: SyncContext, rows: JournalRow[]): Promise<void> {
  for (const accountId of new Set(rows.map((row) => row.accountId))) {
    await stores.changes.publish({ portalId: portal.portalId, kind: 'account', accountId });
  }
}
