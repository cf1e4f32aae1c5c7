import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onBothStores } from './both-stores.ts';
import { noon } from './samples.ts';

onBothStores('dirty accounts', ({ stores, newPortal }) => {
  test('marks are listed oldest first and stay until they are cleared', async () => {
    const portalId = newPortal();
    const { dirtyAccounts } = stores();
    await dirtyAccounts.mark(portalId, ['2', '2'], { at: noon + 5, value: false });
    await dirtyAccounts.mark(portalId, ['1', '3'], { at: noon, value: true });
    await dirtyAccounts.mark(portalId, [], { at: noon, value: true });
    const marks = await dirtyAccounts.list(portalId, 10);
    expect(marks.map(({ accountId, markedAt, value }) => [accountId, markedAt, value])).toEqual([
      ['1', noon, true],
      ['3', noon, true],
      ['2', noon + 5, false],
    ]);
    expect(await dirtyAccounts.list(portalId, 1)).toEqual(marks.slice(0, 1));
    expect(await dirtyAccounts.portalsDirty()).toContain(portalId);
    await dirtyAccounts.clear(portalId, marks);
    await dirtyAccounts.clear(portalId, []);
    expect(await dirtyAccounts.list(portalId, 10)).toEqual([]);
    expect(await dirtyAccounts.portalsDirty()).not.toContain(portalId);
  });

  test('a renewed mark keeps its age and its wish for a value, and outlives the clearing of the old one', async () => {
    const portalId = newPortal();
    const { dirtyAccounts } = stores();
    await dirtyAccounts.mark(portalId, ['1'], { at: noon, value: true });
    const seen = await dirtyAccounts.list(portalId, 10);
    await dirtyAccounts.mark(portalId, ['1'], { at: noon + 9, value: false });
    await dirtyAccounts.clear(portalId, seen);
    const [renewed] = await dirtyAccounts.list(portalId, 10);
    expect(renewed).toMatchObject({ accountId: '1', markedAt: noon, value: true });
  });

  test('no interleaving of marking, listing and clearing by two workers loses a mark', async () => {
    const step = fc.constantFrom('mark', 'list by A', 'list by B', 'clear by A', 'clear by B');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
        const portalId = newPortal();
        const { dirtyAccounts } = stores();
        const seen: Record<string, { marks: { accountId: string; version: number }[]; after: number }> = {};
        let marked = 0;
        let handled = 0;
        for (const each of steps) {
          const worker = each.at(-1) ?? '';
          if (each === 'mark') {
            marked += 1;
            await dirtyAccounts.mark(portalId, ['1'], { at: noon, value: false });
          } else if (each.startsWith('list')) {
            seen[worker] = { marks: await dirtyAccounts.list(portalId, 5), after: marked };
          } else {
            const { marks, after } = seen[worker] ?? { marks: [], after: 0 };
            await dirtyAccounts.clear(portalId, marks);
            if (marks.length > 0) handled = Math.max(handled, after);
          }
        }
        const left = await dirtyAccounts.list(portalId, 5);
        expect(left.length).toBe(marked > handled ? 1 : 0);
      }),
      { numRuns: 60 },
    );
  });
});

onBothStores('sync progress and faults', ({ stores, newPortal }) => {
  test('each step is kept as it was saved last', async () => {
    const portalId = newPortal();
    const { progress } = stores();
    const step = {
      step: 'contacts',
      state: 'running' as const,
      after: '100',
      count: 100,
      expected: 300,
      reason: null,
      updatedAt: noon,
    };
    await progress.save(portalId, step);
    await progress.save(portalId, { ...step, step: 'companies' });
    const done = {
      ...step,
      state: 'unavailable' as const,
      after: null,
      count: 180,
      reason: 'scope',
      updatedAt: noon + 1,
    };
    await progress.save(portalId, done);
    expect(await progress.load(portalId)).toEqual([{ ...step, step: 'companies' }, done]);
    expect(await progress.load(newPortal())).toEqual([]);
  });

  test('the newest faults come first, and only the last 500 are kept', async () => {
    const portalId = newPortal();
    const { faults } = stores();
    for (let at = 1; at <= 510; at += 1)
      await faults.record(portalId, { at, where: 'sync', code: 'unavailable', params: { seconds: at } });
    expect((await faults.last(portalId, 2)).map((fault) => fault.at)).toEqual([510, 509]);
    const all = await faults.last(portalId, 1_000);
    expect(all).toHaveLength(500);
    expect(all.at(-1)).toEqual({ at: 11, where: 'sync', code: 'unavailable', params: { seconds: 11 } });
  });
});

onBothStores('change feed', ({ stores, newPortal }) => {
  test('what is published reaches every subscriber until it leaves', async () => {
    const portalId = newPortal();
    const { changes } = stores();
    const [first, second]: [unknown[], unknown[]] = [[], []];
    const leave = await changes.subscribe((change) => first.push(change));
    const stop = await changes.subscribe((change) => second.push(change));
    const change = { portalId, kind: 'account' as const, accountId: '1' };
    await changes.publish(change);
    await expect.poll(() => [first, second]).toEqual([[change], [change]]);
    await leave();
    await changes.publish({ ...change, kind: 'sync', accountId: null });
    await expect.poll(() => second.length).toBe(2);
    expect(first).toEqual([change]);
    await stop();
  });
});

onBothStores('locks', ({ stores }) => {
  test('a section runs for one at a time and a key, and is free again afterwards, also after a failure', async () => {
    const { locks } = stores();
    const inner = await locks.tryWithin('portal 1', async () => [
      await locks.tryWithin('portal 1', async () => 'twice'),
      await locks.tryWithin('portal 2', async () => 'another key'),
    ]);
    expect(inner).toEqual([null, 'another key']);
    await expect(locks.tryWithin('portal 1', () => Promise.reject(new Error('work failed')))).rejects.toThrow(
      'work failed',
    );
    expect(await locks.tryWithin('portal 1', async () => 'free')).toBe('free');
  });
});
