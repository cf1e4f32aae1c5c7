// The mirror in memory, for use cases: the same words as the port, none of the SQL.
import {
  type Association,
  type CrmRecord,
  type MirroredType,
  mirroredPairs,
  type Owner,
} from '../../src/accounts/crm.ts';
import type { AccountSources, LedgerSources, Mirror } from '../../src/accounts/ports.ts';

export interface MirrorState {
  records: Map<string, CrmRecord>;
  associations: Map<string, Association>;
  aliases: Map<string, string>;
  erased: Set<string>;
  owners: Owner[];
}

interface MirrorHooks {
  companyChanged(company: CrmRecord): void;
  personErased(contactId: string, accountIds: string[]): void;
}

const engagementTypes: readonly MirroredType[] = ['meetings', 'calls', 'emails'];
const keyOf = (type: MirroredType, id: string) => `${type} ${id}`;
const pairKey = (each: Association) => `${keyOf(each.fromType, each.fromId)} ${keyOf(each.toType, each.toId)}`;
const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : Number(left.id > right.id));
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
      const accountIds = accountsOf(state, 'contacts', [contactId]);
      state.erased.add(contactId);
      for (const [merged, survivor] of state.aliases) {
        if (survivor === keyOf('contacts', contactId)) state.erased.add(merged.slice('contacts '.length));
        if (survivor === keyOf('contacts', contactId) || merged === keyOf('contacts', contactId))
          state.aliases.delete(merged);
      }
      detach(state, 'contacts', contactId);
      state.records.delete(keyOf('contacts', contactId));
      hooks(portalId).personErased(contactId, accountIds);
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

