// Held until an admin has looked, written exactly as shown, taken back exactly as it was; on a real PostgreSQL.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  decideWithheld,
  discardPreview,
  previewWrites,
  setWrites,
  undoRun,
  writePreview,
} from '../../src/accounts/control-writes.ts';
import { runWrites } from '../../src/accounts/run-writes.ts';
import { writeBack } from '../../src/accounts/write-back.ts';
import type { PlannedState } from '../../src/accounts/write-runs-port.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { accountIds, type WriteWorld, writeWorld } from './write-world.ts';

let database: TestDatabase;
let stores: OpenStores;
let portalId = 900;
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
  world = await writeWorld(stores, portalId, 'held');
});

async function planned(runId: string, state: PlannedState | null = null) {
  const page = { type: null, property: null, state, offset: 0, limit: 10_000 };
  return (await stores.writeRuns.planned(portalId, runId, page)).rows;
}

async function preview(): Promise<string> {
  const runId = await previewWrites(world.control);
  await runWrites(world.context);
  return runId;
}

async function release(runId: string): Promise<void> {
  expect(await writePreview(world.control, runId)).toBe(true);
  await runWrites(world.context);
}

/** The newest run that is not an undo. */
async function lastRun() {
  const run = (await stores.writeRuns.list(portalId, 9)).find(({ kind }) => kind !== 'undo');
  if (run === undefined) throw new Error('There was a run before.');
  return run;
}

/** Everything of Quorum's that the portal holds. */
async function everything(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const type of ['companies', 'contacts', 'deals'] as const) {
    const names = world.context.manifest.properties[type].map(({ name }) => name);
    const { records } = await world.crm.listRecords({ type, after: null });
    const ids = records.map(({ id }) => id);
    for (const [id, values] of await world.crm.readProperties({ type, ids, properties: names })) {
      for (const [name, value] of Object.entries(values)) if (value !== null) found[`${type} ${id} ${name}`] = value;
    }
  }
  return found;
}

const rowOf = (row: { type: string; objectId: string; property: string; before: string | null; after: string }) =>
  [row.type, row.objectId, row.property, row.before ?? '', row.after].join('|');

test('a portal that is held is written nothing, and cannot be released before somebody has looked', async () => {
  const { context, control, crm } = world;
  expect(await writeBack(context, accountIds)).toEqual({ written: 0, failed: 0 });
  expect(await setWrites(control, 'held')).toBe('unchanged');
  expect(await setWrites(control, 'released')).toBe('preview_first');
  await preview();
  expect(crm.written).toEqual([]);
  expect(await setWrites(control, 'released')).toBe('done');
  expect(await stores.writeSwitch.read(portalId)).toMatchObject({ writes: 'released', by: 'Ann Admin' });
  expect((await stores.dirtyAccounts.list(portalId, 99)).length).toBe(accountIds.length);
  await writeBack(context, accountIds);
  expect(crm.written.length).toBeGreaterThan(0);
});

test('what is written is what the preview showed: no row more, no row less', async () => {
  const { context, control, crm, changeByHand } = world;
  changeByHand('12', { quorum_rfm: 'from before' });
  const runId = await preview();
  const shown = await planned(runId);
  expect(shown.find(({ objectId, property }) => objectId === '12' && property === 'quorum_rfm')?.before).toBe(
    'from before',
  );
  await release(runId);
  const written = await stores.journal.ofRun(portalId, runId, { offset: 0, limit: 10_000 });
  expect(written.rows.map(rowOf).sort()).toEqual(shown.map(rowOf).sort());
  expect(written.rows.every(({ outcome }) => outcome === 'written')).toBe(true);
  const held = await everything();
  for (const { type, objectId, property, after } of shown)
    if (after !== '') expect(held[`${type} ${objectId} ${property}`]).toBe(after);
  expect(await stores.writeRuns.find(portalId, runId)).toMatchObject({
    state: 'done',
    written: shown.length,
    writtenBy: 'Ann Admin',
    skipped: 0,
  });
  expect(await writePreview(control, runId)).toBe(false);
  const calls = crm.written.length;
  await setWrites(control, 'released');
  await writeBack(context, accountIds);
  expect(crm.written.length).toBe(calls);
  const again = await preview();
  expect(await planned(again)).toEqual([]);
});

test('what changed in HubSpot between looking and writing is left alone and listed', async () => {
  const runId = await preview();
  world.changeByHand('13', { quorum_rfm: 'mine' });
  world.crm.remove('companies', '14');
  await release(runId);
  expect((await planned(runId, 'changed')).map(({ objectId, property }) => [objectId, property])).toEqual([
    ['13', 'quorum_rfm'],
  ]);
  expect(new Set((await planned(runId, 'gone')).map(({ objectId }) => objectId))).toEqual(new Set(['14']));
  expect((await planned(runId, 'planned')).length).toBe(0);
  expect(await world.held('companies', '13', 'quorum_rfm')).toBe('mine');
});

test('a preview that was discarded writes nothing', async () => {
  const runId = await preview();
  expect(await discardPreview(world.control, runId)).toBe(true);
  expect(await writePreview(world.control, runId)).toBe(false);
  await runWrites(world.context);
  expect(world.crm.written).toEqual([]);
});

