import { expect, test } from 'vitest';
import type { AccountQuery } from '../../src/accounts/account-reader-port.ts';
import { onBothStores, type Subject } from './both-stores.ts';
import { accountMap, computedValue, journalRow, noon, portalDetails, record } from './samples.ts';

onBothStores('results', ({ stores, newPortal }) => {
  test('maps and values come back as they were saved, the last word of each account', async () => {
    const portalId = newPortal();
    const { results } = stores();
    await results.saveMap(portalId, accountMap('2', { percent: 10 }));
    await results.saveMap(portalId, accountMap('2', { percent: 90, missing: ['decider'] }));
    await results.saveMap(portalId, accountMap('1'));
    expect(await results.loadMap(portalId, '2')).toEqual(accountMap('2', { percent: 90, missing: ['decider'] }));
    expect((await results.loadMaps(portalId, ['2', '9', '1'])).map((map) => map.accountId)).toEqual(['1', '2']);
    expect(await results.loadMap(portalId, '9')).toBeNull();
    const saved = computedValue('1', { valueClass: 'mvc', ltv: -5 });
    await results.saveValues(portalId, [saved, computedValue('2')]);
    const { value, verdict } = saved;
    expect(await results.loadValue(portalId, '1')).toEqual({ value, verdict, classSince: noon, computedAt: noon });
    expect((await results.loadValues(portalId)).map((each) => each.classSince)).toEqual([noon, null]);
    expect(await results.loadValue(portalId, '9')).toBeNull();
  });

  test('a class stands since it changed last, not since it was computed last', async () => {
    const portalId = newPortal();
    const { results } = stores();
    const since = async (valueClass: 'mvc' | 'mgc' | null, at: number) => {
      await results.saveValues(portalId, [computedValue('1', { valueClass, at })]);
      return (await results.loadValue(portalId, '1'))?.classSince;
    };
    expect([
      await since('mvc', 1),
      await since('mvc', 2),
      await since('mgc', 3),
      await since(null, 4),
      await since('mgc', 5),
    ]).toEqual([1, 1, 3, null, 5]);
  });

  test('removed accounts have no results and an empty line', async () => {
    const portalId = newPortal();
    const { results, mirror, accounts } = stores();
    await mirror.upsertRecords(portalId, [record('companies', '1', { name: 'One' })]);
    await results.saveMap(portalId, accountMap('1', { atRisk: 5 }));
    await results.saveValues(portalId, [computedValue('1', { valueClass: 'mvc' })]);
    await results.removeAccounts(portalId, ['1', '9']);
    expect([await results.loadMap(portalId, '1'), await results.loadValue(portalId, '1')]).toEqual([null, null]);
    expect(await accounts.line(portalId, '1')).toMatchObject({
      name: 'One',
      ltvMinor: null,
      valueClass: null,
      tags: [],
      valueAtRiskMinor: 0,
    });
  });
});

const everything: AccountQuery = {
  search: null,
  valueClass: null,
  stage: null,
  missingRole: null,
  ownerId: null,
  singleThreaded: null,
  sort: 'name',
  descending: false,
  offset: 0,
  limit: 100,
};

/** Four accounts; 4 has neither value nor map. */
async function fourAccounts(
  { mirror, results, portals }: ReturnType<Subject['stores']>,
  portalId: number,
): Promise<void> {
  await portals.connect(portalDetails(portalId));
  await results.saveValues(portalId, [
    computedValue('1', { ltv: 300, valueClass: 'mgc' }),
    computedValue('2', { ltv: -50, valueClass: 'below_zero' }),
  ]);
  await results.saveMap(portalId, accountMap('1', { percent: 80, atRisk: 7 }));
  await mirror.upsertRecords(portalId, [
    record('companies', '1', { name: 'Công ty Đặng Gia', city: 'Hà Nội', hubspot_owner_id: '8' }),
    record('companies', '2', { name: 'anders & Söhne', domain: 'anders.example', hubspot_owner_id: '9' }),
    record('companies', '3', { name: '100% Őrség', country: 'Hungary' }),
    record('companies', '4', { name: null, domain: 'zeta.example' }),
  ]);
  await results.saveValues(portalId, [computedValue('3', { ltv: 500, valueClass: 'mvc' })]);
  await results.saveMap(portalId, accountMap('3', { percent: 33.3, missing: ['decider', 'coach'], atRisk: 9 }));
  await mirror.replaceOwners(portalId, [
    { ownerId: '8', name: 'Zoë', email: null, archived: false },
    { ownerId: '9', name: 'ádám', email: null, archived: false },
  ]);
}

