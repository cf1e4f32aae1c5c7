// Only what differs is written, every row's result is kept, and a crossing into migrator raises one task; on a real PostgreSQL.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decideWithheld, retryRefused } from '../../src/accounts/control-writes.ts';
import { CrmUnavailableError } from '../../src/accounts/crm.ts';
import { rebuildAccounts } from '../../src/accounts/rebuild-accounts.ts';
import { writeBack } from '../../src/accounts/write-back.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { accountIds as all, now, type WriteWorld, writeWorld } from './write-world.ts';

let database: TestDatabase;
let stores: OpenStores;
let portalId = 700;
let world: WriteWorld;

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
  world = await writeWorld(stores, portalId);
});

test('the first run writes companies, people and open deals; the second writes nothing', async () => {
  const { crm, context } = world;
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
  const { context, refuse } = world;
  refuse(['12'], false);
  const report = await writeBack(context, all);
  expect(report.failed).toBeGreaterThan(0);
  const rows = await stores.journal.ofAccount(portalId, '12', 100);
  const failed = rows.filter((row) => row.outcome === 'failed');
  expect(failed.length).toBe(report.failed);
  expect(new Set(failed.map((row) => row.failure))).toEqual(new Set(['VALIDATION_ERROR: no such option']));
  expect((await stores.journal.ofAccount(portalId, '13', 100)).every((row) => row.outcome === 'written')).toBe(true);
  const [fault] = await stores.faults.last(portalId, 1);
  expect(fault).toMatchObject({ code: 'rows_not_written', params: { object: 'companies 12, quorum_value_class' } });
});

test('a row that could not be written now is written by the next run, and it alone', async () => {
  const { crm, context, refuse } = world;
  const accept = refuse(['12'], true);
  await expect(writeBack(context, all)).rejects.toThrow(CrmUnavailableError);
  accept();
  crm.written.length = 0;
  await writeBack(context, all);
  expect(crm.written.map((row) => row.id)).toEqual(['12']);
});

test('the first values raise no task; crossing into migrator raises one for the owner, once, and leaving completes it', async () => {
  const { crm, context, putInto } = world;
  await putInto('13', 'migrator');
  await writeBack(context, all);
  expect(crm.tasks).toEqual([]);
  await putInto('14', 'migrator');
  await writeBack(context, all);
  await writeBack(context, all);
  expect(crm.tasks.map((task) => [task.companyId, task.state])).toEqual([['14', 'open']]);
  await putInto('14', 'mvc');
  await writeBack(context, all);
  expect(crm.tasks.map((task) => [task.companyId, task.state])).toEqual([['14', 'completed']]);
});

test('what HubSpot holds already, after a kill between the write and the journal, is kept without another write', async () => {
  const { crm, context } = world;
  const killed = { ...stores, writeRuns: { ...stores.writeRuns, settle: () => Promise.reject(new Error('killed')) } };
  await expect(writeBack({ ...context, stores: killed }, ['12'])).rejects.toThrow('killed');
  crm.written.length = 0;
  const report = await writeBack(context, ['12']);
  expect(report.failed).toBe(0);
  expect(crm.written.filter((row) => row.id === '12')).toEqual([]);
  expect((await writeBack(context, ['12'])).written).toBe(0);
});

test('a difference costs one read and one write for up to 100 records of a type, no difference costs none', async () => {
  const { crm, context, putInto } = world;
  await writeBack(context, all);
  await putInto('14', 'below_zero');
  await putInto('15', 'below_zero');
  crm.calls.length = 0;
  await writeBack(context, all);
  expect(crm.calls).toEqual(['properties companies', 'write companies']);
});

