// One seeded run: a small portal is copied and followed while both HubSpot and its webhooks go wrong, then everything calms down, and
// what Quorum knows and wrote must be exactly what is true.
import { retryRefused } from '../../src/accounts/control-writes.ts';
import { markAllDirty } from '../../src/accounts/mark-dirty.ts';
import { doubleTasks, mirrorDifferences, withheldValues, writtenDifferences } from './compare-portal.ts';
import type { FaultWorld } from './fault-world.ts';
import { fromScratch, jobsMax, openRun, type Run } from './open-run.ts';
import { faultsOf, seeded, turnFaultsOn } from './portal-access.ts';
import { randomPortal } from './random-portal.ts';

export interface FaultRunReport {
  seed: number;
  /** What is wrong, in words; empty where all is as it should be. */
  differences: string[];
  /** What stood wrong before the night and right after it: late, not lost. */
  late: string[];
  changes: number;
  /** What the reconciliation found that webhooks had missed. */
  missed: number;
  /** How often HubSpot went wrong, by kind of fault. */
  faults: Record<string, number>;
}

const differencesShown = 20;
const changesPerRun = 25;
const jobsPerPause = 12;
export async function runWithFaults(world: FaultWorld, seed: number): Promise<FaultRunReport> {
  const run = await openRun(world, seed);
  const { queue, context, hand } = run;
  const portal = randomPortal(hand, { random: seeded(seed), now: run.startedAt });
  await portal.fill();
  await turnFaultsOn(world, run.portalId, seed);
  const done: string[] = [];
  await queue.scheduleBackfill(run.portalId);
  for (let change = 0; change < changesPerRun; change += 1) {
    done.push(await portal.change());
    if (change % 5 === 4) await run.work(jobsPerPause);
  }
  await run.work(jobsMax);
  const faults = await faultsOf(world, run.portalId);
  await fetch(`${world.sandbox.url}/sandbox/faults?portalId=${run.portalId}`, { method: 'DELETE' });
  await run.calmDown();
  // What HubSpot refused while it went wrong waits for an admin, who lets it be tried again.
  await retryRefused({ ...context, portalId: run.portalId, now: run.now(), by: null });
  await queue.scheduleReconcile(run.portalId, 'full');
  await run.calmDown();
  const { superuser } = world;
  const fresh = { portalId: run.portalId, fresh: await fromScratch(run) };
  const differences = await mirrorDifferences(superuser, run.portalId);
  const late = await writtenDifferences(superuser, { ...fresh, only: 'maps' });
  if (late.length > 0) late.push(...(await withheldValues(superuser, run.portalId)), `changes: ${done.join('; ')}`);
  await night(run);
  differences.push(...(await writtenDifferences(superuser, { ...fresh, only: 'all' })));
  const before = run.rowsWritten();
  await night(run);
  const needless = run.rowsWritten() - before;
  if (needless > 0) differences.push(`${needless} rows were written although nothing had changed`);
  differences.push(...(await doubleTasks(superuser, run.portalId)), ...queue.failed);
  const { missed } = await context.stores.reconcileRuns.totals(run.portalId);
  world.known.delete(run.portalId);
  return {
    seed,
    differences:
      differences.length === 0
        ? []
        : [
            ...differences.slice(0, differencesShown),
            ...(await withheldValues(superuser, run.portalId)).slice(0, differencesShown),
            `changes: ${done.join('; ')}`,
          ],
    late,
    changes: done.length,
    missed,
    faults,
  };
}

/** All maps and values are made anew, as every night. */
async function night(run: Run): Promise<void> {
  await markAllDirty(run.context, { value: true });
  await run.queue.scheduleRevalue(run.portalId);
  await run.calmDown();
}
