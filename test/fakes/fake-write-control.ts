// What is withheld, the switch, what was provisioned and calls by day, in memory.
import type { CallCount, CallDays } from '../../src/accounts/call-days-port.ts';
import type { Provisioned } from '../../src/accounts/provisioned-port.ts';
import type { WithheldWrites, WriteSwitch } from '../../src/accounts/write-runs-port.ts';
import { keyOf, know, type Of } from './fake-writes.ts';

export function fakeWithheld(of: Of): WithheldWrites {
  const all = (portalId: number) =>
    [...of(portalId).withheld.values()].sort(
      (left, right) => right.at - left.at || (keyOf(left) < keyOf(right) ? -1 : 1),
    );
  return {
    async ofObjects(portalId, type, ids) {
      const rows = all(portalId).filter((row) => row.type === type && ids.includes(row.objectId));
      rows.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
      return Map.groupBy(structuredClone(rows), ({ objectId }) => objectId);
    },
    ofAccount: async (portalId, accountId, limit) =>
      structuredClone(
        all(portalId)
          .filter((row) => row.accountId === accountId)
          .slice(0, limit),
      ),
    async list(portalId, { why, offset, limit }) {
      const rows = all(portalId);
      const counts = { by_hand: 0, kept: 0, undone: 0, refused: 0 };
      for (const row of rows) counts[row.why] += 1;
      const asked = rows.filter((row) => why === null || row.why === why);
      return { rows: structuredClone(asked.slice(offset, offset + limit)), total: asked.length, counts };
    },
    async keep(portalId, key) {
      const row = of(portalId).withheld.get(keyOf(key));
      if (row) row.why = 'kept';
      return row !== undefined;
    },
    async release(portalId, key) {
      const state = of(portalId);
      const row = state.withheld.get(keyOf(key)) ?? null;
      state.withheld.delete(keyOf(key));
      if (row?.why === 'by_hand' || row?.why === 'kept') know(state, row, row.theirs ?? '');
      return structuredClone(row);
    },
    async releaseRefused(portalId) {
      const refused = [...of(portalId).withheld].filter(([, row]) => row.why === 'refused');
      for (const [key] of refused) of(portalId).withheld.delete(key);
      return [...new Set(refused.map(([, row]) => row.accountId))];
    },
  };
}

export function fakeWriteSwitch(of: Of): WriteSwitch {
  return {
    read: async (portalId) => ({ ...(of(portalId).switch ?? { writes: 'held', at: 0, by: null }) }),
    async set(portalId, state) {
      of(portalId).switch = { ...state };
    },
    async begin(portalId, state) {
      of(portalId).switch ??= { ...state };
    },
  };
}

export function fakeProvisioned(of: Of): Provisioned {
  return {
    async save(portalId, items, at) {
      const byName = new Map([...items].reverse().map((item) => [item.name, item]));
      const sorted = [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
      of(portalId).provisioned = { items: sorted, at: sorted.length === 0 ? null : at };
    },
    list: async (portalId) => structuredClone(of(portalId).provisioned),
  };
}

export function fakeCallDays(of: Of): CallDays {
  const keyOfCount = ({ day, status, isError, policy, what }: CallCount) =>
    [day, status, isError, policy, what].join('|');
  return {
    async add(portalId, counts) {
      const { calls } = of(portalId);
      for (const count of counts) {
        const known = calls.find((each) => keyOfCount(each) === keyOfCount(count));
        if (known) known.count += count.count;
        else calls.push({ ...count });
      }
    },
    since: async (portalId, day) =>
      structuredClone(of(portalId).calls.filter((count) => count.day >= day)).sort(
        (left, right) =>
          right.day.localeCompare(left.day) ||
          right.count - left.count ||
          (keyOfCount(left) < keyOfCount(right) ? -1 : 1),
      ),
  };
}
