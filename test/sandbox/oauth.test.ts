// How an app gets into a portal and stays there: consent, code, tokens, refresh, introspection, the end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { objects, startPortal, type TestPortal } from './start-portal.ts';

let portal: TestPortal;
let now = Date.parse('2026-11-24T08:00:00Z');
beforeAll(async () => {
  portal = await startPortal({ now: () => now });
});
afterAll(() => portal.stop());

const redirect = 'http://localhost:3000/oauth/callback?from=here';
const scope = 'oauth crm.objects.companies.read';
const grantSchema = z.object({ access_token: z.string(), refresh_token: z.string() });

async function ask(path: string, fields: Record<string, string>) {
  const { url, clientId, clientSecret } = portal.sandbox;
  const answer = await fetch(`${url}/oauth/2026-09/${path}`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields }),
  });
  const text = await answer.text();
  const body = text === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return { status: answer.status, body };
}

async function consent(): Promise<string> {
  const fields = { client_id: portal.sandbox.clientId, redirect_uri: redirect, scope, state: 's <1>' };
  const answer = await portal.submit('/authorize', fields);
  expect(answer.status).toBe(303);
  const back = new URL(answer.headers.get('location') ?? '');
  expect(back.origin + back.pathname).toBe('http://localhost:3000/oauth/callback');
  expect([back.searchParams.get('state'), back.searchParams.get('from')]).toEqual(['s <1>', 'here']);
  return back.searchParams.get('code') ?? '';
}

const exchange = (code: string) => ask('token', { grant_type: 'authorization_code', code, redirect_uri: redirect });
const status = async (token: string) =>
  (await fetch(`${portal.sandbox.url}${objects}/companies?limit=1`, { headers: { authorization: `Bearer ${token}` } }))
    .status;

test('the consent page says what is asked for, as text', async () => {
  const { url, clientId } = portal.sandbox;
  const asked = new URLSearchParams({ client_id: clientId, redirect_uri: redirect, scope: 'oauth <b>files' });
  const html = await (await fetch(`${url}/oauth/authorize?${asked}`)).text();
  expect(html).toContain('<li>oauth</li><li>&lt;b&gt;files</li>');
  expect(html).not.toContain('<b>files');
});

test.each([
  ['an unknown app', { client_id: 'another' }],
  ['an address that is none', { redirect_uri: 'javascript:alert(1)' }],
  ['an open address elsewhere', { redirect_uri: 'http://elsewhere.example/' }],
])('%s gets no consent', async (_name, wrong) => {
  const fields = { client_id: portal.sandbox.clientId, redirect_uri: redirect, scope, ...wrong };
  expect((await portal.submit('/authorize', fields)).status).toBe(400);
  const page = await fetch(
    `${portal.sandbox.url}/oauth/${portal.sandbox.portalId}/authorize?${new URLSearchParams(fields)}`,
  );
  expect(page.status).toBe(400);
});

test('a consent sent from elsewhere is refused', async () => {
  const fields = { client_id: portal.sandbox.clientId, redirect_uri: redirect, scope };
  expect((await portal.submit('/authorize', fields, 'https://elsewhere.example')).status).toBe(403);
});

test('a code becomes tokens once, the access token lasts half an hour, the refresh token gives the next', async () => {
  const code = await consent();
  const first = await exchange(code);
  expect(first).toMatchObject({
    status: 200,
    body: { expires_in: 1_800, token_type: 'bearer', hub_id: portal.sandbox.portalId, scopes: scope.split(' ') },
  });
  expect(await exchange(code)).toMatchObject({ status: 400, body: { category: 'BAD_AUTH_CODE' } });
  const { access_token, refresh_token } = grantSchema.parse(first.body);
  expect(await status(access_token)).toBe(200);
  now += 1_801_000;
  expect(await status(access_token)).toBe(401);
  const next = grantSchema.parse((await ask('token', { grant_type: 'refresh_token', refresh_token })).body);
  expect(await status(next.access_token)).toBe(200);
  expect((await ask('token/introspect', { token: next.access_token })).body).toMatchObject({
    active: true,
    hub_id: portal.sandbox.portalId,
    app_id: portal.sandbox.appId,
    token_use: 'access',
  });
  expect((await ask('token/introspect', { token: access_token })).body).toMatchObject({ active: false });
});

test('a code that was not used in time is worth nothing', async () => {
  const code = await consent();
  now += 300_001;
  expect(await exchange(code)).toMatchObject({ status: 400, body: { category: 'BAD_AUTH_CODE' } });
});

test('a revoked refresh token and an uninstalled app get nothing more', async () => {
  const { refresh_token } = grantSchema.parse((await exchange(await consent())).body);
  expect((await ask('token/revoke', { token: refresh_token })).status).toBe(200);
  const refused = await ask('token', { grant_type: 'refresh_token', refresh_token });
  expect(refused).toMatchObject({ status: 400, body: { category: 'BAD_REFRESH_TOKEN' } });

  const { access_token } = grantSchema.parse((await exchange(await consent())).body);
  expect((await portal.remove('/appinstalls/2026-09/external-install')).status).toBe(204);
  expect(await status(access_token)).toBe(401);
});

test('the app’s secret and form encoding are asked for', async () => {
  const grant = { grant_type: 'refresh_token', refresh_token: 'unknown' };
  expect(await ask('token', { ...grant, client_secret: 'wrong' })).toMatchObject({
    status: 400,
    body: { category: 'BAD_CLIENT_SECRET' },
  });
  for (const path of ['token', 'token/introspect', 'token/revoke'])
    expect(await ask(path, { ...grant, client_id: 'another' })).toMatchObject({ status: 400 });
  const json = await fetch(`${portal.sandbox.url}/oauth/2026-09/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(grant),
  });
  expect(json.status).toBe(415);
});
