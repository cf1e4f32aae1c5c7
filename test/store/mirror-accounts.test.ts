import { expect, test } from 'vitest';
import type { MirroredType } from '../../src/accounts/crm.ts';
import { onBothStores, type Subject } from './both-stores.ts';
import { association, record } from './samples.ts';

onBothStores('associations of the mirror', ({ stores, newPortal }) => {
  test('replacing makes exactly the given ones stand and leaves other records alone', async () => {
    const portalId = newPortal();
    await smallAccount(stores(), portalId);
    const { mirror } = stores();
    const scope = { fromType: 'contacts' as const, toType: 'companies' as const, fromIds: ['11'] };
    await mirror.replaceAssociations(portalId, scope, [
      association(['contacts', '11'], ['companies', '1'], 1, 279),
      association(['contacts', '12'], ['companies', '2'], 279),
    ]);
    expect((await mirror.loadAccount(portalId, '1'))?.contactLabels).toEqual([
      association(['contacts', '11'], ['companies', '1'], 1, 279),
      association(['contacts', '12'], ['companies', '1'], 279),
    ]);
    await mirror.replaceAssociations(portalId, scope, []);
    expect((await mirror.loadAccount(portalId, '1'))?.contactLabels).toEqual([
      association(['contacts', '12'], ['companies', '1'], 279),
    ]);
  });

  test('a reading against the kept direction adds and removes pairs and keeps the types of known ones', async () => {
    const portalId = newPortal();
    await smallAccount(stores(), portalId);
    const { mirror } = stores();
    await mirror.upsertRecords(portalId, [record('contacts', '13')]);
    await mirror.replaceAssociations(portalId, { fromType: 'companies', toType: 'contacts', fromIds: ['1'] }, [
      association(['companies', '1'], ['contacts', '12'], 280),
      association(['companies', '1'], ['contacts', '13'], 280),
    ]);
    expect((await mirror.loadAccount(portalId, '1'))?.contactLabels).toEqual([
      association(['contacts', '12'], ['companies', '1'], 279),
      association(['contacts', '13'], ['companies', '1'], 280),
    ]);
  });

  test('between people the other end is forgotten where a reading differs, and kept where it agrees', async () => {
    const portalId = newPortal();
    await smallAccount(stores(), portalId);
    const { mirror } = stores();
    const replace = (id: string, ...pairs: ReturnType<typeof association>[]) =>
      mirror.replaceAssociations(portalId, { fromType: 'contacts', toType: 'contacts', fromIds: [id] }, pairs);
    const pairs = async () => (await mirror.loadAccount(portalId, '1'))?.contactPairs ?? [];
    const [down, up] = [
      association(['contacts', '11'], ['contacts', '12'], 100),
      association(['contacts', '12'], ['contacts', '11'], 101),
    ];
    await replace('11', down);
    await replace('12', up);
    expect(await pairs()).toEqual([down, up]);
    await replace('11', down);
    expect(await pairs()).toEqual([down, up]);
    const unlabelled = association(['contacts', '11'], ['contacts', '12'], 449);
    await replace('11', unlabelled);
    expect(await pairs()).toEqual([unlabelled]);
    await replace('12', up);
    await replace('11');
    expect(await pairs()).toEqual([]);
  });
});

onBothStores('accounts of changed records', ({ stores, newPortal }) => {
  const cases: { type: MirroredType; ids: string[]; accounts: string[] }[] = [
    { type: 'companies', ids: ['1'], accounts: ['1', '2', '3'] },
    { type: 'companies', ids: ['99'], accounts: ['99'] },
    { type: 'contacts', ids: ['11'], accounts: ['1'] },
    { type: 'contacts', ids: ['11', '12'], accounts: ['1', '2'] },
    { type: 'deals', ids: ['21'], accounts: ['1', '2'] },
    { type: 'line_items', ids: ['31'], accounts: ['1', '2'] },
    { type: 'tickets', ids: ['41'], accounts: ['1'] },
    { type: 'meetings', ids: ['51'], accounts: ['1', '2'] },
    { type: 'calls', ids: ['51'], accounts: [] },
    { type: 'emails', ids: [], accounts: [] },
  ];
  for (const { type, ids, accounts } of cases) {
    test(`${type} ${ids.join(' and ')} bear on ${accounts.join(', ') || 'none'}`, async () => {
      const portalId = newPortal();
      await smallAccount(stores(), portalId);
      expect(await stores().mirror.accountsOf(portalId, type, ids)).toEqual(accounts);
    });
  }
});

