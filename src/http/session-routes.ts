// Who is signed in, and the end of a session.
import express, { type Router } from 'express';
import { administers, callerOf } from './access-guard.ts';
import { sessionSchema } from './api-contract-access.ts';
import type { HttpDeps } from './http-deps.ts';
import { endSession } from './open-session.ts';

export function sessionRoutes(deps: HttpDeps): Router {
  const router = express.Router();
  router.get('/session', async (request, response) => {
    const caller = callerOf(request);
    const portals = await deps.stores.portals.list();
    response.json(
      sessionSchema.parse({
        kind: caller.kind,
        who: caller.who,
        administers: portals.map(({ portalId }) => portalId).filter((portalId) => administers(caller, portalId)),
        signsIn: deps.access !== undefined,
        installs: deps.access !== undefined && deps.access.oauth !== null,
      }),
    );
  });
  router.post('/session/end', async (request, response) => {
    const { who } = callerOf(request);
    for (const portalId of await endSession(deps, request, response)) {
      await deps.stores.audit.append(portalId, [{ at: deps.now(), who, what: 'signed_out', objectIds: [] }]);
    }
    response.status(204).end();
  });
  return router;
}
