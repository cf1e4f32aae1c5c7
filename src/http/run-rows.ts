// The rows of a run: as planned where it was planned, else as written; a page at a time, or all of them as a table.
import { once } from 'node:events';
import type { Response } from 'express';
import type { PlannedState, WriteRun } from '../accounts/write-runs-port.ts';
import type { RunRowAnswer } from './api-contract-writes.ts';
import { csvLine } from './csv-line.ts';
import type { HttpDeps } from './http-deps.ts';

type RunStores = Pick<HttpDeps['stores'], 'writeRuns' | 'journal'>;

interface RowsQuery {
  type?: 'companies' | 'contacts' | 'deals' | undefined;
  property?: string | undefined;
  state?: PlannedState | undefined;
  offset: number;
  limit: number;
}

/** Automatic runs have no plan: what they did stands in the journal, and is not filtered. */
export async function runRows(
  { writeRuns, journal }: RunStores,
  { portalId, run, query }: { portalId: number; run: WriteRun; query: RowsQuery },
): Promise<{ rows: RunRowAnswer[]; total: number }> {
  const { type = null, property = null, state = null, offset, limit } = query;
  if (run.kind !== 'automatic') return writeRuns.planned(portalId, run.runId, { type, property, state, offset, limit });
  const { rows, total } = await journal.ofRun(portalId, run.runId, { offset, limit });
  return { rows: rows.map((row) => ({ ...row, state: row.outcome })), total };
}

const columns = ['type', 'id', 'account', 'property', 'old', 'new', 'why', 'state', 'failure'];
const rowsAtOnce = 1_000;

/** Streams: a run may have a hundred thousand rows. */
export async function sendRunCsv(
  stores: RunStores,
  { portalId, run, response }: { portalId: number; run: WriteRun; response: Response },
): Promise<void> {
  response
    .type('text/csv; charset=utf-8')
    .set('content-disposition', `attachment; filename="quorum-writes-${run.runId.slice(0, 8)}.csv"`);
  // The mark lets spreadsheets read Vietnamese.
  response.write(`\uFEFF${csvLine(columns)}`);
  for (let offset = 0; !response.destroyed; offset += rowsAtOnce) {
    const { rows } = await runRows(stores, { portalId, run, query: { offset, limit: rowsAtOnce } });
    if (rows.length === 0) break;
    const text = rows.map((row) =>
      csvLine([
        row.type,
        row.objectId,
        row.accountId,
        row.property,
        row.before ?? '',
        row.after,
        row.reason,
        row.state,
        row.failure ?? '',
      ]),
    );
    if (!response.write(text.join(''))) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}
