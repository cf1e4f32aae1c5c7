// Keeps what became of a batch of writes, all of it or nothing: a run that is killed goes on where HubSpot and the store agree.
import type { WriteOutcome } from '../accounts/write-runs-port.ts';
import { toJson } from './json-text.ts';
import type { Queryable } from './portal-database.ts';
import { appendJournal } from './write-journal-repository.ts';

export async function settleWrites(client: Queryable, portalId: number, outcome: WriteOutcome): Promise<void> {
  await appendJournal(client, portalId, outcome.journal);
  await client.query(adopt, [portalId, toJson(outcome.adopted)]);
  await client.query(markPlanned, [portalId, outcome.runId, toJson(outcome.planned)]);
  const known = outcome.journal.filter((row) => row.outcome === 'written');
  await client.query(forgetAttempts, [portalId, toJson([...known, ...outcome.adopted])]);
  await client.query(release, [portalId, toJson(outcome.release)]);
  await client.query(withhold, [portalId, toJson(outcome.withhold)]);
  const count = (of: 'written' | 'failed') => outcome.journal.filter((row) => row.outcome === of).length;
  await client.query(
    `update write_run set last_at_ms = greatest(last_at_ms, $3), objects = objects + $4, written = written + $5,
       failed = failed + $6, skipped = skipped + $7, done_count = done_count + $8
     where portal_id = $1 and run_id = $2`,
    [
      portalId,
      outcome.runId,
      outcome.at,
      outcome.objects,
      count('written'),
      count('failed'),
      outcome.skipped,
      outcome.planned.length,
    ],
  );
}

const key = `type text, "objectId" text, property text`;

const adopt = `
  insert into last_written as kept (portal_id, type, object_id, property, value)
  select $1, type, "objectId", property, value from jsonb_to_recordset($2::jsonb) as given(${key}, value text)
  on conflict (portal_id, type, object_id, property) do update set value = excluded.value`;

// A refused row leaves what stood there, which may be an earlier attempt: only a value that is known to stand ends them.
const forgetAttempts = `
  delete from write_attempt using jsonb_to_recordset($2::jsonb) as given(${key})
  where portal_id = $1 and write_attempt.type = given.type and object_id = given."objectId"
    and write_attempt.property = given.property`;

const markPlanned = `
  update write_plan set state = given.state, failure = given.failure
  from jsonb_to_recordset($3::jsonb) as given(position bigint, state text, failure text)
  where portal_id = $1 and run_id = $2 and write_plan.position = given.position`;

const release = `
  delete from withheld_write using jsonb_to_recordset($2::jsonb) as given(${key})
  where portal_id = $1 and withheld_write.type = given.type and object_id = given."objectId"
    and withheld_write.property = given.property`;

// A decision of an admin stands against what is found later.
const withhold = `
  insert into withheld_write as known (portal_id, type, object_id, property, account_id, why, ours, theirs, reason, at_ms)
  select $1, type, "objectId", property, "accountId", why, ours, theirs, reason, at
  from jsonb_to_recordset($2::jsonb)
    as given(${key}, "accountId" text, why text, ours text, theirs text, reason text, at bigint)
  on conflict (portal_id, type, object_id, property) do update set ours = excluded.ours, theirs = excluded.theirs,
    reason = excluded.reason, at_ms = excluded.at_ms, account_id = excluded.account_id,
    why = case when known.why = 'kept' and excluded.why = 'by_hand' then 'kept' else excluded.why end`;
