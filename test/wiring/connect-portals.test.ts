// All portals whose access is kept are connected at the start, and whatever befalls one of them befalls no other.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { UnreadableGrantError } from '../../src/accounts/access-port.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import type { Stores } from '../../src/accounts/ports.ts';
import { readConfig } from '../../src/config.ts';
import { createCallBudget } from '../../src/hubspot/call-budget.ts';
import { connectPortals, type PortalConnections } from '../../src/wiring/connect-portals.ts';
import { keepAccess } from '../../src/wiring/keep-access.ts';
import { openAccess } from '../../src/wiring/open-access.ts';
import { portalCrms } from '../../src/wiring/portal-crms.ts';
import { fakeCrm } from '../fakes/fake-crm.ts';
import { fakeQueue } from '../fakes/fake-queue.ts';
import { fakeStores } from '../fakes/fake-stores.ts';
import { grant, tokenKey } from '../store/access-samples.ts';
import { noon, portalDetails } from '../store/samples.ts';

let ending: AbortController;
let hubspot: http.Server;
let calls: string[];
let stores: Stores;
let connected: number[];
let connections: PortalConnections;
let oauth: NonNullable<ReturnType<typeof openAccess>>['oauth'];
let crms: ReturnType<typeof portalCrms>;
const log = pino({ level: 'silent' });

/** Answers for each portal by its access token; revoked ones get what HubSpot says about them. */
function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  const token = /^Bearer access-(\d+)$/.exec(request.headers.authorization ?? '')?.[1];
  calls.push(`${request.method} ${request.url} ${token ?? ''}`.trim());
  const [status, body] = answerFor(request.url ?? '', token);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answerFor(url: string, token: string | undefined): [number, object] {
  if (url.startsWith('/oauth')) return [400, { status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant' }];
  if (token === undefined || token === '3') return [401, {}];
  if (token === '4') return [403, { category: 'MISSING_SCOPES' }];
  return [200, { portalId: Number(token), timeZone: 'UTC', companyCurrency: 'EUR', uiDomain: 'app.hubspot.com' }];
}

beforeEach(async () => {
  calls = [];
  connected = [];
  ending = new AbortController();
  hubspot = http.createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => hubspot.once('listening', resolve));
  const { port } = hubspot.address() as AddressInfo;
  stores = fakeStores();
  const config = readConfig({
    HUBSPOT_CLIENT_ID: 'id',
    HUBSPOT_CLIENT_SECRET: 'secret',
    HUBSPOT_APP_ID: '7',
    HUBSPOT_BASE_URL: `http://127.0.0.1:${port}`,
    PUBLIC_URL: 'https://q.test',
  });
  const parts = { stores, queue: fakeQueue(), manifest: parseManifest(manifestFile), now: () => noon, log };
  const { signal } = ending;
  const connect = (portalId: number) => connections.connectGranted(portalId);
  const access = openAccess({ ...parts, config, tokenKeys: [tokenKey('a')], signal, connect });
  oauth = access?.oauth ?? null;
  crms = portalCrms(parts);
  connections = connectPortals({
    ...parts,
    signal,
    crms,
    oauth: () => oauth,
    budgetOf: () => createCallBudget(() => noon),
    onConnected: (portalId, crm) => {
      connected.push(portalId);
      crms.add(portalId, crm);
    },
    onErased: (portalId) => void connected.push(-portalId),
  });
});
afterEach(async () => {
  ending.abort();
  hubspot.closeAllConnections();
  await new Promise((resolve) => hubspot.close(resolve));
});

test('one that was revoked, one that lacks scopes and one that does not open leave the others connected', async () => {
  for (const portalId of [1, 2, 3, 4, 5, 6]) {
    await stores.portals.connect(portalDetails(portalId));
    await stores.grants.save(grant(portalId));
  }
  const { load } = stores.grants;
  stores.grants.load = (portalId) => (portalId === 5 ? Promise.reject(new UnreadableGrantError('x')) : load(portalId));
  await connections.connectAllGranted();
  expect(connected.toSorted()).toEqual([1, 2, 6]);
  expect((await stores.portals.find(3))?.state).toBe('disconnected');
  const told = async (portalId: number) =>
    (await stores.faults.last(portalId, 5)).map(({ code, params }) => [code, params]);
  expect(await told(1)).toEqual([]);
  expect(await told(3)).toEqual([['disconnected', {}]]);
  expect(await told(4)).toEqual([['not_connected', { reason: expect.stringContaining('MISSING_SCOPES') }]]);
  expect(await told(5)).toEqual([['access_sealed', { reason: 'UnreadableGrantError' }]]);
});

test('after access was taken back no call goes out for the portal any more', async () => {
  await stores.portals.connect(portalDetails(3));
  await stores.grants.save(grant(3));
  await connections.connectGranted(3);
  const before = calls.length;
  expect(before).toBeLessThanOrEqual(3);
  await connections.connectGranted(3);
  await connections.connectAllGranted();
  expect(calls).toHaveLength(before);
});

test('a portal that nobody calls for is found out as well', async () => {
  await stores.portals.connect(portalDetails(1));
  await stores.grants.save(grant(1, { expiresAt: noon - 1 }));
  if (oauth === null) throw new Error('There is no OAuth.');
  const kept = keepAccess({ grants: stores.grants, tokens: oauth.tokens, log, signal: ending.signal });
  while ((await stores.portals.find(1))?.state !== 'disconnected')
    await new Promise((resolve) => setTimeout(resolve, 5));
  ending.abort();
  await kept;
  expect(calls).toEqual(['POST /oauth/2026-09/token']);
});

test('a portal that leaves is forgotten here, and comes back by consent only', async () => {
  await stores.portals.connect(portalDetails(1));
  await stores.grants.save(grant(1));
  await connections.connectGranted(1);
  await connections.disconnect({ portalId: 1, who: 'user:7', properties: 'keep', data: 'delete' });
  expect(connected).toEqual([1, -1]);
  expect(crms.crmOf(1)).toBeNull();
  expect(await connections.reconnect(1)).toBe(false);
});

test('the access given at the start is used again when that is asked for', async () => {
  const { port } = hubspot.address() as AddressInfo;
  const access = {
    baseUrl: `http://127.0.0.1:${port}`,
    accessToken: async () => 'access-1',
    clientSecrets: [],
    appId: 7,
  };
  await connections.connect(access);
  await stores.portals.setState(1, 'disconnected');
  expect(await connections.reconnect(1)).toBe(true);
  expect((await stores.portals.find(1))?.state).toBe('backfilling');
});

test('jobs of a portal that another process connected find their CRM', async () => {
  await stores.portals.connect(portalDetails(1));
  await stores.grants.save(grant(1));
  const parts = { stores, queue: fakeQueue(), manifest: parseManifest(manifestFile), now: () => noon };
  const opened: number[] = [];
  const open = (portalId: number) => {
    opened.push(portalId);
    return fakeCrm(portalId);
  };
  const lazy = portalCrms({ ...parts, open });
  for (let job = 0; job < 3; job += 1) expect((await lazy.contextOf(1))?.portal.portalId).toBe(1);
  expect(await lazy.contextOf(2)).toBeNull();
  expect(opened).toEqual([1]);
  expect(await portalCrms(parts).contextOf(1)).toBeNull();
});
