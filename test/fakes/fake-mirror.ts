// The mirror in memory, for use cases: the same words as the port, none of the SQL.
import { type Association, type CrmRecord, type MirroredType, mirroredPairs } from '../../src/accounts/crm.ts';
import type { Mirror } from '../../src/accounts/ports.ts';
import {
  accountsOf,
  homeAccount,
  keyOf,
  ledgerSources,
  loadAccount,
  type MirrorState,
  present,
  resolve,
} from './fake-mirror-reads.ts';

interface MirrorHooks {
  companyChanged(company: CrmRecord): void;
  personErased(contactId: string, accountIds: string[]): void;
}

const pairKey = (each: Association) => `${keyOf(each.fromType, each.fromId)} ${keyOf(each.toType, each.toId)}`;
const sameTypes = (left: Association, right: Association) => JSON.stringify(left.types) === JSON.stringify(right.types);

export function emptyMirror(): MirrorState {
  return { records: new Map(), associations: new Map(), aliases: new Map(), erased: new Set(), owners: [] };
}

export function fakeMirror(of: (portalId: number) => MirrorState, hooks: (portalId: number) => MirrorHooks): Mirror {
  const mirror: Mirror = {
    async upsertRecords(portalId, records) {
      const changed = new Set<string>();
      for (const record of records) if (upsert(of(portalId), hooks(portalId), record)) changed.add(record.id);
      return [...changed].sort();
    },
    async removeRecords(portalId, type, ids) {
      for (const id of ids) remove(of(portalId), hooks(portalId), { type, id });
    },
    async erasePerson(portalId, contactId) {
      const state = of(portalId);
      const former = [...state.aliases].filter(([, survivor]) => survivor === keyOf('contacts', contactId));
      const ids = [contactId, ...former.map(([merged]) => merged.slice('contacts '.length))];
      const accountIds = accountsOf(state, 'contacts', ids);
      for (const id of ids) {
        state.erased.add(id);
        state.aliases.delete(keyOf('contacts', id));
        detach(state, 'contacts', id);
        state.records.delete(keyOf('contacts', id));
        hooks(portalId).personErased(id, accountIds);
      }
    },
    async addAlias(portalId, { type, mergedId, survivorId }) {
      if (mergedId !== survivorId) addAlias(of(portalId), hooks(portalId), { type, mergedId, survivorId });
    },
    async resolveAliases(portalId, type, ids) {
      return new Map(ids.map((id) => [id, resolve(of(portalId), type, id)]));
    },
    async replaceAssociations(portalId, scope, associations) {
      replaceAssociations(of(portalId), scope, associations);
    },
    async replaceOwners(portalId, owners) {
      of(portalId).owners = owners.toSorted((left, right) => (left.ownerId < right.ownerId ? -1 : 1));
    },
    accountsOf: async (portalId, type, ids) => accountsOf(of(portalId), type, ids),
    async homeAccounts(portalId, type, ids) {
      const state = of(portalId);
      const wanted = new Set(ids);
      const found = present(state, type).filter((record) => wanted.has(record.id));
      return new Map(
        found.flatMap((record) => {
          const home = homeAccount(state, record, { contacts: 1, deals: 5 }[type]);
          return home === undefined ? [] : [[record.id, home] as const];
        }),
      );
    },
    accountIds: async (portalId) => present(of(portalId), 'companies').map((company) => company.id),
    refreshStatistics: async () => undefined,
    async counts(portalId) {
      const counts: Partial<Record<MirroredType, number>> = {};
      for (const record of of(portalId).records.values()) {
        if (!record.archived) counts[record.type] = (counts[record.type] ?? 0) + 1;
      }
      return counts;
    },
    loadAccount: async (portalId, accountId) => loadAccount(of(portalId), accountId),
    loadLedgerSources: async (portalId, accountIds) => ledgerSources(of(portalId), accountIds),
    async *ledgerBatches(portalId, accountIds) {
      const sources = ledgerSources(of(portalId), accountIds);
      if (sources.length > 0) yield sources;
    },
  };
  return mirror;
}

