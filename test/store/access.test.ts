import { expect, test } from 'vitest';
import { apiKey, fillAccess, grant, session } from './access-samples.ts';
import { onBothStores } from './both-stores.ts';
import { accountMap, journalRow, noon, portalDetails } from './samples.ts';

onBothStores('grants', ({ stores, newPortal }) => {
  test('a grant comes back as it was given, is replaced, and is gone once removed', async () => {
    const [first, second] = [newPortal(), newPortal()];
    const { grants } = stores();
    expect(await grants.load(first)).toBeNull();
    await grants.save(grant(first));
    await grants.save(grant(second, { accessToken: 'x'.repeat(2_000) }));
    await grants.save(grant(first, { accessToken: 'newer', scopes: [] }));
    expect(await grants.load(first)).toEqual(grant(first, { accessToken: 'newer', scopes: [] }));
    expect((await grants.load(second))?.accessToken).toHaveLength(2_000);
    expect(await grants.portals()).toEqual(expect.arrayContaining([first, second]));
    await grants.remove(first);
    await grants.remove(first);
    expect(await grants.load(first)).toBeNull();
    expect(await grants.portals()).not.toContain(first);
  });
});

onBothStores('sessions and users', ({ stores, newPortal }) => {
  test('a session sees the portals it was opened for, and each can be closed alone', async () => {
    const [first, second] = [newPortal(), newPortal()];
    const { sessions } = stores();
    const portals = [
      { portalId: first, isAdmin: true },
      { portalId: second, isAdmin: false },
    ];
    const digest = `digest-${first}`;
    await sessions.open(digest, session(portals));
    expect(await sessions.find(digest)).toEqual(session(portals));
    await sessions.touch(digest, { portals, at: noon + 5 });
    await sessions.touch(digest, { portals, at: noon + 2 });
    expect((await sessions.find(digest))?.seenAt).toBe(noon + 5);
    await sessions.close(digest, [first]);
    expect((await sessions.find(digest))?.portals).toEqual([{ portalId: second, isAdmin: false }]);
    await sessions.purge(second, noon);
    expect(await sessions.find(digest)).not.toBeNull();
    await sessions.purge(second, noon + 3_600_001);
    expect(await sessions.find(digest)).toBeNull();
    expect(await sessions.find('another')).toBeNull();
  });

  test('a user belongs to the portals proved not too long ago', async () => {
    const [first, second] = [newPortal(), newPortal()];
    const { portalUsers } = stores();
    const userId = `user-${first}`;
    await portalUsers.prove(first, { userId, isAdmin: false, at: noon });
    await portalUsers.prove(second, { userId, isAdmin: true, at: noon - 10 });
    await portalUsers.prove(second, { userId: 'other', isAdmin: true, at: noon });
    expect(await portalUsers.portalsOf(userId, noon)).toEqual([{ portalId: first, isAdmin: false }]);
    expect(await portalUsers.portalsOf(userId, noon - 10)).toHaveLength(2);
  });
});

onBothStores('what is good for one use', ({ stores, newPortal }) => {
  test('it is kept once and taken once, in its portal, in its time', async () => {
    const [first, second] = [newPortal(), newPortal()];
    const { oneTime } = stores();
    const mark = { digest: 'd', payload: 'p', expiresAt: noon + 10, now: noon };
    expect(await oneTime.keep(first, mark)).toBe(true);
    expect(await oneTime.keep(first, mark)).toBe(false);
    expect(await oneTime.take(second, 'd', noon)).toBeNull();
    expect(await oneTime.take(first, 'd', noon)).toEqual({ payload: 'p' });
    expect(await oneTime.take(first, 'd', noon)).toBeNull();
    expect(await oneTime.keep(first, mark)).toBe(true);
    expect(await oneTime.take(first, 'd', noon + 11)).toBeNull();
  });

  test('of fifty that come at once for one mark, one gets it', async () => {
    const portalId = newPortal();
    const { oneTime } = stores();
    const mark = { digest: 'd', payload: null, expiresAt: noon + 10, now: noon };
    const kept = await Promise.all(Array.from({ length: 50 }, () => oneTime.keep(portalId, mark)));
    expect(kept.filter(Boolean)).toHaveLength(1);
    const taken = await Promise.all(Array.from({ length: 50 }, () => oneTime.take(portalId, 'd', noon)));
    expect(taken.filter((each) => each !== null)).toEqual([{ payload: null }]);
  });
});

