// Works off the runs that an admin asked for, step by step: computes previews, writes what was released, puts back what is undone.
import { type CheckedWrite, checkWrites } from './check-writes.ts';
import { CrmUnavailableError } from './crm.ts';
import { planAccounts, type TypePlan } from './plan-accounts.ts';
import type { PlannedWrite } from './plan-writes.ts';
import { NotYetError } from './queue-port.ts';
import { type SyncContext, writeLock } from './sync-context.ts';
import { foundByHand, publishAccounts } from './write-back.ts';
import { type BatchManner, writeBatch } from './write-batch.ts';
import { tellFailures } from './write-faults.ts';
import type { JournalRow } from './write-journal-port.ts';
import type { KeptPlannedRow, PlannedRow, WithheldKey, WriteRun } from './write-runs-port.ts';

const accountsPerStep = 50;
const rowsPerStep = 1_000;
const objectsAtOnceMax = 100;
const lockWaitMs = 300;
const retryAfterMs = 5_000;
/** Then the queue asks again, so that other work gets its turn. */
const stepsPerJob = 40;

/**
 * Goes on until no run is open. Every step is kept before the next, so that a run that is killed goes on where it was.
 * @throws NotYetError, CrmUnavailableError, PortalDisconnectedError: the rest is done later.
 */
export async function runWrites(context: SyncContext): Promise<void> {
  const { stores, portal, queue } = context;
  for (let step = 0; step < stepsPerJob; step += 1) {
    const run = await stores.writeRuns.nextOpen(portal.portalId);
    if (run === null) return;
    const done = await stores.locks.tryWithin(writeLock(portal.portalId), async () => {
      await (run.state === 'computing' ? computeSome(context, run) : writeSome(context, run));
      return true;
    });
    if (done === null) throw new NotYetError('Another write of this portal runs.', { afterMs: lockWaitMs });
    await stores.changes.publish({ portalId: portal.portalId, kind: 'writes', accountId: null });
  }
  await queue.scheduleWriteRun(portal.portalId);
}

async function computeSome(context: SyncContext, run: WriteRun): Promise<void> {
  const { stores, portal, now } = context;
  const { portalId } = portal;
  const accountIds = (await stores.mirror.accountIds(portalId)).toSorted(byCode);
  const { cursor } = run;
  const next = (cursor === null ? accountIds : accountIds.filter((id) => byCode(id, cursor) > 0)).slice(
    0,
    accountsPerStep,
  );
  const last = next.at(-1);
  if (last === undefined) {
    await stores.writeRuns.move(portalId, run.runId, { from: ['computing'], to: 'ready', at: now() });
    return;
  }
  const rows: PlannedRow[] = [];
  for (const plan of await planAccounts(context, next)) rows.push(...(await previewRows(context, plan, run.runId)));
  const doneCount = run.doneCount + next.length;
  await stores.writeRuns.plan(portalId, run.runId, { rows, cursor: last, doneCount, at: now() });
}

