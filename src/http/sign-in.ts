// The door: the page to sign in on, and the entry of people whom HubSpot sends with a signed token.
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { AccessDeps } from './access-deps.ts';
import { identify } from './access-guard.ts';
import { sendError } from './api-error.ts';
import { readEntryToken } from './entry-token.ts';
import type { HttpDeps } from './http-deps.ts';
import { sendNotice } from './notice-page.ts';
import { oauthRoutes } from './oauth-routes.ts';
import { openSession } from './open-session.ts';
import { askedPath, isOwnPath, withPortal } from './own-path.ts';
import { digestOf } from './session-cookie.ts';

/** Attempts at the door a minute from one address; a whole office may stand behind it. */
const attemptsMax = 300;

export function signInRoutes(deps: HttpDeps): Router {
  const router = express.Router();
  const { access } = deps;
  router.use(['/sign-in', '/enter', '/oauth'], limitAttempts());
  router.get('/sign-in', (request, response) => {
    const action = access?.oauth == null ? undefined : installPath(askedPath(request));
    if (request.query.deleted !== undefined) {
      return sendNotice(request, response, {
        status: 200,
        code: 'portal_deleted',
        ...(action === undefined ? {} : { action }),
      });
    }
    if (access === undefined) return sendNotice(request, response, { status: 200, code: 'no_account', action: '/' });
    if (action === undefined) return sendNotice(request, response, { status: 200, code: 'sign_in_by_link' });
    sendNotice(request, response, { status: 200, code: 'sign_in', action });
  });
  if (access !== undefined) {
    router.get('/enter', (request, response) => enter(deps, access, request, response));
    if (access.oauth !== null) router.use('/oauth', oauthRoutes(deps, access.oauth));
  }
  return router;
}

function installPath(path: string | null): string {
  return path === null ? '/oauth/install' : `/oauth/install?${new URLSearchParams({ to: path })}`;
}

/** Pages show nothing by themselves, but people are led to the door rather than to an empty page. */
export function signedInOnly(deps: HttpDeps): RequestHandler {
  return async (request, response, next) => {
    if ((await identify(deps, request)) !== null) return next();
    const asked = request.originalUrl;
    const query = asked === '/' || !isOwnPath(asked) ? '' : `?${new URLSearchParams({ to: asked })}`;
    response.set('cache-control', 'no-store').redirect(302, `/sign-in${query}`);
  };
}

async function enter(deps: HttpDeps, access: AccessDeps, request: Request, response: Response): Promise<void> {
  const { stores, now } = deps;
  const token = typeof request.query.token === 'string' ? request.query.token : '';
  const reading = readEntryToken(access.entryKeys, { token, now: now() });
  if (reading.outcome !== 'ok') {
    const code = reading.outcome === 'expired' ? 'entry_expired' : 'entry_wrong';
    return sendNotice(request, response, { status: 403, code });
  }
  const { portalId, userId, isAdmin, to: path } = reading.entry;
  const portal = await stores.portals.find(portalId);
  if (portal === null || portal.state === 'disconnected') {
    return sendNotice(request, response, { status: 403, code: 'entry_disconnected', action: '/sign-in' });
  }
  const mark = { digest: digestOf(reading.nonce), payload: null, expiresAt: reading.expiresAt, now: now() };
  if (!(await stores.oneTime.keep(portalId, mark))) {
    return sendNotice(request, response, { status: 403, code: 'entry_used' });
  }
  await openSession(deps, request, response, { userId, portals: [{ portalId, isAdmin }] });
  await stores.audit.append(portalId, [{ at: now(), who: `user:${userId}`, what: 'entered', objectIds: [] }]);
  response.set('cache-control', 'no-store').redirect(303, withPortal(isOwnPath(path) ? path : '/', portalId));
}

function limitAttempts(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: attemptsMax,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (request, response) => sendError(request, response, { status: 429, code: 'too_many' }),
  });
}
