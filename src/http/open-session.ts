// Begins and ends the session of a person in this browser.
import type { Request, Response } from 'express';
import { isSecure, sessionMaxMs } from './access-guard.ts';
import type { HttpDeps } from './http-deps.ts';
import { clearCookie, digestOf, newSecret, readCookie, setCookie } from './session-cookie.ts';

type SessionDeps = Pick<HttpDeps, 'stores' | 'now' | 'publicUrl'>;

/** Always a new one: nobody can hand another person a session that was begun before. */
export async function openSession(
  deps: SessionDeps,
  request: Request,
  response: Response,
  { userId, portals }: { userId: string; portals: { portalId: number; isAdmin: boolean }[] },
): Promise<void> {
  await endSession(deps, request, response);
  const now = deps.now();
  for (const { portalId } of portals) await deps.stores.sessions.purge(portalId, now);
  const secret = newSecret();
  const session = { userId, portals, openedAt: now, seenAt: now, expiresAt: now + sessionMaxMs };
  await deps.stores.sessions.open(digestOf(secret), session);
  setCookie(response, { kind: 'session', value: secret, maxAgeMs: sessionMaxMs, isSecure: isSecure(deps) });
}

/** The portals it saw. */
export async function endSession(deps: SessionDeps, request: Request, response: Response): Promise<number[]> {
  const terms = { kind: 'session' as const, isSecure: isSecure(deps) };
  const secret = readCookie(request, terms);
  if (secret === null) return [];
  const session = await deps.stores.sessions.find(digestOf(secret));
  const portalIds = session?.portals.map(({ portalId }) => portalId) ?? [];
  await deps.stores.sessions.close(digestOf(secret), portalIds);
  clearCookie(response, terms);
  return portalIds;
}
