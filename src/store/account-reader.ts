// The account list: one narrow table, filtered, searched, sorted and summed in the database, a page at a time.
import type { AccountLine, AccountQuery, AccountReader, AccountSort } from '../accounts/account-reader-port.ts';
import { lifecycleStages, valueClasses } from '../value/model.ts';
import { foldForSearch } from './listed-accounts.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

const linesMax = 1_000;

export function accountReader(database: PortalDatabase): AccountReader {
  return {
    list: (portalId, query) => database.withPortal(portalId, (client) => list(client, portalId, query)),
    line: (portalId, accountId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<AccountLine>(`${lines} and account.account_id = $2`, [portalId, accountId]);
        return found.rows[0] ?? null;
      }),
    owners: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<Awaited<ReturnType<AccountReader['owners']>>[number]>(
          `select owner_id as "ownerId", name, email, archived from owner where portal_id = $1
           order by name_folded, owner_id`,
          [portalId],
        );
        return found.rows;
      }),
  };
}

async function list(client: Queryable, portalId: number, query: AccountQuery): ReturnType<AccountReader['list']> {
  const values: unknown[] = [portalId];
  const where = conditions(query, (value) => `$${values.push(value)}`);
  const totals = await client.query<{ class: string; accounts: number; ltv: number; risk: number }>(
    `select coalesce(value_class, 'none') as class, count(*) as accounts,
       coalesce(sum(ltv_minor), 0)::bigint as ltv, coalesce(sum(value_at_risk_minor), 0)::bigint as risk
     from account where portal_id = $1 and listed ${where} group by 1`,
    values,
  );
  const sorted = `${sorts[query.sort]} ${query.descending ? 'desc' : 'asc'} nulls last, account.name_folded, account.account_id`;
  const page = `order by ${sorted} offset $${values.push(query.offset)} limit $${values.push(Math.min(query.limit, linesMax))}`;
  const found = await client.query<AccountLine>(`${lines} ${where} ${page}`, values);
  return {
    lines: found.rows,
    total: sum(totals.rows.map((row) => row.accounts)),
    byClass: Object.fromEntries(totals.rows.map((row) => [row.class, row.accounts])),
    ltvMinor: sum(totals.rows.map((row) => row.ltv)),
    valueAtRiskMinor: sum(totals.rows.map((row) => row.risk)),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** SQL that narrows the list; each value goes in as a parameter. */
function conditions(query: AccountQuery, parameter: (value: unknown) => string): string {
  const parts: string[] = [];
  for (const term of foldForSearch(query.search ?? '')
    .split(' ')
    .slice(0, 10)) {
    if (term !== '') parts.push(`account.search like ${parameter(`%${term.replace(/[\\%_]/g, '\\$&')}%`)}`);
  }
  if (query.valueClass === 'none') parts.push('account.value_class is null');
  else if (query.valueClass !== null) parts.push(`account.value_class = ${parameter(query.valueClass)}`);
  if (query.stage !== null) parts.push(`account.stage = ${parameter(query.stage)}`);
  if (query.missingRole !== null) parts.push(`${parameter(query.missingRole)} = any(account.missing_roles)`);
  if (query.ownerId !== null) parts.push(`account.owner_id = ${parameter(query.ownerId)}`);
  if (query.singleThreaded !== null) {
    parts.push(`coalesce(account.single_threaded, false) = ${parameter(query.singleThreaded)}`);
  }
  return parts.map((part) => `and ${part}`).join(' ');
}

/** Classes and stages sort from best to worst, and along the life of a customer, not by the letters of their names. */
const rank = (order: readonly string[], column: string) =>
  `array_position(array[${order.map((each) => `'${each}'`).join(', ')}], account.${column})`;

const sorts: Record<AccountSort, string> = {
  name: 'account.name_folded',
  value_class: rank(valueClasses, 'value_class'),
  ltv: 'account.ltv_minor',
  stage: rank(lifecycleStages, 'stage'),
  coverage: 'account.coverage_percent',
  owner: 'owner.name_folded',
  value_at_risk: 'account.value_at_risk_minor',
};

const lines = `
  select account.account_id as "accountId", account.name, account.city, account.country, account.industry,
    account.owner_id as "ownerId", owner.name as "ownerName", account.value_class as "valueClass", account.tags,
    coalesce(account.currency, portal.currency, '') as currency, account.ltv_minor as "ltvMinor",
    account.ltv_low_minor as "ltvLowMinor", account.ltv_high_minor as "ltvHighMinor", account.stage,
    account.coverage_percent as "coveragePercent", account.coverage_status as "coverageStatus",
    account.coverage_cells as "coverageCells", account.missing_roles as "missingRoles", account.people,
    account.value_at_risk_minor as "valueAtRiskMinor", account.built_at_ms as "builtAt"
  from account
  left join owner on owner.portal_id = $1 and owner.owner_id = account.owner_id
  left join portal on portal.portal_id = $1
  where account.portal_id = $1 and account.listed`;
