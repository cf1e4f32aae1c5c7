// The company's own columns in the table behind the account list, kept in step with the mirror.
import type { CrmRecord } from '../accounts/crm.ts';
import { stripMarks } from '../identity/fold-text.ts';
import { toJson } from './json-text.ts';
import type { Queryable } from './portal-database.ts';

/** Writes the companies that really changed; archived ones leave the list. */
export async function listAccounts(client: Queryable, portalId: number, companies: CrmRecord[]): Promise<void> {
  if (companies.length === 0) return;
  const rows = companies.map(({ id, properties, archived }) => ({
    id,
    listed: !archived,
    name: properties.name || properties.domain || id,
    nameFolded: foldForSearch(properties.name || properties.domain || id),
    city: properties.city || null,
    country: properties.country || null,
    industry: properties.industry || null,
    ownerId: properties.hubspot_owner_id || null,
    search: foldForSearch(['name', 'domain', 'city', 'country'].map((key) => properties[key] ?? '').join(' ')),
  }));
  await client.query(upsertListed, [portalId, toJson(rows)]);
}

/** The form in which names are sorted and found: without marks (đ as d) and case, one space between words. */
export function foldForSearch(text: string): string {
  return stripMarks(text).replace(/\s+/g, ' ').trim();
}

const upsertListed = `
  insert into account (portal_id, account_id, listed, name, name_folded, city, country, industry, owner_id, search)
  select $1, id, listed, name, "nameFolded", city, country, industry, "ownerId", search
  from jsonb_to_recordset($2::jsonb) as given(id text, listed boolean, name text, "nameFolded" text, city text,
    country text, industry text, "ownerId" text, search text)
  order by id
  on conflict (portal_id, account_id) do update set listed = excluded.listed, name = excluded.name,
    name_folded = excluded.name_folded, city = excluded.city, country = excluded.country,
    industry = excluded.industry, owner_id = excluded.owner_id, search = excluded.search`;

export async function unlistAccounts(client: Queryable, portalId: number, accountIds: string[]): Promise<void> {
  await client.query(
    'update account set listed = false where portal_id = $1 and account_id = any($2::text[]) and listed',
    [portalId, accountIds],
  );
}
