// Sends a batch that was compared with HubSpot, and keeps what became of every row: journal, last values, what is withheld.

import type { CheckedBatch, CheckedChange, CheckedWrite } from './check-writes.ts';
import type { WriteResult } from './crm.ts';
import { taskProperty } from './plan-writes.ts';
import { changeTask } from './raise-tasks.ts';
import type { SyncContext } from './sync-context.ts';
import type { JournalRow } from './write-journal-port.ts';
import type { PlannedState, Withheld, WithheldKey, WriteOutcome } from './write-runs-port.ts';

/** `later`: HubSpot could not be asked now; nothing is kept of the row, so that it is tried again. */
type RowVerdict =
  | { outcome: 'written' }
  | { outcome: 'failed'; failure: string }
  | { outcome: 'later' | 'changed' | 'gone' };

export interface BatchManner {
  runId: string;
  /** Values that an undo puts back stay away until there is something else to say; an undo of an undo lets them come again. */
  purpose: 'write' | 'undo' | 'redo';
  /** Where in the plan of the run a row stands; null for writes that were not planned as rows. */
  positionOf: ((row: WithheldKey) => number | null) | null;
  withhold: Withheld[];
  release: WithheldKey[];
}

export interface BatchReport {
  rows: JournalRow[];
  isToBeRetried: boolean;
}

/** At most 100 records of one type. @throws PortalDisconnectedError, and CrmUnavailableError for tasks. */
export async function writeBatch(context: SyncContext, batch: CheckedBatch, manner: BatchManner): Promise<BatchReport> {
  const results = await sendProperties(context, batch);
  const verdicts: { write: CheckedWrite; change: CheckedChange; verdict: RowVerdict }[] = [];
  for (const write of batch.writes) {
    const result = results.get(write.id);
    for (const change of write.changes) {
      const verdict =
        change.property === taskProperty && change.standing === 'write'
          ? await taskVerdict(context, { write, change, result, purpose: manner.purpose })
          : verdictOf(change, result);
      verdicts.push({ write, change, verdict });
    }
  }
  const gone = batch.gone.flatMap((write) =>
    write.changes.map((change) => ({
      write: { ...write, changes: [] },
      change: { ...change, expected: change.before, standing: 'changed' as const },
      verdict: { outcome: 'gone' as const },
    })),
  );
  const outcome = outcomeOf([...verdicts, ...gone], manner, context.now());
  if (isWorthKeeping(outcome)) await context.stores.writeRuns.settle(context.portal.portalId, outcome);
  return { rows: outcome.journal, isToBeRetried: verdicts.some(({ verdict }) => verdict.outcome === 'later') };
}

async function sendProperties(
  { crm, stores, portal }: SyncContext,
  { type, writes }: CheckedBatch,
): Promise<Map<string, WriteResult>> {
  const rows = writes.flatMap(({ id, changes }) => {
    const sent = changes.filter(({ property, standing }) => standing === 'write' && property !== taskProperty);
    if (sent.length === 0) return [];
    return [{ id, properties: Object.fromEntries(sent.map(({ property, after }) => [property, after])) }];
  });
  if (rows.length === 0) return new Map();
  const values = rows.flatMap(({ id, properties }) =>
    Object.entries(properties).map(([property, value]) => ({ objectId: id, property, value })),
  );
  await stores.journal.attempt(portal.portalId, type, values);
  return new Map((await crm.writeProperties({ type, rows })).map((result) => [result.id, result]));
}

function verdictOf({ property, standing }: CheckedChange, result: WriteResult | undefined): RowVerdict {
  if (standing === 'there') return { outcome: 'written' };
  if (standing === 'changed') return { outcome: 'changed' };
  if (result === undefined) return { outcome: 'later' };
  if (result.outcome === 'failed') {
    if (result.retryable) return { outcome: 'later' };
    if (result.category === 'OBJECT_NOT_FOUND') return { outcome: 'gone' };
    return { outcome: 'failed', failure: `${result.category}: ${result.reason}` };
  }
  const refused = result.refused?.find((each) => each.property === property);
  return refused === undefined
    ? { outcome: 'written' }
    : { outcome: 'failed', failure: `${refused.category}: ${refused.reason}` };
}

