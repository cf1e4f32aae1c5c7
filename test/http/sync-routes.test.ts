// How far the copy is, what comparisons found, and the wish for one: told to the page, taken from our own pages only.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { syncSchema } from '../../src/http/api-contract.ts';
import { at, connect, type Served, serveApp } from './serve-app.ts';

let served: Served;
let asked: number[];

beforeEach(async () => {
  asked = [];
  served = await serveApp({
    reconcile: async (portalId) => {
      asked.push(portalId);
    },
  });
  await connect(served, 1, { id: '11', name: 'QUICK-Stop' });
  await connect(served, 2, { id: '22', name: 'Ernst Handel' });
});
afterEach(() => served.close());

const wish = (portal: number, headers: Record<string, string> = {}) =>
  fetch(`${served.url}/api/reconcile?portal=${portal}`, { method: 'POST', headers });

test('progress, remaining time and what webhooks missed are those of the portal asked for', async () => {
  const step = { step: 'contacts', state: 'running' as const, after: '9', reason: null, updatedAt: at };
  await served.stores.progress.save(2, { ...step, count: 1_000, expected: 106_000 });
  const counts = { records: 3, gone: 1, associations: 1, owners: 0, fresh: 7 };
  await served.stores.reconcileRuns.save(2, { runId: 'a', depth: 'full', startedAt: at, finishedAt: at, ...counts });
  const answer = await fetch(`${served.url}/api/sync?portal=2`);
  const { steps, remainingSeconds, comparisons } = syncSchema.parse(await answer.json());
  expect(steps).toMatchObject([{ step: 'contacts', count: 1_000, expected: 106_000 }]);
  expect(remainingSeconds).toBe(Math.ceil((1_050 + 2 * 105) / 10.5));
  expect(comparisons).toMatchObject({ missed: 5, runs: [{ depth: 'full', missed: 5, fresh: 7 }] });
  const other = syncSchema.parse(await (await fetch(`${served.url}/api/sync?portal=1`)).json());
  expect(other).toMatchObject({ steps: [], comparisons: { missed: 0, runs: [] } });
  const metrics = await (await fetch(`${served.url}/metrics`)).text();
  expect(metrics).toContain('quorum_missed_changes_total{portal="2"} 5');
});

test('a comparison is asked for by our own pages, for a portal that is there', async () => {
  expect((await wish(2, { 'sec-fetch-site': 'same-origin' })).status).toBe(202);
  expect((await wish(2, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await wish(3)).status).toBe(404);
  expect(asked).toEqual([2]);
});
