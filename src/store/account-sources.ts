// Reads all that one account's map and value are made from: a handful of statements over the mirror, in one snapshot.
import type { Association, CrmRecord, MirroredType, Owner } from '../accounts/crm.ts';
import type { AccountSources } from '../accounts/ports.ts';
import type { Queryable } from './portal-database.ts';
import { listRecords, recordJson } from './record-json.ts';

/** Null when the company is not in the mirror, or archived there. */
export async function loadAccount(
  client: Queryable,
  portalId: number,
  accountId: string,
): Promise<AccountSources | null> {
  const values = [portalId, accountId];
  const [company] = await listRecords(
    client,
    `select ${recordJson} from record where portal_id = $1 and type = 'companies' and id = $2 and not archived`,
    values,
  );
  if (!company) return null;
  const contacts = await listRecords(client, contactsOfAccount, values);
  const contactIds = contacts.map((each) => each.id);
  const deals = await listRecords(client, dealsOfAccount, values);
  return {
    company,
    ...(await loadGroup(client, values)),
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

const membersOfAccount = (type: MirroredType) => `
  select ${recordJson} from record
  where portal_id = $1 and type = '${type}' and not archived and id in (
    select from_id from association
    where portal_id = $1 and to_type = 'companies' and to_id = $2 and from_type = '${type}'
    union
    select id from record where portal_id = $1 and type = '${type}' and company_id in (${ownIds})
  )
  order by id`;
const contactsOfAccount = membersOfAccount('contacts');
const dealsOfAccount = membersOfAccount('deals');

// HubSpot's association types 13 (parent to child) and 14 (child to parent); the company's own property comes first.
async function loadGroup(
  client: Queryable,
  values: unknown[],
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
    values,
  );
  const parentId = found.rows.find((row) => row.parent !== null && row.parent !== values[1])?.parent ?? null;
  const children = new Set(
    found.rows.flatMap((row) => (row.child === null || row.child === values[1] ? [] : [row.child])),
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
  const found = await client.query<{ engagements: { record: CrmRecord; contactIds: string[] }[] | null }>(
    `with met as (
       select from_type, from_id, json_agg(to_id order by to_id) as contact_ids from association
       where portal_id = $1 and to_type = 'contacts' and to_id = any($2::text[])
         and from_type in ('meetings', 'calls', 'emails')
       group by from_type, from_id
     )
     select json_agg(json_build_object('record', ${recordJson}, 'contactIds', contact_ids)) as engagements
     from met join record on portal_id = $1 and type = from_type and id = from_id and not archived`,
    [portalId, contactIds],
  );
  return found.rows[0]?.engagements ?? [];
}

async function loadOwners(client: Queryable, portalId: number): Promise<Owner[]> {
  const found = await client.query<Owner>(
    `select owner_id as "ownerId", name, email, archived from owner where portal_id = $1 order by owner_id`,
    [portalId],
  );
  return found.rows;
}
