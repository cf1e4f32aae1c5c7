// Only what differs is written, every row's result is kept, and a crossing into migrator raises one task; on a real PostgreSQL.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { backfillPortal } from '../../src/accounts/backfill-portal.ts';
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import { CrmUnavailableError, type WriteResult } from '../../src/accounts/crm.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { rebuildAccounts } from '../../src/accounts/rebuild-accounts.ts';
import { revaluePortal } from '../../src/accounts/revalue-portal.ts';
import type { SyncContext } from '../../src/accounts/sync-context.ts';
import { writeBack } from '../../src/accounts/write-back.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import type { ValueClass } from '../../src/value/model.ts';
import type { FakeCrm } from '../fakes/fake-crm.ts';
import { fakeQueue } from '../fakes/fake-queue.ts';
import { sampleCrm } from '../fakes/sample-crm.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

const now = Date.UTC(2026, 10, 24);
const all = ['11', '12', '13', '14', '15', '16'];
let database: TestDatabase;
let stores: OpenStores;
let portalId = 700;
let crm: FakeCrm;
let context: SyncContext;

beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});
beforeEach(async () => {
  portalId += 1;
  crm = sampleCrm(portalId, now);
  const queue = fakeQueue();
  const portal = await connectPortal({ crm, stores, queue, manifest: parseManifest(manifestFile), appId: 1, now });
  context = {
    portal: { ...portal, state: 'ready' },
    crm,
    stores,
    queue,
    manifest: parseManifest(manifestFile),
    now: () => now,
  };
  await backfillPortal(context);
  await revaluePortal(context);
  await rebuildAccounts(context, '11');
  await rebuildAccounts({ ...context, now: () => now + 5_000 }, '11');
});

/** From now on these rows are refused. */
function refuse(ids: string[], isRetryable: boolean): void {
  const write = crm.writeProperties;
  crm.writeProperties = async (request) =>
    (await write(request)).map(
      (result): WriteResult =>
        ids.includes(result.id)
          ? {
              id: result.id,
              outcome: 'failed',
              category: 'VALIDATION_ERROR',
              reason: 'no such option',
              retryable: isRetryable,
            }
          : result,
    );
}

async function putInto(accountId: string, valueClass: ValueClass): Promise<void> {
  const stored = await stores.results.loadValue(portalId, accountId);
  if (stored === null) throw new Error('The account was valued before.');
  const verdict = { ...stored.verdict, valueClass, since: now };
  await stores.results.saveValues(portalId, [{ value: stored.value, verdict, at: now }]);
}

test('the first run writes companies, people and open deals; the second writes nothing', async () => {
  const first = await writeBack(context, all);
  expect(first.failed).toBe(0);
  expect(
    crm.written
      .filter((row) => row.type === 'companies')
      .map((row) => row.id)
      .sort(),
  ).toEqual(all);
  expect(crm.written.filter((row) => row.type === 'contacts')).toHaveLength(18);
  const company = crm.written.find((row) => row.id === '16')?.properties;
  expect(Number(company?.quorum_ltv)).toBeGreaterThan(0);
  expect(company).toMatchObject({
    quorum_lifecycle_stage: expect.any(String),
    quorum_role_coverage: expect.any(String),
  });
  const calls = crm.calls.length;
  expect(await writeBack(context, all)).toEqual({ written: 0, failed: 0 });
  expect(crm.calls.length).toBe(calls);
});

test('a refused row is kept with its reason and told, the others are written', async () => {
  refuse(['12'], false);
  const report = await writeBack(context, all);
  expect(report.failed).toBeGreaterThan(0);
  const rows = await stores.journal.ofAccount(portalId, '12', 100);
  const failed = rows.filter((row) => row.outcome === 'failed');
  expect(failed.length).toBe(report.failed);
  expect(new Set(failed.map((row) => row.failure))).toEqual(new Set(['VALIDATION_ERROR: no such option']));
  expect((await stores.journal.ofAccount(portalId, '13', 100)).every((row) => row.outcome === 'written')).toBe(true);
  const [fault] = await stores.faults.last(portalId, 1);
  expect(fault).toMatchObject({ code: 'rows_not_written', params: { object: 'companies 12' } });
});

test('a row that could not be written now is written by the next run, and it alone', async () => {
  const write = crm.writeProperties;
  refuse(['12'], true);
  await expect(writeBack(context, all)).rejects.toThrow(CrmUnavailableError);
  crm.writeProperties = write;
  crm.written.length = 0;
  await writeBack(context, all);
  expect(crm.written.map((row) => row.id)).toEqual(['12']);
});

test('the first values raise no task; crossing into migrator raises one for the owner, once', async () => {
  await putInto('13', 'migrator');
  await writeBack(context, all);
  expect(crm.tasks).toEqual([]);
  await putInto('14', 'migrator');
  await writeBack(context, all);
  await writeBack(context, all);
  expect(crm.tasks.map((task) => task.companyId)).toEqual(['14']);
});

test('a person of two companies is written from the primary one alone', async () => {
  const types = [{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null }];
  const pair = { fromType: 'contacts', fromId: '210', toType: 'companies', toId: '16', types } as const;
  const known = await crm.readAssociations({ fromType: 'contacts', toType: 'companies', fromIds: ['210'] });
  await stores.mirror.replaceAssociations(portalId, { fromType: 'contacts', toType: 'companies', fromIds: ['210'] }, [
    ...known,
    { ...pair, types: [...types] },
  ]);
  await stores.dirtyAccounts.mark(portalId, ['16'], { at: 0, value: false });
  await rebuildAccounts(context, '16');
  await writeBack(context, all);
  const rows = await stores.journal.ofAccount(portalId, '16', 500);
  expect(rows.some((row) => row.objectId === '210')).toBe(false);
  expect((await stores.results.loadMap(portalId, '16'))?.people.some((person) => person.id === '210')).toBe(true);
});