onBothStores('keys', ({ stores, newPortal }) => {
  test('keys are listed newest first without their digest, marked as used, and revoked once', async () => {
    const [portalId, other] = [newPortal(), newPortal()];
    const { apiKeys } = stores();
    const { digest, ...listed } = apiKey('one');
    await apiKeys.create(portalId, { ...listed, digest });
    await apiKeys.create(portalId, apiKey('two', { createdAt: noon + 1, scope: 'recognise' }));
    expect((await apiKeys.list(portalId)).map(({ keyId }) => keyId)).toEqual(['two', 'one']);
    expect((await apiKeys.list(portalId))[1]).toEqual(listed);
    expect(await apiKeys.find(portalId, 'one')).toEqual({ ...listed, digest });
    expect(await apiKeys.find(other, 'one')).toBeNull();
    await apiKeys.used(portalId, 'one', noon + 3);
    expect(await apiKeys.revoke(other, 'one', noon + 4)).toBe(false);
    expect(await apiKeys.revoke(portalId, 'one', noon + 4)).toBe(true);
    expect(await apiKeys.revoke(portalId, 'one', noon + 5)).toBe(false);
    expect(await apiKeys.find(portalId, 'one')).toMatchObject({ usedAt: noon + 3, revokedAt: noon + 4 });
  });
});

onBothStores('the audit log', ({ stores, newPortal }) => {
  test('entries come back newest first, by user, kind, time and page', async () => {
    const [portalId, other] = [newPortal(), newPortal()];
    const { audit } = stores();
    const all = { who: null, what: null, from: null, until: null, before: null, limit: 10 };
    await audit.append(portalId, []);
    await audit.append(portalId, [
      { at: noon, who: 'user:1', what: 'account_read', objectIds: ['11', '12'] },
      { at: noon + 1, who: 'key:a', what: 'account_read', objectIds: [] },
    ]);
    await audit.append(portalId, [{ at: noon + 2, who: 'user:1', what: 'key_created', objectIds: ['k'] }]);
    await audit.append(other, [{ at: noon, who: 'user:9', what: 'signed_in', objectIds: [] }]);
    const listed = await audit.list(portalId, all);
    expect(listed.map(({ at }) => at)).toEqual([noon + 2, noon + 1, noon]);
    expect(listed[2]).toMatchObject({ who: 'user:1', what: 'account_read', objectIds: ['11', '12'] });
    const page = await audit.list(portalId, { ...all, limit: 1, before: listed[0]?.auditId ?? null });
    expect(page).toEqual([listed[1]]);
    expect(await audit.list(portalId, { ...all, who: 'user:1', what: 'account_read' })).toEqual([listed[2]]);
    expect(await audit.list(portalId, { ...all, from: noon + 1, until: noon + 2 })).toEqual([listed[1]]);
  });

  test('of a thousand entries written at once none is lost', async () => {
    const portalId = newPortal();
    const { audit } = stores();
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        audit.append(portalId, [{ at: noon + index, who: 'user:1', what: 'account_read', objectIds: [String(index)] }]),
      ),
    );
    const all = { who: null, what: null, from: null, until: null, before: null, limit: 2_000 };
    const listed = await audit.list(portalId, all);
    expect(new Set(listed.map(({ objectIds }) => objectIds[0])).size).toBe(1_000);
  });
});

onBothStores('the end of a portal', ({ stores, newPortal }) => {
  test('everything of it goes, and nothing of another', async () => {
    const [gone, stays] = [newPortal(), newPortal()];
    for (const portalId of [gone, stays]) {
      await stores().portals.connect(portalDetails(portalId));
      await stores().results.saveMap(portalId, accountMap('1'));
      await stores().journal.append(portalId, [journalRow()]);
      await fillAccess(stores(), portalId);
    }
    const rows: string[] = [];
    for await (const { table } of stores().portalData.exportRows(gone)) rows.push(table);
    expect(rows).toContain('account_map');
    await stores().portalData.erase(gone);
    await stores().portalData.erase(gone);
    expect(await stores().portals.find(gone)).toBeNull();
    expect(await stores().grants.load(gone)).toBeNull();
    expect(await stores().sessions.find(`session-${gone}`)).toBeNull();
    expect(await stores().portals.find(stays)).not.toBeNull();
    expect(await stores().grants.load(stays)).not.toBeNull();
    expect(await stores().results.loadMap(stays, '1')).not.toBeNull();
    expect(await stores().sessions.find(`session-${stays}`)).not.toBeNull();
  });
});
