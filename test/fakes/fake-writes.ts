// The stores of writes in memory: runs, plans, what is withheld, the switch, what was provisioned, calls by day.
import type { CallCount } from '../../src/accounts/call-days-port.ts';
import type { ProvisionedItem } from '../../src/accounts/provisioned-port.ts';
import type { AttemptedValue, JournalRow, WriteJournal } from '../../src/accounts/write-journal-port.ts';
import type {
  KeptPlannedRow,
  Withheld,
  WithheldKey,
  WriteOutcome,
  WriteRun,
  WriteRuns,
  WriteSwitchState,
} from '../../src/accounts/write-runs-port.ts';

export interface WriteState {
  journal: JournalRow[];
  written: Map<string, Record<string, string>>;
  attempts: Map<string, AttemptedValue & { type: WithheldKey['type'] }>;
  writes: { written: number; failed: number; lastAt: number | null };
  runs: WriteRun[];
  plans: Map<string, KeptPlannedRow[]>;
  withheld: Map<string, Withheld>;
  switch: WriteSwitchState | null;
  provisioned: { items: ProvisionedItem[]; at: number | null };
  calls: CallCount[];
}

export type Of = (portalId: number) => WriteState;

export function emptyWrites(): WriteState {
  return {
    journal: [],
    written: new Map(),
    attempts: new Map(),
    writes: { written: 0, failed: 0, lastAt: null },
    runs: [],
    plans: new Map(),
    withheld: new Map(),
    switch: null,
    provisioned: { items: [], at: null },
    calls: [],
  };
}

/** Every trace of a person. */
export function eraseWrites(state: WriteState, contactId: string): void {
  const isOthers = (row: { type: string; objectId: string }) => row.type !== 'contacts' || row.objectId !== contactId;
  state.journal = state.journal.filter(isOthers);
  state.written.delete(`contacts ${contactId}`);
  for (const [key, row] of state.attempts) if (!isOthers(row)) state.attempts.delete(key);
  for (const [runId, rows] of state.plans) state.plans.set(runId, rows.filter(isOthers));
  for (const [key, row] of state.withheld) if (!isOthers(row)) state.withheld.delete(key);
}

export const keyOf = ({ type, objectId, property }: WithheldKey) => `${type} ${objectId} ${property}`;

export function know(state: WriteState, { type, objectId, property }: WithheldKey, value: string): void {
  const key = `${type} ${objectId}`;
  state.written.set(key, { ...state.written.get(key), [property]: value });
}

function append(state: WriteState, rows: JournalRow[]): void {
  for (const row of rows) {
    state.journal.push({ ...row });
    state.writes[row.outcome] += 1;
    state.writes.lastAt = Math.max(state.writes.lastAt ?? row.at, row.at);
    if (row.outcome === 'written') know(state, row, row.after);
  }
}

