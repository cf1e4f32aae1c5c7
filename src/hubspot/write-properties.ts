// Writes absolute property values in batches, with a result for every row: a poison row spoils no other.
import { CrmUnavailableError, type PropertyWrite, type WriteResult } from '../accounts/crm.ts';
import { HubspotRefusedError } from './error-envelope.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { inBatches } from './in-batches.ts';
import { batchWriteSchema, type RowError } from './wire-schemas.ts';

type WrittenType = 'companies' | 'contacts' | 'deals';

const batchMax = 100;
/** Calls that one batch may cost once it is being split; one bad row of a hundred needs about fourteen. */
const callsPerBatchMax = 60;
/** A whole batch is refused so where one of its rows is bad. */
const splitStatuses = new Set([400, 404, 409, 422]);

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
  if (writing.callsLeft <= 0) return batch.map((row) => failed(row.id, notTried));
  writing.callsLeft -= 1;
  try {
    return await writeBatch(writing, batch);
  } catch (error) {
    if (error instanceof CrmUnavailableError) {
      return batch.map((row) => failed(row.id, { category: 'UNAVAILABLE', reason: error.message, retryable: true }));
    }
    if (!(error instanceof HubspotRefusedError)) throw error;
    if (batch.length === 1 || !splitStatuses.has(error.status)) {
      const failure = { category: error.category, reason: error.reason, retryable: false };
      return batch.map((row) => failed(row.id, failure));
    }
    const middle = Math.ceil(batch.length / 2);
    const left = await writeSplitting(writing, batch.slice(0, middle));
    return [...left, ...(await writeSplitting(writing, batch.slice(middle)))];
  }
}

/** 200 means every row; 207 names each failed row by trace id, else by id, in its errors. */
async function writeBatch({ api, type }: Writing, batch: PropertyWrite[]): Promise<WriteResult[]> {
  const inputs = batch.map(({ id, properties }) => ({ id, properties, objectWriteTraceId: id }));
  const answer = await api.call(
    { method: 'POST', resource: 'objects', path: `/${type}/batch/update`, body: { inputs } },
    batchWriteSchema,
  );
  if (answer.errors.length === 0) return batch.map(({ id }) => ({ id, outcome: 'written' as const }));
  const written = new Set(answer.results.flatMap(({ id, objectWriteTraceId }) => [id, objectWriteTraceId ?? id]));
  const errors = new Map(answer.errors.flatMap((error) => rowsOf(error).map((id) => [id, error] as const)));
  return batch.map(({ id }) => {
    const error = errors.get(id);
    if (error !== undefined) return failed(id, failureOf(error));
    if (written.has(id)) return { id, outcome: 'written' as const };
    const [only] = answer.errors;
    const isOnlyOne = only !== undefined && answer.errors.length === 1 && rowsOf(only).length === 0;
    return failed(id, isOnlyOne ? failureOf(only) : unnamed);
  });
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
  return { category, reason: error.message ?? category, retryable };
}

function failed(id: string, failure: Failure): WriteResult {
  return { id, outcome: 'failed', ...failure };
}
