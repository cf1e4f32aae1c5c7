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
import { readCompletely } from './read-completely.ts';
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

/** Those of the ids that HubSpot keeps among its archived records. */
export async function archivedAmong(
  api: HubspotApi,
  { type, ids }: { type: MirroredType; ids: string[] },
): Promise<string[]> {
  const batches = await inBatches([...new Set(ids)], batchMax, async (batch) => {
    const body = { inputs: batch.map((id) => ({ id })), properties: [], propertiesWithHistory: [] };
    const results = await batchRead(api, { type, archived: true, body });
    return results.filter((object) => object.archived).map((object) => object.id);
  });
  return batches.flat();
}

/** One batch, whole: rows that HubSpot failed to read are asked for again. @throws CrmUnavailableError where they stay away. */
export async function batchRead(
  api: HubspotApi,
  { type, archived, body }: { type: MirroredType; archived: boolean; body: object },
): Promise<z.infer<typeof objectSchema>[]> {
  const query = { archived: String(archived) };
  const path = `/${type}/batch/read`;
  const { results } = await readCompletely(type, () =>
    api.call({ method: 'POST', resource: 'objects', path, query, body }, batchReadSchema),
  );
  return results;
}

async function readBatch(api: HubspotApi, type: MirroredType, ids: string[]): Promise<RecordRead> {
  const body = {
    inputs: ids.map((id) => ({ id })),
    properties: [...mirroredProperties[type], mergedIdsProperty],
    propertiesWithHistory: [],
  };
  const results = await batchRead(api, { type, archived: false, body });
  const present = results.filter((object) => !object.archived);
  const byId = new Map(present.map((object) => [object.id, recordOf(type, object)]));
  const found = ids.flatMap((id) => {
    const record = byId.get(id);
    return record === undefined ? [] : [{ requestedId: id, record }];
  });
  const unanswered = ids.filter((id) => !byId.has(id));
  const survivors = mergedIdsOf(type, present);
  const unexplained = unanswered.filter((id) => !survivors.has(id));
  const probed = new Set(hasUnnamedSurvivors(ids, present) ? unexplained.slice(0, probesMax) : []);
  const rest = await inBatches(unanswered, 1, async ([id = '']) => {
    const record = survivors.get(id) ?? (probed.has(id) ? await readOne(api, type, id) : null);
    return record === null ? null : { requestedId: id, record };
  });
  const late = rest.flatMap((entry) => (entry === null ? [] : [entry]));
  const answered = new Set(late.map((entry) => entry.requestedId));
  return { found: [...found, ...late], missing: unanswered.filter((id) => !answered.has(id)) };
}

/**
 * HubSpot answers a merged id with its survivor, under the survivor's id, and leaves out what is archived. A survivor that
 * was not asked for and lists none of the ids asked for must belong to one of those without an answer.
 */
function hasUnnamedSurvivors(ids: string[], present: z.infer<typeof objectSchema>[]): boolean {
  const asked = new Set(ids);
  const strangers = present.filter(({ id }) => !asked.has(id));
  const isRepeated = new Set(present.map(({ id }) => id)).size < present.length;
  return isRepeated || strangers.some((object) => !formerIdsOf(object).some((id) => asked.has(id)));
}

/** Where HubSpot lists a survivor's former ids, no further question is needed. */
function mergedIdsOf(type: MirroredType, objects: z.infer<typeof objectSchema>[]): Map<string, CrmRecord> {
  return new Map(objects.flatMap((object) => formerIdsOf(object).map((id) => [id, recordOf(type, object)] as const)));
}

function formerIdsOf(object: z.infer<typeof objectSchema>): string[] {
  const former = object.properties[mergedIdsProperty] ?? '';
  return former.split(';').flatMap((id) => (id.trim() === '' ? [] : [id.trim()]));
}

async function readOne(api: HubspotApi, type: MirroredType, id: string): Promise<CrmRecord | null> {
  const query = { archived: 'false', properties: mirroredProperties[type].join(',') };
  try {
    const path = `/${type}/${id}`;
    const object = await api.call(
      { method: 'GET', resource: 'objects', path, query, mayBeMissing: true },
      objectSchema,
    );
    return object.archived ? null : recordOf(type, object);
  } catch (error) {
    if (error instanceof HubspotRefusedError && error.status === 404) return null;
    throw error;
  }
}

/** Keeps the mirrored properties and nothing else: HubSpot adds some of its own to every answer. */
export function recordOf(type: MirroredType, object: z.infer<typeof objectSchema>): CrmRecord {
  const { id, createdAt, updatedAt, archived } = object;
  const properties = Object.fromEntries(
    mirroredProperties[type].map((name) => [name, object.properties[name] ?? null] as const),
  );
  return { type, id, properties, createdAt, updatedAt, archived };
}
