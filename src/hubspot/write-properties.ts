// Writes absolute property values in batches, with a result for every row: a poison row spoils no other.
import type { z } from 'zod';
import { CrmUnavailableError, type PropertyRefusal, type PropertyWrite, type WriteResult } from '../accounts/crm.ts';
import { HubspotRefusedError } from './error-envelope.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { inBatches } from './in-batches.ts';
import { refusedProperties } from './refused-properties.ts';
import { batchWriteSchema, type RowError } from './wire-schemas.ts';

type WrittenType = 'companies' | 'contacts' | 'deals';

const batchMax = 100;
/** Calls that one batch may cost once it is being split; one bad row of a hundred needs about fourteen. */
const callsPerBatchMax = 60;
/** A whole batch is refused so where one of its rows is bad. */
const splitStatuses = new Set([400, 404, 409, 422]);
/** Whatever the record: asking for another one changes nothing. */
const refusedForAll = new Set(['PROPERTY_DOESNT_EXIST', 'READ_ONLY_VALUE']);

/** One result a row, in the order given. Rows of one record are written as one, the later values winning. */
export async function writeProperties(
  api: HubspotApi,
  { type, rows }: { type: WrittenType; rows: PropertyWrite[] },
): Promise<WriteResult[]> {
  const byId = new Map<string, PropertyWrite>();
  for (const row of rows) {
    byId.set(row.id, { id: row.id, properties: { ...byId.get(row.id)?.properties, ...row.properties } });
  }
  const batches = await inBatches([...byId.values()], batchMax, (batch) =>
    writeSplitting({ api, type, callsLeft: callsPerBatchMax }, batch),
  );
  const results = new Map(batches.flat().map((result) => [result.id, result]));
  return rows.map(({ id }) => results.get(id) ?? failed(id, notTried));
}

interface Writing {
  api: HubspotApi;
  type: WrittenType;
  callsLeft: number;
}

interface Failure {
  category: string;
  reason: string;
  retryable: boolean;
}

const notTried: Failure = {
  category: 'NOT_TRIED',
  reason: 'The row was not tried: too many others failed.',
  retryable: true,
};

/** Halves a refused batch until the bad rows stand alone. */
async function writeSplitting(writing: Writing, batch: PropertyWrite[]): Promise<WriteResult[]> {
  if (batch.length === 0) return [];
  if (writing.callsLeft <= 0) return batch.map((row) => failed(row.id, notTried));
  writing.callsLeft -= 1;
  try {
    return await writeBatch(writing, batch);
  } catch (error) {
    if (error instanceof CrmUnavailableError) {
      return batch.map((row) => failed(row.id, { category: 'UNAVAILABLE', reason: error.message, retryable: true }));
    }
    if (!(error instanceof HubspotRefusedError)) throw error;
    return afterRefusal(writing, batch, error);
  }
}

/** A property that no record has is left out of all rows at once; any other bad row is looked for. */
async function afterRefusal(
  writing: Writing,
  batch: PropertyWrite[],
  error: HubspotRefusedError,
): Promise<WriteResult[]> {
  const refused = refusedProperties(error.envelope);
  const ofAll = refused.filter(({ category }) => refusedForAll.has(category));
  if (ofAll.length > 0 && batch.some((row) => touches(row, ofAll))) {
    return writeWithout(
      writing,
      batch.map((row) => ({ row, refused: ofAll.filter(({ property }) => property in row.properties) })),
    );
  }
  const [first] = batch;
  if (batch.length === 1 && first !== undefined && refused.some(({ property }) => property in first.properties)) {
    return writeWithout(writing, [{ row: first, refused }]);
  }
  if (batch.length === 1 || !splitStatuses.has(error.status)) {
    const failure = { category: error.category, reason: reasonWith(error.reason, refused), retryable: false };
    return batch.map((row) => failed(row.id, failure));
  }
  const middle = Math.ceil(batch.length / 2);
  const left = await writeSplitting(writing, batch.slice(0, middle));
  return [...left, ...(await writeSplitting(writing, batch.slice(middle)))];
}

interface Reduced {
  row: PropertyWrite;
  refused: PropertyRefusal[];
}