test('a value changed by hand is shown and not fought over, until an admin decides', async () => {
  const { crm, context, control, putInto, held, changeByHand } = world;
  await writeBack(context, all);
  await putInto('14', 'below_zero');
  changeByHand('14', { quorum_value_class: 'mgc', quorum_rfm: '999' });
  const written = crm.written.length;
  await writeBack(context, all);
  await writeBack(context, all);
  expect(await held('companies', '14', 'quorum_value_class')).toBe('mgc');
  expect(crm.written.slice(written).some(({ properties }) => 'quorum_value_class' in properties)).toBe(false);
  const { rows, counts } = await stores.withheld.list(portalId, { why: 'by_hand', offset: 0, limit: 9 });
  expect(counts.by_hand).toBe(2);
  expect(rows.map(({ property, ours, theirs }) => [property, ours, theirs])).toContainEqual([
    'quorum_value_class',
    'below_zero',
    'mgc',
  ]);
  const key = { type: 'companies', objectId: '14', property: 'quorum_value_class' } as const;
  expect(await decideWithheld(control, { ...key, decision: 'keep' })).toBe(true);
  await writeBack(context, all);
  expect(await held('companies', '14', 'quorum_value_class')).toBe('mgc');
  expect(await decideWithheld(control, { ...key, decision: 'ours' })).toBe(true);
  expect(await decideWithheld(control, { ...key, decision: 'ours' })).toBe(false);
  expect((await stores.dirtyAccounts.list(portalId, 9)).map(({ accountId }) => accountId)).toEqual(['14']);
  await writeBack(context, all);
  expect(await held('companies', '14', 'quorum_value_class')).toBe('below_zero');
});

test('a value in a property that Quorum never wrote is shown and left alone; one that is right is taken as written', async () => {
  const { crm, context, held, changeByHand } = world;
  const stored = await stores.results.loadValue(portalId, '14');
  changeByHand('14', { quorum_rfm: 'mine', quorum_lifecycle_stage: stored?.value.lifecycleStage ?? '' });
  await writeBack(context, all);
  expect(await held('companies', '14', 'quorum_rfm')).toBe('mine');
  const [row] = (await stores.withheld.ofAccount(portalId, '14', 9)).filter((each) => each.type === 'companies');
  expect(row).toMatchObject({ property: 'quorum_rfm', why: 'by_hand', theirs: 'mine' });
  const sent = crm.written.find(({ type, id }) => type === 'companies' && id === '14');
  expect(sent?.properties).not.toHaveProperty('quorum_lifecycle_stage');
  expect(sent?.properties).toHaveProperty('quorum_ltv');
});

test('a refused value is not sent again until it changes or an admin asks, and tells its reason', async () => {
  const { crm, context, control, refuse, putInto } = world;
  await writeBack(context, all);
  await putInto('12', 'below_zero');
  const accept = refuse(['12'], false);
  await writeBack(context, all);
  accept();
  crm.calls.length = 0;
  await writeBack(context, all);
  expect(crm.calls).toEqual([]);
  const { rows } = await stores.withheld.list(portalId, { why: 'refused', offset: 0, limit: 99 });
  expect(rows.map(({ property, reason }) => [property, reason])).toContainEqual([
    'quorum_value_class',
    'VALIDATION_ERROR: no such option',
  ]);
  expect(await retryRefused(control)).toBe(1);
  await writeBack(context, all);
  expect(crm.written.at(-1)?.properties).toMatchObject({ quorum_value_class: 'below_zero' });
});

test('a record that is gone meanwhile is passed over and the others are written', async () => {
  const { crm, context } = world;
  crm.remove('companies', '12');
  const report = await writeBack(context, all);
  expect(report.failed).toBe(0);
  expect(crm.written.some(({ type, id }) => type === 'companies' && id === '13')).toBe(true);
  expect(crm.written.some(({ type, id }) => type === 'companies' && id === '12')).toBe(false);
});

test('properties that the portal did not take are not sent, the others are', async () => {
  const { crm, context } = world;
  const item = { name: 'companies.quorum_ltv', state: 'failed' as const, reason: 'no room' };
  await stores.provisioned.save(portalId, [item], now);
  await writeBack(context, all);
  const sent = crm.written.filter(({ type }) => type === 'companies');
  expect(sent.length).toBe(all.length);
  expect(sent.some(({ properties }) => 'quorum_ltv' in properties)).toBe(false);
  expect(sent.every(({ properties }) => 'quorum_ltv_low' in properties)).toBe(true);
});

test('a person of two companies is written from the primary one alone', async () => {
  const { crm, context } = world;
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
