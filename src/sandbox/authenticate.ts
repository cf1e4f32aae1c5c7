// Which portal a bearer token belongs to, and what it was granted.
import type express from 'express';
import { callerOf, type SandboxCore, setCaller } from './api-context.ts';
import { missingScopes, WireError } from './errors.ts';
import { neededScopes } from './scopes.ts';

interface Found {
  portal_id: string;
  is_own: boolean;
  scopes: string[];
  expires_at: Date | null;
}

/** Resolves the caller of a bearer token. @throws WireError 401 */
export async function authenticate(core: SandboxCore, request: express.Request): Promise<void> {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const found = await core.pool.query<Found>(
    `select portal_id, true as is_own, '{}'::text[] as scopes, null::timestamptz as expires_at from sandbox.portal where access_token = $1 and installed
     union all select portal_id, false, scopes, expires_at from sandbox.token where token = $1 and kind = 'access'`,
    [token],
  );
  const [row] = found.rows;
  if (row === undefined)
    throw new WireError(
      401,
      'INVALID_AUTHENTICATION',
      'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
    );
  if (row.expires_at !== null && row.expires_at.getTime() <= core.now()) throw expired(core, row.expires_at.getTime());
  setCaller(request, {
    portalId: Number(row.portal_id),
    token: row.is_own ? null : token,
    scopes: row.is_own ? null : row.scopes,
  });
}

function expired(core: SandboxCore, at: number): WireError {
  const seconds = Math.max(0, Math.round((core.now() - at) / 1_000));
  return new WireError(
    401,
    'EXPIRED_AUTHENTICATION',
    `The OAuth token used to make this call expired ${seconds} second(s) ago.`,
  );
}

/** The token is worth nothing from now on. Returns what the call is answered with. */
export async function expireToken(core: SandboxCore, token: string): Promise<WireError> {
  await core.pool.query('update sandbox.token set expires_at = $2 where token = $1', [token, new Date(core.now())]);
  return expired(core, core.now());
}

/** Calls that the token was not granted are refused. @throws WireError 403 */
export const checkScopes: express.RequestHandler = (request, _response, next) => {
  const { scopes } = callerOf(request);
  const path = request.originalUrl.split('?')[0] ?? '';
  const needed = scopes === null ? [] : neededScopes(request.method, path);
  const lacking = needed.filter((alternatives) => !alternatives.some((scope) => scopes?.includes(scope)));
  if (lacking.length > 0) throw missingScopes(lacking.flat());
  next();
};
