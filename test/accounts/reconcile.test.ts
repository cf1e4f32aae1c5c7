// What webhooks missed is found by comparison, repaired, and counted: on a real PostgreSQL, with a CRM in memory that tells nothing.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import manifest from '../../manifest.json' with { type: 'json' };
import { backfillPortal } from '../../src/accounts/backfill-portal.ts';
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import { CrmRefusedError } from '../../src/accounts/crm.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { reconcilePortal } from '../../src/accounts/reconcile-portal.ts';
import type { SyncContext } from '../../src/accounts/sync-context.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import type { FakeCrm } from '../fakes/fake-crm.ts';
import { fakeQueue } from '../fakes/fake-queue.ts';
import { primaryOf, sampleCrm, sampleRecord, wonDeal } from '../fakes/sample-crm.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

let database: TestDatabase;
let stores: OpenStores;
let portals = 500;
let crm: FakeCrm;
let context: SyncContext;
const start = Date.UTC(2026, 10, 24);
let clock = start;
const now = () => clock;

beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

beforeEach(async () => {
  portals += 1;
  clock = start;
  crm = sampleCrm(portals, start);
  const queue = fakeQueue();
  const portal = await connectPortal({ crm, stores, queue, manifest: parseManifest(manifest), appId: 5, now: start });
  context = { portal, crm, stores, queue, manifest: parseManifest(manifest), now };
  await backfillPortal(context);
  await stores.dirtyAccounts.clear(portals, await stores.dirtyAccounts.list(portals, 1_000));
  clock = start + 3_600_000;
});

const changed = (more = 0) => ({ now: start, updatedAt: start + 1_000 + more });
const reconcile = (depth: 'recent' | 'full', graceMs = 0) => reconcilePortal(context, { depth, graceMs });
const nothing = { records: 0, gone: 0, associations: 0, owners: 0, fresh: 0 };

async function dirty(): Promise<string[]> {
  return (await stores.dirtyAccounts.list(portals, 100)).map((mark) => mark.accountId).sort();
}

async function peopleOf(accountId: string): Promise<string[]> {
  const account = await stores.mirror.loadAccount(portals, accountId);
  return account?.contacts.map((contact) => contact.id) ?? [];
}

test.each(['recent', 'full'] as const)(
  'a %s comparison of an equal mirror finds nothing and marks nothing',
  async (depth) => {
    expect(await reconcile(depth)).toMatchObject({ depth, finishedAt: clock, ...nothing });
    expect(await dirty()).toEqual([]);
    expect(await stores.faults.last(portals, 5)).toEqual([]);
  },
);

const missed: [string, ('recent' | 'full')[], () => void, Partial<typeof nothing>, string[]][] = [
  [
    'a changed record',
    ['recent', 'full'],
    () => crm.put(sampleRecord('companies', '11', { name: 'Renamed' }, changed())),
    { records: 1 },
    ['11'],
  ],
  [
    'a new deal with its company',
    ['recent', 'full'],
    () => {
      crm.put(sampleRecord('deals', '399', wonDeal('12', 5_000, start), changed()));
      crm.associate(primaryOf('deals', '399', '12'));
    },
    { records: 1 },
    ['12'],
  ],
  ['an archived contact', ['recent', 'full'], () => crm.remove('contacts', '230'), { gone: 1 }, ['13']],
  ['a merge', ['recent', 'full'], () => crm.merge('contacts', '241', '240'), { gone: 1 }, ['14']],
  [
    'a person who only changed sides',
    ['full'],
    () => {
      crm.dissociate(primaryOf('contacts', '250', '15'));
      crm.associate(primaryOf('contacts', '250', '16'));
    },
    { associations: 1 },
    ['15', '16'],
  ],
  [
    'an owner',
    ['recent', 'full'],
    () => {
      crm.owners = [{ ownerId: '1', name: 'Our New Name', email: null, archived: false }];
    },
    { owners: 1 },
    [],
  ],
];

test.each(
  missed.flatMap(([what, depths, change, found, accounts]) =>
    depths.map((depth) => ({ what, depth, change, found, accounts })),
  ),
)(
  '$what is found by a $depth comparison, counted once, and the next finds nothing',
  async ({ depth, change, found, accounts }) => {
    change();
    expect(await reconcile(depth)).toMatchObject({ ...nothing, ...found });
    expect(await dirty()).toEqual(accounts);
    clock += 1_000;
    expect(await reconcile('full')).toMatchObject(nothing);
    expect((await stores.reconcileRuns.totals(portals)).missed).toBe(1);
  },
);

test('a company that was restored comes back with its people and deals', async () => {
  const people = await peopleOf('16');
  const links = people.map((id) => primaryOf('contacts', id, '16'));
  await stores.mirror.removeRecords(portals, 'companies', ['16']);
  expect(await reconcile('recent')).toMatchObject({ records: 1 });
  expect(links).not.toEqual([]);
  expect(await peopleOf('16')).toEqual(people);
  expect((await stores.mirror.loadAccount(portals, '16'))?.deals).toHaveLength(6);
});

test('a person who was erased while nobody listened leaves no trace', async () => {
  crm.erase('contacts', '260');
  await reconcile('full');
  expect(await stores.differences.ids(portals, 'contacts', 'archived')).toEqual([]);
  expect(await stores.mirror.upsertRecords(portals, [sampleRecord('contacts', '260', {}, changed())])).toEqual([]);
});

test('what changed just now is repaired without counting as missed', async () => {
  crm.put(sampleRecord('companies', '11', { name: 'Renamed' }, { now: start, updatedAt: clock }));
  expect(await reconcile('recent', 60_000)).toMatchObject({ ...nothing, fresh: 1 });
  expect((await stores.mirror.loadAccount(portals, '11'))?.company.properties.name).toBe('Renamed');
});

test('a source that the portal does not give is passed over, and the rest is compared', async () => {
  crm.beforeCall = (call) => {
    if (call === 'list contacts') throw new CrmRefusedError('no', { status: 403, category: 'MISSING_SCOPES' });
  };
  crm.put(sampleRecord('deals', '310', wonDeal('11', 77, start), changed()));
  expect(await reconcile('full')).toMatchObject({ ...nothing, records: 1 });
});

test('the page is told how many changes were missed', async () => {
  for (const id of ['11', '12', '13']) crm.put(sampleRecord('companies', id, { name: 'Renamed' }, changed()));
  await reconcile('recent');
  const [fault] = await stores.faults.last(portals, 1);
  expect(fault).toMatchObject({ code: 'changes_missed', params: { count: 3 } });
});
