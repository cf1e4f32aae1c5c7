// Takes every trace of a person out of the store, and keeps a salted digest of the id so that a late reading does not bring it back.
import { accountsOf } from './accounts-of.ts';
import type { Queryable } from './portal-database.ts';

export async function erasePerson(client: Queryable, portalId: number, contactId: string): Promise<void> {
  const accountIds = await accountsOf(client, portalId, { type: 'contacts', ids: [contactId] });
  await refuseReturn(client, portalId, contactId);
  const person = [portalId, contactId];
  await client.query(
    `delete from association where portal_id = $1
       and ((from_type = 'contacts' and from_id = $2) or (to_type = 'contacts' and to_id = $2))`,
    person,
  );
  await client.query(`delete from record where portal_id = $1 and type = 'contacts' and id = $2`, person);
  await client.query(
    `delete from alias where portal_id = $1 and type = 'contacts' and (merged_id = $2 or survivor_id = $2)`,
    person,
  );
  for (const table of ['last_written', 'write_journal', 'write_plan', 'withheld_write'])
    await client.query(`delete from ${table} where portal_id = $1 and type = 'contacts' and object_id = $2`, person);
  await eraseBodies(client, portalId, contactId);
  await eraseMaps(client, [portalId, contactId, accountIds]);
}

// Erased under the survivor's id too where the person had been merged: both ids, and every other that led to them, stay away.
async function refuseReturn(client: Queryable, portalId: number, contactId: string): Promise<void> {
  await client.query(
    `insert into erasure_salt (portal_id, salt)
     values ($1, sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')))
     on conflict do nothing`,
    [portalId],
  );
  await client.query(
    `insert into erased_contact (portal_id, digest)
     select $1, sha256(salt || convert_to(erased.id, 'UTF8'))
     from erasure_salt, (
       select $2::text as id
       union select merged_id from alias where portal_id = $1 and type = 'contacts' and survivor_id = $2
     ) as erased
     where portal_id = $1
     on conflict do nothing`,
    [portalId, contactId],
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
