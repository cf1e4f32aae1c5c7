import { expect, test } from 'vitest';
import type { PlannedRow, Withheld, WriteOutcome } from '../../src/accounts/write-runs-port.ts';
import { onBothStores } from './both-stores.ts';
import { journalRow, noon } from './samples.ts';

const planned = (objectId: string, changes: Partial<PlannedRow> = {}): PlannedRow => ({
  type: 'companies',
  objectId,
  accountId: objectId,
  property: 'quorum_ltv',
  before: null,
  after: '100',
  reason: 'map',
  ...changes,
});
const withheld = (objectId: string, changes: Partial<Withheld> = {}): Withheld => ({
  type: 'companies',
  objectId,
  property: 'quorum_ltv',
  accountId: objectId,
  why: 'by_hand',
  ours: '100',
  theirs: '7',
  reason: null,
  at: noon,
  ...changes,
});
const outcome = (runId: string, changes: Partial<WriteOutcome> = {}): WriteOutcome => ({
  runId,
  at: noon,
  objects: 0,
  journal: [],
  adopted: [],
  planned: [],
  withhold: [],
  release: [],
  skipped: 0,
  ...changes,
});
const page = { type: null, property: null, state: null, offset: 0, limit: 100 };

onBothStores('write runs', ({ stores, newPortal }) => {
  test('writes that follow each other are one run, those after a pause or after it was taken back another', async () => {
    const portalId = newPortal();
    const { writeRuns } = stores();
    const first = await writeRuns.joinAutomatic(portalId, noon);
    await writeRuns.settle(portalId, outcome(first, { at: noon + 50_000, journal: [journalRow({ runId: first })] }));
    expect(await writeRuns.joinAutomatic(portalId, noon + 100_000)).toBe(first);
    expect(await writeRuns.joinAutomatic(portalId, noon + 200_000)).not.toBe(first);
    const second = await writeRuns.joinAutomatic(portalId, noon + 200_001);
    await writeRuns.settle(portalId, outcome(second, { at: noon + 200_001, journal: [journalRow({ runId: second })] }));
    await writeRuns.startUndo(portalId, { undoOf: second, at: noon + 200_002, startedBy: null });
    expect(await writeRuns.joinAutomatic(portalId, noon + 200_003)).not.toBe(second);
    expect((await writeRuns.list(portalId, 10)).map(({ runId, kind }) => [runId, kind])).toEqual([
      [expect.any(String), 'undo'],
      [second, 'automatic'],
      [first, 'automatic'],
    ]);
  });

  test('a preview grows step by step, is looked at page by page, and another takes its place', async () => {
    const portalId = newPortal();
    const { writeRuns } = stores();
    const runId = await writeRuns.startPreview(portalId, { at: noon, startedBy: 'Ann', totalCount: 2 });
    expect(await writeRuns.startPreview(portalId, { at: noon, startedBy: 'Bob', totalCount: 2 })).toBe(runId);
    expect((await writeRuns.nextOpen(portalId))?.runId).toBe(runId);
    const step = { cursor: '1', doneCount: 1, at: noon + 1 };
    await writeRuns.plan(portalId, runId, { ...step, rows: [planned('1'), planned('1', { property: 'quorum_play' })] });
    await writeRuns.plan(portalId, runId, {
      ...step,
      rows: [planned('2', { type: 'deals' })],
      cursor: '2',
      doneCount: 2,
    });
    expect(await writeRuns.find(portalId, runId)).toMatchObject({ cursor: '2', doneCount: 2, startedBy: 'Ann' });
    const all = await writeRuns.planned(portalId, runId, page);
    expect(all.rows.map(({ position, objectId, property, state }) => [position, objectId, property, state])).toEqual([
      [0, '1', 'quorum_ltv', 'planned'],
      [1, '1', 'quorum_play', 'planned'],
      [2, '2', 'quorum_ltv', 'planned'],
    ]);
    const some = await writeRuns.planned(portalId, runId, { ...page, property: 'quorum_ltv', offset: 1, limit: 1 });
    expect([some.total, some.rows[0]?.objectId]).toEqual([2, '2']);
    expect(await writeRuns.summary(portalId, runId)).toEqual([
      { type: 'companies', property: 'quorum_ltv', state: 'planned', count: 1 },
      { type: 'companies', property: 'quorum_play', state: 'planned', count: 1 },
      { type: 'deals', property: 'quorum_ltv', state: 'planned', count: 1 },
    ]);
    const move = { from: ['computing'], to: 'ready', at: noon } as const;
    expect(await writeRuns.move(portalId, runId, move)).toBe(true);
    expect(await writeRuns.move(portalId, runId, move)).toBe(false);
    expect(await writeRuns.nextOpen(portalId)).toBeNull();
    const other = await writeRuns.startPreview(portalId, { at: noon, startedBy: null, totalCount: 0 });
    expect(other).not.toBe(runId);
    expect((await writeRuns.find(portalId, runId))?.state).toBe('discarded');
    expect((await writeRuns.planned(portalId, runId, page)).total).toBe(0);
    expect(await writeRuns.find(newPortal(), other)).toBeNull();
  });

  test('a batch is settled as a whole: journal, last values, rows, what is withheld, counts', async () => {
    const portalId = newPortal();
    const { writeRuns, journal, withheld: kept } = stores();
    const runId = await writeRuns.startPreview(portalId, { at: noon, startedBy: null, totalCount: 1 });
    await writeRuns.plan(portalId, runId, { rows: [planned('1'), planned('2')], cursor: '2', doneCount: 1, at: noon });
    await writeRuns.move(portalId, runId, { from: ['computing'], to: 'ready', at: noon });
    await writeRuns.move(portalId, runId, { from: ['ready'], to: 'writing', at: noon, by: 'Ann', totalCount: 2 });
    const rows = [
      journalRow({ runId, objectId: '1' }),
      journalRow({ runId, objectId: '2', outcome: 'failed', failure: 'no' }),
    ];
    await writeRuns.settle(
      portalId,
      outcome(runId, {
        at: noon + 5,
        objects: 1,
        journal: rows,
        adopted: [{ type: 'deals', objectId: '9', property: 'quorum_value_at_risk', value: '3' }],
        planned: [
          { position: 0, state: 'written', failure: null },
          { position: 1, state: 'failed', failure: 'no' },
        ],
        withhold: [withheld('2', { why: 'refused', reason: 'no' }), withheld('3')],
        skipped: 4,
      }),
    );
    expect(await writeRuns.find(portalId, runId)).toMatchObject({
      state: 'writing',
      writtenBy: 'Ann',
      lastAt: noon + 5,
      doneCount: 2,
      totalCount: 2,
      objects: 1,
      written: 1,
      failed: 1,
      skipped: 4,
    });
    expect((await writeRuns.planned(portalId, runId, { ...page, state: 'failed' })).rows).toMatchObject([
      { objectId: '2', failure: 'no' },
    ]);
    expect(await journal.ofRun(portalId, runId, { offset: 1, limit: 5 })).toEqual({ rows: rows.slice(1), total: 2 });
    expect(await journal.lastWritten(portalId, 'deals', ['9'])).toEqual(
      new Map([['9', { quorum_value_at_risk: '3' }]]),
    );
    expect((await kept.list(portalId, { why: null, offset: 0, limit: 9 })).counts).toEqual({
      by_hand: 1,
      kept: 0,
      undone: 0,
      refused: 1,
    });
    await writeRuns.settle(portalId, outcome(runId, { release: [withheld('3')] }));
    expect((await kept.list(portalId, { why: 'by_hand', offset: 0, limit: 9 })).total).toBe(0);
  });

  test('taking a run back puts the first value found where the last one was written, once', async () => {
    const portalId = newPortal();
    const { writeRuns } = stores();
    const runId = await writeRuns.joinAutomatic(portalId, noon);
    await writeRuns.settle(
      portalId,
      outcome(runId, {
        journal: [
          journalRow({ runId, objectId: '1', before: '5', after: '6' }),
          journalRow({ runId, objectId: '1', before: '6', after: '7' }),
          journalRow({ runId, objectId: '2', before: null, after: '8' }),
          journalRow({ runId, objectId: '3', before: '1', after: '2' }),
          journalRow({ runId, objectId: '3', before: '2', after: '1' }),
          journalRow({ runId, objectId: '4', before: '1', after: '2', outcome: 'failed', failure: 'no' }),
        ],
      }),
    );
    const request = { undoOf: runId, at: noon + 1, startedBy: 'Ann' };
    const undo = await writeRuns.startUndo(portalId, request);
    expect(await writeRuns.startUndo(portalId, request)).toBe(undo);
    expect(await writeRuns.startUndo(portalId, { ...request, undoOf: 'unknown' })).toBeNull();
    expect(await writeRuns.startUndo(portalId, { ...request, undoOf: undo ?? '' })).toBeNull();
    const { rows } = await writeRuns.planned(portalId, undo ?? '', page);
    expect(rows.map(({ objectId, before, after }) => [objectId, before, after])).toEqual([
      ['1', '7', '5'],
      ['2', '8', ''],
    ]);
    expect(await writeRuns.find(portalId, undo ?? '')).toMatchObject({
      state: 'writing',
      undoOf: runId,
      totalCount: 2,
    });
    expect((await writeRuns.find(portalId, runId))?.undoneBy).toBe(undo);
  });
});

