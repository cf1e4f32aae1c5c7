// Reads records: page by page, or by id in batches, noticing ids that a merge has made another's.
import type { z } from 'zod';
import {
  type CrmRecord,
  type MirroredType,
  mirroredProperties,
  type RecordPage,
  type RecordRead,
} from '../accounts/crm.ts';
import { HubspotRefusedError } from './error-envelope.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { inBatches } from './in-batches.ts';
import { afterOf, batchReadSchema, objectPageSchema, objectSchema } from './wire-schemas.ts';

const batchMax = 100;
const pageSize = 100;
/** Single reads per batch that settle which survivor an id belongs to; beyond them the merge's own notification does. */
const probesMax = 20;
const mergedIdsProperty = 'hs_merged_object_ids';

/** The list form has no end at 10,000, unlike search. */
export async function listRecords(
  api: HubspotApi,
  { type, after }: { type: MirroredType; after: string | null },
): Promise<RecordPage> {
  const query = {
    limit: String(pageSize),
    archived: 'false',
    properties: mirroredProperties[type].join(','),
    ...(after === null ? {} : { after }),
  };
  const page = await api.call({ method: 'GET', resource: 'objects', path: `/${type}`, query }, objectPageSchema);
  return { records: page.results.map((object) => recordOf(type, object)), after: afterOf(page.paging) };
}

export async function readRecords(
  api: HubspotApi,
  { type, ids }: { type: MirroredType; ids: string[] },
): Promise<RecordRead> {
  const batches = await inBatches([...new Set(ids)], batchMax, (batch) => readBatch(api, type, batch));
  return { found: batches.flatMap((batch) => batch.found), missing: batches.flatMap((batch) => batch.missing) };
}

async function readBatch(api: HubspotApi, type: MirroredType, ids: string[]): Promise<RecordRead> {
  const body = {
    inputs: ids.map((id) => ({ id })),
    properties: [...mirroredProperties[type], mergedIdsProperty],
    propertiesWithHistory: [],
  };
  const { results } = await api.call(
    { method: 'POST', resource: 'objects', path: `/${type}/batch/read`, query: { archived: 'false' }, body },
    batchReadSchema,
  );
  const present = results.filter((object) => !object.archived);
  const byId = new Map(present.map((object) => [object.id, recordOf(type, object)]));
  const found = ids.flatMap((id) => {
    const record = byId.get(id);
    return record === undefined ? [] : [{ requestedId: id, record }];
  });
  const unanswered = ids.filter((id) => !byId.has(id));
  // HubSpot answers a merged id with its survivor, under the survivor's id, and leaves out what is archived.
  const asked = new Set(ids);
  const hasSurvivors = present.length > byId.size || present.some((object) => !asked.has(object.id));
  const survivors = mergedIdsOf(type, present);
  const rest = await inBatches(unanswered, 1, async ([id]) => {
    if (id === undefined) return null;
    const survivor = survivors.get(id);
    if (survivor !== undefined) return { requestedId: id, record: survivor };
    if (!hasSurvivors || unanswered.indexOf(id) >= probesMax) return null;
    const record = await readOne(api, type, id);
    return record === null ? null : { requestedId: id, record };
  });
  const late = rest.flatMap((entry) => (entry === null ? [] : [entry]));
  const answered = new Set(late.map((entry) => entry.requestedId));
  return { found: [...found, ...late], missing: unanswered.filter((id) => !answered.has(id)) };
}

/** Where HubSpot lists a survivor's former ids, no further question is needed. */
function mergedIdsOf(type: MirroredType, objects: z.infer<typeof objectSchema>[]): Map<string, CrmRecord> {
  return new Map(
    objects.flatMap((object) => {
      const former = object.properties[mergedIdsProperty] ?? '';
      return former.split(';').flatMap((id) => (id === '' ? [] : [[id.trim(), recordOf(type, object)] as const]));
    }),
  );
}

async function readOne(api: HubspotApi, type: MirroredType, id: string): Promise<CrmRecord | null> {
  const query = { archived: 'false', properties: mirroredProperties[type].join(',') };
  try {
    const object = await api.call({ method: 'GET', resource: 'objects', path: `/${type}/${id}`, query }, objectSchema);
    return object.archived ? null : recordOf(type, object);
  } catch (error) {
    if (error instanceof HubspotRefusedError && error.status === 404) return null;
    throw error;
  }
}

/** Keeps the mirrored properties and nothing else: HubSpot adds some of its own to every answer. */
function recordOf(type: MirroredType, object: z.infer<typeof objectSchema>): CrmRecord {
  const { id, createdAt, updatedAt, archived } = object;
  const properties = Object.fromEntries(
    mirroredProperties[type].map((name) => [name, object.properties[name] ?? null] as const),
  );
  return { type, id, properties, createdAt, updatedAt, archived };
}
