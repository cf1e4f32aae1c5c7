// Questions to HubSpot's search: how many records there are, and which changed. Its index is some seconds behind.
import { z } from 'zod';
import { type CrmRecord, type MirroredType, mirroredProperties } from '../accounts/crm.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { recordOf } from './read-records.ts';
import { objectPageSchema } from './wire-schemas.ts';

const pageSize = 200;
const foundSchema = objectPageSchema.extend({ total: z.number().int().nonnegative() });

export async function countRecords(api: HubspotApi, type: MirroredType): Promise<number> {
  const { total } = await search(api, type, { filters: [], limit: 1 });
  return total;
}

/** Filtered beyond the last id instead of paged: search ends at 10,000 results, ids do not. */
export async function listChanged(
  api: HubspotApi,
  { type, since, afterId }: { type: MirroredType; since: number; afterId: string | null },
): Promise<CrmRecord[]> {
  const changed = { propertyName: modifiedProperty(type), operator: 'GTE', value: String(Math.floor(since)) };
  const beyond = { propertyName: 'hs_object_id', operator: 'GT', value: afterId ?? '0' };
  const { results } = await search(api, type, { filters: [changed, beyond], limit: pageSize });
  return results.map((object) => recordOf(type, object));
}

interface Question {
  filters: { propertyName: string; operator: string; value: string }[];
  limit: number;
}

function search(
  api: HubspotApi,
  type: MirroredType,
  { filters, limit }: Question,
): Promise<z.infer<typeof foundSchema>> {
  const body = {
    filterGroups: filters.length === 0 ? [] : [{ filters }],
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    properties: mirroredProperties[type],
    limit,
    after: '0',
  };
  const path = `/${type}/search`;
  return api.call({ method: 'POST', resource: 'objects', path, body, kind: 'search' }, foundSchema);
}

/** Contacts alone have it under the older name. */
function modifiedProperty(type: MirroredType): string {
  return type === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate';
}
