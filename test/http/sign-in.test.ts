// The doors: HubSpot's consent page for administrators, signed one-time tokens for everybody else, keys for machines.
import crypto from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { comeIn, entryFor, install, type ServedWithSignIn, serveWithSignIn, visit } from './access-world.ts';
import { connect } from './serve-app.ts';

let served: ServedWithSignIn;
const minuteMs = 60_000;
const allEntries = { who: null, what: null, from: null, until: null, before: null, limit: 50 };

beforeEach(async () => {
  served = await serveWithSignIn();
  await connect(served, 1, { id: '11', name: 'QUICK-Stop' });
  await connect(served, 2, { id: '22', name: 'Ernst Handel' });
});
afterEach(() => served.close());

describe('without a session', () => {
  test.each(['/', '/accounts/11', '/ops', '/settings', '/help'])('%s leads to the door', async (path) => {
    const { status, location } = await visit(served, path);
    expect(status).toBe(302);
    expect(location).toBe(path === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(path)}`);
  });

  test.each([
    '/api/portals',
    '/api/accounts',
    '/api/accounts/11',
    '/api/session',
    '/api/keys',
    '/api/audit.csv',
    '/api/nothing',
  ])('%s is refused', async (path) => {
    for (const cookie of ['', `quorum_session=${'x'.repeat(43)}`, 'quorum_session=; quorum_session=..']) {
      const { status, text } = await visit(served, path, cookie);
      expect(status).toBe(401);
      expect(JSON.parse(text).error.code).toBe('not_signed_in');
    }
  });

  test('queues and metrics are closed, health is not', async () => {
    expect((await visit(served, '/ops/queues/')).status).toBe(401);
    expect((await visit(served, '/metrics')).status).toBe(404);
    const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    expect((await visit(served, '/metrics', '', bearer('metrics-tokeN'))).status).toBe(404);
    expect((await visit(served, '/metrics', '', bearer('metrics-token'))).status).toBe(200);
    expect((await visit(served, '/healthz')).status).toBe(200);
  });

  test.each([
    ['en', 'Sign in with HubSpot'],
    ['vi', 'Đăng nhập bằng HubSpot'],
  ])('the door speaks %s and keeps the page that was asked for', async (locale, button) => {
    const { status, text } = await visit(served, `/sign-in?to=/accounts/11&locale=${locale}`);
    expect(status).toBe(200);
    expect(text).toContain(button);
    expect(text).toContain('href="/oauth/install?to=%2Faccounts%2F11"');
  });

  test.each(['//evil.test', '/\\evil.test', 'https://evil.test', '/a"b'])('%s is no page to go on to', async (path) => {
    const { text } = await visit(served, `/sign-in?to=${encodeURIComponent(path)}`);
    expect(text).toContain('href="/oauth/install"');
  });
});

describe('through HubSpot’s consent page', () => {
  test('the attempt is bound to the browser and to PKCE, and the answer lets the user in', async () => {
    const begun = await visit(served, '/oauth/install?portal=2&to=/accounts/22');
    const asked = new URL(begun.location).searchParams;
    expect(asked.get('portalId')).toBe('2');
    expect(begun.set.join()).toMatch(/HttpOnly; SameSite=Lax/);
    served.codes.set('c', { portalId: 2, userId: '7', scopes: ['oauth'] });
    const back = await visit(served, `/oauth/callback?code=c&state=${asked.get('state')}`, begun.cookie);
    expect({ status: back.status, location: back.location }).toEqual({
      status: 303,
      location: '/accounts/22?portal=2',
    });
    const [exchange] = served.asked;
    const challenge = crypto
      .createHash('sha256')
      .update(exchange?.verifier ?? '')
      .digest('base64url');
    expect(challenge).toBe(asked.get('challenge'));
    expect(exchange?.redirectUri).toBe('/oauth/callback');
    expect(served.connected).toEqual([2]);
    expect(await served.stores.grants.load(2)).toMatchObject({
      accessToken: 'access-c',
      refreshToken: 'refresh-c',
      userId: '7',
    });
    const portals = JSON.parse((await visit(served, '/api/portals', back.cookie)).text).portals;
    expect(portals.map(({ portalId }: { portalId: number }) => portalId)).toEqual([2]);
  });

  test('the portal is the token’s, whatever the address says', async () => {
    const begun = await visit(served, '/oauth/install?portal=2');
    const state = new URL(begun.location).searchParams.get('state');
    served.codes.set('c', { portalId: 1, userId: '7', scopes: [] });
    await visit(served, `/oauth/callback?code=c&state=${state}&portal=2&hub_id=2`, begun.cookie);
    expect(await served.stores.grants.load(2)).toBeNull();
    expect(await served.stores.grants.load(1)).not.toBeNull();
  });

  test('a user who installed several portals sees them side by side, and no other user’s', async () => {
    await install(served, { portalId: 1, userId: '7' });
    await install(served, { portalId: 2, userId: '8' });
    const both = await install(served, { portalId: 2, userId: '7' });
    const portals = JSON.parse((await visit(served, '/api/portals', both.cookie)).text).portals;
    expect(portals).toHaveLength(2);
    served.clock.now += 31 * 86_400_000;
    const later = await install(served, { portalId: 2, userId: '7' });
    expect(JSON.parse((await visit(served, '/api/portals', later.cookie)).text).portals).toHaveLength(1);
  });

  const wrong: { what: string; path: (state: string) => string; cookie: (own: string) => string; after?: number }[] = [
    { what: 'another browser', path: (state) => `code=c&state=${state}`, cookie: () => '' },
    {
      what: 'another browser’s cookie',
      path: (state) => `code=c&state=${state}`,
      cookie: () => `quorum_attempt=${'x'.repeat(43)}`,
    },
    { what: 'another state', path: () => `code=c&state=${'x'.repeat(43)}`, cookie: (own) => own },
    { what: 'no state', path: () => 'code=c', cookie: (own) => own },
    { what: 'two states', path: (state) => `code=c&state=${state}&state=${state}`, cookie: (own) => own },
    {
      what: 'an answer too late',
      path: (state) => `code=c&state=${state}`,
      cookie: (own) => own,
      after: 10 * minuteMs + 1,
    },
    { what: 'consent declined', path: (state) => `error=access_denied&state=${state}`, cookie: (own) => own },
    { what: 'a code that HubSpot does not take', path: (state) => `code=other&state=${state}`, cookie: (own) => own },
  ];

  test.each(wrong)('$what is refused in words, and nobody is let in', async ({ path, cookie, after = 0 }) => {
    const begun = await visit(served, '/oauth/install');
    served.codes.set('c', { portalId: 1, userId: '7', scopes: [] });
    served.clock.now += after;
    const state = new URL(begun.location).searchParams.get('state') ?? '';
    const back = await visit(served, `/oauth/callback?${path(state)}`, cookie(begun.cookie));
    expect(back.status).toBe(403);
    expect(back.text).toContain('<h1>');
    expect(back.cookie).not.toContain('quorum_session');
    expect(await served.stores.grants.load(1)).toBeNull();
  });

  test('a state is good once', async () => {
    const begun = await visit(served, '/oauth/install');
    const state = new URL(begun.location).searchParams.get('state');
    for (const code of ['c', 'd']) served.codes.set(code, { portalId: 1, userId: '7', scopes: [] });
    expect((await visit(served, `/oauth/callback?code=c&state=${state}`, begun.cookie)).status).toBe(303);
    expect((await visit(served, `/oauth/callback?code=d&state=${state}`, begun.cookie)).status).toBe(403);
  });
});

describe('from a card', () => {
  test('a signed token lets its user into its portal, on the page it names', async () => {
    const entered = await visit(served, `/enter?token=${entryFor(served.clock.now)}`);
    expect({ status: entered.status, location: entered.location }).toEqual({
      status: 303,
      location: '/accounts/11?portal=1',
    });
    expect(entered.set.join()).toMatch(/HttpOnly; SameSite=Lax/);
    expect((await visit(served, '/api/accounts/11', entered.cookie)).status).toBe(200);
    expect((await visit(served, '/api/accounts/22?portal=2', entered.cookie)).status).toBe(404);
  });

  const refused: { what: string; token: () => string; after?: number }[] = [
    { what: 'an expired one', token: () => entryFor(served.clock.now), after: 5 * minuteMs },
    { what: 'one from the future', token: () => entryFor(served.clock.now + minuteMs) },
    { what: 'a changed portal', token: () => tampered(entryFor(served.clock.now), '"portal":1', '"portal":2') },
    { what: 'a changed right', token: () => tampered(entryFor(served.clock.now), '"admin":false', '"admin":true') },
    { what: 'another key’s name', token: () => entryFor(served.clock.now).replace('.new.', '.old.') },
    { what: 'an unknown key', token: () => entryFor(served.clock.now).replace('.new.', '.other.') },
    { what: 'a cut signature', token: () => entryFor(served.clock.now).slice(0, -1) },
    { what: 'a portal that is not there', token: () => entryFor(served.clock.now, { portalId: 3 }) },
    { what: 'nothing', token: () => '' },
    { what: 'something else', token: () => 'a.b.c.d' },
  ];

  test.each(refused)('$what is refused with a page in words', async ({ token, after = 0 }) => {
    const given = token();
    served.clock.now += after;
    const { status, text, cookie } = await visit(served, `/enter?token=${given}&locale=vi`);
    expect(status).toBe(403);
    expect(text).toContain('<html lang="vi">');
    expect(cookie).toBe('');
  });

  test('a token is good once', async () => {
    const token = entryFor(served.clock.now);
    expect((await visit(served, `/enter?token=${token}`)).status).toBe(303);
    const again = await visit(served, `/enter?token=${token}`);
    expect(again.status).toBe(403);
    expect(again.text).toContain('was used before');
  });

  test('a disconnected portal lets nobody in', async () => {
    await served.stores.portals.setState(1, 'disconnected');
    const { status, text } = await visit(served, `/enter?token=${entryFor(served.clock.now)}`);
    expect(status).toBe(403);
    expect(text).toContain('not connected');
  });

  test('a token cannot lead away', async () => {
    const entered = await visit(served, `/enter?token=${entryFor(served.clock.now, { to: '//evil.test' })}`);
    expect(entered.location).toBe('/?portal=1');
  });
});

describe('a session', () => {
  test('ends after two idle hours, and after twelve in any case', async () => {
    const idle = await comeIn(served);
    served.clock.now += 120 * minuteMs - 1;
    expect((await visit(served, '/api/session', idle)).status).toBe(200);
    served.clock.now += 120 * minuteMs;
    expect((await visit(served, '/api/session', idle)).status).toBe(401);
    const busy = await comeIn(served);
    for (let hour = 0; hour < 11; hour += 1) {
      served.clock.now += 60 * minuteMs;
      expect((await visit(served, '/api/session', busy)).status).toBe(200);
    }
    served.clock.now += 60 * minuteMs;
    expect((await visit(served, '/api/session', busy)).status).toBe(401);
  });

  test('ends when its owner says so, and the cookie is worthless then', async () => {
    const cookie = await comeIn(served);
    expect((await visit(served, '/api/session/end', cookie, { method: 'POST' })).status).toBe(204);
    expect((await visit(served, '/api/session', cookie)).status).toBe(401);
    const told = (await served.stores.audit.list(1, allEntries)).map(({ what, who }) => [what, who]);
    expect(told).toEqual([
      ['signed_out', 'user:9'],
      ['entered', 'user:9'],
    ]);
  });

  test('is never taken over from the one before', async () => {
    const before = await comeIn(served);
    const entered = await visit(served, `/enter?token=${entryFor(served.clock.now)}`, before);
    expect(entered.cookie).not.toBe(before);
    expect((await visit(served, '/api/session', before)).status).toBe(401);
  });

  test('shows in no store and no log', async () => {
    const cookie = await comeIn(served);
    const secret = cookie.split('=')[1] ?? '';
    expect(secret).toHaveLength(43);
    await visit(served, '/api/accounts', cookie);
    expect(served.lines.join('')).not.toContain(secret);
    expect(await served.stores.sessions.find(secret)).toBeNull();
  });
});

describe('over https', () => {
  test('cookies are secure and tied to the host', async () => {
    const secure = await serveWithSignIn({}, { publicUrl: () => 'https://127.0.0.1' });
    const begun = await visit(secure, '/oauth/install');
    expect(begun.set.join()).toMatch(/^__Host-quorum_attempt=[\w-]{43};.*Path=\/;.*HttpOnly; Secure; SameSite=Lax/);
    await secure.close();
  });
});

describe('with one access token and no OAuth', () => {
  test('the door says how to come in, and the card’s door is open', async () => {
    const single = await serveWithSignIn({ oauth: false });
    await connect(single, 1, { id: '11', name: 'QUICK-Stop' });
    expect((await visit(single, '/sign-in')).text).toContain('npm run quorum -- sign-in');
    expect((await visit(single, '/oauth/install')).status).toBe(404);
    expect((await visit(single, '/api/portals', await comeIn(single))).status).toBe(200);
    await single.close();
  });
});

/** Another payload under the old signature. */
function tampered(token: string, from: string, to: string): string {
  const [payload = '', ...rest] = token.split('.');
  const text = Buffer.from(payload, 'base64url').toString('utf8');
  expect(text).toContain(from);
  return [Buffer.from(text.replace(from, to)).toString('base64url'), ...rest].join('.');
}

test('after the last portal was deleted the door says so', async () => {
  const { status, text } = await visit(served, '/sign-in?deleted=yes');
  expect(status).toBe(200);
  expect(text).toContain('disconnected and deleted');
  expect(text).toContain('href="/oauth/install"');
});
