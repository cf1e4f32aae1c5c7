// Results and the account list in memory.

import type { AccountLine, AccountQuery, AccountReader } from '../../src/accounts/account-reader-port.ts';
import type { CrmRecord } from '../../src/accounts/crm.ts';
import type { Portal, Results, StoredValue } from '../../src/accounts/ports.ts';
import type { AccountMap } from '../../src/buying-center/model.ts';
import { foldForSearch } from '../../src/store/listed-accounts.ts';
import { mapColumns } from '../../src/store/map-columns.ts';
import { type ClassThresholds, lifecycleStages, type PortalFit, valueClasses } from '../../src/value/model.ts';
import type { MirrorState } from './fake-mirror-reads.ts';

export interface AccountState {
  companies: Map<string, CrmRecord>;
  maps: Map<string, AccountMap>;
  values: Map<string, StoredValue>;
  fit: { fit: PortalFit; thresholds: ClassThresholds } | null;
  /** Columns of the list outlive the map they came from. */
  mapColumns: Map<string, ReturnType<typeof mapColumns>>;
}

export function emptyAccounts(): AccountState {
  return { companies: new Map(), maps: new Map(), values: new Map(), fit: null, mapColumns: new Map() };
}

export function listCompany(state: AccountState, company: CrmRecord): void {
  if (company.archived) state.companies.delete(company.id);
  else state.companies.set(company.id, structuredClone(company));
}

export function fakeResults(of: (portalId: number) => AccountState): Results {
  const loadMaps = async (portalId: number, accountIds: string[]) =>
    structuredClone([...new Set(accountIds)].sort().flatMap((id) => of(portalId).maps.get(id) ?? []));
  return {
    loadMaps,
    async saveMap(portalId, map) {
      of(portalId).maps.set(map.accountId, structuredClone(map));
      of(portalId).mapColumns.set(map.accountId, mapColumns(map));
    },
    async saveValues(portalId, values) {
      for (const { value, verdict, at } of values) {
        const kept = of(portalId).values.get(value.accountId);
        const same = verdict.valueClass !== null && kept?.verdict.valueClass === verdict.valueClass;
        const classSince = same ? kept.classSince : verdict.valueClass === null ? null : at;
        of(portalId).values.set(value.accountId, structuredClone({ value, verdict, classSince, computedAt: at }));
      }
    },
    loadMap: async (portalId, accountId) => (await loadMaps(portalId, [accountId]))[0] ?? null,
    loadValue: async (portalId, accountId) => structuredClone(of(portalId).values.get(accountId) ?? null),
    loadValues: async (portalId) => structuredClone([...of(portalId).values].sort(byKey).map(([, value]) => value)),
    async saveFit(portalId, fit, thresholds) {
      of(portalId).fit = structuredClone({ fit, thresholds });
    },
    loadFit: async (portalId) => structuredClone(of(portalId).fit),
    async removeAccounts(portalId, accountIds) {
      for (const id of accountIds) {
        of(portalId).maps.delete(id);
        of(portalId).values.delete(id);
        of(portalId).mapColumns.delete(id);
      }
    },
  };
}

