// The journal of everything that was written to the CRM, and from it the values last written, which the next write is compared with.
import type { AttemptedValue, JournalRow, WriteJournal } from '../accounts/write-journal-port.ts';
import { inChunks } from './in-chunks.ts';
import { toJson } from './json-text.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

export function writeJournalRepository(database: PortalDatabase): WriteJournal {
  return {
    lastWritten: (portalId, type, ids) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<{ id: string; properties: Record<string, string> }>(
          `select object_id as id, jsonb_object_agg(property, value) as properties from last_written
           where portal_id = $1 and type = $2 and object_id = any($3::text[]) group by object_id order by object_id`,
          [portalId, type, ids],
        );
        return new Map(found.rows.map((row) => [row.id, row.properties]));
      }),
    async attempt(portalId, type, values) {
      if (values.length === 0) return;
      await database.withPortal(portalId, (client) => client.query(attempt, [portalId, type, toJson(values)]));
    },
    mayBeOurs: (portalId, type, ids) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<AttemptedValue>(mayBeOurs, [portalId, type, ids]);
        return Map.groupBy(found.rows, ({ objectId }) => objectId);
      }),
    async append(portalId, rows) {
      if (rows.length > 0) await database.withPortal(portalId, (client) => appendJournal(client, portalId, rows));
    },
    ofAccount: (portalId, accountId, limit) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<JournalRow>(
          `${readRows} and account_id = $2 order by journal_id desc limit $3`,
          [portalId, accountId, limit],
        );
        return found.rows;
      }),
    ofRun: (portalId, runId, { offset, limit }) =>
      database.withPortal(portalId, async (client) => {
        const counted = await client.query<{ total: number }>(
          'select count(*) as total from write_journal where portal_id = $1 and run_id = $2',
          [portalId, runId],
        );
        const found = await client.query<JournalRow>(
          `${readRows} and run_id = $2 order by journal_id offset $3 limit $4`,
          [portalId, runId, offset, limit],
        );
        return { rows: found.rows, total: counted.rows[0]?.total ?? 0 };
      }),
    counts: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<Awaited<ReturnType<WriteJournal['counts']>>>(
          'select written, failed, last_at_ms as "lastAt" from write_total where portal_id = $1',
          [portalId],
        );
        return found.rows[0] ?? { written: 0, failed: 0, lastAt: null };
      }),
    async forgetProperty(portalId, type, property) {
      await database.withPortal(portalId, async (client) => {
        for (const table of ['last_written', 'withheld_write', 'write_attempt'])
          await client.query(`delete from ${table} where portal_id = $1 and type = $2 and property = $3`, [
            portalId,
            type,
            property,
          ]);
      });
    },
  };
}

const readRows = `
  select run_id as "runId", type, object_id as "objectId", account_id as "accountId", property, before, after, reason,
    outcome, failure, at_ms as at
  from write_journal where portal_id = $1`;

/** Rows with outcome `written` become the last written values. */
export async function appendJournal(client: Queryable, portalId: number, rows: JournalRow[]): Promise<void> {
  for (const chunk of inChunks(rows, 5_000)) {
    const values = [portalId, toJson(chunk)];
    await client.query(
      `insert into write_journal (portal_id, run_id, type, object_id, account_id, property, before, after, reason,
         outcome, failure, at_ms)
       select $1, "runId", type, "objectId", "accountId", property, before, after, reason, outcome, failure, at
       from ${given}`,
      values,
    );
    await client.query(keepLast, values);
    await client.query(count, values);
  }
}

// The order of the rows is the order of the writes.
const given = `rows from (jsonb_to_recordset($2::jsonb) as ("runId" text, type text, "objectId" text, "accountId" text,
  property text, before text, after text, reason text, outcome text, failure text, at bigint))
  with ordinality as given("runId", type, "objectId", "accountId", property, before, after, reason, outcome, failure,
    at, place)`;

const keepLast = `
  insert into last_written as kept (portal_id, type, object_id, property, value)
  select distinct on (type collate "C", "objectId" collate "C", property collate "C") $1, type, "objectId", property, after
  from ${given} where outcome = 'written'
  order by type collate "C", "objectId" collate "C", property collate "C", place desc
  on conflict (portal_id, type, object_id, property) do update set value = excluded.value
    where kept.value <> excluded.value`;

const count = `
  insert into write_total as total (portal_id, written, failed, last_at_ms)
  select $1, count(*) filter (where outcome = 'written'), count(*) filter (where outcome = 'failed'), max(at)
  from ${given}
  on conflict (portal_id) do update set written = total.written + excluded.written,
    failed = total.failed + excluded.failed, last_at_ms = greatest(total.last_at_ms, excluded.last_at_ms)`;

const attempt = `
  insert into write_attempt (portal_id, type, object_id, property, value)
  select distinct $1::bigint, $2, "objectId", property, value
  from jsonb_to_recordset($3::jsonb) as given("objectId" text, property text, value text)
  on conflict do nothing`;

// A survivor holds what was written to the records merged into it; aliases are flat.
const mayBeOurs = `
  with former as (
    select survivor_id as id, merged_id as former_id from alias
    where portal_id = $1 and type = $2 and survivor_id = any($3::text[])
    union all select id, id from unnest($3::text[]) as asked(id)
  )
  select former.id as "objectId", property, value from former
  join write_attempt on portal_id = $1 and type = $2 and object_id = former_id
  union
  select former.id, property, value from former
  join last_written on portal_id = $1 and type = $2 and object_id = former_id
  where former.id <> former_id`;
