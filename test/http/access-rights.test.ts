// Who may see and change what: the caller's own portals, settings for administrators, keys within their scope; and all of it written down.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditCodes, keyScopes } from '../../src/accounts/access-port.ts';
import { CrmUnavailableError, PortalDisconnectedError } from '../../src/accounts/crm.ts';
import { buildAccountMap } from '../../src/buying-center/build-account-map.ts';
import * as contract from '../../src/http/api-contract-access.ts';
import { apiRouteList } from '../../src/http/openapi.ts';
import { comeIn, install, json, type ServedWithSignIn, serveWithSignIn, visit } from './access-world.ts';
import { at, connect } from './serve-app.ts';

let served: ServedWithSignIn;
/** Sessions: an administrator of each portal, and a member of the first. */
let admin: string;
let otherAdmin: string;
let member: string;
const allEntries = { who: null, what: null, from: null, until: null, before: null, limit: 50 };

beforeEach(async () => {
  served = await serveWithSignIn();
  for (const [portalId, id] of [
    [1, '11'],
    [2, '22'],
  ] as const) {
    await connect(served, portalId, { id, name: `Company ${id}` });
    const nobody = { people: [], colleagues: [], reportingLines: [], interactions: [], deals: [] };
    const map = { accountId: id, accountName: id, now: at, currency: 'USD', ...nobody };
    await served.stores.results.saveMap(portalId, buildAccountMap(map));
  }
  admin = (await install(served, { portalId: 1, userId: '7' })).cookie;
  otherAdmin = (await install(served, { portalId: 2, userId: '8' })).cookie;
  member = await comeIn(served);
});
afterEach(() => served.close());

const codeOf = (text: string): string => JSON.parse(text).error.code;
const bearer = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } });

async function makeKey(scope: string, days = 30): Promise<{ secret: string; keyId: string }> {
  const made = await visit(served, '/api/keys?portal=1', admin, json({ name: 'Reports', scope, days }));
  expect(made.status).toBe(201);
  const { secret, key } = JSON.parse(made.text);
  return { secret, keyId: key.keyId };
}

test('the contract knows the kinds and scopes that the stores know', () => {
  expect(contract.auditCodes).toEqual(auditCodes);
  expect(contract.keyScopes).toEqual(keyScopes);
});

describe('another portal', () => {
  const reads = [
    ...apiRouteList
      .map(({ path }) => path)
      .filter((path) => !['/api/portals', '/api/session', '/api/connections'].includes(path)),
    '/api/audit.csv',
    '/api/export.ndjson',
  ];

  test.each(reads)('is not there at %s, for sessions and keys alike', async (route) => {
    const { secret } = await makeKey('read');
    for (const [own, other, cookie, init] of [
      [1, 2, admin, {}],
      [1, 2, member, {}],
      [2, 1, otherAdmin, {}],
      [1, 2, '', bearer(secret)],
    ] as const) {
      const path = (portalId: number) => `${route.replace('{accountId}', `${other}${other}`)}?portal=${portalId}`;
      const foreign = await visit(served, path(other), cookie, init);
      expect({ route, status: foreign.status }).toEqual({ route, status: 404 });
      // The other portal's ids under one's own portal are not found either.
      if (route.includes('{accountId}')) expect((await visit(served, path(own), cookie, init)).status).toBe(404);
    }
  });

  const changes: { path: string; body: object }[] = [
    { path: '/api/keys', body: { name: 'x', scope: 'read', days: 1 } },
    { path: '/api/keys/abc/revoke', body: {} },
    { path: '/api/disconnect', body: { confirm: 'Portal 2', properties: 'keep', data: 'keep' } },
    { path: '/api/reconnect', body: {} },
  ];

  test.each(changes)('cannot be changed at $path', async ({ path, body }) => {
    const refused = await visit(served, `${path}?portal=2`, admin, json(body));
    expect(refused.status).toBe(404);
    expect(served.disconnects).toEqual([]);
  });

  test('does not show in the lists', async () => {
    for (const [cookie, own] of [
      [admin, [1]],
      [otherAdmin, [2]],
      [member, [1]],
    ] as const) {
      const { portals } = JSON.parse((await visit(served, '/api/portals', cookie)).text);
      expect(portals.map(({ portalId }: { portalId: number }) => portalId)).toEqual(own);
    }
    const { connections } = JSON.parse((await visit(served, '/api/connections', admin)).text);
    expect(connections.map(({ portalId }: { portalId: number }) => portalId)).toEqual([1]);
  });
});

