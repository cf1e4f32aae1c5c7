// HubSpot's token endpoints: form-encoded, access for half an hour, refresh until revoked or uninstalled.
import crypto from 'node:crypto';
import express from 'express';
import type { SandboxCore } from './api-context.ts';
import { WireError } from './errors.ts';
import { OauthError } from './oauth-error.ts';
import { installApp } from './portals.ts';
import { inTransaction } from './schema.ts';
import { userOf } from './users.ts';

interface TokenRow {
  token: string;
  portal_id: string;
  kind: string;
  scopes: string[];
  user_id: string;
  expires_at: Date | null;
  redirect_uri: string | null;
  code_challenge: string | null;
}

interface App {
  clientId: string;
  clientSecret: string;
}
type Form = Record<string, unknown>;

/** Form-encoded, as HubSpot wants it; no bearer token. */
export function oauthRoutes(core: SandboxCore, app: App): express.Router {
  const router = express.Router();
  router.use(express.urlencoded({ extended: false, limit: '50kb' }));
  router.post('/:version/token', async (request, response) => {
    response.json(await grant(core, readForm(request, app)));
  });
  router.post('/:version/token/introspect', async (request, response) => {
    response.json(await introspect(core, readForm(request, app)));
  });
  router.post('/:version/token/revoke', async (request, response) => {
    const form = readForm(request, app);
    await core.pool.query(`delete from sandbox.token where token = $1 and kind = 'refresh'`, [textOf(form, 'token')]);
    response.status(200).end();
  });
  router.use(answerOauthError);
  return router;
}

/** The client id is looked at before anything else. @throws OauthError; WireError 415 */
function readForm(request: express.Request, app: App): Form {
  if (!request.is('application/x-www-form-urlencoded'))
    throw new WireError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The token endpoints take form-encoded bodies');
  const form: Form = request.body ?? {};
  if (form.client_id !== app.clientId) throw new OauthError('BAD_CLIENT_ID');
  if (form.client_secret !== app.clientSecret) throw new OauthError('BAD_CLIENT_SECRET');
  return form;
}

function textOf(form: Form, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value : '';
}

async function introspect(core: SandboxCore, form: Form): Promise<Record<string, unknown>> {
  const found = await core.pool.query<TokenRow>(
    `select * from sandbox.token where token = $1 and kind <> 'code' and (expires_at is null or expires_at > $2)`,
    [textOf(form, 'token'), new Date(core.now())],
  );
  const [token] = found.rows;
  if (token === undefined) return { active: false };
  const user = userOf(Number(token.user_id));
  return {
    active: true,
    hub_id: Number(token.portal_id),
    hub_domain: 'sandbox',
    user_id: user.userId,
    user: user.email,
    app_id: core.appId,
    client_id: textOf(form, 'client_id'),
    scopes: token.scopes,
    token_use: token.kind,
    ...(token.expires_at === null ? {} : { exp: Math.floor(token.expires_at.getTime() / 1_000) }),
  };
}

async function grant(core: SandboxCore, form: Form): Promise<Record<string, unknown>> {
  if (form.grant_type === 'refresh_token') return refresh(core, form);
  if (form.grant_type === 'authorization_code') return exchange(core, form);
  throw new OauthError('BAD_GRANT_TYPE');
}

/** A code is used up by its first use, also by one that fails. */
async function exchange(core: SandboxCore, form: Form): Promise<Record<string, unknown>> {
  const used = await core.pool.query<TokenRow>(
    `delete from sandbox.token where token = $1 and kind = 'code' returning *`,
    [textOf(form, 'code')],
  );
  const [code] = used.rows;
  if (code === undefined || (code.expires_at?.getTime() ?? 0) <= core.now()) throw new OauthError('BAD_AUTH_CODE');
  if (code.redirect_uri !== textOf(form, 'redirect_uri')) throw new OauthError('BAD_REDIRECT_URI');
  checkVerifier(code.code_challenge, textOf(form, 'code_verifier'));
  refuseClosedHub(core, code);
  const refreshToken = newToken('refresh');
  return inTransaction(core.pool, async (client) => {
    await client.query(
      `insert into sandbox.token (token, portal_id, kind, scopes, user_id) values ($1, $2, 'refresh', $3, $4)`,
      [refreshToken, code.portal_id, code.scopes, code.user_id],
    );
    await installApp(client, Number(code.portal_id));
    return answerTokens(core, client, code, refreshToken);
  });
}

/** PKCE: a challenge wants its verifier, and a verifier its challenge. */
function checkVerifier(challenge: string | null, verifier: string): void {
  const isRight =
    challenge === null
      ? verifier === ''
      : crypto.createHash('sha256').update(verifier).digest('base64url') === challenge;
  if (!isRight) throw new OauthError('BAD_CODE_VERIFIER');
}

async function refresh(core: SandboxCore, form: Form): Promise<Record<string, unknown>> {
  return inTransaction(core.pool, async (client) => {
    const found = await client.query<TokenRow>(
      `select * from sandbox.token where token = $1 and kind = 'refresh' for update`,
      [textOf(form, 'refresh_token')],
    );
    const [known] = found.rows;
    if (known === undefined) throw new OauthError('BAD_REFRESH_TOKEN');
    refuseClosedHub(core, known);
    const asked = textOf(form, 'scope')
      .split(' ')
      .filter((scope) => scope !== '');
    if (asked.some((scope) => !known.scopes.includes(scope))) throw new OauthError('BAD_SCOPES');
    const settings = core.faults.of(Number(known.portal_id));
    const next = settings.rotateRefreshTokens ? newToken('refresh') : known.token;
    if (next !== known.token)
      await client.query('update sandbox.token set token = $2 where token = $1', [known.token, next]);
    return answerTokens(core, client, known, next);
  });
}

function refuseClosedHub(core: SandboxCore, { portal_id }: TokenRow): void {
  if (core.faults.of(Number(portal_id)).hubClosed) throw new OauthError('BAD_HUB');
}

function newToken(kind: 'access' | 'refresh'): string {
  return `sandbox-${kind}-${crypto.randomBytes(48).toString('base64url')}`;
}

async function answerTokens(
  core: SandboxCore,
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  { portal_id, scopes, user_id }: TokenRow,
  refreshToken: string,
): Promise<Record<string, unknown>> {
  const lifeSeconds = core.faults.of(Number(portal_id)).tokenLifeSeconds;
  const accessToken = newToken('access');
  await client.query(
    `insert into sandbox.token (token, portal_id, kind, expires_at, scopes, user_id) values ($1, $2, 'access', $3, $4, $5)`,
    [accessToken, portal_id, new Date(core.now() + lifeSeconds * 1_000), scopes, user_id],
  );
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: lifeSeconds,
    hub_id: Number(portal_id),
    scopes,
    user_id: Number(user_id),
    token_type: 'bearer',
    token_use: 'access',
  };
}

const answerOauthError: express.ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (!(error instanceof OauthError) || response.headersSent) return next(error);
  response.status(400).json(error.envelope());
};