function byCode(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Every record is read, also those with nothing to write: what people changed by hand is part of what an admin looks for. */
async function previewRows(context: SyncContext, plan: TypePlan, runId: string): Promise<PlannedRow[]> {
  const batch = await checkWrites(context, {
    type: plan.type,
    planned: plan.planned,
    also: [...plan.desired.keys()].filter((id) => plan.last.has(id)),
  });
  const found = foundByHand(context, plan, batch);
  // What HubSpot held before Quorum ever wrote is part of the preview: whoever releases it has seen it.
  const withhold = found.withhold.filter(({ objectId, property }) => plan.last.get(objectId)?.[property] !== undefined);
  const adopted = batch.writes.flatMap((write) =>
    write.changes
      .filter(({ standing }) => standing === 'there')
      .map(({ property, after }) => ({ type: write.type, objectId: write.id, property, value: after })),
  );
  if (withhold.length + found.release.length + adopted.length > 0) {
    const at = context.now();
    const nothing = { objects: 0, journal: [], planned: [], skipped: 0 };
    const { release } = found;
    await context.stores.writeRuns.settle(context.portal.portalId, {
      runId,
      at,
      adopted,
      withhold,
      release,
      ...nothing,
    });
  }
  return batch.writes.flatMap(rowsOf);
}

function rowsOf(write: CheckedWrite): PlannedRow[] {
  const shown = write.changes.filter(
    ({ standing, expected }) => standing === 'write' || (standing === 'changed' && expected === null),
  );
  return shown.map(({ property, before, after }) => {
    const { type, id, accountId, reason } = write;
    return { type, objectId: id, accountId, property, before, after, reason };
  });
}

async function writeSome(context: SyncContext, run: WriteRun): Promise<void> {
  const { stores, portal, now } = context;
  const pending = { type: null, property: null, state: 'planned', offset: 0, limit: rowsPerStep } as const;
  const { rows } = await stores.writeRuns.planned(portal.portalId, run.runId, pending);
  if (rows.length === 0) {
    await stores.writeRuns.move(portal.portalId, run.runId, { from: ['writing'], to: 'done', at: now() });
    return;
  }
  const purpose = await purposeOf(context, run);
  const journal: JournalRow[] = [];
  let isToBeRetried = false;
  for (const group of groupsOf(wholeObjects(rows, rowsPerStep))) {
    const report = await writeGroup(context, group, { runId: run.runId, purpose });
    journal.push(...report.rows);
    isToBeRetried ||= report.isToBeRetried;
  }
  await tellFailures(context, journal);
  await publishAccounts(context, journal);
  if (isToBeRetried) throw new CrmUnavailableError('Some rows could not be written now.', { retryAfterMs });
}

/** What is taken back must not come again by itself; what an undo took back may. */
async function purposeOf({ stores, portal }: SyncContext, run: WriteRun): Promise<BatchManner['purpose']> {
  if (run.kind !== 'undo' || run.undoOf === null) return 'write';
  const undone = await stores.writeRuns.find(portal.portalId, run.undoOf);
  return undone?.kind === 'undo' ? 'redo' : 'undo';
}

const objectOf = ({ type, objectId }: Pick<PlannedRow, 'type' | 'objectId'>) => `${type} ${objectId}`;

/** The last record of a full page may go on in the next one. */
function wholeObjects(rows: KeptPlannedRow[], pageSize: number): KeptPlannedRow[] {
  const last = rows.at(-1);
  if (last === undefined || rows.length < pageSize) return rows;
  const whole = rows.filter((row) => objectOf(row) !== objectOf(last));
  return whole.length === 0 ? rows : whole;
}

/** Rows of at most 100 records of one type. */
function groupsOf(rows: KeptPlannedRow[]): KeptPlannedRow[][] {
  const objects = [...Map.groupBy(rows, objectOf).values()];
  const groups: KeptPlannedRow[][] = [];
  for (const ofType of Map.groupBy(objects, ([first]) => first?.type).values()) {
    for (let start = 0; start < ofType.length; start += objectsAtOnceMax)
      groups.push(ofType.slice(start, start + objectsAtOnceMax).flat());
  }
  return groups;
}

async function writeGroup(
  context: SyncContext,
  rows: KeptPlannedRow[],
  manner: Pick<BatchManner, 'runId' | 'purpose'>,
) {
  const [first] = rows;
  if (first === undefined) return { rows: [], isToBeRetried: false };
  const planned = [...Map.groupBy(rows, objectOf).values()].flatMap(plannedWrite);
  const batch = await checkWrites(context, { type: first.type, planned });
  const positions = new Map(rows.map((row) => [`${objectOf(row)} ${row.property}`, row.position]));
  const positionOf = (row: WithheldKey) => positions.get(`${objectOf(row)} ${row.property}`) ?? null;
  return writeBatch(context, keepStamps(batch, planned), { ...manner, positionOf, withhold: [], release: [] });
}

function plannedWrite(rows: KeptPlannedRow[]): PlannedWrite[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { type, objectId, accountId, reason } = first;
  const changes = rows.map(({ property, before, after }) => ({ property, before, after }));
  return [{ type, id: objectId, accountId, reason, changes }];
}

/** A stamp whose record took nothing else is settled with it: no row of a run stays open. */
function keepStamps(batch: Awaited<ReturnType<typeof checkWrites>>, planned: PlannedWrite[]): typeof batch {
  const asked = new Map(planned.map((write) => [write.id, write.changes]));
  const writes = batch.writes.map((write) => {
    const left = (asked.get(write.id) ?? []).filter(
      ({ property }) => !write.changes.some((change) => change.property === property),
    );
    const changed = left.map((change) => ({ ...change, expected: change.before, standing: 'changed' as const }));
    return { ...write, changes: [...write.changes, ...changed] };
  });
  return { ...batch, writes };
}
