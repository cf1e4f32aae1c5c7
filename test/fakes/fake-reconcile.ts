// What reconciliation asks of the stores, in memory.
import type { Association, CrmRecord } from '../../src/accounts/crm.ts';
import {
  type MirrorDifferences,
  missedBy,
  type ReconcileRun,
  type ReconcileRuns,
} from '../../src/accounts/reconcile-port.ts';
import { keyOf, type MirrorState } from './fake-mirror-reads.ts';

export function fakeReconcileRuns(): ReconcileRuns {
  const runs = new Map<number, ReconcileRun[]>();
  const of = (portalId: number) =>
    (runs.get(portalId) ?? []).toSorted(
      (left, right) => right.startedAt - left.startedAt || (left.runId < right.runId ? 1 : -1),
    );
  return {
    async save(portalId, run) {
      runs.set(portalId, [...of(portalId).filter(({ runId }) => runId !== run.runId), { ...run }]);
    },
    last: async (portalId, limit) => of(portalId).slice(0, limit),
    lastFinished: async (portalId, depth) =>
      of(portalId).find((run) => run.finishedAt !== null && (depth === 'any' || run.depth === depth)) ?? null,
    totals: async (portalId) => ({
      runs: of(portalId).filter((run) => run.finishedAt !== null).length,
      missed: of(portalId).reduce((sum, run) => sum + missedBy(run), 0),
    }),
  };
}

const sorted = (record: CrmRecord) => JSON.stringify(Object.entries(record.properties).sort());
const wordOf = (each: Association) => `${each.fromId} ${each.toId} ${JSON.stringify(each.types)}`;

export function fakeDifferences(of: (portalId: number) => MirrorState): MirrorDifferences {
  return {
    async records(portalId, records) {
      const state = of(portalId);
      return records
        .flatMap((record) => {
          const key = keyOf(record.type, record.id);
          const kept = state.records.get(key);
          const isPassedOver = state.aliases.has(key) || (record.type === 'contacts' && state.erased.has(record.id));
          const isSame = kept?.archived === record.archived && sorted(kept) === sorted(record);
          if (isPassedOver || (kept !== undefined && (kept.updatedAt > record.updatedAt || isSame))) return [];
          return [{ id: record.id, isNew: kept === undefined || kept.archived }];
        })
        .sort((left, right) => (left.id < right.id ? -1 : 1));
    },
    async associations(portalId, { fromType, toType, fromIds }, associations) {
      const state = of(portalId);
      const isErased = (each: Association) =>
        (fromType === 'contacts' && state.erased.has(each.fromId)) ||
        (toType === 'contacts' && state.erased.has(each.toId));
      const words = (list: Association[], id: string) =>
        JSON.stringify([...new Set(list.filter(({ fromId }) => fromId === id).map(wordOf))].sort());
      const kept = [...state.associations.values()].filter(
        (each) => each.fromType === fromType && each.toType === toType,
      );
      const given = associations.filter((each) => !isErased(each));
      return fromIds.filter((id) => words(kept, id) !== words(given, id)).sort();
    },
    async ids(portalId, type, wanted) {
      const state = of(portalId);
      return [...state.records.values()]
        .filter((each) => each.type === type && each.archived === (wanted === 'archived'))
        .map((each) => each.id)
        .filter((id) => !state.aliases.has(keyOf(type, id)))
        .sort();
    },
  };
}
