// Merged records: the merged id answers as the survivor, through any chain, and its associations move over.
import type { MirroredType } from '../accounts/crm.ts';
import { removeRecords } from './mirror-records.ts';
import type { Queryable } from './portal-database.ts';

/**
 * Keeps the aliases flat (no survivor is itself merged away), so that reading needs one step. Where merges contradict each other in a
 * ring, the newest word wins.
 */
export async function addAlias(
  client: Queryable,
  portalId: number,
  { type, mergedId, survivorId }: { type: MirroredType; mergedId: string; survivorId: string },
): Promise<void> {
  if (mergedId === survivorId) return;
  await client.query(`select pg_advisory_xact_lock(hashtextextended('alias ' || $1, 0))`, [portalId]);
  const known = await resolveAliases(client, portalId, { type, ids: [survivorId] });
  const root = known.get(survivorId) ?? survivorId;
  const survivor = root === mergedId ? survivorId : root;
  await client.query('delete from alias where portal_id = $1 and type = $2 and merged_id = $3', [
    portalId,
    type,
    survivor,
  ]);
  await client.query(
    `insert into alias (portal_id, type, merged_id, survivor_id)
     select $1::bigint, $2::text, $3::text, $4::text
     union select portal_id, type, merged_id, $4 from alias where portal_id = $1 and type = $2 and survivor_id = $3
     on conflict (portal_id, type, merged_id) do update set survivor_id = excluded.survivor_id`,
    [portalId, type, mergedId, survivor],
  );
  await moveAssociations(client, [portalId, type, mergedId, survivor]);
  await removeRecords(client, portalId, { type, ids: [mergedId] });
}

async function moveAssociations(client: Queryable, values: [number, string, string, string]): Promise<void> {
  await client.query(
    `insert into association (portal_id, from_type, from_id, to_type, to_id, types)
     select portal_id, from_type, case when from_type = $2 and from_id = $3 then $4 else from_id end,
       to_type, case when to_type = $2 and to_id = $3 then $4 else to_id end, types
     from association
     where portal_id = $1 and ((from_type = $2 and from_id = $3) or (to_type = $2 and to_id = $3))
       and not (from_type = to_type and from_id in ($3, $4) and to_id in ($3, $4))
     on conflict do nothing`,
    values,
  );
}

/** Each given id with the id it answers as now: itself where it was never merged. */
export async function resolveAliases(
  client: Queryable,
  portalId: number,
  { type, ids }: { type: MirroredType; ids: string[] },
): Promise<Map<string, string>> {
  const resolved = new Map(ids.map((id) => [id, id]));
  if (ids.length === 0) return resolved;
  const found = await client.query<{ merged_id: string; survivor_id: string }>(
    'select merged_id, survivor_id from alias where portal_id = $1 and type = $2 and merged_id = any($3::text[])',
    [portalId, type, ids],
  );
  for (const row of found.rows) resolved.set(row.merged_id, row.survivor_id);
  return resolved;
}
