// Which accounts a changed record bears on, as the mirror knows it now; set-based, one statement for any number of records.
import type { MirroredType } from '../accounts/crm.ts';
import type { Queryable } from './portal-database.ts';

/** Company ids, ascending, each once. Companies that were merged away are named by their survivor. */
export async function accountsOf(
  client: Queryable,
  portalId: number,
  { type, ids }: { type: MirroredType; ids: string[] },
): Promise<string[]> {
  if (ids.length === 0) return [];
  const found = await client.query<{ id: string }>(
    `with account(id) as (${queries[type]})
     select distinct coalesce(alias.survivor_id, account.id) as id
     from account
     left join alias on alias.portal_id = $1 and alias.type = 'companies' and alias.merged_id = account.id
     order by id`,
    [portalId, type, ids],
  );
  return found.rows.map((row) => row.id);
}

/** Companies of the records that `source` names (type, then a query for ids): associated ones and the one the record itself names. */
const companiesOf = (type: MirroredType, source: string) => `
  select to_id from association
  where portal_id = $1 and from_type = '${type}' and from_id in (${source}) and to_type = 'companies'
  union
  select company_id from record
  where portal_id = $1 and type = '${type}' and id in (${source}) and company_id is not null`;

const theseIds = 'select unnest($3::text[]) collate "C"';
const contactsOfEngagements = `
  select to_id from association
  where portal_id = $1 and from_type = $2 and from_id = any($3::text[]) and to_type = 'contacts'`;
const dealsOfLineItems = `
  select from_id from association
  where portal_id = $1 and to_type = $2 and to_id = any($3::text[]) and from_type = 'deals'`;

// HubSpot's association types 13 (parent to child) and 14 (child to parent).
const selfAndParents = `
  ${theseIds}
  union
  select company_id from record
  where portal_id = $1 and type = $2 and id = any($3::text[]) and company_id is not null
  union
  select from_id from association
  where portal_id = $1 and to_type = $2 and to_id = any($3::text[]) and from_type = 'companies'
    and types @> '[{"typeId": 13}]'
  union
  select to_id from association
  where portal_id = $1 and from_type = $2 and from_id = any($3::text[]) and to_type = 'companies'
    and types @> '[{"typeId": 14}]'`;

const engagements = companiesOf('contacts', contactsOfEngagements);
// Every statement names all three values, so that their types are known.
const direct = (type: MirroredType) => `${companiesOf(type, theseIds)} and $2::text is not null`;

const queries: Record<MirroredType, string> = {
  companies: selfAndParents,
  contacts: direct('contacts'),
  deals: direct('deals'),
  line_items: companiesOf('deals', dealsOfLineItems),
  tickets: direct('tickets'),
  meetings: engagements,
  calls: engagements,
  emails: engagements,
};