onBothStores('account list', ({ stores, newPortal }) => {
  const cases: { says: string; query: Partial<AccountQuery>; ids: string[] }[] = [
    { says: 'names sort without case and marks', query: {}, ids: ['3', '2', '1', '4'] },
    { says: 'and the other way round', query: { descending: true }, ids: ['4', '1', '2', '3'] },
    { says: 'values sort with unknown ones last', query: { sort: 'ltv' }, ids: ['2', '1', '3', '4'] },
    { says: 'last in both directions', query: { sort: 'ltv', descending: true }, ids: ['3', '1', '2', '4'] },
    { says: 'classes sort from best to worst', query: { sort: 'value_class' }, ids: ['3', '1', '2', '4'] },
    { says: 'equal stages sort by name', query: { sort: 'stage' }, ids: ['3', '2', '1', '4'] },
    { says: 'coverage sorts by number', query: { sort: 'coverage' }, ids: ['3', '1', '2', '4'] },
    { says: 'owners sort by folded name', query: { sort: 'owner' }, ids: ['2', '1', '3', '4'] },
    {
      says: 'value at risk sorts by number',
      query: { sort: 'value_at_risk', descending: true },
      ids: ['3', '1', '2', '4'],
    },
    { says: 'a search finds đ by d, without marks or case', query: { search: 'DANG  cong' }, ids: ['1'] },
    { says: 'and with marks', query: { search: 'đặng' }, ids: ['1'] },
    { says: 'in city, country and domain too', query: { search: 'hung' }, ids: ['3'] },
    { says: 'signs of patterns stand for themselves', query: { search: '0%' }, ids: ['3'] },
    { says: 'an underscore too', query: { search: '_' }, ids: [] },
    { says: 'a class filters', query: { valueClass: 'mvc' }, ids: ['3'] },
    { says: 'none filters those without class', query: { valueClass: 'none' }, ids: ['4'] },
    { says: 'a stage filters', query: { stage: 'core_customer' }, ids: ['3', '2', '1'] },
    { says: 'a missing role filters', query: { missingRole: 'coach' }, ids: ['3'] },
    { says: 'an owner filters', query: { ownerId: '9' }, ids: ['2'] },
    { says: 'single-threaded accounts filter', query: { singleThreaded: true }, ids: ['3'] },
    { says: 'and those that are not', query: { singleThreaded: false }, ids: ['2', '1', '4'] },
  ];
  for (const { says, query, ids } of cases) {
    test(says, async () => {
      const portalId = newPortal();
      await fourAccounts(stores(), portalId);
      const { lines, total } = await stores().accounts.list(portalId, { ...everything, ...query });
      expect(lines.map((line) => line.accountId)).toEqual(ids);
      expect(total).toBe(ids.length);
    });
  }

  test('totals span all that match, whatever the page', async () => {
    const portalId = newPortal();
    await fourAccounts(stores(), portalId);
    const page = await stores().accounts.list(portalId, { ...everything, offset: 1, limit: 2 });
    expect(page.lines.map((line) => line.accountId)).toEqual(['2', '1']);
    const byClass = { mvc: 1, mgc: 1, below_zero: 1, none: 1 };
    expect(page).toMatchObject({ total: 4, byClass, ltvMinor: 750, valueAtRiskMinor: 16 });
    const nothing = await stores().accounts.list(portalId, { ...everything, search: 'nobody' });
    expect(nothing).toEqual({ lines: [], total: 0, byClass: {}, ltvMinor: 0, valueAtRiskMinor: 0 });
  });

  test('a line carries what company, value, map and owner say, in whatever order they came', async () => {
    const portalId = newPortal();
    await fourAccounts(stores(), portalId);
    expect(await stores().accounts.line(portalId, '1')).toEqual({
      accountId: '1',
      name: 'Công ty Đặng Gia',
      city: 'Hà Nội',
      country: null,
      industry: null,
      ownerId: '8',
      ownerName: 'Zoë',
      valueClass: 'mgc',
      tags: ['rising'],
      currency: 'VND',
      ltvMinor: 300,
      ltvLowMinor: 290,
      ltvHighMinor: 310,
      stage: 'core_customer',
      coveragePercent: 80,
      coverageStatus: 'amber',
      coverageCells: [{ role: 'decider', level: 'filled' }],
      missingRoles: [],
      people: 0,
      valueAtRiskMinor: 7,
      builtAt: noon,
    });
    expect(await stores().accounts.line(portalId, '4')).toMatchObject({
      name: 'zeta.example',
      currency: 'VND',
      ltvMinor: null,
      builtAt: null,
    });
    expect(await stores().accounts.line(portalId, '9')).toBeNull();
    expect((await stores().accounts.owners(portalId)).map((owner) => owner.name)).toEqual(['ádám', 'Zoë']);
  });
});

onBothStores('write journal', ({ stores, newPortal }) => {
  test('the last successful write of each property is what the next one is compared with', async () => {
    const portalId = newPortal();
    const { journal } = stores();
    await journal.append(portalId, [
      journalRow({ after: '1' }),
      journalRow({ after: '2', at: noon + 1 }),
      journalRow({ after: '3', outcome: 'failed', failure: 'VALIDATION_ERROR', at: noon + 2 }),
      journalRow({ property: 'quorum_play', after: 'x' }),
      journalRow({ type: 'deals', after: 'deal' }),
    ]);
    expect(await journal.lastWritten(portalId, 'companies', ['1', '9'])).toEqual(
      new Map([['1', { quorum_ltv: '2', quorum_play: 'x' }]]),
    );
    expect(await journal.lastWritten(portalId, 'deals', ['1'])).toEqual(new Map([['1', { quorum_ltv: 'deal' }]]));
    expect(await journal.counts(portalId)).toEqual({ written: 4, failed: 1, lastAt: noon + 2 });
    await journal.append(portalId, []);
    await journal.append(portalId, [journalRow({ after: '4', before: '2', at: noon + 3 })]);
    expect((await journal.lastWritten(portalId, 'companies', ['1'])).get('1')).toEqual({
      quorum_ltv: '4',
      quorum_play: 'x',
    });
    const [newest, next] = await journal.ofAccount(portalId, '1', 2);
    expect(newest).toEqual(journalRow({ after: '4', before: '2', at: noon + 3 }));
    expect(next?.type).toBe('deals');
    expect(await journal.counts(newPortal())).toEqual({ written: 0, failed: 0, lastAt: null });
  });
});