function byKey([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}

interface Context {
  accounts: AccountState;
  mirror: MirrorState;
  portal: Portal | undefined;
}

interface Row {
  line: AccountLine;
  folded: string;
  search: string;
  ownerFolded: string | null;
  singleThreaded: boolean;
}

export function fakeAccounts(of: (portalId: number) => Context): AccountReader {
  return {
    async list(portalId, query) {
      const context = of(portalId);
      const rows = [...context.accounts.companies.values()]
        .map((company) => rowOf(context, company))
        .filter(matches(query));
      const sorted = rows.sort(comparison(query)).map((row) => row.line);
      const byClass: Record<string, number> = {};
      for (const line of sorted) byClass[line.valueClass ?? 'none'] = (byClass[line.valueClass ?? 'none'] ?? 0) + 1;
      return {
        lines: sorted.slice(query.offset, query.offset + Math.min(query.limit, 1_000)),
        total: sorted.length,
        byClass,
        ltvMinor: sorted.reduce((total, line) => total + (line.ltvMinor ?? 0), 0),
        valueAtRiskMinor: sorted.reduce((total, line) => total + line.valueAtRiskMinor, 0),
      };
    },
    async line(portalId, accountId) {
      const company = of(portalId).accounts.companies.get(accountId);
      return company ? rowOf(of(portalId), company).line : null;
    },
    owners: async (portalId) =>
      of(portalId).mirror.owners.toSorted((left, right) =>
        foldForSearch(left.name) === foldForSearch(right.name)
          ? left.ownerId < right.ownerId
            ? -1
            : 1
          : foldForSearch(left.name) < foldForSearch(right.name)
            ? -1
            : 1,
      ),
  };
}

function rowOf({ accounts, mirror, portal }: Context, company: CrmRecord): Row {
  const { properties, id } = company;
  const stored = accounts.values.get(id);
  const columns = accounts.mapColumns.get(id);
  const owner = mirror.owners.find((each) => each.ownerId === properties.hubspot_owner_id);
  const name = properties.name || properties.domain || id;
  const line: AccountLine = {
    accountId: id,
    name,
    city: properties.city || null,
    country: properties.country || null,
    industry: properties.industry || null,
    ownerId: properties.hubspot_owner_id || null,
    ownerName: owner?.name ?? null,
    valueClass: stored?.verdict.valueClass ?? null,
    tags: stored?.verdict.tags ?? [],
    currency: stored?.value.currency ?? portal?.currency ?? '',
    ltvMinor: stored?.value.ltvMinor ?? null,
    ltvLowMinor: stored?.value.ltvLowMinor ?? null,
    ltvHighMinor: stored?.value.ltvHighMinor ?? null,
    stage: stored?.value.lifecycleStage ?? null,
    coveragePercent: columns?.coveragePercent ?? null,
    coverageStatus: columns?.coverageStatus ?? null,
    coverageCells: columns?.coverageCells ?? [],
    missingRoles: columns?.missingRoles ?? [],
    people: columns?.people ?? 0,
    valueAtRiskMinor: columns?.valueAtRiskMinor ?? 0,
    builtAt: columns?.builtAt ?? null,
  };
  const searched = ['name', 'domain', 'city', 'country'].map((key) => properties[key] ?? '').join(' ');
  return {
    line,
    folded: foldForSearch(name),
    search: foldForSearch(searched),
    ownerFolded: owner ? foldForSearch(owner.name) : null,
    singleThreaded: columns?.singleThreaded ?? false,
  };
}

function matches(query: AccountQuery): (row: Row) => boolean {
  const terms = foldForSearch(query.search ?? '').split(' ');
  return ({ line, search, singleThreaded }) =>
    terms.every((term) => search.includes(term)) &&
    (query.valueClass === null || (line.valueClass ?? 'none') === query.valueClass) &&
    (query.stage === null || line.stage === query.stage) &&
    (query.missingRole === null || line.missingRoles.includes(query.missingRole)) &&
    (query.ownerId === null || line.ownerId === query.ownerId) &&
    (query.singleThreaded === null || singleThreaded === query.singleThreaded);
}

function comparison({ sort, descending }: AccountQuery): (left: Row, right: Row) => number {
  const rank = (order: readonly string[], value: string | null) => (value === null ? null : order.indexOf(value));
  const keys: Record<AccountQuery['sort'], (row: Row) => string | number | null> = {
    name: (row) => row.folded,
    value_class: (row) => rank(valueClasses, row.line.valueClass),
    ltv: (row) => row.line.ltvMinor,
    stage: (row) => rank(lifecycleStages, row.line.stage),
    coverage: (row) => row.line.coveragePercent,
    owner: (row) => row.ownerFolded,
    value_at_risk: (row) => row.line.valueAtRiskMinor,
  };
  const key = keys[sort];
  const order = (left: string | number, right: string | number) => (left === right ? 0 : left < right ? -1 : 1);
  return (left, right) => {
    const [leftKey, rightKey] = [key(left), key(right)];
    const nulls = Number(leftKey === null) - Number(rightKey === null);
    const bySort = leftKey === null || rightKey === null ? 0 : order(leftKey, rightKey) * (descending ? -1 : 1);
    return nulls || bySort || order(left.folded, right.folded) || order(left.line.accountId, right.line.accountId);
  };
}
