// Which one account a contact or a deal belongs to, where it is associated with several: what is written to it comes from there alone.
import type { Queryable } from './portal-database.ts';

/** HubSpot's primary association types, contact to company and deal to company. */
const primaryTypeId = { contacts: 1, deals: 5 };

/** By record id; records without a company are left out. */
export async function homeAccounts(
  client: Queryable,
  portalId: number,
  { type, ids }: { type: 'contacts' | 'deals'; ids: string[] },
): Promise<Map<string, string>> {
  const found = await client.query<{ id: string; accountId: string | null }>(homes, [
    portalId,
    type,
    ids,
    JSON.stringify([{ typeId: primaryTypeId[type] }]),
  ]);
  return new Map(found.rows.flatMap(({ id, accountId }) => (accountId === null ? [] : [[id, accountId] as const])));
}

// The company the record itself names, else the association marked primary, else the first. Joined step by step: compared with a subquery,
// the company's id could not be looked up in the index under row-level security.
const homes = `
  select each.id, coalesce(named.id, other.id) as "accountId"
  from unnest($3::text[]) as each(id)
  join record on record.portal_id = $1 and record.type = $2 and record.id = each.id and not record.archived
  left join alias on alias.portal_id = $1 and alias.type = 'companies' and alias.merged_id = record.company_id
  left join record as named on named.portal_id = $1 and named.type = 'companies' and not named.archived
    and named.id = coalesce(alias.survivor_id, record.company_id)
  left join lateral (
    select company.id from association
    join record as company on company.portal_id = $1 and company.type = 'companies'
      and company.id = association.to_id and not company.archived
    where named.id is null and association.portal_id = $1 and from_type = $2 and from_id = each.id
      and to_type = 'companies'
    order by types @> $4::jsonb desc, to_id limit 1
  ) as other on true`;
