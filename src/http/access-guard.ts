// Who calls and which portals that caller may see: a session of a person, a key of a machine, or the sandbox on this machine.
import crypto from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { KeyScope } from '../accounts/access-port.ts';
import { ApiError } from './api-error.ts';
import type { HttpDeps } from './http-deps.ts';
import { digestOf, readCookie } from './session-cookie.ts';

export interface Caller {
  /** As the audit log names it. */
  who: string;
  kind: 'sandbox' | 'user' | 'key';
  /** Null: every portal, with every right. */
  portals: ReadonlyMap<number, { isAdmin: boolean }> | null;
  scope: KeyScope | null;
}

/** A session that nobody used for so long ends. */
const idleMaxMs = 2 * 3_600_000;
/** A session ends after so long even where it is used. */
export const sessionMaxMs = 12 * 3_600_000;
const touchEveryMs = 60_000;

const callers = new WeakMap<Request, Caller>();
const sandboxCaller: Caller = { who: 'sandbox', kind: 'sandbox', portals: null, scope: null };

/** @throws Error where the guard did not run before: nobody is let in by an omission. */
export function callerOf(request: Request): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('This route has no access guard.');
  return caller;
}

export function sees({ portals }: Caller, portalId: number): boolean {
  return portals === null || portals.has(portalId);
}

export function administers({ portals, kind }: Caller, portalId: number): boolean {
  return kind !== 'key' && (portals === null || portals.get(portalId)?.isAdmin === true);
}

/** For everything that holds data. Changes are for admins and for keys that may write; what others may change says so itself. */
export function accessGuard(deps: HttpDeps, { mayAllChange }: { mayAllChange: RegExp }): RequestHandler {
  return async (request, _response, next) => {
    const caller = await identify(deps, request);
    if (caller === null) throw new ApiError(401, 'not_signed_in');
    callers.set(request, caller);
    const isChange = request.method !== 'GET' && request.method !== 'HEAD';
    if (caller.scope !== null && !allows(caller.scope, request.path, isChange)) throw new ApiError(403, 'wrong_scope');
    if (isChange && caller.kind === 'user' && !mayAllChange.test(request.path) && !mayChange(caller, request)) {
      throw new ApiError(403, 'not_admin');
    }
    next();
  };
}

/** Of the portal asked for; where none is named, of every portal of the caller. */
function mayChange(caller: Caller, request: Request): boolean {
  const { portal } = request.query;
  if (portal !== undefined) return administers(caller, Number(portal)) || !sees(caller, Number(portal));
  return [...(caller.portals ?? new Map()).keys()].every((portalId) => administers(caller, portalId));
}

function allows(scope: KeyScope, path: string, isChange: boolean): boolean {
  if (scope === 'recognise') return path.startsWith('/recognise');
  return scope === 'write' || !isChange;
}

/** Null for nobody. */
export async function identify(deps: HttpDeps, request: Request): Promise<Caller | null> {
  if (deps.access === undefined) return sandboxCaller;
  const bearer = /^Bearer (\S{1,300})$/.exec(request.get('authorization') ?? '')?.[1];
  return bearer === undefined ? ofSession(deps, request) : ofKey(deps, bearer);
}

async function ofSession(deps: HttpDeps, request: Request): Promise<Caller | null> {
  const token = readCookie(request, { kind: 'session', isSecure: isSecure(deps) });
  if (token === null) return null;
  const digest = digestOf(token);
  const session = await deps.stores.sessions.find(digest);
  const now = deps.now();
  if (session === null || session.expiresAt <= now || session.seenAt + idleMaxMs <= now) return null;
  if (session.seenAt + touchEveryMs <= now) await deps.stores.sessions.touch(digest, { ...session, at: now });
  const portals = new Map(session.portals.map(({ portalId, isAdmin }) => [portalId, { isAdmin }]));
  return { who: `user:${session.userId}`, kind: 'user', portals, scope: null };
}

/** `quorum_PORTAL_KEY_SECRET`: the portal and the key's name are no secret. */
async function ofKey({ stores, now }: HttpDeps, bearer: string): Promise<Caller | null> {
  const [, portal, keyId, secret] = /^quorum_(\d{1,15})_([a-z0-9]{8,32})_([\w-]{43})$/.exec(bearer) ?? [];
  if (portal === undefined || keyId === undefined || secret === undefined) return null;
  const portalId = Number(portal);
  const key = await stores.apiKeys.find(portalId, keyId);
  if (key === null || key.revokedAt !== null || key.expiresAt <= now()) return null;
  if (!crypto.timingSafeEqual(Buffer.from(key.digest), Buffer.from(digestOf(secret)))) return null;
  if ((key.usedAt ?? 0) + touchEveryMs <= now()) await stores.apiKeys.used(portalId, keyId, now());
  return {
    who: `key:${keyId}`,
    kind: 'key',
    portals: new Map([[portalId, { isAdmin: false }]]),
    scope: key.scope,
  };
}

export function isSecure({ publicUrl }: Pick<HttpDeps, 'publicUrl'>): boolean {
  return publicUrl().startsWith('https:');
}
