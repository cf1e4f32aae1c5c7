// Keys for machines: an administrator makes one, sees its secret once, and takes it back.
import crypto from 'node:crypto';
import express, { type Router } from 'express';
import { callerOf } from './access-guard.ts';
import { apiKeysSchema, createdKeySchema, newKeySchema } from './api-contract-access.ts';
import { ApiError } from './api-error.ts';
import { audited } from './audited.ts';
import type { HttpDeps } from './http-deps.ts';
import { ownPortalOf } from './portal-of.ts';
import { digestOf, newSecret } from './session-cookie.ts';

const dayMs = 86_400_000;
const keysMax = 100;

/** To be mounted behind the guard against other sites. */
export function keyRoutes(deps: HttpDeps): Router {
  const router = express.Router();
  router.get('/keys', async (request, response) => {
    const { portalId } = await ownPortalOf(deps, request);
    response.json(apiKeysSchema.parse({ keys: await deps.stores.apiKeys.list(portalId) }));
  });
  router.post('/keys', express.json({ limit: '10kb' }), async (request, response) => {
    const { portalId } = await ownPortalOf(deps, request);
    const { name, scope, days } = newKeySchema.parse(request.body);
    const known = await deps.stores.apiKeys.list(portalId);
    const live = known.filter((key) => key.revokedAt === null && key.expiresAt > deps.now());
    if (live.length >= keysMax) throw new ApiError(400, 'too_many_keys');
    const keyId = crypto.randomBytes(6).toString('hex');
    const secret = newSecret();
    const at = deps.now();
    const key = { keyId, name, scope, createdBy: callerOf(request).who, createdAt: at, expiresAt: at + days * dayMs };
    await deps.stores.apiKeys.create(portalId, { ...key, revokedAt: null, usedAt: null, digest: digestOf(secret) });
    await audited(deps, request, { portalId, what: 'key_created', objectIds: [keyId] });
    const shown = { key: { ...key, revokedAt: null, usedAt: null }, secret: `quorum_${portalId}_${keyId}_${secret}` };
    response.status(201).set('cache-control', 'no-store').json(createdKeySchema.parse(shown));
  });
  router.post('/keys/:keyId/revoke', async (request, response) => {
    const { portalId } = await ownPortalOf(deps, request);
    const { keyId } = request.params;
    if (!(await deps.stores.apiKeys.revoke(portalId, keyId, deps.now()))) throw new ApiError(404, 'not_found');
    await audited(deps, request, { portalId, what: 'key_revoked', objectIds: [keyId] });
    response.status(204).end();
  });
  return router;
}
