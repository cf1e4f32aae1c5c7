// The portal that a call is about: one of the caller's own. Another's is as if it were not there.
import type { Request } from 'express';
import type { Portal } from '../accounts/ports.ts';
import { administers, callerOf, sees } from './access-guard.ts';
import { portalQuerySchema } from './api-contract.ts';
import { ApiError } from './api-error.ts';
import type { HttpDeps } from './http-deps.ts';

type PortalStores = { stores: Pick<HttpDeps['stores'], 'portals'> };

/** The one asked for, else the caller's first. @throws ApiError 404, 503 */
export async function portalOf({ stores }: PortalStores, request: Request): Promise<Portal> {
  const { portal } = portalQuerySchema.parse(request.query);
  const caller = callerOf(request);
  if (portal === undefined) {
    const first = (await stores.portals.list()).find(({ portalId }) => sees(caller, portalId));
    if (first === undefined) throw new ApiError(503, 'no_portal');
    return first;
  }
  const found = sees(caller, portal) ? await stores.portals.find(portal) : null;
  if (found === null) throw new ApiError(404, 'not_found');
  return found;
}

/** For settings, keys and the audit log. @throws ApiError 403 where the caller does not administer the portal, 404, 503 */
export async function ownPortalOf(deps: PortalStores, request: Request): Promise<Portal> {
  const portal = await portalOf(deps, request);
  if (!administers(callerOf(request), portal.portalId)) throw new ApiError(403, 'not_admin');
  return portal;
}
