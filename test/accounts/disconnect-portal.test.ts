// A portal leaves as its administrator asked: with or without its properties, with or without its data, and never half by accident.
import { beforeEach, expect, test } from 'vitest';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { CrmRefusedError, CrmUnavailableError, PortalDisconnectedError } from '../../src/accounts/crm.ts';
import {
  type DisconnectParts,
  type DisconnectRequest,
  disconnectPortal,
} from '../../src/accounts/disconnect-portal.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import type { Stores } from '../../src/accounts/ports.ts';
import { mirrorLock } from '../../src/accounts/sync-context.ts';
import { type FakeCrm, fakeCrm } from '../fakes/fake-crm.ts';
import { fakeStores } from '../fakes/fake-stores.ts';
import { fillAccess } from '../store/access-samples.ts';
import { noon, portalDetails } from '../store/samples.ts';

const [portalId, other] = [1, 2];
const allEntries = { who: null, what: null, from: null, until: null, before: null, limit: 50 };
let stores: Stores;
let crm: FakeCrm;
let given: string[];
let parts: DisconnectParts;

beforeEach(async () => {
  stores = fakeStores();
  for (const each of [portalId, other]) {
    await stores.portals.connect(portalDetails(each));
    await stores.portals.setState(each, 'ready');
    await fillAccess(stores, each);
  }
  crm = fakeCrm(portalId);
  given = [];
  parts = {
    stores,
    crm,
    issuer: {
      uninstall: async (token) => void given.push(`uninstall ${token}`),
      revoke: async (token) => void given.push(`revoke ${token}`),
    },
    manifest: parseManifest(manifestFile),
    now: () => noon,
    waitMaxMs: 0,
  };
});

const ask = (changed: Partial<DisconnectRequest> = {}) =>
  disconnectPortal(parts, { portalId, who: 'user:7', properties: 'keep', data: 'keep', ...changed });
const whats = async () => (await stores.audit.list(portalId, allEntries)).map(({ what }) => what);

test('properties and data stay where that was asked for; the access is given back and forgotten', async () => {
  expect(await ask()).toEqual({ outcome: 'disconnected', isRevoked: true, removed: [], notRemoved: [] });
  expect(crm.calls).toEqual([]);
  expect(given).toEqual([`uninstall access-${portalId}`, `revoke refresh-${portalId}`]);
  expect((await stores.portals.find(portalId))?.state).toBe('disconnected');
  expect(await stores.grants.load(portalId)).toBeNull();
  expect(await whats()).toEqual(['portal_disconnected', 'account_read']);
  expect((await stores.portals.find(other))?.state).toBe('ready');
  expect(await stores.grants.load(other)).not.toBeNull();
});

test('work is stopped before the first property goes', async () => {
  let state: string | undefined;
  crm.beforeCall = () => {
    void stores.portals.find(portalId).then((portal) => {
      state = portal?.state;
    });
  };
  const ended = await ask({ properties: 'remove' });
  expect(ended).toMatchObject({ removed: expect.arrayContaining(['companies.quorum_ltv', 'companies group quorum']) });
  expect(state).toBe('disconnected');
  expect(await whats()).toContain('properties_removed');
});

test.each([
  new CrmUnavailableError('away', { retryAfterMs: 1 }),
  new CrmRefusedError('no', { status: 403, category: 'MISSING_SCOPES' }),
])('where HubSpot does not remove them (%s), the portal is as it was', async (error) => {
  crm.beforeCall = () => {
    throw error;
  };
  await expect(ask({ properties: 'remove', data: 'delete' })).rejects.toBe(error);
  expect((await stores.portals.find(portalId))?.state).toBe('ready');
  expect(await stores.grants.load(portalId)).not.toBeNull();
  expect(given).toEqual([]);
});

test('access that HubSpot took back already is no hindrance', async () => {
  crm.beforeCall = () => {
    throw new PortalDisconnectedError('gone');
  };
  const issuer = {
    ...parts.issuer,
    uninstall: () => Promise.reject(new CrmRefusedError('gone', { status: 400, category: 'x' })),
  };
  parts = { ...parts, issuer: { revoke: async () => undefined, ...issuer } };
  expect(await ask({ properties: 'remove' })).toMatchObject({ outcome: 'disconnected', isRevoked: false });
  expect(await stores.grants.load(portalId)).toBeNull();
});

test('everything is deleted where that was asked for, and asking again changes nothing', async () => {
  for (let time = 0; time < 2; time += 1)
    expect(await ask({ data: 'delete' })).toMatchObject({ outcome: 'disconnected' });
  expect(await stores.portals.find(portalId)).toBeNull();
  expect(await whats()).toEqual([]);
  expect(await stores.portals.find(other)).not.toBeNull();
});

test('data are not deleted under the hands of work that still runs; asking again finishes it', async () => {
  await stores.locks.tryWithin(mirrorLock(portalId), async () => {
    parts = { ...parts, now: ticking() };
    expect(await ask({ data: 'delete' })).toEqual({ outcome: 'still-working' });
    expect((await stores.portals.find(portalId))?.state).toBe('disconnected');
  });
  expect(await ask({ data: 'delete' })).toMatchObject({ outcome: 'disconnected' });
  expect(await stores.portals.find(portalId)).toBeNull();
});

test('with one access token there is nothing to give back', async () => {
  parts = { ...parts, issuer: null };
  expect(await ask()).toMatchObject({ outcome: 'disconnected', isRevoked: false });
});

/** A clock that goes on with each look, so that waiting ends. */
function ticking(): () => number {
  let at = noon;
  return () => {
    at += 1;
    return at;
  };
}
