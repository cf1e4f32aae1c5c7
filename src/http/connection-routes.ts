// The connected portals as their administrators see them: state, scopes, export, and the way out.
import { once } from 'node:events';
import express, { type Request, type Response, type Router } from 'express';
import type { Grant } from '../accounts/access-port.ts';
import { CrmRefusedError, CrmUnavailableError, PortalDisconnectedError } from '../accounts/crm.ts';
import type { Portal } from '../accounts/ports.ts';
import { administers, callerOf } from './access-guard.ts';
import {
  type ConnectionAnswer,
  connectionsSchema,
  disconnectedSchema,
  disconnectSchema,
} from './api-contract-access.ts';
import { ApiError } from './api-error.ts';
import { audited } from './audited.ts';
import type { HttpDeps } from './http-deps.ts';
import { ownPortalOf } from './portal-of.ts';

/** To be mounted behind the guard against other sites. */
export function connectionRoutes(deps: HttpDeps): Router {
  const router = express.Router();
  router.get('/connections', async (request, response) => {
    const caller = callerOf(request);
    const portals = (await deps.stores.portals.list()).filter(({ portalId }) => administers(caller, portalId));
    const connections = await Promise.all(portals.map((portal) => describe(deps, portal)));
    response.json(connectionsSchema.parse({ connections }));
  });
  router.get('/export.ndjson', (request, response) => exportPortal(deps, request, response));
  router.post('/disconnect', express.json({ limit: '10kb' }), (request, response) =>
    disconnect(deps, request, response),
  );
  router.post('/reconnect', async (request, response) => {
    const { portalId } = await ownPortalOf(deps, request);
    if (!(await reconnect(deps, portalId))) throw new ApiError(404, 'not_found');
    await audited(deps, request, { portalId, what: 'portal_connected', objectIds: [] });
    response.status(204).end();
  });
  return router;
}

async function reconnect({ portalControl }: HttpDeps, portalId: number): Promise<boolean> {
  try {
    return (await portalControl?.reconnect(portalId)) ?? false;
  } catch (error) {
    const isRefused = error instanceof PortalDisconnectedError || error instanceof CrmRefusedError;
    throw isRefused ? new ApiError(409, 'not_let_in') : error;
  }
}

async function describe({ stores, access, scopes }: HttpDeps, portal: Portal): Promise<ConnectionAnswer> {
  const { portalId, name, state, connectedAt } = portal;
  const granted = access?.oauth == null ? null : await grantOf(stores.grants, portalId);
  const named = { who: null, from: null, until: null, before: null, limit: 1 };
  const ends =
    state !== 'disconnected'
      ? []
      : await Promise.all(
          (['access_lost', 'portal_disconnected'] as const).map((what) =>
            stores.audit.list(portalId, { ...named, what }),
          ),
        );
  const disconnectedAt = Math.max(0, ...ends.flat().map(({ at }) => at));
  const held = granted?.scopes ?? [];
  const given = [
    ...(scopes?.required ?? []).map((scope) => ({ scope, isRequired: true, isGranted: held.includes(scope) })),
    ...(scopes?.optional ?? []).map((scope) => ({ scope, isRequired: false, isGranted: held.includes(scope) })),
  ];
  return {
    portalId,
    name,
    state,
    connectedAt,
    disconnectedAt: disconnectedAt === 0 ? null : disconnectedAt,
    by: access === undefined ? 'sandbox' : access.oauth === null ? 'token' : 'consent',
    grantedAt: granted?.grantedAt ?? null,
    grantedBy: granted?.userId ?? null,
    scopes: granted === null ? [] : given,
  };
}

/** A grant that no key opens is as good as none, and the page must still come. */
async function grantOf(grants: HttpDeps['stores']['grants'], portalId: number): Promise<Grant | null> {
  return grants.load(portalId).catch(() => null);
}

/** One JSON object a line, each with the table it comes from. */
async function exportPortal(deps: HttpDeps, request: Request, response: Response): Promise<void> {
  const { portalId } = await ownPortalOf(deps, request);
  await audited(deps, request, { portalId, what: 'portal_exported', objectIds: [] });
  response
    .type('application/x-ndjson')
    .set({ 'cache-control': 'no-store', 'content-disposition': `attachment; filename="quorum-${portalId}.ndjson"` });
  for await (const line of deps.stores.portalData.exportRows(portalId)) {
    if (response.destroyed) return;
    if (response.write(`${JSON.stringify(line)}\n`)) continue;
    await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

async function disconnect(deps: HttpDeps, request: Request, response: Response): Promise<void> {
  const portal = await ownPortalOf(deps, request);
  const { confirm, properties, data } = disconnectSchema.parse(request.body);
  if (deps.portalControl === undefined) throw new ApiError(404, 'not_found');
  if (confirm.trim() !== portal.name.trim()) throw new ApiError(400, 'wrong_name');
  const { who } = callerOf(request);
  try {
    const ended = await deps.portalControl.disconnect({ portalId: portal.portalId, who, properties, data });
    if (ended.outcome === 'still-working') throw new ApiError(503, 'still_working');
    response.json(disconnectedSchema.parse(ended));
  } catch (error) {
    if (error instanceof CrmUnavailableError) throw new ApiError(503, 'crm_away');
    if (error instanceof CrmRefusedError) throw new ApiError(409, 'crm_refused');
    throw error;
  }
}
