// Several processes with one portal: together they stay within its window, each gets its part, and an idle one takes nothing.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CrmUnavailableError } from '../../src/accounts/crm.ts';
import type { CallBudget } from '../../src/hubspot/call-budget.ts';
import { createSharedCallBudget } from '../../src/hubspot/shared-call-budget.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

const now = () => performance.now();
const wait = { waitMaxMs: 30_000 };
const limits = { general: { calls: 20, windowMs: 500 }, search: { calls: 4, windowMs: 500 } };

let database: TestDatabase;
let stores: OpenStores;
let portalId = 300;
beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

function budgets(count: number): CallBudget[] {
  portalId += 1;
  const options = { portalId, slots: stores.callSlots, now, limits };
  return Array.from({ length: count }, () => createSharedCallBudget(options));
}

/** Calls as fast as it may until told to stop. */
async function call(budget: CallBudget, arrivals: number[], kind: 'general' | 'search', calls: number): Promise<void> {
  await Promise.all(
    Array.from({ length: calls }, async (_, index) => {
      const slot = await budget.reserve(kind, wait);
      await delay(index % 7);
      arrivals.push(now());
      await delay(index % 5);
      slot.settle(null);
    }),
  );
}

function busiest(arrivals: number[], windowMs: number): number {
  const sorted = arrivals.toSorted((left, right) => left - right);
  return Math.max(
    ...sorted.map((start, index) => sorted.slice(index).filter((arrival) => arrival < start + windowMs).length),
  );
}

test.each([['general', 60] as const, ['search', 16] as const])(
  'three processes keep the %s window together, and all of them come through',
  async (kind, calls) => {
    const arrivals: number[] = [];
    await Promise.all(budgets(3).map((budget) => call(budget, arrivals, kind, calls)));
    expect(arrivals).toHaveLength(3 * calls);
    expect(busiest(arrivals, limits[kind].windowMs)).toBeLessThanOrEqual(limits[kind].calls);
  },
);

test('more processes than slots get their turns', async () => {
  const arrivals: number[] = [];
  await Promise.all(budgets(6).map((budget) => call(budget, arrivals, 'search', 2)));
  expect(arrivals).toHaveLength(12);
  expect(busiest(arrivals, limits.search.windowMs)).toBeLessThanOrEqual(limits.search.calls);
});

test('what one process heard from HubSpot holds for the next', async () => {
  const [first, second] = budgets(2);
  if (first === undefined || second === undefined) throw new Error('Two budgets were made.');
  const slot = await first.reserve('general', wait);
  slot.settle({ max: 5, remaining: 4, intervalMs: 500 });
  first.hold('general', 60_000);
  await delay(600);
  await expect(second.reserve('general', { waitMaxMs: 200 })).rejects.toBeInstanceOf(CrmUnavailableError);
});

test('without the store nobody calls, and whoever waits is told', async () => {
  const failing = { share: () => Promise.reject(new Error('away')) };
  const budget = createSharedCallBudget({ portalId: 1, slots: failing, now, limits });
  await expect(budget.reserve('general', { waitMaxMs: 50 })).rejects.toBeInstanceOf(CrmUnavailableError);
});