onBothStores('withheld writes', ({ stores, newPortal }) => {
  test('an admin keeps a value or takes it over; what HubSpot holds then counts as known', async () => {
    const portalId = newPortal();
    const { writeRuns, withheld: kept, journal } = stores();
    const runId = await writeRuns.joinAutomatic(portalId, noon);
    await writeRuns.settle(portalId, outcome(runId, { withhold: [withheld('1'), withheld('2', { at: noon + 1 })] }));
    expect(await kept.keep(portalId, withheld('1'))).toBe(true);
    expect(await kept.keep(portalId, withheld('9'))).toBe(false);
    await writeRuns.settle(portalId, outcome(runId, { withhold: [withheld('1', { theirs: '8' })] }));
    expect((await kept.ofAccount(portalId, '1', 5)).map(({ why, theirs }) => [why, theirs])).toEqual([['kept', '8']]);
    expect([...(await kept.ofObjects(portalId, 'companies', ['1', '2', '3'])).keys()]).toEqual(['1', '2']);
    expect((await kept.list(portalId, { why: null, offset: 0, limit: 1 })).rows.map((row) => row.objectId)).toEqual([
      '2',
    ]);
    expect(await kept.release(portalId, withheld('2'))).toEqual(withheld('2', { at: noon + 1 }));
    expect(await kept.release(portalId, withheld('2'))).toBeNull();
    expect(await journal.lastWritten(portalId, 'companies', ['2'])).toEqual(new Map([['2', { quorum_ltv: '7' }]]));
  });

  test('all that HubSpot refused is released at once, and its accounts are named', async () => {
    const portalId = newPortal();
    const { writeRuns, withheld: kept, journal } = stores();
    const runId = await writeRuns.joinAutomatic(portalId, noon);
    const refused = { why: 'refused', accountId: '5' } as const;
    await writeRuns.settle(
      portalId,
      outcome(runId, { withhold: [withheld('1', refused), withheld('2', refused), withheld('3')] }),
    );
    expect(await kept.releaseRefused(portalId)).toEqual(['5']);
    expect(await kept.releaseRefused(portalId)).toEqual([]);
    expect((await kept.list(portalId, { why: null, offset: 0, limit: 9 })).total).toBe(1);
    expect((await journal.lastWritten(portalId, 'companies', ['1'])).size).toBe(0);
  });
});

