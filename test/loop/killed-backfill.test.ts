// A first copy whose process is killed again and again ends equal to the portal.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { fakeQueue } from '../fakes/fake-queue.ts';
import { largeCrm } from '../fakes/sample-crm.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

let database: TestDatabase;
let stores: OpenStores;
beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

/** Runs the copy and kills it without warning after so many pages; resolves with whether it came to its end. */
function runCopy(portalId: number, pages: number): Promise<boolean> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.resolve('./backfill-child.ts')), database.url, String(portalId)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let seen = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen >= pages) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.once('close', (code) => resolve(code === 0)));
}

async function contentsOf(portalId: number) {
  const accounts = [];
  for (const accountId of await stores.mirror.accountIds(portalId))
    accounts.push(await stores.mirror.loadAccount(portalId, accountId));
  return { counts: await stores.mirror.counts(portalId), accounts };
}

test('three kills in the middle lose nothing and double nothing', async () => {
  for (const portalId of [61, 62]) {
    const request = { stores, queue: fakeQueue(), manifest: parseManifest(manifestFile), appId: 1, now: 1 };
    await connectPortal({ ...request, crm: largeCrm(portalId) });
  }
  for (const pages of [12, 60, 33]) expect(await runCopy(61, pages)).toBe(false);
  const stepsBefore = await stores.progress.load(61);
  expect(stepsBefore.some((step) => step.state === 'done')).toBe(true);
  expect(await runCopy(61, Number.POSITIVE_INFINITY)).toBe(true);
  expect(await runCopy(62, Number.POSITIVE_INFINITY)).toBe(true);
  expect(await contentsOf(61)).toEqual(await contentsOf(62));
  expect(await stores.mirror.counts(61)).toEqual({ companies: 40, contacts: 1_000, deals: 1_000 });
  const counted = (steps: typeof stepsBefore) =>
    steps.map(({ step, state, count }) => ({ step, state, count })).sort((a, b) => (a.step < b.step ? -1 : 1));
  expect(counted(await stores.progress.load(61))).toEqual(counted(await stores.progress.load(62)));
});
