// Webhooks that are lost on the way: one comparison makes the mirror equal to the portal again, and says how many changes were missed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { missedBy } from '../../src/accounts/reconcile-port.ts';
import { reconcilePortal } from '../../src/accounts/reconcile-portal.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { mirrorDifferences } from './compare-portal.ts';
import { type FaultWorld, startFaultWorld } from './fault-world.ts';
import { openRun } from './open-run.ts';

const objects = '/crm/objects/2026-09';

let database: TestDatabase;
let world: FaultWorld;
beforeAll(async () => {
  database = await testDatabase();
  world = await startFaultWorld(database.url);
});
afterAll(async () => {
  await world.stop();
  await database.drop();
});

async function fill(call: (method: string, path: string, body?: unknown) => Promise<unknown>): Promise<void> {
  const inputs = Array.from({ length: 100 }, (_, at) => ({ properties: { lastname: `Person ${at}` } }));
  await call('POST', `${objects}/contacts/batch/create`, { inputs });
  await call('POST', `${objects}/companies/batch/create`, { inputs: [{ properties: { name: 'Company' } }] });
}

test.each([1, 2, 3])(
  'of five percent lost (seed %i) none stays missed after one cycle, and the count is right',
  async (seed) => {
    const run = await openRun(world, seed);
    await fill(run.hand.call);
    await run.queue.scheduleBackfill(run.portalId);
    await run.calmDown();
    expect(await mirrorDifferences(world.superuser, run.portalId)).toEqual([]);
    world.sandbox.setFaults({ seed, drop: 0.05 }, run.portalId);
    const found = await world.superuser.query<{ id: string; type: string }>(
      `select id::text, type from sandbox.object where portal_id = $1 and type in ('contacts', 'companies') order by type, id`,
      [run.portalId],
    );
    const contacts = found.rows.filter(({ type }) => type === 'contacts').map(({ id }) => id);
    const company = found.rows.find(({ type }) => type === 'companies')?.id;
    for (const [at, id] of contacts.entries()) {
      if (at % 5 === 0) await run.hand.call('DELETE', `${objects}/contacts/${id}`);
      else if (at % 5 === 1)
        await run.hand.call('PUT', `${objects}/contacts/${id}/associations/default/companies/${company}`);
      else await run.hand.call('PATCH', `${objects}/contacts/${id}`, { properties: { jobtitle: `Title ${at}` } });
    }
    await run.calmDown();
    const lost = await mirrorDifferences(world.superuser, run.portalId);
    const cycle = await reconcilePortal(run.context, { depth: 'full', graceMs: 0 });
    expect(await mirrorDifferences(world.superuser, run.portalId)).toEqual([]);
    expect(missedBy(cycle)).toBe(lost.length);
    expect(lost.length).toBeGreaterThan(0);
  },
);