onBothStores('a property that was made anew', ({ stores, newPortal }) => {
  test('holds nothing that is remembered: what was written into it and what was withheld are forgotten', async () => {
    const portalId = newPortal();
    const { writeRuns, withheld: kept, journal } = stores();
    const runId = await writeRuns.joinAutomatic(portalId, noon);
    const rows = [journalRow({ runId }), journalRow({ runId, property: 'quorum_play', after: 'grow' })];
    await writeRuns.settle(portalId, outcome(runId, { journal: rows, withhold: [withheld('2')] }));
    await journal.forgetProperty(portalId, 'companies', 'quorum_ltv');
    const last = await journal.lastWritten(portalId, 'companies', ['1']);
    expect(last).toEqual(new Map([['1', { quorum_play: 'grow' }]]));
    expect((await kept.list(portalId, { why: null, offset: 0, limit: 9 })).total).toBe(0);
    expect((await journal.ofRun(portalId, runId, { offset: 0, limit: 9 })).total).toBe(2);
  });
});

onBothStores('switch, provisioned items, calls', ({ stores, newPortal }) => {
  test('a portal without a word is held; the first word is not overridden by connecting again', async () => {
    const portalId = newPortal();
    const { writeSwitch } = stores();
    expect((await writeSwitch.read(portalId)).writes).toBe('held');
    await writeSwitch.begin(portalId, { writes: 'released', at: noon, by: null });
    await writeSwitch.begin(portalId, { writes: 'held', at: noon + 1, by: null });
    expect(await writeSwitch.read(portalId)).toEqual({ writes: 'released', at: noon, by: null });
    await writeSwitch.set(portalId, { writes: 'held', at: noon + 2, by: 'Ann' });
    expect(await writeSwitch.read(portalId)).toEqual({ writes: 'held', at: noon + 2, by: 'Ann' });
  });

  test('what was provisioned last replaces what was before', async () => {
    const portalId = newPortal();
    const { provisioned } = stores();
    const item = (name: string) => ({ name, state: 'failed' as const, reason: 'no room' });
    await provisioned.save(portalId, [item('b'), item('a'), item('a')], noon);
    await provisioned.save(portalId, [item('c'), { name: 'a', state: 'created', reason: null }], noon + 1);
    expect(await provisioned.list(portalId)).toEqual({
      items: [{ name: 'a', state: 'created', reason: null }, item('c')],
      at: noon + 1,
    });
    expect(await provisioned.list(newPortal())).toEqual({ items: [], at: null });
  });

  test('calls of a day are added up', async () => {
    const portalId = newPortal();
    const { callDays } = stores();
    const call = { day: '2026-11-24', status: '200', isError: false, policy: '', what: '', count: 2 };
    const limited = { ...call, status: '429', isError: true, policy: 'DAILY', what: 'GET objects', count: 1 };
    await callDays.add(portalId, [call, limited]);
    await callDays.add(portalId, [call, { ...call, day: '2026-11-22' }]);
    await callDays.add(portalId, []);
    expect(await callDays.since(portalId, '2026-11-23')).toEqual([{ ...call, count: 4 }, limited]);
    expect(await callDays.since(portalId, '2026-01-01')).toHaveLength(3);
  });
});
