// What contributions are made from, for many accounts at once: batch by batch, so that memory does not grow with the portal.
import type { CrmRecord, MirroredType } from '../accounts/crm.ts';
import type { LedgerSources } from '../accounts/ports.ts';
import { inChunks } from './in-chunks.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';
import { readEngagementLinks, readRecords } from './read-records.ts';

const accountsPerBatch = 200;

/**
 * Ledger sources of the given accounts that are in the mirror, or of all accounts that have deals, at most 200 accounts a batch, each batch
 * from one snapshot.
 */
export async function* ledgerBatches(
  database: PortalDatabase,
  portalId: number,
  accountIds: string[] | 'all',
): AsyncGenerator<LedgerSources[]> {
  const batches =
    accountIds === 'all' ? companyPages(database, portalId) : inChunks([...new Set(accountIds)], accountsPerBatch);
  for await (const ids of batches) {
    const sources = await database.withPortal(portalId, (client) => loadBatch(client, portalId, ids));
    const wanted = accountIds === 'all' ? sources.filter((each) => each.deals.length > 0) : sources;
    if (wanted.length > 0) yield wanted;
  }
}

async function* companyPages(database: PortalDatabase, portalId: number): AsyncGenerator<string[]> {
  for (let after = ''; ; ) {
    const page = await database.withPortal(portalId, (client) =>
      client.query<{ id: string }>(
        `select id from record where portal_id = $1 and type = 'companies' and not archived and id > $2
         order by id limit $3`,
        [portalId, after, accountsPerBatch],
      ),
    );
    const ids = page.rows.map((row) => row.id);
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    after = last;
  }
}

async function loadBatch(client: Queryable, portalId: number, accountIds: string[]): Promise<LedgerSources[]> {
  const values: [number, string[]] = [portalId, accountIds];
  const companies = await client.query<{ id: string; created_at_ms: number }>(
    `select id, created_at_ms from record
     where portal_id = $1 and type = 'companies' and id = any($2::text[]) and not archived order by id`,
    values,
  );
  const sources = new Map<string, LedgerSources>();
  for (const { id, created_at_ms: createdAt } of companies.rows) {
    sources.set(id, { accountId: id, createdAt, deals: [], tickets: [], engagements: [] });
  }
  const deals = new Map<string, LedgerSources['deals'][number]>();
  for (const { owner, record } of await owned(client, values, { type: 'deals', sql: dealsOfAccounts })) {
    const deal = { record, lineItems: [] };
    deals.set(record.id, deal);
    sources.get(owner)?.deals.push(deal);
  }
  const ofDeals: [number, string[]] = [portalId, [...deals.keys()]];
  for (const { owner, record } of await owned(client, ofDeals, { type: 'line_items', sql: lineItemsOfDeals })) {
    deals.get(owner)?.lineItems.push(record);
  }
  for (const { owner, record } of await owned(client, values, { type: 'tickets', sql: ticketsOfAccounts })) {
    sources.get(owner)?.tickets.push(record);
  }
  await addEngagements(client, values, sources);
  return [...sources.values()];
}

/** Records with the id of what they belong to, ordered by their own id. */
async function owned(
  client: Queryable,
  values: [number, string[]],
  { type, sql }: { type: MirroredType; sql: string },
): Promise<{ owner: string; record: CrmRecord }[]> {
  const links = await client.query<{ id: string; owner: string }>(`${sql} order by id, owner`, values);
  const records = await readRecords(client, values[0], { type, ids: new Set(links.rows.map((row) => row.id)) });
  return links.rows.flatMap(({ id, owner }) => {
    const record = records.get(id);
    return record ? [{ owner, record }] : [];
  });
}

async function addEngagements(
  client: Queryable,
  values: [number, string[]],
  sources: Map<string, LedgerSources>,
): Promise<void> {
  const members = await client.query<{ id: string; owner: string }>(contactsOfAccounts, values);
  const accountsOf = new Map<string, string[]>();
  for (const { id, owner } of members.rows) accountsOf.set(id, [...(accountsOf.get(id) ?? []), owner]);
  for (const [type, links] of await readEngagementLinks(client, values[0], [...accountsOf.keys()])) {
    const records = await readRecords(client, values[0], { type, ids: links.keys() });
    for (const [id, record] of records) {
      const accounts = new Set((links.get(id) ?? []).flatMap((contactId) => accountsOf.get(contactId) ?? []));
      for (const account of accounts) sources.get(account)?.engagements.push(record);
    }
  }
}

/** The accounts' own ids and those of companies merged into them. */
const ownIds = `own as (
  select id, id as account_id from unnest($2::text[]) as each(id)
  union all select merged_id, survivor_id from alias
  where portal_id = $1 and type = 'companies' and survivor_id = any($2::text[])
)`;

// A deal counts for one account only: the primary company it names, else the association marked primary (HubSpot's type 5), else the first.
const dealsOfAccounts = `
  with ${ownIds}, candidate as (
    select id from record
    where portal_id = $1 and type = 'deals' and company_id in (select id from own)
    union
    select from_id from association
    where portal_id = $1 and to_type = 'companies' and to_id = any($2::text[]) and from_type = 'deals'
  ), placed as materialized (
    select deal.id, coalesce(named.id, other.id) as owner
    from candidate
    join record as deal on deal.portal_id = $1 and deal.type = 'deals' and deal.id = candidate.id
    left join alias on alias.portal_id = $1 and alias.type = 'companies' and alias.merged_id = deal.company_id
    left join record as named on named.portal_id = $1 and named.type = 'companies' and not named.archived
      and named.id = coalesce(alias.survivor_id, deal.company_id)
    left join lateral (
      select company.id from association
      join record as company on company.portal_id = $1 and company.type = 'companies'
        and company.id = association.to_id and not company.archived
      where named.id is null and association.portal_id = $1 and from_type = 'deals' and from_id = deal.id and to_type = 'companies'
      order by types @> '[{"typeId": 5}]' desc, to_id limit 1
    ) as other on true
  )
  select id, owner from placed where owner = any($2::text[])`;

const lineItemsOfDeals = `
  select to_id as id, from_id as owner from association
  where portal_id = $1 and from_type = 'deals' and from_id = any($2::text[]) and to_type = 'line_items'`;

const ticketsOfAccounts = `
  select from_id as id, to_id as owner from association
  where portal_id = $1 and to_type = 'companies' and to_id = any($2::text[]) and from_type = 'tickets'`;

const contactsOfAccounts = `
  with ${ownIds}
  select from_id as id, to_id as owner from association
  where portal_id = $1 and to_type = 'companies' and to_id = any($2::text[]) and from_type = 'contacts'
  union
  select record.id, own.account_id from record join own on record.company_id = own.id
  where portal_id = $1 and type = 'contacts'`;
