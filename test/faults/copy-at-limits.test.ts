// The first copy within HubSpot's real limits: hardly more calls than there must be, and none that HubSpot refuses. Bigger: bench:hubspot.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { copyPortal, makePortal } from '../bench/copy-portal.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

/** Owners, details, properties, groups, labels, counts and one page of each empty type: the same for every portal. */
const callsBesidesMax = 110;

let database: TestDatabase;
let stores: OpenStores;
let sandbox: Sandbox;
beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
  sandbox = await startSandbox({ databaseUrl: database.url, host: '127.0.0.1', port: 0, webhookTarget: null });
});
afterAll(async () => {
  await sandbox.stop();
  await stores.close();
  await database.drop();
});

test('a portal of thousands is copied whole, with few calls more than its floor and without one refused', async () => {
  const portal = await makePortal(sandbox, { companies: 500, contacts: 4_000, deals: 1_500 });
  const figures = await copyPortal({ sandbox, stores, portal });
  expect(figures.records).toMatchObject({ companies: 500, contacts: 4_000, deals: 1_500, line_items: 3_000 });
  expect(figures.floor).toBe(5 + 40 + 15 + 30 + 1 + 8 + 6);
  expect(figures.calls).toBeLessThanOrEqual(figures.floor + callsBesidesMax);
  expect(figures.limited).toBe(0);
  expect(figures.firstAccountsSeconds).toBeLessThan(figures.seconds);
});