describe('a member', () => {
  test.each(['/api/keys', '/api/audit', '/api/audit.csv', '/api/export.ndjson'])('does not see %s', async (path) => {
    const { status, text } = await visit(served, path, member);
    expect({ status, code: codeOf(text) }).toEqual({ status: 403, code: 'not_admin' });
  });

  test.each(['/api/keys', '/api/keys/a/revoke', '/api/disconnect', '/api/reconnect', '/api/anything'])(
    'changes nothing at %s',
    async (path) => {
      const { status, text } = await visit(served, path, member, json({}));
      expect({ status, code: codeOf(text) }).toEqual({ status: 403, code: 'not_admin' });
    },
  );

  test('whom HubSpot calls an administrator is one', async () => {
    const cookie = await comeIn(served, { isAdmin: true });
    expect((await visit(served, '/api/keys', cookie)).status).toBe(200);
    expect((await visit(served, '/ops/queues/', cookie)).status).toBe(403);
  });

  test('sees that there is nothing to administer', async () => {
    const session = JSON.parse((await visit(served, '/api/session', member)).text);
    expect(session).toEqual({ kind: 'user', who: 'user:9', administers: [], signsIn: true, installs: true });
    expect(JSON.parse((await visit(served, '/api/connections', member)).text).connections).toEqual([]);
  });
});