test('a run that is taken back leaves HubSpot as it was, and stays away until there is something else to say', async () => {
  const { context, control, crm, putInto, held } = world;
  const before = await everything();
  await release(await preview());
  await setWrites(control, 'released');
  const after = await everything();
  const { runId } = await lastRun();
  const undo = await undoRun(control, runId);
  expect(await undoRun(control, runId)).toBe(undo);
  await runWrites(context);
  expect(await everything()).toEqual(before);
  crm.written.length = 0;
  await writeBack(context, accountIds);
  expect(crm.written).toEqual([]);
  await putInto('14', 'below_zero');
  await writeBack(context, accountIds);
  expect(await held('companies', '14', 'quorum_value_class')).toBe('below_zero');
  expect(await held('companies', '13', 'quorum_value_class')).toBeNull();
  const key = { type: 'companies', objectId: '13', property: 'quorum_rfm' } as const;
  expect(await decideWithheld(control, { ...key, decision: 'ours' })).toBe(true);
  await writeBack(context, accountIds);
  expect(await held('companies', '13', 'quorum_rfm')).toBe(after['companies 13 quorum_rfm']);
});

test('an undo can be taken back too: the values are there again and follow what comes', async () => {
  const { context, control, crm } = world;
  await release(await preview());
  await setWrites(control, 'released');
  const after = await everything();
  const undo = await undoRun(control, (await lastRun()).runId);
  await runWrites(context);
  const redo = await undoRun(control, undo ?? '');
  await runWrites(context);
  expect(await everything()).toEqual(after);
  expect((await stores.withheld.list(portalId, { why: null, offset: 0, limit: 9 })).total).toBe(0);
  expect(await stores.writeRuns.find(portalId, redo ?? '')).toMatchObject({ state: 'done', undoOf: undo });
  crm.written.length = 0;
  await writeBack(context, accountIds);
  expect(crm.written).toEqual([]);
});

test('an undo leaves alone what is no longer what the run wrote, and says which', async () => {
  const { control, context, changeByHand, held } = world;
  await release(await preview());
  changeByHand('13', { quorum_rfm: 'mine' });
  const undo = await undoRun(control, (await lastRun()).runId);
  await runWrites(context);
  expect((await planned(undo ?? '', 'changed')).map(({ objectId, property }) => [objectId, property])).toEqual([
    ['13', 'quorum_rfm'],
  ]);
  expect(await held('companies', '13', 'quorum_rfm')).toBe('mine');
  expect(await stores.writeRuns.find(portalId, undo ?? '')).toMatchObject({ state: 'done', skipped: 1, failed: 0 });
});

test.each(['preview', 'release', 'undo'] as const)(
  'a %s that is killed at any write goes on where it was',
  async (what) => {
    const { control, context } = world;
    const before = await everything();
    const killing = (after: number) => {
      let left = after;
      const guard = <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) => {
        return async (...args: Args): Promise<Result> => {
          left -= 1;
          if (left < 0) throw new Error('killed');
          return work(...args);
        };
      };
      const { writeRuns } = stores;
      const guarded = {
        ...writeRuns,
        settle: guard(writeRuns.settle),
        plan: guard(writeRuns.plan),
        move: guard(writeRuns.move),
      };
      return { ...context, stores: { ...stores, writeRuns: guarded } };
    };
    const untilDone = async () => {
      for (let kills = 0; (await stores.writeRuns.nextOpen(portalId)) !== null && kills < 20; kills += 1)
        await runWrites(killing(kills % 2)).catch(() => undefined);
    };
    const runId = await previewWrites(control);
    await (what === 'preview' ? untilDone() : runWrites(context));
    const shown = await planned(runId);
    expect(new Set(shown.map(rowOf)).size).toBe(shown.length);
    await writePreview(control, runId);
    await (what === 'release' ? untilDone() : runWrites(context));
    const written = await stores.journal.ofRun(portalId, runId, { offset: 0, limit: 10_000 });
    expect(written.rows.map(rowOf).sort()).toEqual(shown.map(rowOf).sort());
    const undo = await undoRun(control, runId);
    await (what === 'undo' ? untilDone() : runWrites(context));
    expect((await stores.writeRuns.find(portalId, undo ?? ''))?.state).toBe('done');
    expect(await everything()).toEqual(before);
  },
);

test('taking back a run that raised a task completes it, and taking that back opens it again', async () => {
  const { context, control, crm, putInto } = world;
  await release(await preview());
  await putInto('14', 'migrator');
  const runId = await preview();
  expect((await planned(runId)).map(({ property }) => property)).toContain('quorum_task');
  await release(runId);
  expect(crm.tasks.map(({ state }) => state)).toEqual(['open']);
  const undo = await undoRun(control, runId);
  await runWrites(context);
  expect(crm.tasks.map(({ state }) => state)).toEqual(['completed']);
  await undoRun(control, undo ?? '');
  await runWrites(context);
  expect(crm.tasks.map(({ state }) => state)).toEqual(['open']);
});
