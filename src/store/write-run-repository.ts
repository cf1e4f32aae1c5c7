// Runs of writes: what is planned, looked at, written and taken back, and how far each is.
import type { PlannedQuery, WriteRun, WriteRuns } from '../accounts/write-runs-port.ts';
import { toJson } from './json-text.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';
import { settleWrites } from './settle-writes.ts';

/** Writes that follow each other within this belong to one run, for an hour at most. */
const runGapMs = 60_000;
const runMaxMs = 3_600_000;
/** Rows of a run that was written can be looked at for so long. */
const plansKeptMs = 30 * 86_400_000;

export function writeRunRepository(database: PortalDatabase): WriteRuns {
  const within = <T>(portalId: number, work: (client: Queryable) => Promise<T>) => database.withPortal(portalId, work);
  return {
    joinAutomatic: (portalId, at) => within(portalId, (client) => joinAutomatic(client, portalId, at)),
    startPreview: (portalId, run) => within(portalId, (client) => startPreview(client, portalId, run)),
    startUndo: (portalId, run) => within(portalId, (client) => startUndo(client, portalId, run)),
    find: (portalId, runId) =>
      within(portalId, async (client) => {
        const found = await client.query<WriteRun>(`${readRun} and run_id = $2`, [portalId, runId]);
        return found.rows[0] ?? null;
      }),
    list: (portalId, limit) =>
      within(portalId, async (client) => {
        const found = await client.query<WriteRun>(
          `${readRun} and state <> 'discarded' and (kind <> 'automatic' or written + failed > 0)
           order by place desc limit $2`,
          [portalId, limit],
        );
        return found.rows;
      }),
    nextOpen: (portalId) =>
      within(portalId, async (client) => {
        const found = await client.query<WriteRun>(
          `${readRun} and state in ('computing', 'writing') order by place limit 1`,
          [portalId],
        );
        return found.rows[0] ?? null;
      }),
    move: (portalId, runId, { from, to, at, by, totalCount }) =>
      within(portalId, async (client) => {
        const moved = await client.query(
          `update write_run set state = $4, last_at_ms = $5, written_by = coalesce($6, written_by),
             total_count = coalesce($7, total_count), done_count = case when $4 = 'writing' then 0 else done_count end
           where portal_id = $1 and run_id = $2 and state = any($3::text[])`,
          [portalId, runId, from, to, at, by ?? null, totalCount ?? null],
        );
        if (to === 'discarded' && moved.rowCount === 1) await dropPlan(client, portalId, [runId]);
        return moved.rowCount === 1;
      }),
    plan: (portalId, runId, step) =>
      within(portalId, async (client) => {
        await client.query(addRows, [portalId, runId, toJson(step.rows)]);
        await client.query(
          'update write_run set cursor = $3, done_count = $4, last_at_ms = $5 where portal_id = $1 and run_id = $2',
          [portalId, runId, step.cursor, step.doneCount, step.at],
        );
      }),
    planned: (portalId, runId, query) => within(portalId, (client) => readPlanned(client, { portalId, runId, query })),
    summary: (portalId, runId) =>
      within(portalId, async (client) => {
        const found = await client.query<Awaited<ReturnType<WriteRuns['summary']>>[number]>(
          `select type, property, state, count(*) as count from write_plan where portal_id = $1 and run_id = $2
           group by type, property, state order by type, property, state`,
          [portalId, runId],
        );
        return found.rows;
      }),
    settle: (portalId, outcome) => within(portalId, (client) => settleWrites(client, portalId, outcome)),
  };
}

const readRun = `
  select run_id as "runId", kind, state, started_at_ms as "startedAt", last_at_ms as "lastAt", started_by as "startedBy",
    written_by as "writtenBy", undo_of as "undoOf", undone_by as "undoneBy", done_count as "doneCount",
    total_count as "totalCount", cursor, objects, written, failed, skipped
  from write_run where portal_id = $1`;

const insertRun = `
  insert into write_run (portal_id, run_id, kind, state, started_at_ms, last_at_ms, started_by, undo_of, total_count)
  values ($1, gen_random_uuid()::text, $2, $3, $4, $4, $5, $6, $7) returning run_id as "runId"`;

async function insertedRun(client: Queryable, values: unknown[]): Promise<string> {
  const inserted = await client.query<{ runId: string }>(insertRun, values);
  const [row] = inserted.rows;
  if (!row) throw new Error('The run was not kept.');
  return row.runId;
}

async function joinAutomatic(client: Queryable, portalId: number, at: number): Promise<string> {
  const open = await client.query<{ runId: string }>(
    `select run_id as "runId" from write_run where portal_id = $1 and kind = 'automatic' and undone_by is null
       and last_at_ms >= $2 and started_at_ms >= $3 order by place desc limit 1`,
    [portalId, at - runGapMs, at - runMaxMs],
  );
  return open.rows[0]?.runId ?? insertedRun(client, [portalId, 'automatic', 'done', at, null, null, 0]);
}

