// Which portal a bearer token belongs to.
import type express from 'express';
import { type SandboxCore, setPortal } from './api-context.ts';
import { WireError } from './errors.ts';

/** Resolves the portal of a bearer token. @throws WireError 401 */
export async function authenticate(core: SandboxCore, request: express.Request): Promise<void> {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const found = await core.pool.query<{ portal_id: string }>(
    `select portal_id from sandbox.portal where access_token = $1
     union select portal_id from sandbox.token where token = $1 and kind = 'access' and (expires_at is null or expires_at > $2)`,
    [token, new Date(core.now())],
  );
  const portalId = found.rows[0]?.portal_id;
  if (portalId === undefined)
    throw new WireError(
      401,
      'INVALID_AUTHENTICATION',
      'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
    );
  setPortal(request, Number(portalId));
}