/** Before the journal: after a kill in between the class is written once more, and the task's key finds the one that is there. */
async function taskVerdict(
  context: SyncContext,
  {
    write,
    change,
    result,
    purpose,
  }: {
    write: CheckedWrite;
    change: CheckedChange;
    result: WriteResult | undefined;
    purpose: BatchManner['purpose'];
  },
): Promise<RowVerdict> {
  const properties = write.changes.filter(({ property }) => property !== taskProperty);
  const classChange = properties.find(({ property }) => property === 'quorum_value_class');
  if (classChange !== undefined) {
    const verdict = verdictOf(classChange, result);
    if (verdict.outcome !== 'written') return verdict;
  }
  const day = change.after === '' ? (change.expected ?? '') : change.after;
  const task = { accountId: write.accountId, day, state: change.after === '' ? 'completed' : 'open' } as const;
  const refused = await changeTask(context, { ...task, isUndo: purpose !== 'write' });
  return refused === null ? { outcome: 'written' } : { outcome: 'failed', failure: refused };
}

interface JudgedRow {
  write: Omit<CheckedWrite, 'changes'>;
  change: CheckedChange;
  verdict: RowVerdict;
}

function outcomeOf(judged: JudgedRow[], manner: BatchManner, at: number): WriteOutcome {
  const { runId, purpose } = manner;
  const outcome: WriteOutcome = {
    runId,
    at,
    objects: 0,
    journal: [],
    adopted: [],
    planned: [],
    withhold: [...manner.withhold],
    release: [...manner.release],
    skipped: 0,
  };
  const touched = new Set<string>();
  for (const { write, change, verdict } of judged) {
    if (verdict.outcome === 'later') continue;
    const key = { type: write.type, objectId: write.id, property: change.property };
    const position = manner.positionOf?.(key) ?? null;
    if (position !== null) outcome.planned.push({ position, ...plannedState(verdict) });
    if (verdict.outcome === 'changed' || verdict.outcome === 'gone') {
      outcome.skipped += 1;
      continue;
    }
    if (isAdopted(change, position)) {
      outcome.adopted.push({ ...key, value: change.after });
      continue;
    }
    outcome.journal.push(journalRow({ write, change, verdict, runId, at }));
    if (verdict.outcome === 'written') touched.add(write.id);
    consider(outcome, { key, write, change, verdict, purpose, at });
  }
  outcome.objects = touched.size;
  return outcome;
}

/** HubSpot held it before Quorum ever wrote: nothing was changed, so that there is nothing to take back. */
function isAdopted({ standing, expected }: CheckedChange, position: number | null): boolean {
  return standing === 'there' && expected === null && position === null;
}

function plannedState(verdict: RowVerdict): { state: PlannedState; failure: string | null } {
  if (verdict.outcome === 'failed') return { state: 'failed', failure: verdict.failure };
  return { state: verdict.outcome === 'later' ? 'planned' : verdict.outcome, failure: null };
}

function journalRow({ write, change, verdict, runId, at }: JudgedRow & { runId: string; at: number }): JournalRow {
  return {
    runId,
    type: write.type,
    objectId: write.id,
    accountId: write.accountId,
    property: change.property,
    before: change.before,
    after: change.after,
    reason: write.reason,
    outcome: verdict.outcome === 'written' ? 'written' : 'failed',
    failure: verdict.outcome === 'failed' ? verdict.failure : null,
    at,
  };
}

/** What a written or a refused value means for the next time. */
function consider(
  { withhold, release }: Pick<WriteOutcome, 'withhold' | 'release'>,
  row: JudgedRow & { key: WithheldKey; purpose: BatchManner['purpose']; at: number },
): void {
  const { key, write, change, verdict, purpose, at } = row;
  const base = { ...key, accountId: write.accountId, at };
  if (verdict.outcome === 'failed') {
    const refused = { ours: change.after, theirs: change.before, reason: verdict.failure };
    if (purpose === 'write') withhold.push({ ...base, why: 'refused', ...refused });
  } else if (purpose === 'undo') {
    withhold.push({ ...base, why: 'undone', ours: change.expected ?? '', theirs: change.after, reason: null });
  } else release.push(key);
}

function isWorthKeeping({ journal, adopted, planned, withhold, release, skipped }: WriteOutcome): boolean {
  const lists = [journal, adopted, planned, withhold, release];
  return skipped > 0 || lists.some((list) => list.length > 0);
}
