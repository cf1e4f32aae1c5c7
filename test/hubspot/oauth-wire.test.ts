// What goes over the wire to HubSpot's token endpoints, and what its answers mean.
import nock from 'nock';
import { expect, test } from 'vitest';
import { CrmRefusedError, CrmUnavailableError, PortalDisconnectedError } from '../../src/accounts/crm.ts';
import { oauthAuthorizeUrl } from '../../src/hubspot/oauth-authorize-url.ts';
import { createOauthClient } from '../../src/hubspot/oauth-client.ts';
import { baseUrl, watchWire } from './wire.ts';

watchWire();

const client = createOauthClient({ baseUrl, clientId: 'id', clientSecrets: ['secret', 'old secret'], pauseMs: 1 });
const path = '/oauth/2026-09/token';
const issued = {
  access_token: 'access',
  refresh_token: 'refresh',
  expires_in: 1_800,
  hub_id: 5,
  scopes: ['oauth'],
  token_type: 'bearer',
};

/** The form must hold these fields and no others. */
const form = (fields: Record<string, string>) => (body: Record<string, string>) => {
  expect(body).toEqual(fields);
  return true;
};
const asApp = { client_id: 'id', client_secret: 'secret' };

test('a code is changed into tokens, form-encoded, with the verifier and the exact address', async () => {
  nock(baseUrl, { reqheaders: { 'content-type': 'application/x-www-form-urlencoded' } })
    .post(
      path,
      form({
        ...asApp,
        grant_type: 'authorization_code',
        code: 'c/d',
        code_verifier: 'v',
        redirect_uri: 'https://q.test/oauth/callback',
      }),
    )
    .reply(200, issued);
  const given = await client.exchange({ code: 'c/d', verifier: 'v', redirectUri: 'https://q.test/oauth/callback' });
  expect(given).toEqual({ accessToken: 'access', refreshToken: 'refresh', expiresInSeconds: 1_800 });
});

test('whose token it is comes from introspection', async () => {
  nock(baseUrl)
    .post(`${path}/introspect`, form({ ...asApp, token: 'access', token_type_hint: 'access_token' }))
    .reply(200, { active: true, hub_id: 5, user_id: 9, user: 'a@b.test', app_id: 1, scopes: ['oauth'], more: [] });
  expect(await client.introspect('access')).toEqual({ portalId: 5, userId: '9', scopes: ['oauth'] });
  nock(baseUrl).post(`${path}/introspect`).reply(200, { active: false });
  expect(await client.introspect('access')).toBeNull();
});

const refusals: {
  what: string;
  status: number;
  body: object;
  error: new (...args: never[]) => Error;
  asked?: number;
}[] = [
  {
    what: 'HubSpot’s word for a dead refresh token',
    status: 400,
    body: { status: 'BAD_REFRESH_TOKEN', message: 'x' },
    error: PortalDisconnectedError,
  },
  {
    what: 'the same as a category',
    status: 400,
    body: { category: 'BAD_REFRESH_TOKEN' },
    error: PortalDisconnectedError,
  },
  {
    what: 'OAuth’s word for it',
    status: 400,
    body: { error: 'invalid_grant', error_description: 'x' },
    error: PortalDisconnectedError,
  },
  { what: 'an unknown app', status: 400, body: { status: 'BAD_CLIENT_ID' }, error: CrmRefusedError },
  { what: 'an answer without a code', status: 400, body: {}, error: CrmRefusedError },
  { what: 'an outage', status: 502, body: {}, error: CrmUnavailableError, asked: 4 },
  { what: 'too many calls', status: 429, body: {}, error: CrmUnavailableError, asked: 4 },
];

test.each(refusals)('$what is told apart', async ({ status, body, error, asked = 1 }) => {
  nock(baseUrl).post(path).times(asked).reply(status, body);
  const refused = await client.refresh('refresh').catch((thrown: unknown) => thrown);
  expect(refused).toBeInstanceOf(error);
  if (error === CrmRefusedError) expect(refused).not.toBeInstanceOf(PortalDisconnectedError);
});

test('an outage that passes is not told', async () => {
  nock(baseUrl).post(path).reply(503).post(path).replyWithError('cut').post(path).reply(200, issued);
  expect((await client.refresh('refresh')).accessToken).toBe('access');
});

test('while the secret is being replaced, the other one is tried', async () => {
  nock(baseUrl).post(path).reply(400, { status: 'BAD_CLIENT_SECRET' });
  nock(baseUrl)
    .post(path, form({ client_id: 'id', client_secret: 'old secret', grant_type: 'refresh_token', refresh_token: 'r' }))
    .reply(200, issued);
  expect((await client.refresh('r')).refreshToken).toBe('refresh');
});

test('neither an answer nor an error shows a token', async () => {
  nock(baseUrl).post(path).reply(200, { access_token: 'canary', refresh_token: '', expires_in: 'x' });
  const thrown = await client.refresh('canary').catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(CrmUnavailableError);
  expect(String(thrown)).not.toContain('canary');
});

test('leaving is asked of HubSpot, and being gone already is no fault', async () => {
  const uninstall = '/appinstalls/2026-09/external-install';
  nock(baseUrl, { reqheaders: { authorization: 'Bearer access' } })
    .delete(uninstall)
    .reply(204);
  await client.uninstall('access');
  nock(baseUrl).delete(uninstall).reply(401, {});
  await client.uninstall('access');
  nock(baseUrl).delete(uninstall).reply(403, {});
  await expect(client.uninstall('access')).rejects.toBeInstanceOf(CrmRefusedError);
  nock(baseUrl)
    .post(`${path}/revoke`, form({ ...asApp, token: 'refresh', token_type_hint: 'refresh_token' }))
    .reply(200);
  await client.revoke('refresh');
});

test('the consent page is asked for the scopes given, optional ones apart, and the challenge', () => {
  const url = new URL(
    oauthAuthorizeUrl({
      appUrl: 'https://app.hubspot.test',
      clientId: 'id',
      redirectUri: 'https://q.test/oauth/callback',
      requiredScopes: ['oauth', 'crm.objects.contacts.read'],
      optionalScopes: ['tickets'],
      state: 's',
      challenge: 'c',
      portalId: 5,
    }),
  );
  expect(url.pathname).toBe('/oauth/5/authorize');
  expect(url.search).not.toContain('+');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'id',
    redirect_uri: 'https://q.test/oauth/callback',
    scope: 'oauth crm.objects.contacts.read',
    optional_scope: 'tickets',
    state: 's',
    code_challenge: 'c',
    code_challenge_method: 'S256',
  });
});