function resolve(state: MirrorState, type: MirroredType, id: string): string {
  return state.aliases.get(keyOf(type, id))?.slice(type.length + 1) ?? id;
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
    if (!erased(fromType, fromId) && !erased(toType, toId)) given.set(pairKey(turned), turned);
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

function present(state: MirrorState, type: MirroredType): CrmRecord[] {
  return [...state.records.values()].filter((each) => each.type === type && !each.archived).sort(byId);
}

/** The company that the record itself names. */
function namedCompany(record: CrmRecord | undefined): string | null {
  if (record?.type === 'contacts') return record.properties.associatedcompanyid || null;
  if (record?.type === 'deals') return record.properties.hs_primary_associated_company || null;
  if (record?.type === 'companies') return record.properties.hs_parent_company_id || null;
  return null;
}

function linked(state: MirrorState, from: { type: MirroredType; ids: string[] }, toType: MirroredType): string[] {
  const found = [...state.associations.values()].flatMap((each) => {
    if (each.fromType === from.type && from.ids.includes(each.fromId) && each.toType === toType) return [each.toId];
    if (each.toType === from.type && from.ids.includes(each.toId) && each.fromType === toType) return [each.fromId];
    return [];
  });
  return [...new Set(found)].sort();
}

function accountsOf(state: MirrorState, type: MirroredType, ids: string[]): string[] {
  if (engagementTypes.includes(type)) return accountsOf(state, 'contacts', linked(state, { type, ids }, 'contacts'));
  if (type === 'line_items') return accountsOf(state, 'deals', linked(state, { type, ids }, 'deals'));
  const companies =
    type === 'companies'
      ? [...ids, ...ids.flatMap((id) => parentsOf(state, id))]
      : linked(state, { type, ids }, 'companies');
  const named = ids.flatMap((id) => namedCompany(state.records.get(keyOf(type, id))) ?? []);
  return [...new Set([...companies, ...named].map((id) => resolve(state, 'companies', id)))].sort();
}

function hasType(each: Association, typeId: number): boolean {
  return each.types.some((type) => type.typeId === typeId);
}

function parentsOf(state: MirrorState, companyId: string): string[] {
  return groupLinks(state).flatMap(([parent, child]) => (child === companyId ? [parent] : []));
}

function groupLinks(state: MirrorState): [parent: string, child: string][] {
  return [...state.associations.values()].flatMap((each): [string, string][] => {
    if (each.fromType !== 'companies' || each.toType !== 'companies') return [];
    if (hasType(each, 13)) return [[each.fromId, each.toId]];
    return hasType(each, 14) ? [[each.toId, each.fromId]] : [];
  });
}

function membersOf(state: MirrorState, type: MirroredType, accountId: string): CrmRecord[] {
  const associated = new Set(linked(state, { type: 'companies', ids: [accountId] }, type));
  return present(state, type).filter((record) => {
    const named = namedCompany(record);
    return associated.has(record.id) || (named !== null && resolve(state, 'companies', named) === accountId);
  });
}

function engagementsOf(state: MirrorState, contactIds: string[]): AccountSources['engagements'] {
  return engagementTypes.flatMap((type) =>
    present(state, type).flatMap((record) => {
      const participants = linked(state, { type, ids: [record.id] }, 'contacts').filter((id) =>
        contactIds.includes(id),
      );
      return participants.length > 0 ? [{ record, contactIds: participants }] : [];
    }),
  );
}

function pairsBetween(state: MirrorState, from: CrmRecord[], to: CrmRecord[] | MirroredType): Association[] {
  const starts = new Set(from.map((each) => keyOf(each.type, each.id)));
  const ends = typeof to === 'string' ? null : new Set(to.map((each) => keyOf(each.type, each.id)));
  return [...state.associations.values()]
    .filter((each) => starts.has(keyOf(each.fromType, each.fromId)))
    .filter((each) => (ends ? ends.has(keyOf(each.toType, each.toId)) : each.toType === to))
    .sort((left, right) => (`${left.fromId} ${left.toId}` < `${right.fromId} ${right.toId}` ? -1 : 1));
}

function loadAccount(state: MirrorState, accountId: string): AccountSources | null {
  const company = present(state, 'companies').find((each) => each.id === accountId);
  if (!company) return null;
  const contacts = membersOf(state, 'contacts', accountId);
  const deals = membersOf(state, 'deals', accountId);
  const children = [
    ...present(state, 'companies').flatMap((each) => (namedCompany(each) === accountId ? [each.id] : [])),
    ...groupLinks(state).flatMap(([parent, child]) => (parent === accountId ? [child] : [])),
  ];
  return structuredClone({
    company,
    parentId: namedCompany(company) ?? parentsOf(state, accountId).sort()[0] ?? null,
    childIds: [...new Set(children)].sort(),
    contacts,
    contactLabels: pairsBetween(state, contacts, [company]),
    contactPairs: pairsBetween(state, contacts, contacts),
    deals,
    dealContacts: pairsBetween(state, deals, 'contacts'),
    engagements: engagementsOf(
      state,
      contacts.map((each) => each.id),
    ),
    owners: state.owners,
  });
}

/** A deal counts for one account: the company it names, else the association marked primary, else the first. */
function accountOfDeal(state: MirrorState, deal: CrmRecord): string | undefined {
  return homeAccount(state, deal, 5);
}

function homeAccount(state: MirrorState, record: CrmRecord, primaryTypeId: number): string | undefined {
  const companies = new Set(present(state, 'companies').map((each) => each.id));
  const named = namedCompany(record);
  const resolved = named === null ? null : resolve(state, 'companies', named);
  if (resolved !== null && companies.has(resolved)) return resolved;
  const associated = pairsBetween(state, [record], 'companies').filter((each) => companies.has(each.toId));
  return (associated.find((each) => hasType(each, primaryTypeId)) ?? associated[0])?.toId;
}

function ledgerSources(state: MirrorState, accountIds: string[] | 'all'): LedgerSources[] {
  const deals = Map.groupBy(present(state, 'deals'), (deal) => accountOfDeal(state, deal));
  const sources = present(state, 'companies')
    .filter((company) => (accountIds === 'all' ? deals.has(company.id) : accountIds.includes(company.id)))
    .map(({ id, createdAt }) => ({
      accountId: id,
      createdAt,
      deals: (deals.get(id) ?? []).map((record) => {
        const lineItems = linked(state, { type: 'deals', ids: [record.id] }, 'line_items');
        return { record, lineItems: present(state, 'line_items').filter((item) => lineItems.includes(item.id)) };
      }),
      tickets: membersOf(state, 'tickets', id),
      engagements: engagementsOf(
        state,
        membersOf(state, 'contacts', id).map((each) => each.id),
      ).map((each) => each.record),
    }));
  return structuredClone(sources);
}