/** @param aliasesOf merged to survivor, both as `type id` */
export function fakeJournal(of: Of, aliasesOf: (portalId: number) => ReadonlyMap<string, string>): WriteJournal {
  return {
    async lastWritten(portalId, type, ids) {
      const found = ids.flatMap((id): [string, Record<string, string>][] => {
        const written = of(portalId).written.get(`${type} ${id}`);
        return written ? [[id, { ...written }]] : [];
      });
      return new Map(found);
    },
    async attempt(portalId, type, values) {
      const { attempts } = of(portalId);
      for (const value of values) attempts.set(`${keyOf({ type, ...value })} ${value.value}`, { type, ...value });
    },
    async mayBeOurs(portalId, type, ids) {
      const { attempts, written } = of(portalId);
      const found = ids.flatMap((id) => {
        const formers = [...aliasesOf(portalId)].flatMap(([former, survivor]) =>
          survivor === `${type} ${id}` ? [former.slice(type.length + 1)] : [],
        );
        const sent = [...attempts.values()].filter(
          (each) => each.type === type && [id, ...formers].includes(each.objectId),
        );
        const kept = formers.flatMap((former) =>
          Object.entries(written.get(`${type} ${former}`) ?? {}).map(([property, value]) => ({ property, value })),
        );
        return [...sent, ...kept].map(({ property, value }) => ({ objectId: id, property, value }));
      });
      return Map.groupBy(found, ({ objectId }) => objectId);
    },
    append: async (portalId, rows) => append(of(portalId), rows),
    async ofAccount(portalId, accountId, limit) {
      return of(portalId)
        .journal.filter((row) => row.accountId === accountId)
        .reverse()
        .slice(0, limit);
    },
    async ofRun(portalId, runId, { offset, limit }) {
      const rows = of(portalId).journal.filter((row) => row.runId === runId);
      return { rows: rows.slice(offset, offset + limit), total: rows.length };
    },
    counts: async (portalId) => ({ ...of(portalId).writes }),
    async forgetProperty(portalId, type, property) {
      const { written, withheld } = of(portalId);
      const { attempts } = of(portalId);
      for (const [key, row] of attempts) if (row.type === type && row.property === property) attempts.delete(key);
      for (const [key, values] of written) if (key.startsWith(`${type} `)) delete values[property];
      for (const [key, row] of withheld) if (row.type === type && row.property === property) withheld.delete(key);
    },
  };
}

export function fakeWriteRuns(of: Of): WriteRuns {
  let runs = 0;
  const add = (portalId: number, run: Pick<WriteRun, 'kind' | 'state' | 'startedAt'> & Partial<WriteRun>): WriteRun => {
    runs += 1;
    const rest = {
      startedBy: null,
      writtenBy: null,
      undoOf: null,
      undoneBy: null,
      cursor: null,
      lastAt: run.startedAt,
    };
    const zero = { doneCount: 0, totalCount: 0, objects: 0, written: 0, failed: 0, skipped: 0 };
    const whole = { runId: `run-${runs}`, ...rest, ...zero, ...run };
    of(portalId).runs.push(whole);
    return whole;
  };
  const find = (portalId: number, runId: string) => of(portalId).runs.find((run) => run.runId === runId);
  return {
    async joinAutomatic(portalId, at) {
      const known = of(portalId).runs.findLast(
        (run) =>
          run.kind === 'automatic' &&
          run.undoneBy === null &&
          run.lastAt >= at - 60_000 &&
          run.startedAt >= at - 3_600_000,
      );
      return (known ?? add(portalId, { kind: 'automatic', state: 'done', startedAt: at })).runId;
    },
    async startPreview(portalId, { at, startedBy, totalCount }) {
      const previews = of(portalId).runs.filter((run) => run.kind === 'preview');
      const open = previews.find((run) => run.state === 'computing');
      if (open) return open.runId;
      for (const run of previews) {
        if (run.state !== 'ready') continue;
        run.state = 'discarded';
        of(portalId).plans.delete(run.runId);
      }
      return add(portalId, { kind: 'preview', state: 'computing', startedAt: at, startedBy, totalCount }).runId;
    },
    async startUndo(portalId, { undoOf, at, startedBy }) {
      const run = find(portalId, undoOf);
      if (!run) return null;
      if (run.undoneBy !== null) return run.undoneBy;
      if (run.state !== 'done' || run.written === 0) return null;
      const rows = reversed(of(portalId).journal.filter((row) => row.runId === undoOf && row.outcome === 'written'));
      const undo = add(portalId, { kind: 'undo', state: 'writing', startedAt: at, startedBy, undoOf });
      undo.totalCount = rows.length;
      run.undoneBy = undo.runId;
      of(portalId).plans.set(undo.runId, rows);
      return undo.runId;
    },
    find: async (portalId, runId) => structuredClone(find(portalId, runId) ?? null),
    list: async (portalId, limit) =>
      structuredClone(
        of(portalId)
          .runs.filter((run) => run.state !== 'discarded' && (run.kind !== 'automatic' || run.written + run.failed > 0))
          .reverse()
          .slice(0, limit),
      ),
    nextOpen: async (portalId) =>
      structuredClone(of(portalId).runs.find(({ state }) => state === 'computing' || state === 'writing') ?? null),
    async move(portalId, runId, { from, to, at, by, totalCount }) {
      const run = find(portalId, runId);
      if (!run || !from.includes(run.state)) return false;
      Object.assign(run, {
        state: to,
        lastAt: at,
        writtenBy: by ?? run.writtenBy,
        totalCount: totalCount ?? run.totalCount,
      });
      if (to === 'writing') run.doneCount = 0;
      if (to === 'discarded') of(portalId).plans.delete(runId);
      return true;
    },
    async plan(portalId, runId, { rows, cursor, doneCount, at }) {
      const known = of(portalId).plans.get(runId) ?? [];
      const more = rows.map((row, index): KeptPlannedRow => {
        const position = known.length + index;
        return { ...row, position, state: 'planned', failure: null };
      });
      of(portalId).plans.set(runId, [...known, ...more]);
      const run = find(portalId, runId);
      if (run) Object.assign(run, { cursor, doneCount, lastAt: at });
    },
    async planned(portalId, runId, { type, property, state, offset, limit }) {
      const rows = (of(portalId).plans.get(runId) ?? []).filter(
        (row) =>
          (type === null || row.type === type) &&
          (property === null || row.property === property) &&
          (state === null || row.state === state),
      );
      return { rows: structuredClone(rows.slice(offset, offset + limit)), total: rows.length };
    },
    async summary(portalId, runId) {
      const rows = of(portalId).plans.get(runId) ?? [];
      const groups = Map.groupBy(rows, ({ type, property, state }) => `${type} ${property} ${state}`);
      return [...groups]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .flatMap(([, group]) => {
          const [first] = group;
          if (!first) return [];
          const { type, property, state } = first;
          return [{ type, property, state, count: group.length }];
        });
    },
    settle: async (portalId, outcome) => settle(of(portalId), outcome),
  };
}