onBothStores('sources of an account', ({ stores, newPortal }) => {
  test('hold its group, people, deals and what happened, each with its links', async () => {
    const portalId = newPortal();
    await smallAccount(stores(), portalId);
    const sources = await stores().mirror.loadAccount(portalId, '1');
    expect(sources).toMatchObject({
      parentId: '3',
      childIds: [],
      dealContacts: [association(['deals', '21'], ['contacts', '11'], 3)],
    });
    expect(sources?.contacts.map((each) => each.id)).toEqual(['11', '12']);
    expect(sources?.deals.map((each) => each.id)).toEqual(['21']);
    expect(sources?.engagements.map(({ record: { id }, contactIds }) => [id, contactIds])).toEqual([
      ['51', ['11', '12']],
    ]);
    expect(sources?.owners.map((owner) => owner.ownerId)).toEqual(['8', '9']);
    expect((await stores().mirror.loadAccount(portalId, '2'))?.childIds).toEqual(['1']);
    expect((await stores().mirror.loadAccount(portalId, '3'))?.childIds).toEqual(['1']);
    expect(await stores().mirror.loadAccount(portalId, '99')).toBeNull();
  });

  test('a deal counts in the ledger of one account, with its line items; all means those with deals', async () => {
    const portalId = newPortal();
    await smallAccount(stores(), portalId);
    const all = await stores().mirror.loadLedgerSources(portalId, 'all');
    expect(all.map((each) => [each.accountId, each.deals.map((deal) => deal.record.id)])).toEqual([['2', ['21']]]);
    expect(all[0]?.deals[0]?.lineItems.map((each) => each.id)).toEqual(['31']);
    const [one] = await stores().mirror.loadLedgerSources(portalId, ['1', '99']);
    expect(one?.tickets.map((each) => each.id)).toEqual(['41']);
    expect(one?.engagements.map((each) => each.id)).toEqual(['51']);
    expect(await stores().mirror.homeAccounts(portalId, 'deals', ['21', '99'])).toEqual(new Map([['21', '2']]));
  });

  test('ledgers come in batches that together are all', async () => {
    const portalId = newPortal();
    const { mirror } = stores();
    const numbers = Array.from({ length: 450 }, (_, index) => String(1_000 + index));
    await mirror.upsertRecords(
      portalId,
      numbers.map((id) => record('companies', id)),
    );
    await mirror.upsertRecords(
      portalId,
      numbers.map((id) => record('deals', id, { hs_primary_associated_company: id })),
    );
    const seen: string[] = [];
    for await (const batch of mirror.ledgerBatches(portalId, 'all')) seen.push(...batch.map((each) => each.accountId));
    expect(seen).toEqual(numbers);
  });
});

/** Company 1 with parents 2 (by property) … 3 (by association), two people, a deal placed at 2, a ticket, a meeting. */
async function smallAccount({ mirror }: ReturnType<Subject['stores']>, portalId: number): Promise<void> {
  await mirror.upsertRecords(portalId, [
    record('companies', '1', { hs_parent_company_id: '3' }),
    record('companies', '2'),
    record('companies', '3'),
    record('contacts', '11', { associatedcompanyid: '1' }),
    record('contacts', '12', { associatedcompanyid: '2' }),
    record('deals', '21', { hs_primary_associated_company: '2' }),
    record('line_items', '31'),
    record('tickets', '41'),
    record('meetings', '51'),
  ]);
  const links = [
    association(['companies', '2'], ['companies', '1'], 13),
    association(['contacts', '12'], ['companies', '1'], 279),
    association(['deals', '21'], ['companies', '1'], 341),
    association(['deals', '21'], ['contacts', '11'], 3),
    association(['deals', '21'], ['line_items', '31'], 19),
    association(['tickets', '41'], ['companies', '1'], 339),
    association(['meetings', '51'], ['contacts', '11'], 200),
    association(['meetings', '51'], ['contacts', '12'], 200),
  ];
  for (const [key, pairs] of Map.groupBy(links, (each) => `${each.fromType} ${each.toType}`)) {
    const [first] = pairs;
    if (!first) throw new Error(`no pairs for ${key}`);
    const scope = { fromType: first.fromType, toType: first.toType, fromIds: pairs.map((each) => each.fromId) };
    await mirror.replaceAssociations(portalId, scope, pairs);
  }
  await mirror.replaceOwners(portalId, [{ ownerId: '7', name: 'Gone', email: null, archived: false }]);
  await mirror.replaceOwners(portalId, [
    { ownerId: '9', name: 'Đỗ Anh', email: null, archived: false },
    { ownerId: '8', name: 'Bình', email: 'b@example.test', archived: true },
  ]);
}
