// Takes every trace of a person out of the store, and keeps a salted digest of the id so that a late reading does not bring it back.
import { accountsOf } from './accounts-of.ts';
import type { Queryable } from './portal-database.ts';

export async function erasePerson(client: Queryable, portalId: number, contactId: string): Promise<void> {
  const ids = await formerIds(client, portalId, contactId);
  const accountIds = await accountsOf(client, portalId, { type: 'contacts', ids });
  await refuseReturn(client, portalId, ids);
  const person = [portalId, ids];
  await client.query(
    `delete from association where portal_id = $1
       and ((from_type = 'contacts' and from_id = any($2::text[])) or (to_type = 'contacts' and to_id = any($2::text[])))`,
    person,
  );
  await client.query(`delete from record where portal_id = $1 and type = 'contacts' and id = any($2::text[])`, person);
  await client.query(
    `delete from alias where portal_id = $1 and type = 'contacts' and (merged_id = any($2::text[]) or survivor_id = any($2::text[]))`,
    person,
  );
  for (const table of ['last_written', 'write_journal', 'write_plan', 'withheld_write', 'write_attempt']) {
    await client.query(
      `delete from ${table} where portal_id = $1 and type = 'contacts' and object_id = any($2::text[])`,
      person,
    );
  }
  for (const id of ids) await eraseBodies(client, portalId, id);
  for (const id of ids) await eraseMaps(client, [portalId, id, accountIds]);
}

/** The person's id and all that were merged into it: each of them may still stand somewhere. */
async function formerIds(client: Queryable, portalId: number, contactId: string): Promise<string[]> {
  const found = await client.query<{ merged_id: string }>(
    `select merged_id from alias where portal_id = $1 and type = 'contacts' and survivor_id = $2`,
    [portalId, contactId],
  );
  return [contactId, ...found.rows.map((row) => row.merged_id)];
}

async function refuseReturn(client: Queryable, portalId: number, ids: string[]): Promise<void> {
  await client.query(
    `insert into erasure_salt (portal_id, salt)
     values ($1, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')))
     on conflict do nothing`,
    [portalId],
  );
  await client.query(
    `insert into erased_contact (portal_id, digest)
     select $1, sha256(salt || convert_to(erased.id, 'UTF8'))
     from erasure_salt, unnest($2::text[]) as erased(id)
     where portal_id = $1
     on conflict do nothing`,
    [portalId, ids],
  );
}

// A finished batch is kept for diagnosis alone: any body in which the id's digits occur is emptied. A pending one is still needed, since it
// may speak of others; it is emptied in the moment in which it is done.
async function eraseBodies(client: Queryable, portalId: number, contactId: string): Promise<void> {
  await client.query(
    `update inbox set body = case when state = 'pending' then body else ''::bytea end, erase_body = state = 'pending'
     where portal_id = $1 and position(convert_to($2, 'UTF8') in body) > 0`,
    [portalId, contactId],
  );
}

// Maps are drawn again from the mirror; until then a map that shows the person is worse than none.
async function eraseMaps(client: Queryable, values: [number, string, string[]]): Promise<void> {
  await client.query(
    `delete from account_map
     where portal_id = $1 and (account_id = any($3::text[]) or position('"' || $2 || '"' in map::text) > 0)`,
    values,
  );
}
