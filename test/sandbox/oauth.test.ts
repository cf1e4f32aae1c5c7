// How an app gets into a portal and stays there: consent, code, tokens, refresh, introspection, the end.
import crypto from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { answerConsent, askToken, install, redirectUri } from './consent.ts';
import { callApi, objects, startPortal, type TestPortal } from './start-portal.ts';

let portal: TestPortal;
let now = Date.parse('2026-11-24T08:00:00Z');
beforeAll(async () => {
  portal = await startPortal({ now: () => now });
});
afterAll(() => portal.stop());

const redirect = redirectUri;
const scope = 'oauth crm.objects.companies.read';
const grantSchema = z.object({ access_token: z.string(), refresh_token: z.string() });
const ask = (path: string, fields: Record<string, string>) => askToken(portal.sandbox, path, fields);

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

const code = async (fields: Record<string, string> = {}) =>
  (await answerConsent(portal.sandbox, portal.sandbox.portalId, { scope, ...fields })).back?.searchParams.get('code') ??
  '';
const tokenErrors: [string, string, Record<string, string>][] = [
  ['invalid_client', 'BAD_CLIENT_ID', { client_id: 'another', client_secret: 'wrong', grant_type: 'none' }],
  ['invalid_client', 'BAD_CLIENT_SECRET', { client_secret: 'wrong' }],
  ['unsupported_grant_type', 'BAD_GRANT_TYPE', { grant_type: 'password' }],
  ['invalid_grant', 'BAD_AUTH_CODE', { code: 'unknown' }],
  ['invalid_grant', 'BAD_REDIRECT_URI', { redirect_uri: 'http://localhost:3000/oauth/callback' }],
  ['invalid_grant', 'BAD_CODE_VERIFIER', { code_verifier: 'none was announced' }],
];

test.each(tokenErrors)('%s is said as %s', async (error, status, fields) => {
  const asked = { grant_type: 'authorization_code', code: await code(), redirect_uri: redirect, ...fields };
  expect(await ask('token', asked)).toMatchObject({
    status: 400,
    body: { status, error, message: expect.any(String), correlationId: expect.any(String) },
  });
});

test('a code that was announced with a challenge wants its verifier', async () => {
  const verifier = 'v'.repeat(43);
  const challenge = crypto.createHash('sha256').update(verifier).digest('base64url');
  const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
  const exchangeWith = async (fields: Record<string, string>) =>
    ask('token', { grant_type: 'authorization_code', code: await code(pkce), redirect_uri: redirect, ...fields });
  expect(await exchangeWith({})).toMatchObject({ status: 400, body: { status: 'BAD_CODE_VERIFIER' } });
  expect(await exchangeWith({ code_verifier: 'x'.repeat(43) })).toMatchObject({
    body: { status: 'BAD_CODE_VERIFIER' },
  });
  expect(await exchangeWith({ code_verifier: verifier })).toMatchObject({ status: 200 });
});

test('a challenge by another method gets no consent', async () => {
  const plain = { code_challenge: 'v'.repeat(43), code_challenge_method: 'plain' };
  expect(await answerConsent(portal.sandbox, portal.sandbox.portalId, plain)).toMatchObject({
    status: 400,
    back: null,
  });
});

test('whoever denies sends the app away with its state and no code', async () => {
  const { back } = await answerConsent(portal.sandbox, portal.sandbox.portalId, { decision: 'deny' });
  expect(Object.fromEntries(back?.searchParams ?? [])).toEqual({
    from: 'here',
    error: 'access_denied',
    error_description: expect.any(String),
    state: 's <1>',
  });
});

test('an ordinary user cannot let the app in', async () => {
  const { portalId } = portal.sandbox;
  for (const user of ['2', '77'])
    expect(await answerConsent(portal.sandbox, portalId, { user })).toEqual({ status: 403, back: null });
});

test('optional scopes are granted where the portal has them, a required one that it lacks ends the consent', async () => {
  const { sandbox } = portal;
  portal.sandbox.setFaults({ lackingScopes: ['tickets'] });
  const { back } = await answerConsent(sandbox, sandbox.portalId, { scope, optional_scope: 'tickets files' });
  const { body } = await exchange(back?.searchParams.get('code') ?? '');
  expect(body.scopes).toEqual([...scope.split(' '), 'files']);
  expect(await answerConsent(sandbox, sandbox.portalId, { scope: 'oauth tickets' })).toEqual({
    status: 403,
    back: null,
  });
  portal.sandbox.setFaults({ lackingScopes: [] });
});

test('a call that the token was not granted is refused with the scope that is missing', async () => {
  const { url, portalId } = portal.sandbox;
  const { access_token } = await install(portal.sandbox, portalId, scope);
  const read = (path: string) => callApi({ url, token: access_token, method: 'GET', path });
  expect((await read(`${objects}/companies?limit=1`)).status).toBe(200);
  expect(await read(`${objects}/contacts?limit=1`)).toMatchObject({
    status: 403,
    body: {
      category: 'MISSING_SCOPES',
      errors: [{ context: { requiredGranularScopes: ['crm.objects.contacts.read'] } }],
    },
  });
  expect((await read('/crm/owners/2026-09')).status).toBe(403);
  const body = { properties: { name: 'Not mine' } };
  const write = await callApi({ url, token: access_token, method: 'POST', path: `${objects}/companies`, body });
  expect(write.status).toBe(403);
});

test('the life of access tokens, the change of refresh tokens and a closed account can be set', async () => {
  const { sandbox } = portal;
  sandbox.setFaults({ tokenLifeSeconds: 5, rotateRefreshTokens: true });
  const first = await install(sandbox, sandbox.portalId, scope);
  now += 5_001;
  const late = await callApi({
    url: sandbox.url,
    token: first.access_token,
    method: 'GET',
    path: `${objects}/companies`,
  });
  expect(late).toMatchObject({ status: 401, body: { category: 'EXPIRED_AUTHENTICATION' } });
  const renew = (refresh_token: string, fields: Record<string, string> = {}) =>
    ask('token', { grant_type: 'refresh_token', refresh_token, ...fields });
  const second = await renew(first.refresh_token);
  expect(second.body).toMatchObject({ expires_in: 5, refresh_token: expect.not.stringMatching(first.refresh_token) });
  expect(await renew(first.refresh_token)).toMatchObject({ status: 400, body: { status: 'BAD_REFRESH_TOKEN' } });
  const { refresh_token } = grantSchema.parse(second.body);
  expect(await renew(refresh_token, { scope: 'files' })).toMatchObject({ status: 400, body: { status: 'BAD_SCOPES' } });
  sandbox.setFaults({ hubClosed: true });
  expect(await renew(refresh_token)).toMatchObject({
    status: 400,
    body: { status: 'BAD_HUB', error: 'access_denied' },
  });
  sandbox.setFaults({ hubClosed: false, tokenLifeSeconds: 1_800, rotateRefreshTokens: false });
});

test('both versions of the token endpoint say who let the app in', async () => {
  const { sandbox } = portal;
  const { access_token } = await install(sandbox, sandbox.portalId, scope);
  for (const version of ['2026-09', '2026-03']) {
    const { clientId, clientSecret, url } = sandbox;
    const fields = { client_id: clientId, client_secret: clientSecret, token: access_token };
    const answer = await fetch(`${url}/oauth/${version}/token/introspect`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    expect(await answer.json()).toMatchObject({
      active: true,
      hub_id: sandbox.portalId,
      user_id: 1,
      user: 'admin@sandbox.example',
      scopes: scope.split(' '),
      app_id: sandbox.appId,
    });
  }
});
