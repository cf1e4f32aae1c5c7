import { expect, test } from 'vitest';
import { onBothStores } from './both-stores.ts';
import { accountMap, association, journalRow, noon, portalDetails, record } from './samples.ts';

onBothStores('portals', ({ stores, newPortal }) => {
  test('a portal that connects is found and listed with its settings', async () => {
    const portalId = newPortal();
    const connected = await stores().portals.connect(portalDetails(portalId));
    expect(connected).toMatchObject({ portalId, state: 'backfilling', appId: 77, connectedAt: noon, currency: 'VND' });
    expect(await stores().portals.find(portalId)).toEqual(connected);
    expect(await stores().portals.list()).toContainEqual(connected);
    expect(await stores().portals.find(newPortal())).toBeNull();
  });

  test('connecting again renews the details and keeps state, settings and date', async () => {
    const details = portalDetails(newPortal());
    await stores().portals.connect(details);
    await stores().portals.setState(details.portalId, 'ready');
    const again = await stores().portals.connect({
      ...details,
      name: 'Southwind',
      appId: 78,
      at: noon + 5,
      settings: { ...details.settings, discountRate: 0.5 },
    });
    expect(again).toMatchObject({ name: 'Southwind', appId: 78, state: 'ready', connectedAt: noon });
    expect(again.settings).toEqual(details.settings);
  });
});

onBothStores('inbox', ({ stores, newPortal }) => {
  const append = (portalId: number, body: string, receivedAt = noon) =>
    stores().inboxWriter.append({ portalId, receivedAt, body: Buffer.from(body) });
  const finished = (inboxId: string) => ({ inboxId, notifications: 3, echoes: 2, odd: 1 });

  test('what was appended is pending in its order, byte for byte, until it is completed', async () => {
    const portalId = newPortal();
    const bytes = Buffer.from([0, 255, 123, 10]);
    await stores().inboxWriter.append({ portalId, receivedAt: noon, body: bytes });
    await append(portalId, 'second', noon + 1);
    const [first, second] = await stores().inbox.pending(portalId, 10);
    expect(first?.body.equals(bytes)).toBe(true);
    expect(first?.receivedAt).toBe(noon);
    expect(await stores().inbox.pending(portalId, 1)).toHaveLength(1);
    expect(await stores().inbox.portalsPending()).toContain(portalId);
    await stores().inbox.complete(portalId, [finished(first?.inboxId ?? '')]);
    expect((await stores().inbox.pending(portalId, 10)).map((each) => each.inboxId)).toEqual([second?.inboxId]);
  });

  test('completing a batch twice counts once', async () => {
    const portalId = newPortal();
    await append(portalId, 'one');
    await append(portalId, 'two', noon + 7);
    const [one] = await stores().inbox.pending(portalId, 1);
    await stores().inbox.complete(portalId, [finished(one?.inboxId ?? '')]);
    await stores().inbox.complete(portalId, [finished(one?.inboxId ?? '')]);
    await stores().inbox.complete(portalId, []);
    expect(await stores().inbox.counts(portalId)).toEqual({
      pending: 1,
      done: 1,
      quarantined: 0,
      notifications: 3,
      echoes: 2,
      odd: 1,
      oldestPendingAt: noon + 7,
      lastReceivedAt: noon + 7,
    });
  });

  test('a quarantined batch is out of the way, counted, and is not completed afterwards', async () => {
    const portalId = newPortal();
    await append(portalId, 'not json');
    const [batch] = await stores().inbox.pending(portalId, 1);
    await stores().inbox.quarantine(portalId, batch?.inboxId ?? '', 'this is not JSON');
    await stores().inbox.complete(portalId, [finished(batch?.inboxId ?? '')]);
    expect(await stores().inbox.pending(portalId, 1)).toEqual([]);
    expect(await stores().inbox.portalsPending()).not.toContain(portalId);
    expect(await stores().inbox.counts(portalId)).toMatchObject({
      pending: 0,
      done: 0,
      quarantined: 1,
      notifications: 0,
    });
  });

  test('purging takes finished batches of before the date and never a pending one', async () => {
    const portalId = newPortal();
    for (const [body, at] of [
      ['old', noon],
      ['new', noon + 10],
      ['old but pending', noon],
    ] as const) {
      await append(portalId, body, at);
    }
    const [old, recent] = await stores().inbox.pending(portalId, 2);
    await stores().inbox.complete(portalId, [finished(old?.inboxId ?? ''), finished(recent?.inboxId ?? '')]);
    expect(await stores().inbox.purge(portalId, noon + 10)).toBe(1);
    expect(await stores().inbox.purge(portalId, noon + 10)).toBe(0);
    expect(await stores().inbox.counts(portalId)).toMatchObject({ pending: 1, done: 2, lastReceivedAt: noon + 10 });
  });

  test('batches of no known portal are kept under portal 0', async () => {
    await append(0, 'whose is this?');
    expect(await stores().inbox.portalsPending()).toContain(0);
    expect((await stores().inbox.pending(0, 1))[0]?.body.toString()).toBe('whose is this?');
  });
});

