// What contributions are made from, for many accounts at once: batch by batch, so that memory does not grow with the portal.
import type { CrmRecord } from '../accounts/crm.ts';
import type { LedgerSources } from '../accounts/ports.ts';
import { inChunks } from './in-chunks.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';
import { recordJson } from './record-json.ts';

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
  const values = [portalId, accountIds];
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
  for (const { owner, record } of await ownedRecords(client, dealsOfAccounts, values)) {
    const deal = { record, lineItems: [] };
    deals.set(record.id, deal);
    sources.get(owner)?.deals.push(deal);
  }
  for (const { owner, record } of await ownedRecords(client, lineItemsOfDeals, [portalId, [...deals.keys()]])) {
    deals.get(owner)?.lineItems.push(record);
  }
  for (const { owner, record } of await ownedRecords(client, ticketsOfAccounts, values)) {
    sources.get(owner)?.tickets.push(record);
  }
  for (const { owner, record } of await ownedRecords(client, engagementsOfAccounts, values)) {
    sources.get(owner)?.engagements.push(record);
  }
  return [...sources.values()];
}

async function ownedRecords(
  client: Queryable,
  sql: string,
  values: unknown[],
): Promise<{ owner: string; record: CrmRecord }[]> {
  const found = await client.query<{ rows: { owner: string; record: CrmRecord }[] | null }>(
    `select json_agg(json_build_object('owner', owner, 'record', ${recordJson}) order by owner, record.type, record.id) as rows
     from (${sql}) as owned join record on record.portal_id = $1 and record.type = owned.type and record.id = owned.id
       and not record.archived`,
    values,
  );
  return found.rows[0]?.rows ?? [];
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
  ), placed as (
    select deal.id, coalesce(
      (select company.id from record as company
       where company.portal_id = $1 and company.type = 'companies' and not company.archived
         and company.id = coalesce((select survivor_id from alias
           where portal_id = $1 and type = 'companies' and merged_id = deal.company_id), deal.company_id)),
      (select company.id from association
       join record as company on company.portal_id = $1 and company.type = 'companies'
         and company.id = association.to_id and not company.archived
       where association.portal_id = $1 and from_type = 'deals' and from_id = deal.id and to_type = 'companies'
       order by types @> '[{"typeId": 5}]' desc, to_id limit 1)
    ) as owner
    from record as deal where deal.portal_id = $1 and deal.type = 'deals' and deal.id in (select id from candidate)
  )
  select 'deals' as type, id, owner from placed where owner = any($2::text[])`;

const lineItemsOfDeals = `
  select 'line_items' as type, to_id as id, from_id as owner from association
  where portal_id = $1 and from_type = 'deals' and from_id = any($2::text[]) and to_type = 'line_items'`;

const ticketsOfAccounts = `
  select 'tickets' as type, from_id as id, to_id as owner from association
  where portal_id = $1 and to_type = 'companies' and to_id = any($2::text[]) and from_type = 'tickets'`;

const engagementsOfAccounts = `
  with ${ownIds}, member as (
    select from_id as id, to_id as account_id from association
    where portal_id = $1 and to_type = 'companies' and to_id = any($2::text[]) and from_type = 'contacts'
    union
    select record.id, own.account_id from record join own on record.company_id = own.id
    where portal_id = $1 and type = 'contacts'
  )
  select distinct from_type as type, from_id as id, member.account_id as owner
  from member join association on association.portal_id = $1 and to_type = 'contacts' and to_id = member.id
    and from_type in ('meetings', 'calls', 'emails')`;
