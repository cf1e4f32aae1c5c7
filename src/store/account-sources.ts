// Reads all that one account's map and value are made from: a handful of statements over the mirror, in one snapshot.
import type { Association, CrmRecord, MirroredType, Owner } from '../accounts/crm.ts';
import type { AccountSources } from '../accounts/ports.ts';
import type { Queryable } from './portal-database.ts';
import { readEngagementLinks, readRecords } from './read-records.ts';

/** Null when the company is not in the mirror, or archived there. */
export async function loadAccount(
  client: Queryable,
  portalId: number,
  accountId: string,
): Promise<AccountSources | null> {
  const values = [portalId, accountId] as const;
  const company = (await readRecords(client, portalId, { type: 'companies', ids: [accountId] })).get(accountId);
  if (!company) return null;
  const contacts = await readMembers(client, values, 'contacts');
  const contactIds = contacts.map((each) => each.id);
  const deals = await readMembers(client, values, 'deals');
  return {
    company,
    ...(await loadGroup(client, portalId, accountId)),
    contacts,
    contactLabels: await listAssociations(client, `${labels} and to_id = $4 and from_id = any($5::text[])`, [
      portalId,
      'contacts',
      'companies',
      accountId,
      contactIds,
    ]),
    contactPairs: await listAssociations(
      client,
      `${labels} and from_id = any($4::text[]) and to_id = any($4::text[])`,
      [portalId, 'contacts', 'contacts', contactIds],
    ),
    deals,
    dealContacts: await listAssociations(client, `${labels} and from_id = any($4::text[])`, [
      portalId,
      'deals',
      'contacts',
      deals.map((each) => each.id),
    ]),
    engagements: await loadEngagements(client, portalId, contactIds),
    owners: await loadOwners(client, portalId),
  };
}

/** The company's own id and those of companies that were merged into it: records may still name them. */
const ownIds = `
  select $2::text collate "C"
  union all select merged_id from alias where portal_id = $1 and type = 'companies' and survivor_id = $2`;

async function readMembers(
  client: Queryable,
  [portalId, accountId]: readonly [number, string],
  type: MirroredType,
): Promise<CrmRecord[]> {
  const found = await client.query<{ id: string }>(
    `select from_id as id from association
     where portal_id = $1 and to_type = 'companies' and to_id = $2 and from_type = $3
     union
     select id from record where portal_id = $1 and type = $3 and company_id in (${ownIds})
     order by id`,
    [portalId, accountId, type],
  );
  const ids = found.rows.map((row) => row.id);
  const records = await readRecords(client, portalId, { type, ids });
  return ids.flatMap((id) => records.get(id) ?? []);
}

// HubSpot's association types 13 (parent to child) and 14 (child to parent); the company's own property comes first.
async function loadGroup(
  client: Queryable,
  portalId: number,
  accountId: string,
): Promise<{ parentId: string | null; childIds: string[] }> {
  const found = await client.query<{ parent: string | null; child: string | null }>(
    `select company_id as parent, null as child, 1 as rank from record
     where portal_id = $1 and type = 'companies' and id = $2 and company_id is not null
     union all
     select from_id, null, 2 from association
     where portal_id = $1 and to_type = 'companies' and to_id = $2 and from_type = 'companies' and types @> '[{"typeId": 13}]'
     union all
     select to_id, null, 2 from association
     where portal_id = $1 and from_type = 'companies' and from_id = $2 and to_type = 'companies' and types @> '[{"typeId": 14}]'
     union all
     select null, id, 3 from record
     where portal_id = $1 and type = 'companies' and company_id = $2 and not archived
     union all
     select null, to_id, 3 from association
     where portal_id = $1 and from_type = 'companies' and from_id = $2 and to_type = 'companies' and types @> '[{"typeId": 13}]'
     union all
     select null, from_id, 3 from association
     where portal_id = $1 and to_type = 'companies' and to_id = $2 and from_type = 'companies' and types @> '[{"typeId": 14}]'
     order by rank, parent, child`,
    [portalId, accountId],
  );
  const parentId = found.rows.find((row) => row.parent !== null && row.parent !== accountId)?.parent ?? null;
  const children = new Set(
    found.rows.flatMap((row) => (row.child === null || row.child === accountId ? [] : [row.child])),
  );
  return { parentId, childIds: [...children] };
}

const labels = `
  select from_type as "fromType", from_id as "fromId", to_type as "toType", to_id as "toId", types
  from association where portal_id = $1 and from_type = $2 and to_type = $3`;

async function listAssociations(client: Queryable, sql: string, values: unknown[]): Promise<Association[]> {
  const found = await client.query<Association>(`${sql} order by from_id, to_id`, values);
  return found.rows;
}

async function loadEngagements(
  client: Queryable,
  portalId: number,
  contactIds: string[],
): Promise<AccountSources['engagements']> {
  const engagements: AccountSources['engagements'] = [];
  for (const [type, links] of await readEngagementLinks(client, portalId, contactIds)) {
    const records = await readRecords(client, portalId, { type, ids: links.keys() });
    for (const [id, participants] of links) {
      const record = records.get(id);
      if (record) engagements.push({ record, contactIds: participants });
    }
  }
  return engagements;
}

async function loadOwners(client: Queryable, portalId: number): Promise<Owner[]> {
  const found = await client.query<Owner>(
    `select owner_id as "ownerId", name, email, archived from owner where portal_id = $1 order by owner_id`,
    [portalId],
  );
  return found.rows;
}
