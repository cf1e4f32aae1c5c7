// What each reconciliation found; the last 500 runs of a portal are kept.
import type { ReconcileRun, ReconcileRuns } from '../accounts/reconcile-port.ts';
import type { PortalDatabase } from './portal-database.ts';

const keptMax = 500;
const columns = `run_id as "runId", depth, started_at_ms as "startedAt", finished_at_ms as "finishedAt", records, gone,
  associations, owners, fresh`;

export function reconcileRunRepository(database: PortalDatabase): ReconcileRuns {
  return {
    save: (portalId, run) => save(database, portalId, run),
    last: (portalId, limit) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<ReconcileRun>(
          `select ${columns} from reconcile_run where portal_id = $1 order by started_at_ms desc, run_id desc limit $2`,
          [portalId, limit],
        );
        return found.rows;
      }),
    lastFinished: (portalId, depth) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<ReconcileRun>(
          `select ${columns} from reconcile_run
           where portal_id = $1 and finished_at_ms is not null and ($2 = 'any' or depth = $2)
           order by started_at_ms desc, run_id desc limit 1`,
          [portalId, depth],
        );
        return found.rows[0] ?? null;
      }),
    totals: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<{ runs: number; missed: number }>(
          `select count(finished_at_ms) as runs, coalesce(sum(records + gone + associations + owners), 0)::bigint as missed
           from reconcile_run where portal_id = $1`,
          [portalId],
        );
        return found.rows[0] ?? { runs: 0, missed: 0 };
      }),
  };
}

async function save(database: PortalDatabase, portalId: number, run: ReconcileRun): Promise<void> {
  const { runId, depth, startedAt, finishedAt, records, gone, associations, owners, fresh } = run;
  await database.withPortal(portalId, async (client) => {
    await client.query(
      `insert into reconcile_run (portal_id, run_id, depth, started_at_ms, finished_at_ms, records, gone, associations, owners, fresh)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (portal_id, run_id) do update set finished_at_ms = excluded.finished_at_ms, records = excluded.records,
         gone = excluded.gone, associations = excluded.associations, owners = excluded.owners, fresh = excluded.fresh`,
      [portalId, runId, depth, startedAt, finishedAt, records, gone, associations, owners, fresh],
    );
    await client.query(
      `delete from reconcile_run where portal_id = $1 and started_at_ms <= (
         select started_at_ms from reconcile_run where portal_id = $1 order by started_at_ms desc offset $2 limit 1)`,
      [portalId, keptMax],
    );
  });
}
