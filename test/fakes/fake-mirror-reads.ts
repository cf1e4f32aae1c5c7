// What a use case reads of the mirror in memory: accounts, their sources and ledgers.
import type { Association, CrmRecord, MirroredType, Owner } from '../../src/accounts/crm.ts';
import type { AccountSources, LedgerSources } from '../../src/accounts/ports.ts';

export interface MirrorState {
  records: Map<string, CrmRecord>;
  associations: Map<string, Association>;
  aliases: Map<string, string>;
  erased: Set<string>;
  owners: Owner[];
}

const engagementTypes: readonly MirroredType[] = ['meetings', 'calls', 'emails'];
const byId = (left: { id: string }, right: { id: string }) => (left.id < right.id ? -1 : Number(left.id > right.id));

export const keyOf = (type: MirroredType, id: string) => `${type} ${id}`;

export function resolve(state: MirrorState, type: MirroredType, id: string): string {
  return state.aliases.get(keyOf(type, id))?.slice(type.length + 1) ?? id;
}

export function present(state: MirrorState, type: MirroredType): CrmRecord[] {
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

export function accountsOf(state: MirrorState, type: MirroredType, ids: string[]): string[] {
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

export function loadAccount(state: MirrorState, accountId: string): AccountSources | null {
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

export function homeAccount(state: MirrorState, record: CrmRecord, primaryTypeId: number): string | undefined {
  const companies = new Set(present(state, 'companies').map((each) => each.id));
  const named = namedCompany(record);
  const resolved = named === null ? null : resolve(state, 'companies', named);
  if (resolved !== null && companies.has(resolved)) return resolved;
  const associated = pairsBetween(state, [record], 'companies').filter((each) => companies.has(each.toId));
  return (associated.find((each) => hasType(each, primaryTypeId)) ?? associated[0])?.toId;
}

export function ledgerSources(state: MirrorState, accountIds: string[] | 'all'): LedgerSources[] {
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
