import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onBothStores } from './both-stores.ts';
import { association, noon, record } from './samples.ts';

const runs = { numRuns: 40 };

onBothStores('records of the mirror', ({ stores, newPortal }) => {
  test('only what differs counts as a change, and an older reading changes nothing', async () => {
    const portalId = newPortal();
    const { mirror } = stores();
    const upsert = (name: string, updatedAt: number) =>
      mirror.upsertRecords(portalId, [record('companies', '1', { name }, updatedAt)]);
    const name = async () => (await mirror.loadAccount(portalId, '1'))?.company.properties.name;
    expect(await upsert('First', noon)).toEqual(['1']);
    expect(await upsert('First', noon)).toEqual([]);
    expect(await upsert('First', noon + 5)).toEqual([]);
    expect(await upsert('Older than the reading that brought nothing new', noon + 4)).toEqual([]);
    expect(await name()).toBe('First');
    expect(await upsert('Same time, read again', noon + 5)).toEqual(['1']);
    expect(await name()).toBe('Same time, read again');
  });

  test('ends in the same state whatever the order, the batches and the repetitions (distinct times)', async () => {
    const reading = fc.record({
      id: fc.constantFrom('1', '2', '3'),
      name: fc.constantFrom('a', 'b'),
      archived: fc.boolean(),
    });
    const history = fc.array(reading, { minLength: 1, maxLength: 12 }).chain((readings) => {
      const timed = readings.map((each, index) => ({
        ...record('companies', each.id, { name: each.name }, noon + index),
        archived: each.archived,
      }));
      const shuffled = fc.shuffledSubarray([...timed, ...timed], { minLength: 0 });
      return fc.record({ timed: fc.constant(timed), early: shuffled, sizes: fc.integer({ min: 1, max: 5 }) });
    });
    await fc.assert(
      fc.asyncProperty(history, async ({ timed, early, sizes }) => {
        const portalId = newPortal();
        const { mirror, accounts } = stores();
        const all = [...early, ...timed.toReversed()];
        for (let start = 0; start < all.length; start += sizes) {
          await mirror.upsertRecords(portalId, all.slice(start, start + sizes));
        }
        const last = new Map(timed.map((each) => [each.id, each]));
        const expected = [...last.values()].filter((each) => !each.archived).sort((a, b) => (a.id < b.id ? -1 : 1));
        expect(await mirror.accountIds(portalId)).toEqual(expected.map((each) => each.id));
        for (const { id, properties } of expected) {
          expect((await accounts.line(portalId, id))?.name).toBe(properties.name);
        }
      }),
      runs,
    );
  });

  test('removed records are gone from counts and accounts, with their associations', async () => {
    const portalId = newPortal();
    const { mirror } = stores();
    await mirror.upsertRecords(portalId, [record('companies', '1'), record('contacts', '2'), record('contacts', '3')]);
    const scope = { fromType: 'contacts' as const, toType: 'companies' as const, fromIds: ['2', '3'] };
    await mirror.replaceAssociations(portalId, scope, [
      association(['contacts', '2'], ['companies', '1'], 279),
      association(['contacts', '3'], ['companies', '1'], 279),
    ]);
    await mirror.removeRecords(portalId, 'contacts', ['2', '99']);
    expect(await mirror.counts(portalId)).toEqual({ companies: 1, contacts: 1 });
    expect((await mirror.loadAccount(portalId, '1'))?.contacts.map((each) => each.id)).toEqual(['3']);
    expect(await mirror.accountsOf(portalId, 'contacts', ['2'])).toEqual([]);
    await mirror.removeRecords(portalId, 'companies', ['1']);
    expect(await mirror.loadAccount(portalId, '1')).toBeNull();
    expect(await mirror.accountIds(portalId)).toEqual([]);
  });

  test('thousands of records in one call are kept', async () => {
    const portalId = newPortal();
    const records = Array.from({ length: 2_500 }, (_, index) => record('deals', `${index}`, { amount: '1' }));
    expect(await stores().mirror.upsertRecords(portalId, records)).toHaveLength(2_500);
    expect(await stores().mirror.counts(portalId)).toEqual({ deals: 2_500 });
  });
});

