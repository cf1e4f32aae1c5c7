// The portal's values: fitted to all accounts, renewed for one within a call, on a real PostgreSQL.
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { revalueAccounts } from '../../src/accounts/revalue-accounts.ts';
import { revaluePortal } from '../../src/accounts/revalue-portal.ts';
import type { SyncContext } from '../../src/accounts/sync-context.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { fakeCrm } from '../fakes/fake-crm.ts';
import { type FakeQueue, fakeQueue } from '../fakes/fake-queue.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

const dayMs = 86_400_000;
const today = Date.UTC(2026, 10, 24);
let database: TestDatabase;
let stores: OpenStores;
let queue: FakeQueue;
let context: SyncContext;

beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
  queue = fakeQueue();
  const crm = fakeCrm(300);
  const portal = await connectPortal({ crm, stores, queue, manifest: parseManifest(manifest), appId: 5, now: today });
  await stores.portals.setState(300, 'ready');
  context = {
    portal: { ...portal, state: 'ready' },
    crm,
    stores,
    queue,
    manifest: parseManifest(manifest),
    now: () => today,
  };
  for (let account = 1; account <= 12; account += 1) await keepAccount(String(account), account);
  await keepAccount('99', 0);
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

async function keepAccount(accountId: string, orders: number): Promise<void> {
  const age = { createdAt: today - 700 * dayMs, updatedAt: today - 700 * dayMs, archived: false };
  await stores.mirror.upsertRecords(300, [
    { type: 'companies', id: accountId, properties: { name: `A${accountId}` }, ...age },
  ]);
  for (let order = 0; order < orders; order += 1) await keepOrder(accountId, order, 100 + 10 * orders);
}

async function keepOrder(
  accountId: string,
  order: number,
  amount: number,
  at = today - (600 - 45 * order) * dayMs,
): Promise<void> {
  const properties = {
    amount: String(amount),
    hs_is_closed: 'true',
    hs_is_closed_won: 'true',
    closedate: new Date(at).toISOString(),
    hs_primary_associated_company: accountId,
  };
  const id = `${accountId}0${order}`;
  await stores.mirror.upsertRecords(300, [
    { type: 'deals', id, properties, createdAt: at, updatedAt: at, archived: false },
  ]);
}

test('every customer gets one class and an interval that holds the value; who never bought gets none', async () => {
  expect(await revaluePortal(context)).toEqual({ accounts: 13 });
  const values = await stores.results.loadValues(300);
  expect(values).toHaveLength(13);
  for (const { value, verdict } of values) {
    expect(verdict.valueClass === null).toBe(value.accountId === '99');
    expect(value.ltvLowMinor).toBeLessThanOrEqual(value.ltvMinor);
    expect(value.ltvHighMinor).toBeGreaterThanOrEqual(value.ltvMinor);
    expect(value.parts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(value.ltvMinor);
  }
  expect(queue.asked.filter((asked) => asked.job === 'writeBack').flatMap((asked) => asked.accountIds)).toHaveLength(
    13,
  );
});

test('valuing the portal twice gives the same values', async () => {
  const before = await stores.results.loadValues(300);
  await revaluePortal(context);
  const after = await stores.results.loadValues(300);
  const figures = (all: typeof before) =>
    all.map(({ value, verdict }) => [value.accountId, value.ltvMinor, verdict.valueClass]).sort();
  expect(figures(after)).toEqual(figures(before));
});

test('a new order changes the value of its account at once and no other', async () => {
  const before = new Map(
    (await stores.results.loadValues(300)).map((stored) => [stored.value.accountId, stored.value]),
  );
  await keepOrder('3', 9, 5_000, today - dayMs);
  await revalueAccounts(context, ['3']);
  for (const { value } of await stores.results.loadValues(300)) {
    const earlier = before.get(value.accountId);
    if (value.accountId === '3') expect(value.ltvMinor).toBeGreaterThan(earlier?.ltvMinor ?? Number.POSITIVE_INFINITY);
    else expect(value).toEqual(earlier);
  }
});

test('a portal that grew past 5 % is fitted anew', async () => {
  queue.asked.length = 0;
  await keepAccount('50', 2);
  await revalueAccounts(context, ['50']);
  expect(queue.asked).toContainEqual({ job: 'revalue', portalId: 300, accountIds: [] });
});
