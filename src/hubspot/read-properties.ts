// Reads what some properties hold now, in batches: what a person changed since it was written is noticed before it is written over.
import type { HubspotApi } from './hubspot-api.ts';
import { inBatches } from './in-batches.ts';
import { batchRead } from './read-records.ts';

const batchMax = 100;

/** By the id asked for; records that are archived, merged away or unknown are left out, and properties that the portal lacks. */
export async function readProperties(
  api: HubspotApi,
  { type, ids, properties }: { type: 'companies' | 'contacts' | 'deals'; ids: string[]; properties: readonly string[] },
): Promise<Map<string, Record<string, string | null>>> {
  const batches = await inBatches([...new Set(ids)], batchMax, async (batch) => {
    const body = { inputs: batch.map((id) => ({ id })), properties, propertiesWithHistory: [] };
    const results = await batchRead(api, { type, archived: false, body });
    return results.filter((object) => !object.archived);
  });
  const asked = new Set(ids);
  return new Map(
    batches.flat().flatMap((object) => {
      const values = properties.flatMap((name) => {
        const value = object.properties[name];
        return value === undefined ? [] : [[name, value] as const];
      });
      return asked.has(object.id) ? [[object.id, Object.fromEntries(values)] as const] : [];
    }),
  );
}
