// HubSpot's token endpoints: form-encoded, access for half an hour, refresh until revoked.
import crypto from 'node:crypto';
import express from 'express';
import type { SandboxCore } from './api-context.ts';
import { WireError } from './errors.ts';

const tokenLifeSeconds = 1_800;

/** Form-encoded, as HubSpot wants it; no bearer token. */
export function oauthRoutes(core: SandboxCore, app: { clientId: string; clientSecret: string }): express.Router {
  const router = express.Router();
  router.use(express.urlencoded({ extended: false, limit: '50kb' }));
  const checkApp = (body: Record<string, unknown>): void => {
    if (body.client_id !== app.clientId) throw new WireError(400, 'BAD_CLIENT_ID', 'missing or unknown client id');
    if (body.client_secret !== app.clientSecret)
      throw new WireError(400, 'BAD_CLIENT_SECRET', 'missing or invalid client secret');
  };
  router.post('/:version/token', async (request, response) => {
    if (!request.is('application/x-www-form-urlencoded'))
      throw new WireError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The token endpoint takes form-encoded bodies');
    const body: Record<string, unknown> = request.body;
    checkApp(body);
    response.json(await grantToken(core, body));
  });
  router.post('/:version/token/introspect', async (request, response) => {
    checkApp(request.body);
    const found = await core.pool.query(
      'select * from sandbox.token where token = $1 and (expires_at is null or expires_at > $2)',
      [String(request.body.token ?? ''), new Date(core.now())],
    );
    const [token] = found.rows;
    response.json(
      token === undefined
        ? { active: false }
        : {
            active: true,
            hub_id: Number(token.portal_id),
            hub_domain: 'sandbox',
            user_id: 1,
            user: 'admin@sandbox.example',
            app_id: core.appId,
            scopes: token.scopes,
            token_use: token.kind,
          },
    );
  });
  router.post('/:version/token/revoke', async (request, response) => {
    checkApp(request.body);
    await core.pool.query(`delete from sandbox.token where token = $1 and kind = 'refresh'`, [
      String(request.body.token ?? ''),
    ]);
    response.status(200).end();
  });
  return router;
}

async function grantToken(core: SandboxCore, body: Record<string, unknown>): Promise<Record<string, unknown>> {
  const kind =
    body.grant_type === 'refresh_token' ? 'refresh' : body.grant_type === 'authorization_code' ? 'code' : null;
  if (kind === null) throw new WireError(400, 'BAD_REQUEST', 'unsupported grant_type');
  const given = String(kind === 'refresh' ? (body.refresh_token ?? '') : (body.code ?? ''));
  const found = await core.pool.query(
    'select * from sandbox.token where token = $1 and kind = $2 and (expires_at is null or expires_at > $3)',
    [given, kind, new Date(core.now())],
  );
  const [grant] = found.rows;
  if (grant === undefined)
    throw new WireError(400, kind === 'refresh' ? 'BAD_REFRESH_TOKEN' : 'BAD_AUTH_CODE', 'missing or invalid grant');
  const access = `sandbox-access-${crypto.randomBytes(24).toString('base64url')}`;
  const refresh = kind === 'refresh' ? given : `sandbox-refresh-${crypto.randomBytes(24).toString('base64url')}`;
  await core.pool.query(`insert into sandbox.token values ($1, $2, 'access', $3, $4)`, [
    access,
    grant.portal_id,
    new Date(core.now() + tokenLifeSeconds * 1_000),
    grant.scopes,
  ]);
  if (kind === 'code') {
    await core.pool.query('delete from sandbox.token where token = $1', [given]);
    await core.pool.query(`insert into sandbox.token values ($1, $2, 'refresh', null, $3)`, [
      refresh,
      grant.portal_id,
      grant.scopes,
    ]);
  }
  return {
    access_token: access,
    refresh_token: refresh,
    expires_in: tokenLifeSeconds,
    hub_id: Number(grant.portal_id),
    scopes: grant.scopes,
    user_id: 1,
    token_type: 'bearer',
    token_use: 'access',
  };
}