onBothStores('erasing a person', ({ stores, newPortal }) => {
  test('leaves no record, association, written value, map or finished batch that names the person', async () => {
    const portalId = newPortal();
    const { mirror, results, journal, inbox, inboxWriter } = stores();
    await mirror.upsertRecords(portalId, [
      record('companies', '10', { name: 'Ernst' }),
      record('contacts', '777', { firstname: 'Roland', associatedcompanyid: '10' }),
      record('contacts', '778', { firstname: 'Maria', associatedcompanyid: '10' }),
    ]);
    const pairs = [association(['contacts', '777'], ['companies', '10'], 1)];
    await mirror.replaceAssociations(portalId, { fromType: 'contacts', toType: 'companies', fromIds: ['777'] }, pairs);
    await results.saveMap(portalId, accountMap('10'));
    await journal.append(portalId, [
      journalRow({ type: 'contacts', objectId: '777', accountId: '10' }),
      journalRow({ type: 'contacts', objectId: '778', accountId: '10' }),
    ]);
    for (const body of ['[{"objectId":777}]', '[{"objectId":778}]']) {
      await inboxWriter.append({ portalId, receivedAt: noon, body: Buffer.from(body) });
    }
    await mirror.erasePerson(portalId, '777');
    expect((await mirror.loadAccount(portalId, '10'))?.contacts.map((each) => each.id)).toEqual(['778']);
    expect((await mirror.loadAccount(portalId, '10'))?.contactLabels).toEqual([]);
    expect(await mirror.accountsOf(portalId, 'contacts', ['777'])).toEqual([]);
    expect(await results.loadMap(portalId, '10')).toBeNull();
    expect((await journal.ofAccount(portalId, '10', 10)).map((row) => row.objectId)).toEqual(['778']);
    expect([...(await journal.lastWritten(portalId, 'contacts', ['777', '778'])).keys()]).toEqual(['778']);
    const bodies = (await inbox.pending(portalId, 10)).map((each) => each.body.toString());
    expect(bodies).toEqual(['[{"objectId":777}]', '[{"objectId":778}]']);
  });

  test('holds against late readings, also of ids that had been merged into the person', async () => {
    const portalId = newPortal();
    const { mirror } = stores();
    await mirror.upsertRecords(portalId, [
      record('companies', '10'),
      record('contacts', '777'),
      record('contacts', '778'),
    ]);
    await mirror.addAlias(portalId, { type: 'contacts', mergedId: '776', survivorId: '777' });
    await mirror.erasePerson(portalId, '777');
    const late = [record('contacts', '777', {}, noon + 9), record('contacts', '776', {}, noon + 9)];
    expect(await mirror.upsertRecords(portalId, late)).toEqual([]);
    const scope = { fromType: 'contacts', toType: 'companies', fromIds: ['777', '778'] } as const;
    await mirror.replaceAssociations(portalId, { ...scope, fromIds: [...scope.fromIds] }, [
      association(['contacts', '777'], ['companies', '10'], 1),
      association(['contacts', '778'], ['companies', '10'], 1),
    ]);
    expect((await mirror.loadAccount(portalId, '10'))?.contacts.map((each) => each.id)).toEqual(['778']);
    expect(await mirror.accountsOf(portalId, 'contacts', ['777'])).toEqual([]);
    expect(await mirror.upsertRecords(portalId, [record('companies', '777')])).toEqual(['777']);
  });
});
