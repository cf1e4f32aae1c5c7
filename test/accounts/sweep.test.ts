// What lost nudges left is found again: from the stores alone, on a real PostgreSQL.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { defaultServeCosts } from '../../src/accounts/serve-costs.ts';
import { sweepAged, sweepLostNudges } from '../../src/accounts/sweep.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { defaultValueSettings } from '../../src/value/default-settings.ts';
import { fakeCrm } from '../fakes/fake-crm.ts';
import { type FakeQueue, fakeQueue } from '../fakes/fake-queue.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

let database: TestDatabase;
let stores: OpenStores;
let queue: FakeQueue;
const now = 1_000_000;
const settings = { dirtyAgeMs: 100, fitAgeMs: 1_000, recentAgeMs: 2_000, fullAgeMs: 20_000, inboxAgeMs: 1_000 };

beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
  for (const portalId of [1, 2]) {
    const portal = { ...(await fakeCrm(portalId).readPortal()), appId: 1, at: 1 };
    await stores.portals.connect({ ...portal, settings: { ...defaultValueSettings, serve: defaultServeCosts('USD') } });
    await stores.portals.setState(portalId, 'ready');
  }
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});
beforeEach(() => {
  queue = fakeQueue();
});

const append = (portalId: number, receivedAt: number) =>
  stores.inboxWriter.append({ portalId, receivedAt, body: Buffer.from('[]') });

test('a portal whose inbox waits is nudged, another is not', async () => {
  await append(1, now);
  await sweepLostNudges({ stores, queue, now, settings });
  expect(queue.asked).toEqual([{ job: 'drain', portalId: 1, accountIds: [] }]);
});

test('a mark that its own job should have worked off is scheduled again, a young one is left alone', async () => {
  await stores.dirtyAccounts.mark(2, ['7'], { at: now - 500, value: false });
  await stores.dirtyAccounts.mark(2, ['8'], { at: now - 10, value: false });
  await sweepLostNudges({ stores, queue, now, settings });
  expect(queue.asked).toContainEqual({ job: 'rebuild', portalId: 2, accountIds: ['7'] });
});

test('a copy that stopped goes on', async () => {
  await stores.portals.setState(2, 'backfilling');
  await sweepLostNudges({ stores, queue, now, settings });
  await stores.portals.setState(2, 'ready');
  expect(queue.asked).toContainEqual({ job: 'backfill', portalId: 2, accountIds: [] });
});

test('nothing is asked of a portal that is disconnected', async () => {
  for (const portalId of [1, 2]) await stores.portals.setState(portalId, 'disconnected');
  await sweepLostNudges({ stores, queue, now, settings });
  await sweepAged({ stores, queue, now, settings });
  for (const portalId of [1, 2]) await stores.portals.setState(portalId, 'ready');
  expect(queue.asked).toEqual([]);
});

test('values without a fit are made, finished batches go after their time, waiting ones never', async () => {
  await append(1, now - 5_000);
  const [first] = await stores.inbox.pending(1, 1);
  await stores.inbox.complete(1, [{ inboxId: first?.inboxId ?? '', notifications: 0, echoes: 0, odd: 0 }]);
  await sweepAged({ stores, queue, now: now + 5_000, settings });
  expect(queue.asked.map((asked) => [asked.job, asked.portalId])).toEqual([
    ['reconcile full', 1],
    ['revalue', 1],
    ['reconcile full', 2],
    ['revalue', 2],
  ]);
  expect(await stores.inbox.pending(1, 10)).toHaveLength(1);
});

test('a portal is compared in full once a day, its recent changes between', async () => {
  const askedAt = async (at: number) => {
    queue.asked.length = 0;
    await sweepAged({ stores, queue, now: at, settings });
    return queue.asked
      .filter(({ job, portalId }) => portalId === 1 && job.startsWith('reconcile'))
      .map(({ job }) => job);
  };
  const counts = { records: 0, gone: 0, associations: 0, owners: 0, fresh: 0 };
  await stores.reconcileRuns.save(1, {
    runId: 'a',
    depth: 'full',
    startedAt: now + 5_000,
    finishedAt: now + 5_001,
    ...counts,
  });
  expect(await askedAt(now + 6_000)).toEqual([]);
  expect(await askedAt(now + 8_000)).toEqual(['reconcile recent']);
  await stores.reconcileRuns.save(1, {
    runId: 'b',
    depth: 'recent',
    startedAt: now + 8_000,
    finishedAt: now + 8_001,
    ...counts,
  });
  await stores.reconcileRuns.save(1, {
    runId: 'c',
    depth: 'full',
    startedAt: now + 9_000,
    finishedAt: null,
    ...counts,
  });
  expect(await askedAt(now + 9_000)).toEqual([]);
  expect(await askedAt(now + 26_000)).toEqual(['reconcile full']);
});