onBothStores('merged records', ({ stores, newPortal }) => {
  test('a forest of merges leads to its roots in whatever order it becomes known', async () => {
    const forest = fc
      .array(fc.nat(), { minLength: 1, maxLength: 8 })
      .map((parents) =>
        parents.map((parent, index) => ({ merged: `${index + 1}`, survivor: `${parent % (index + 1)}` })),
      )
      .chain((merges) =>
        fc.record({ merges: fc.constant(merges), order: fc.shuffledSubarray(merges, { minLength: merges.length }) }),
      );
    await fc.assert(
      fc.asyncProperty(forest, async ({ merges, order }) => {
        const portalId = newPortal();
        for (const { merged, survivor } of order) {
          await stores().mirror.addAlias(portalId, { type: 'contacts', mergedId: merged, survivorId: survivor });
        }
        const ids = ['0', ...merges.map((each) => each.merged)];
        const resolved = await stores().mirror.resolveAliases(portalId, 'contacts', ids);
        expect([...resolved]).toEqual(ids.map((id) => [id, '0']));
      }),
      runs,
    );
  });

  test('contradicting merges never end in a ring: the newest word wins', async () => {
    const portalId = newPortal();
    const add = (mergedId: string, survivorId: string) =>
      stores().mirror.addAlias(portalId, { type: 'companies', mergedId, survivorId });
    for (const [merged, survivor] of [
      ['1', '2'],
      ['2', '3'],
      ['3', '1'],
      ['1', '1'],
    ] as const)
      await add(merged, survivor);
    const resolved = await stores().mirror.resolveAliases(portalId, 'companies', ['1', '2', '3']);
    expect([...resolved]).toEqual([
      ['1', '1'],
      ['2', '1'],
      ['3', '1'],
    ]);
    expect([...(await stores().mirror.resolveAliases(portalId, 'contacts', ['1']))]).toEqual([['1', '1']]);
  });

  test('any sequence of merges leaves every id with an answer that answers as itself', async () => {
    const merge = fc.tuple(fc.constantFrom('1', '2', '3', '4'), fc.constantFrom('1', '2', '3', '4'));
    await fc.assert(
      fc.asyncProperty(fc.array(merge, { maxLength: 8 }), async (merges) => {
        const portalId = newPortal();
        const { mirror } = stores();
        for (const [mergedId, survivorId] of merges)
          await mirror.addAlias(portalId, { type: 'deals', mergedId, survivorId });
        const answers = [...(await mirror.resolveAliases(portalId, 'deals', ['1', '2', '3', '4'])).values()];
        expect(
          [...(await mirror.resolveAliases(portalId, 'deals', answers))].every(([id, answer]) => id === answer),
        ).toBe(true);
        const last = merges.at(-1);
        if (last && last[0] !== last[1]) {
          const now = await mirror.resolveAliases(portalId, 'deals', last);
          expect(now.get(last[0])).toBe(now.get(last[1]));
        }
      }),
      runs,
    );
  });

  test('the survivor takes the associations over, and late readings of the merged id are not taken', async () => {
    const portalId = newPortal();
    const { mirror } = stores();
    await mirror.upsertRecords(portalId, [
      record('companies', '1'),
      record('companies', '2'),
      record('contacts', '5', { associatedcompanyid: '1' }),
    ]);
    const scope = { fromType: 'contacts' as const, toType: 'companies' as const, fromIds: ['5'] };
    await mirror.replaceAssociations(portalId, scope, [association(['contacts', '5'], ['companies', '1'], 1)]);
    await mirror.addAlias(portalId, { type: 'companies', mergedId: '1', survivorId: '2' });
    expect(await mirror.accountIds(portalId)).toEqual(['2']);
    expect(await mirror.accountsOf(portalId, 'contacts', ['5'])).toEqual(['2']);
    expect((await mirror.loadAccount(portalId, '2'))?.contactLabels).toEqual([
      association(['contacts', '5'], ['companies', '2'], 1),
    ]);
    expect(await mirror.homeAccounts(portalId, 'contacts', ['5'])).toEqual(new Map([['5', '2']]));
    expect(await mirror.upsertRecords(portalId, [record('companies', '1', { name: 'late' }, noon + 9)])).toEqual([]);
  });
});
