// What shows several portals at once is for whoever operates the service: queues and metrics.
import crypto from 'node:crypto';
import type { RequestHandler } from 'express';
import { administers, identify } from './access-guard.ts';
import { ApiError } from './api-error.ts';
import type { HttpDeps } from './http-deps.ts';

/** For a bearer of the operator's own token; on the sandbox portal for everybody on this machine. */
export function guardMetrics({ access }: HttpDeps): RequestHandler {
  return (request, _response, next) => {
    if (access === undefined) return next();
    const given = /^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '';
    if (access.metricsToken === null || !isSame(given, access.metricsToken)) throw new ApiError(404, 'not_found');
    next();
  };
}

/** For people who administer every portal that the queues hold jobs of. */
export function guardQueuePages(deps: HttpDeps): RequestHandler {
  return async (request, _response, next) => {
    const caller = await identify(deps, request);
    if (caller === null) throw new ApiError(401, 'not_signed_in');
    const portals = await deps.stores.portals.list();
    if (!portals.every(({ portalId }) => administers(caller, portalId))) throw new ApiError(403, 'not_admin');
    next();
  };
}

/** Compares digests, so that neither length nor content shows in the time taken. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => crypto.createHash('sha256').update(text).digest();
  return crypto.timingSafeEqual(digest(given), digest(wanted));
}