const touches = (row: PropertyWrite, refused: PropertyRefusal[]) =>
  refused.some(({ property }) => property in row.properties);

/** Writes what is left of each row; a row of which nothing is left has failed. */
async function writeWithout(writing: Writing, reduced: Reduced[]): Promise<WriteResult[]> {
  const rest = reduced.map(({ row, refused }) => {
    const names = new Set(refused.map(({ property }) => property));
    return {
      id: row.id,
      properties: Object.fromEntries(Object.entries(row.properties).filter(([name]) => !names.has(name))),
    };
  });
  const left = rest.filter(({ properties }) => Object.keys(properties).length > 0);
  const results = new Map((await writeSplitting(writing, left)).map((result) => [result.id, result]));
  return reduced.map(({ row, refused }) => {
    const result = results.get(row.id);
    if (result === undefined) {
      const [first] = refused;
      const category = first?.category ?? 'VALIDATION_ERROR';
      return failed(row.id, { category, reason: reasonWith(first?.reason ?? category, refused), retryable: false });
    }
    if (result.outcome === 'failed' || refused.length === 0) return result;
    return { ...result, refused: [...refused, ...(result.refused ?? [])] };
  });
}

/** 200 means every row; 207 names each failed row by trace id, else by id, in its errors. */
async function writeBatch(writing: Writing, batch: PropertyWrite[]): Promise<WriteResult[]> {
  const { api, type } = writing;
  const inputs = batch.map(({ id, properties }) => ({ id, properties, objectWriteTraceId: id }));
  const answer = await api.call(
    { method: 'POST', resource: 'objects', path: `/${type}/batch/update`, body: { inputs } },
    batchWriteSchema,
  );
  if (answer.errors.length === 0) return batch.map(({ id }) => ({ id, outcome: 'written' as const }));
  const errors = new Map(answer.errors.flatMap((error) => rowsOf(error).map((id) => [id, error] as const)));
  const reducible = batch.flatMap((row) => {
    const error = errors.get(row.id);
    const refused = error === undefined ? [] : refusedProperties(error);
    return touches(row, refused) ? [{ row, refused }] : [];
  });
  const again = new Map((await writeWithout(writing, reducible)).map((result) => [result.id, result]));
  return batch.map(({ id }) => again.get(id) ?? resultOf(id, answer, errors));
}

function resultOf(id: string, answer: z.infer<typeof batchWriteSchema>, errors: Map<string, RowError>): WriteResult {
  const error = errors.get(id);
  if (error !== undefined) return failed(id, failureOf(error));
  if (answer.results.some((result) => result.id === id || result.objectWriteTraceId === id)) {
    return { id, outcome: 'written' };
  }
  const [only] = answer.errors;
  const isOnlyOne = only !== undefined && answer.errors.length === 1 && rowsOf(only).length === 0;
  return failed(id, isOnlyOne ? failureOf(only) : unnamed);
}

/** Names the properties that HubSpot's words leave out. */
function reasonWith(reason: string, refused: PropertyRefusal[]): string {
  const names = [...new Set(refused.map(({ property, category }) => `${property}: ${category}`))];
  const missing = names.filter((name) => !reason.includes(name.split(':')[0] ?? name));
  return missing.length === 0 ? reason : `${reason} (${missing.join(', ')})`;
}

const unnamed: Failure = {
  category: 'UNKNOWN',
  reason: 'HubSpot did not confirm the row and did not say why.',
  retryable: true,
};

function rowsOf(error: RowError): string[] {
  const traced = error.objectWriteTraceId === null ? [] : [error.objectWriteTraceId];
  const { context } = error;
  return [...traced, ...(context.objectWriteTraceId ?? []), ...(context.ids ?? []), ...(context.id ?? [])];
}

/** Rows that met a limit or an outage may be tried again; validation and missing objects may not. */
function failureOf(error: RowError): Failure {
  const category = error.category ?? 'UNKNOWN';
  const retryable = category === 'RATE_LIMITS' || category === 'RATE_LIMIT' || category.includes('INTERNAL');
  return { category, reason: reasonWith(error.message ?? category, refusedProperties(error)), retryable };
}

function failed(id: string, failure: Failure): WriteResult {
  return { id, outcome: 'failed', ...failure };
}