function reversed(journal: JournalRow[]): KeptPlannedRow[] {
  const rows = [...Map.groupBy(journal, keyOf)]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, group]) => {
      const [first, last] = [group[0], group.at(-1)];
      if (!first || !last || last.after === (first.before ?? '')) return [];
      const { type, objectId, accountId, property } = last;
      return [{ type, objectId, accountId, property, before: last.after, after: first.before ?? '', reason: 'undo' }];
    });
  return rows.map((row, position) => ({ ...row, position, state: 'planned', failure: null }));
}

function settle(state: WriteState, outcome: WriteOutcome): void {
  append(state, outcome.journal);
  const known = new Set([...outcome.journal.filter((row) => row.outcome === 'written'), ...outcome.adopted].map(keyOf));
  for (const [key, row] of state.attempts) {
    if (known.has(keyOf(row))) state.attempts.delete(key);
  }
  for (const row of outcome.adopted) know(state, row, row.value);
  for (const { position, state: reached, failure } of outcome.planned) {
    const row = state.plans.get(outcome.runId)?.find((each) => each.position === position);
    if (row) Object.assign(row, { state: reached, failure });
  }
  for (const row of outcome.release) state.withheld.delete(keyOf(row));
  for (const row of outcome.withhold) {
    const isKept = state.withheld.get(keyOf(row))?.why === 'kept' && row.why === 'by_hand';
    state.withheld.set(keyOf(row), { ...row, why: isKept ? 'kept' : row.why });
  }
  const run = state.runs.find(({ runId }) => runId === outcome.runId);
  if (!run) return;
  run.lastAt = Math.max(run.lastAt, outcome.at);
  run.objects += outcome.objects;
  for (const row of outcome.journal) run[row.outcome] += 1;
  run.skipped += outcome.skipped;
  run.doneCount += outcome.planned.length;
}