function upsert(state: MirrorState, hooks: MirrorHooks, record: CrmRecord): boolean {
  const key = keyOf(record.type, record.id);
  if (state.aliases.has(key) || (record.type === 'contacts' && state.erased.has(record.id))) return false;
  const kept = state.records.get(key);
  if (kept && kept.updatedAt > record.updatedAt) return false;
  state.records.set(key, structuredClone(record));
  const sorted = (each: CrmRecord) => JSON.stringify(Object.entries(each.properties).sort());
  if (kept && kept.archived === record.archived && sorted(kept) === sorted(record)) return false;
  if (record.type === 'companies') hooks.companyChanged(record);
  return true;
}

function remove(state: MirrorState, hooks: MirrorHooks, { type, id }: { type: MirroredType; id: string }): void {
  const record = state.records.get(keyOf(type, id));
  if (record) {
    record.archived = true;
    if (type === 'companies') hooks.companyChanged(record);
  }
  detach(state, type, id);
}

function detach(state: MirrorState, type: MirroredType, id: string): void {
  for (const [key, each] of state.associations) {
    if ((each.fromType === type && each.fromId === id) || (each.toType === type && each.toId === id)) {
      state.associations.delete(key);
    }
  }
}

function addAlias(
  state: MirrorState,
  hooks: MirrorHooks,
  { type, mergedId, survivorId }: { type: MirroredType; mergedId: string; survivorId: string },
): void {
  const root = resolve(state, type, survivorId);
  const survivor = root === mergedId ? survivorId : root;
  state.aliases.delete(keyOf(type, survivor));
  for (const [merged, target] of state.aliases) {
    if (target === keyOf(type, mergedId)) state.aliases.set(merged, keyOf(type, survivor));
  }
  state.aliases.set(keyOf(type, mergedId), keyOf(type, survivor));
  for (const each of [...state.associations.values()]) {
    const moved = structuredClone(each);
    if (each.fromType === type && each.fromId === mergedId) moved.fromId = survivor;
    if (each.toType === type && each.toId === mergedId) moved.toId = survivor;
    const toItself = moved.fromType === moved.toType && moved.fromId === moved.toId;
    if (!toItself && !state.associations.has(pairKey(moved))) state.associations.set(pairKey(moved), moved);
  }
  remove(state, hooks, { type, id: mergedId });
}

function replaceAssociations(
  state: MirrorState,
  scope: Parameters<Mirror['replaceAssociations']>[1],
  associations: Association[],
): void {
  const isKept = (from: MirroredType, to: MirroredType) =>
    mirroredPairs.some((pair) => pair[0] === from && pair[1] === to);
  const against = !isKept(scope.fromType, scope.toType) && isKept(scope.toType, scope.fromType);
  const erased = (type: MirroredType, id: string) => type === 'contacts' && state.erased.has(id);
  const given = new Map<string, Association>();
  for (const each of associations) {
    if (!scope.fromIds.includes(each.fromId)) continue;
    const [fromType, fromId, toType, toId] = against
      ? [each.toType, each.toId, each.fromType, each.fromId]
      : [each.fromType, each.fromId, each.toType, each.toId];
    const turned = { fromType, fromId, toType, toId, types: each.types };
    const isThere = state.records.get(keyOf(fromType, fromId))?.archived === false;
    const isOtherGone = state.records.get(keyOf(toType, toId))?.archived === true;
    if (isThere && !isOtherGone && !erased(fromType, fromId) && !erased(toType, toId))
      given.set(pairKey(turned), turned);
  }
  const end = against ? 'toId' : 'fromId';
  const [fromType, toType] = against ? [scope.toType, scope.fromType] : [scope.fromType, scope.toType];
  for (const [key, kept] of [...state.associations]) {
    if (kept.fromType !== fromType || kept.toType !== toType) continue;
    if (scope.fromIds.includes(kept[end]) && !given.has(key)) state.associations.delete(key);
    if (fromType !== toType || scope.fromIds.includes(kept.fromId) || !scope.fromIds.includes(kept.toId)) continue;
    const turned = pairKey({ ...kept, fromId: kept.toId, toId: kept.fromId });
    const now = given.get(turned);
    const before = state.associations.get(turned);
    if (!now || (before && !sameTypes(before, now))) state.associations.delete(key);
  }
  for (const [key, each] of given) {
    if (!against || !state.associations.has(key)) state.associations.set(key, structuredClone(each));
  }
}