async function startPreview(
  client: Queryable,
  portalId: number,
  { at, startedBy, totalCount }: { at: number; startedBy: string | null; totalCount: number },
): Promise<string> {
  // Two admins at once: the second waits here and then finds the first one's preview.
  await client.query(`select pg_advisory_xact_lock(hashtextextended('preview ' || $1, 0))`, [portalId]);
  const open = await client.query<{ runId: string }>(
    `select run_id as "runId" from write_run where portal_id = $1 and kind = 'preview' and state = 'computing'`,
    [portalId],
  );
  if (open.rows[0]) return open.rows[0].runId;
  const stale = await client.query<{ runId: string }>(
    `update write_run set state = 'discarded' where portal_id = $1 and kind = 'preview' and state = 'ready'
     returning run_id as "runId"`,
    [portalId],
  );
  const old = await client.query<{ runId: string }>(
    `select run_id as "runId" from write_run where portal_id = $1 and kind <> 'automatic' and state = 'done'
       and last_at_ms < $2`,
    [portalId, at - plansKeptMs],
  );
  await dropPlan(
    client,
    portalId,
    [...stale.rows, ...old.rows].map(({ runId }) => runId),
  );
  return insertedRun(client, [portalId, 'preview', 'computing', at, startedBy, null, totalCount]);
}

async function dropPlan(client: Queryable, portalId: number, runIds: string[]): Promise<void> {
  await client.query('delete from write_plan where portal_id = $1 and run_id = any($2::text[])', [portalId, runIds]);
}

async function startUndo(
  client: Queryable,
  portalId: number,
  { undoOf, at, startedBy }: { undoOf: string; at: number; startedBy: string | null },
): Promise<string | null> {
  const found = await client.query<{ state: string; written: number; undoneBy: string | null }>(
    `select state, written, undone_by as "undoneBy" from write_run where portal_id = $1 and run_id = $2 for update`,
    [portalId, undoOf],
  );
  const [run] = found.rows;
  if (!run) return null;
  if (run.undoneBy !== null) return run.undoneBy;
  if (run.state !== 'done' || run.written === 0) return null;
  const runId = await insertedRun(client, [portalId, 'undo', 'writing', at, startedBy, undoOf, 0]);
  const planned = await client.query(reversedRows, [portalId, runId, undoOf]);
  await client.query('update write_run set total_count = $3 where portal_id = $1 and run_id = $2', [
    portalId,
    runId,
    planned.rowCount,
  ]);
  await client.query('update write_run set undone_by = $3 where portal_id = $1 and run_id = $2', [
    portalId,
    undoOf,
    runId,
  ]);
  return runId;
}

// A run may have written a value several times: what it found first is put back where HubSpot holds what it wrote last.
const reversedRows = `
  insert into write_plan (portal_id, run_id, position, type, object_id, account_id, property, before, after, reason)
  select $1, $2, row_number() over (order by type, object_id, property) - 1, type, object_id, account_id, property,
    written, found, 'undo'
  from (
    select type, object_id, property, max(account_id) as account_id,
      (array_agg(after order by journal_id desc))[1] as written,
      (array_agg(coalesce(before, '') order by journal_id))[1] as found
    from write_journal where portal_id = $1 and run_id = $3 and outcome = 'written'
    group by type, object_id, property
  ) as run where written <> found`;

const addRows = `
  insert into write_plan (portal_id, run_id, position, type, object_id, account_id, property, before, after, reason)
  select $1, $2,
    (select coalesce(max(position) + 1, 0) from write_plan where portal_id = $1 and run_id = $2) + place - 1,
    type, "objectId", "accountId", property, before, after, reason
  from rows from (jsonb_to_recordset($3::jsonb) as (type text, "objectId" text, "accountId" text, property text,
    before text, after text, reason text))
    with ordinality as given(type, "objectId", "accountId", property, before, after, reason, place)`;

async function readPlanned(
  client: Queryable,
  { portalId, runId, query }: { portalId: number; runId: string; query: PlannedQuery },
): ReturnType<WriteRuns['planned']> {
  const { type, property, state, offset, limit } = query;
  const where = `from write_plan where portal_id = $1 and run_id = $2 and ($3::text is null or type = $3)
    and ($4::text is null or property = $4) and ($5::text is null or state = $5)`;
  const values = [portalId, runId, type, property, state];
  const counted = await client.query<{ total: number }>(`select count(*) as total ${where}`, values);
  const found = await client.query<Awaited<ReturnType<WriteRuns['planned']>>['rows'][number]>(
    `select position, type, object_id as "objectId", account_id as "accountId", property, before, after, reason, state,
       failure ${where} order by position offset $6 limit $7`,
    [...values, offset, limit],
  );
  return { rows: found.rows, total: counted.rows[0]?.total ?? 0 };
}
