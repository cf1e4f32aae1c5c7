// Records of the mirror: an older reading changes nothing, an equal one wins, and only what differs counts as a change.
import type { CrmRecord, MirroredType } from '../accounts/crm.ts';
import { inChunks } from './in-chunks.ts';
import { toJson } from './json-text.ts';
import { listAccounts, unlistAccounts } from './listed-accounts.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

/** Returns the ids whose properties or state differ from what was kept; each chunk is a transaction of its own. */
export async function upsertRecords(
  database: PortalDatabase,
  portalId: number,
  records: CrmRecord[],
): Promise<string[]> {
  const changed: string[] = [];
  for (const chunk of inChunks(newestOfEach(records), 1_000)) {
    const ids = await database.withPortal(portalId, (client) => upsertChunk(client, portalId, chunk));
    for (const id of ids) changed.push(id);
  }
  return changed;
}

function newestOfEach(records: CrmRecord[]): CrmRecord[] {
  const newest = new Map<string, CrmRecord>();
  for (const record of records) {
    const key = `${record.type} ${record.id}`;
    const other = newest.get(key);
    if (!other || record.updatedAt >= other.updatedAt) newest.set(key, record);
  }
  return [...newest.values()];
}

async function upsertChunk(client: Queryable, portalId: number, records: CrmRecord[]): Promise<string[]> {
  const upserted = await client.query<{ type: MirroredType; id: string }>(upsert, [portalId, toJson(records)]);
  const changed = new Set(upserted.rows.map((row) => `${row.type} ${row.id}`));
  const companies = records.filter((each) => each.type === 'companies' && changed.has(`companies ${each.id}`));
  await listAccounts(client, portalId, companies);
  return upserted.rows.map((row) => row.id);
}

// Rows are locked in the order of their keys, so that two writers of the same records never wait for each other in a ring.
// A person who was erased, or a record that was merged into another, is not taken back.
const upsert = `
  with given as (
    select type collate "C" as type, id collate "C" as id, properties, "createdAt", "updatedAt", archived
    from jsonb_to_recordset($2::jsonb) as each(
      type text, id text, properties jsonb, "createdAt" bigint, "updatedAt" bigint, archived boolean)
  ), wanted as (
    select * from given
    where not exists (
      select from alias where portal_id = $1 and alias.type = given.type and alias.merged_id = given.id
    ) and not (given.type = 'contacts' and exists (
      select from erasure_salt as salt join erased_contact as erased on erased.portal_id = $1
      where salt.portal_id = $1 and erased.digest = sha256(salt.salt || convert_to(given.id, 'UTF8'))
    ))
  ), kept as (
    select record.type, record.id, record.properties, record.archived, record.updated_at_ms
    from record join wanted on record.type = wanted.type and record.id = wanted.id
    where record.portal_id = $1
    order by record.type, record.id
    for update of record
  ), upserted as (
    insert into record as old (portal_id, type, id, properties, created_at_ms, updated_at_ms, archived)
    select $1, wanted.type, wanted.id, wanted.properties, wanted."createdAt", wanted."updatedAt", wanted.archived
    from wanted left join kept using (type, id)
    where kept.id is null or (wanted."updatedAt" >= kept.updated_at_ms and (wanted."updatedAt" > kept.updated_at_ms
      or wanted.properties <> kept.properties or wanted.archived <> kept.archived))
    order by wanted.type, wanted.id
    on conflict (portal_id, type, id) do update set properties = excluded.properties,
      created_at_ms = excluded.created_at_ms, updated_at_ms = excluded.updated_at_ms, archived = excluded.archived
      where excluded.updated_at_ms >= old.updated_at_ms
    returning type, id, properties, archived
  )
  select upserted.type, upserted.id from upserted left join kept using (type, id)
  where kept.id is null or upserted.properties <> kept.properties or upserted.archived <> kept.archived
  order by upserted.type, upserted.id`;

/** Archives the records and removes their associations. */
export async function removeRecords(
  client: Queryable,
  portalId: number,
  { type, ids }: { type: MirroredType; ids: string[] },
): Promise<void> {
  const values = [portalId, type, ids];
  await client.query(
    'update record set archived = true where portal_id = $1 and type = $2 and id = any($3::text[]) and not archived',
    values,
  );
  await client.query(
    `delete from association where portal_id = $1
       and ((from_type = $2 and from_id = any($3::text[])) or (to_type = $2 and to_id = any($3::text[])))`,
    values,
  );
  if (type === 'companies') await unlistAccounts(client, portalId, ids);
}
