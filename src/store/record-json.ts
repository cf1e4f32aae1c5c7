// How a row of the mirror leaves the database: as the JSON of a record, so that tens of thousands are read in one piece.
import type { CrmRecord } from '../accounts/crm.ts';
import type { Queryable } from './portal-database.ts';

/** An expression over the table `record`. */
export const recordJson = `json_build_object('type', record.type, 'id', record.id, 'properties', record.properties,
  'createdAt', record.created_at_ms, 'updatedAt', record.updated_at_ms, 'archived', record.archived)`;

/** Runs a query with one column of `recordJson`. */
export async function listRecords(client: Queryable, sql: string, values: unknown[]): Promise<CrmRecord[]> {
  const found = await client.query<{ json_build_object: CrmRecord }>(sql, values);
  return found.rows.map((row) => row.json_build_object);
}
