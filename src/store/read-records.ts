// Reads rows of the mirror by the ten thousand: ids as one array (one walk along the index), results as one JSON text.
import { type CrmRecord, type MirroredType, mirroredTypes } from '../accounts/crm.ts';
import { inChunks } from './in-chunks.ts';
import type { Queryable } from './portal-database.ts';

type CompactRecord = [id: string, properties: CrmRecord['properties'], createdAt: number, updatedAt: number];

/** The records that are in the mirror and not archived, by id. */
export async function readRecords(
  client: Queryable,
  portalId: number,
  { type, ids }: { type: MirroredType; ids: Iterable<string> },
): Promise<Map<string, CrmRecord>> {
  const records = new Map<string, CrmRecord>();
  for (const chunk of inChunks([...ids].sort(), 20_000)) {
    const found = await client.query<{ records: string | null }>(
      `select '[' || string_agg('[' || to_json(id) || ',' || properties || ',' || created_at_ms || ',' || updated_at_ms
         || ']', ',') || ']' as records
       from record where portal_id = $1 and type = $2 and id = any($3::text[]) and not archived`,
      [portalId, type, chunk],
    );
    const compact: CompactRecord[] = JSON.parse(found.rows[0]?.records ?? '[]');
    for (const [id, properties, createdAt, updatedAt] of compact) {
      records.set(id, { type, id, properties, createdAt, updatedAt, archived: false });
    }
  }
  return records;
}

/** Meetings, calls and e-mails of these contacts: by type, then engagement id, the contacts among these who took part, in their order. */
export async function readEngagementLinks(
  client: Queryable,
  portalId: number,
  contactIds: string[],
): Promise<Map<MirroredType, Map<string, string[]>>> {
  const found = await client.query<{ from_type: string; to_id: string; from_ids: string }>(
    `select from_type, to_id, string_agg(from_id, ' ') as from_ids from association
     where portal_id = $1 and to_type = 'contacts' and to_id = any($2::text[])
       and from_type in ('meetings', 'calls', 'emails')
     group by to_id, from_type order by to_id, from_type`,
    [portalId, contactIds],
  );
  const links = new Map<MirroredType, Map<string, string[]>>();
  for (const row of found.rows) {
    const type = mirroredTypes.find((each) => each === row.from_type);
    if (type === undefined) continue;
    const ofType = links.get(type) ?? new Map<string, string[]>();
    links.set(type, ofType);
    for (const id of row.from_ids.split(' ')) {
      const participants = ofType.get(id);
      if (participants) participants.push(row.to_id);
      else ofType.set(id, [row.to_id]);
    }
  }
  return links;
}
