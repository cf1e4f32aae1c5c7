// Installing and signing in through HubSpot's consent page: one-time state bound to this browser, PKCE, the portal from introspection.
import crypto from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { IssuedTokens, TokenOwner } from '../accounts/access-port.ts';
import { connectByInstall } from '../accounts/connect-by-install.ts';
import { CrmRefusedError, CrmUnavailableError } from '../accounts/crm.ts';
import type { OauthDeps } from './access-deps.ts';
import { isSecure } from './access-guard.ts';
import { portalQuerySchema } from './api-contract.ts';
import type { HttpDeps } from './http-deps.ts';
import { type Notice, sendNotice } from './notice-page.ts';
import { openSession } from './open-session.ts';
import { askedPath, withPortal } from './own-path.ts';
import { clearCookie, digestOf, newSecret, readCookie, setCookie } from './session-cookie.ts';

const attemptMaxMs = 10 * 60_000;
/** Attempts belong to no portal yet. */
const noPortal = 0;
const again = '/oauth/install';

/** What an attempt keeps on our side until HubSpot sends the person back. */
const attemptSchema = z.object({ verifier: z.string(), browser: z.string(), to: z.string().nullable() });

export function oauthRoutes(deps: HttpDeps, oauth: OauthDeps): Router {
  const router = express.Router();
  router.get('/install', (request, response) => install(deps, oauth, request, response));
  router.get('/callback', async (request, response) => {
    const refusal = await callback(deps, oauth, request, response);
    if (refusal !== null) sendNotice(request, response, refusal);
  });
  return router;
}

async function install(deps: HttpDeps, oauth: OauthDeps, request: Request, response: Response): Promise<void> {
  const { portal } = portalQuerySchema.parse(request.query);
  const [state, browser, verifier] = [newSecret(), newSecret(), newSecret()];
  const attempt: z.infer<typeof attemptSchema> = { verifier, browser: digestOf(browser), to: askedPath(request) };
  const now = deps.now();
  await deps.stores.oneTime.keep(noPortal, {
    digest: digestOf(state),
    payload: JSON.stringify(attempt),
    expiresAt: now + attemptMaxMs,
    now,
  });
  setCookie(response, { kind: 'attempt', value: browser, maxAgeMs: attemptMaxMs, isSecure: isSecure(deps) });
  const challenge = crypto.createHash('sha256').update(verifier).digest('base64url');
  const url = oauth.authorizeUrl({ redirectUri: redirectUri(deps), state, challenge, portalId: portal ?? null });
  response.set('cache-control', 'no-store').redirect(302, url);
}

/** The address must be the very one that the app was created with. */
function redirectUri({ publicUrl }: HttpDeps): string {
  return `${publicUrl()}/oauth/callback`;
}

/** Null where the person was let in and sent on. */
async function callback(
  deps: HttpDeps,
  oauth: OauthDeps,
  request: Request,
  response: Response,
): Promise<Notice | null> {
  const attempt = await takeAttempt(deps, request, response);
  if (attempt === null) return { status: 403, code: 'attempt_ended', action: again };
  const { code } = request.query;
  if (typeof code !== 'string' || code === '') return { status: 403, code: 'not_allowed', action: again };
  let granted: { tokens: IssuedTokens; owner: TokenOwner } | null;
  try {
    granted = await exchange(deps, oauth, { code, verifier: attempt.verifier });
  } catch (error) {
    if (error instanceof CrmUnavailableError) return { status: 503, code: 'crm_away', action: again };
    if (error instanceof CrmRefusedError) return { status: 403, code: 'code_refused', action: again };
    throw error;
  }
  if (granted === null) return { status: 403, code: 'code_refused', action: again };
  const { userId, portalId } = granted.owner;
  const portals = await connectByInstall({ ...granted, stores: deps.stores, connect: oauth.connect, now: deps.now() });
  await openSession(deps, request, response, { userId, portals });
  const entry = { at: deps.now(), who: `user:${userId}`, what: 'signed_in' as const, objectIds: [] };
  await deps.stores.audit.append(portalId, [entry]);
  response.set('cache-control', 'no-store').redirect(303, withPortal(attempt.to ?? '/settings', portalId));
  return null;
}

/** Good once, in the browser that began it, within its time. */
async function takeAttempt(deps: HttpDeps, request: Request, response: Response) {
  const terms = { kind: 'attempt' as const, isSecure: isSecure(deps) };
  const browser = readCookie(request, terms);
  const { state } = request.query;
  if (browser === null || typeof state !== 'string') return null;
  const taken = await deps.stores.oneTime.take(noPortal, digestOf(state), deps.now());
  clearCookie(response, terms);
  if (taken === null) return null;
  const attempt = attemptSchema.parse(JSON.parse(taken.payload ?? ''));
  return attempt.browser === digestOf(browser) ? attempt : null;
}

/** The portal and the user are what HubSpot says about the token, never what the address says. */
async function exchange(
  deps: HttpDeps,
  { issuer }: OauthDeps,
  { code, verifier }: { code: string; verifier: string },
): Promise<{ tokens: IssuedTokens; owner: TokenOwner } | null> {
  const tokens = await issuer.exchange({ code, verifier, redirectUri: redirectUri(deps) });
  const owner = await issuer.introspect(tokens.accessToken);
  return owner === null ? null : { tokens, owner };
}