describe('a key', () => {
  test('is shown once, kept as a digest, and listed without its secret', async () => {
    const { secret, keyId } = await makeKey('read');
    expect(secret).toMatch(new RegExp(`^quorum_1_${keyId}_[\\w-]{43}$`));
    const listed = (await visit(served, '/api/keys', admin)).text;
    expect(listed).toContain(keyId);
    expect(listed).not.toContain(secret.slice(-43));
    expect(JSON.stringify(await served.stores.apiKeys.find(1, keyId))).not.toContain(secret.slice(-43));
    expect(served.lines.join('')).not.toContain(secret.slice(-43));
  });

  const allowed: { scope: string; method: string; path: string; status: number }[] = [
    { scope: 'read', method: 'GET', path: '/api/accounts', status: 200 },
    { scope: 'write', method: 'GET', path: '/api/accounts', status: 200 },
    { scope: 'recognise', method: 'GET', path: '/api/accounts', status: 403 },
    { scope: 'read', method: 'POST', path: '/api/recognise', status: 403 },
    { scope: 'recognise', method: 'POST', path: '/api/recognise', status: 405 },
    { scope: 'write', method: 'POST', path: '/api/accounts', status: 405 },
    { scope: 'read', method: 'POST', path: '/api/keys', status: 403 },
    { scope: 'write', method: 'POST', path: '/api/keys', status: 403 },
    { scope: 'write', method: 'POST', path: '/api/disconnect', status: 403 },
    { scope: 'write', method: 'GET', path: '/api/audit', status: 403 },
  ];

  test.each(allowed)('with scope $scope at $method $path gets $status', async ({ scope, method, path, status }) => {
    const { secret } = await makeKey(scope);
    expect((await visit(served, path, '', { method, ...bearer(secret) })).status).toBe(status);
  });

  test('ends on its day, and at once when it is revoked', async () => {
    const [short, long] = [await makeKey('read', 1), await makeKey('read', 365)];
    served.clock.now += 86_400_000;
    expect((await visit(served, '/api/accounts', '', bearer(short.secret))).status).toBe(401);
    expect((await visit(served, '/api/accounts', '', bearer(long.secret))).status).toBe(200);
    const again = (await install(served, { portalId: 1, userId: '7' })).cookie;
    const revoke = (cookie: string) => visit(served, `/api/keys/${long.keyId}/revoke`, cookie, { method: 'POST' });
    expect((await revoke(again)).status).toBe(204);
    expect((await revoke(again)).status).toBe(404);
    expect((await visit(served, '/api/accounts', '', bearer(long.secret))).status).toBe(401);
  });

  test('of one portal opens no other by a changed name', async () => {
    const { secret } = await makeKey('read');
    for (const forged of [
      secret.replace('_1_', '_2_'),
      `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
      'quorum_1_x_y',
    ]) {
      expect((await visit(served, '/api/accounts', '', bearer(forged))).status).toBe(401);
    }
  });

  test.each([
    { name: '', scope: 'read', days: 1 },
    { name: 'x', scope: 'admin', days: 1 },
    { name: 'x', scope: 'read', days: 0 },
    { name: 'x', scope: 'read', days: 366 },
    { name: 'x'.repeat(101), scope: 'read', days: 1 },
  ])('is not made of %o', async (body) => {
    expect((await visit(served, '/api/keys', admin, json(body))).status).toBe(400);
    expect(await served.stores.apiKeys.list(1)).toEqual([]);
  });
});

describe('changes', () => {
  test('come from our own pages only', async () => {
    const key = { name: 'x', scope: 'read', days: 1 };
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.test' },
    ];
    for (const headers of foreign) {
      const init = json(key);
      const refused = await visit(served, '/api/keys', admin, { ...init, headers: { ...init.headers, ...headers } });
      expect(codeOf(refused.text)).toBe('foreign');
    }
    expect(await served.stores.apiKeys.list(1)).toEqual([]);
  });

  test('a body that cannot be read is refused in words', async () => {
    const init = { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } };
    expect((await visit(served, '/api/keys', admin, init)).status).toBe(400);
  });

  test('a portal is disconnected only by its name, as it was asked for', async () => {
    const choice = { properties: 'remove', data: 'delete' };
    const wrong = await visit(served, '/api/disconnect', admin, json({ confirm: 'portal 1', ...choice }));
    expect(codeOf(wrong.text)).toBe('wrong_name');
    expect(served.disconnects).toEqual([]);
    const done = await visit(served, '/api/disconnect', admin, json({ confirm: ' Portal 1 ', ...choice }));
    expect(done.status).toBe(200);
    expect(served.disconnects).toEqual([{ portalId: 1, who: 'user:7', ...choice }]);
  });
});

test('a portal that HubSpot does not let in again is told so', async () => {
  const refusing = await serveWithSignIn(
    {},
    {
      portalControl: {
        disconnect: () => Promise.reject(new CrmUnavailableError('away', { retryAfterMs: 1 })),
        reconnect: () => Promise.reject(new PortalDisconnectedError('gone')),
      },
    },
  );
  await connect(refusing, 1, { id: '11', name: 'Company 11' });
  const cookie = await comeIn(refusing, { isAdmin: true });
  const again = await visit(refusing, '/api/reconnect', cookie, { method: 'POST' });
  expect({ status: again.status, code: codeOf(again.text) }).toEqual({ status: 409, code: 'not_let_in' });
  const choice = { confirm: 'Portal 1', properties: 'remove', data: 'keep' };
  const leave = await visit(refusing, '/api/disconnect', cookie, json(choice));
  expect({ status: leave.status, code: codeOf(leave.text) }).toEqual({ status: 503, code: 'crm_away' });
  await refusing.close();
});

describe('the audit log', () => {
  test('every reading of people’s data and every change is in it, and what was not found is not', async () => {
    const { secret, keyId } = await makeKey('read');
    await visit(served, '/api/accounts/11', member);
    await visit(served, '/api/accounts/11/map.svg', '', bearer(secret));
    await visit(served, '/api/accounts/99', member);
    await visit(served, '/api/export.ndjson', admin);
    await visit(served, `/api/keys/${keyId}/revoke`, admin, { method: 'POST' });
    const told = (await served.stores.audit.list(1, allEntries)).map(({ what, who, objectIds }) => [
      what,
      who,
      ...objectIds,
    ]);
    expect(told.slice(0, 5)).toEqual([
      ['key_revoked', 'user:7', keyId],
      ['portal_exported', 'user:7'],
      ['map_picture_read', `key:${keyId}`, '11'],
      ['account_read', 'user:9', '11'],
      ['key_created', 'user:7', keyId],
    ]);
  });

  test('an answer that cannot be written down is not given', async () => {
    served.stores.audit.append = () => Promise.reject(new Error('the store is away'));
    const refused = await visit(served, '/api/accounts/11', member);
    expect(refused.status).toBe(500);
    expect(refused.text).not.toContain('Company 11');
  });

  test('it is read by page and filter, and exported whole', async () => {
    for (let index = 0; index < 5; index += 1) await visit(served, '/api/accounts/11', member);
    const first = JSON.parse((await visit(served, '/api/audit?what=account_read&limit=3', admin)).text);
    expect(first.entries).toHaveLength(3);
    const rest = JSON.parse(
      (await visit(served, `/api/audit?what=account_read&limit=3&before=${first.next}`, admin)).text,
    );
    expect(rest.entries).toHaveLength(2);
    expect(rest.next).toBeNull();
    const csv = await visit(served, '/api/audit.csv?who=user:9', admin);
    expect(csv.headers.get('content-disposition')).toContain('quorum-audit-1.csv');
    const lines = csv.text.trim().split('\r\n');
    expect(lines[0]).toBe('time,who,what,object_ids');
    expect(lines).toHaveLength(7);
    expect(lines[1]).toBe('2026-11-22T09:41:00.000Z,user:9,account_read,11');
    const told = (await served.stores.audit.list(1, { ...allEntries, limit: 1 })).map(({ what }) => what);
    expect(told).toEqual(['audit_exported']);
  });
});
