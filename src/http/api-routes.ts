// The API's reads, behind the guard. Each answers for one portal of the caller; ids of another portal are not found.
import express, { type Request, type Response, type Router } from 'express';
import { describeFault } from '../accounts/fault-words.ts';
import { layoutMap } from '../buying-center/layout-map.ts';
import { renderMapSvg } from '../buying-center/render-map-svg.ts';
import { accessGuard, callerOf, sees } from './access-guard.ts';
import {
  accountIdSchema,
  accountsQuerySchema,
  accountsSchema,
  mapPictureQuerySchema,
  opsSchema,
  ownersSchema,
  portalsSchema,
} from './api-contract.ts';
import { ApiError, localeOf, notFound } from './api-error.ts';
import { auditRoutes } from './audit-routes.ts';
import { audited } from './audited.ts';
import { openStream } from './change-stream.ts';
import { connectionRoutes } from './connection-routes.ts';
import type { HttpDeps } from './http-deps.ts';
import { keyRoutes } from './key-routes.ts';
import { ownPagesOnly } from './own-pages-only.ts';
import { portalOf } from './portal-of.ts';
import { readAccount } from './read-account.ts';
import { sessionRoutes } from './session-routes.ts';
import { syncRoutes } from './sync-routes.ts';
import { writeRoutes } from './write-routes.ts';

const faultsMax = 20;

export function apiRoutes(deps: HttpDeps): Router {
  const router = express.Router();
  router.use(accessGuard(deps, { mayAllChange: /^\/session\/end$/ }));
  router.use((request, response, next) => {
    response.set('cache-control', 'no-cache').vary('accept-language');
    if (request.method === 'GET' || request.method === 'HEAD') next();
    else ownPagesOnly(request, response, next);
  });
  router.use(sessionRoutes(deps), connectionRoutes(deps), keyRoutes(deps), auditRoutes(deps));
  router.use(writeRoutes(deps), syncRoutes(deps));
  router.use((request, _response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new ApiError(405, 'not_allowed');
    next();
  });
  router.get('/portals', async (request, response) => {
    const all = await deps.stores.portals.list();
    const portals = all.filter(({ portalId }) => sees(callerOf(request), portalId));
    const sandboxUrl = deps.sandboxUrl?.() ?? null;
    response.json(portalsSchema.parse({ portals, sandboxUrl, version: deps.version }));
  });
  router.get('/accounts', (request, response) => answerAccounts(deps, request, response));
  router.get('/accounts/:accountId', async (request, response) => {
    const { accountId } = accountIdSchema.parse(request.params);
    const portal = await portalOf(deps, request);
    const account = await readAccount(deps.stores, { portal, accountId, sandboxUrl: deps.sandboxUrl?.() ?? null });
    if (account === null) throw new ApiError(404, 'not_found');
    await audited(deps, request, { portalId: portal.portalId, what: 'account_read', objectIds: [accountId] });
    response.json(account);
  });
  router.get('/accounts/:accountId/map.svg', (request, response) => answerPicture(deps, request, response));
  router.get('/owners', async (request, response) => {
    const { portalId } = await portalOf(deps, request);
    response.json(ownersSchema.parse({ owners: await deps.stores.accounts.owners(portalId) }));
  });
  router.get('/ops', (request, response) => answerOps(deps, request, response));
  const subscribe = openStream(deps);
  router.get('/stream', async (request, response) => {
    const { portalId } = await portalOf(deps, request);
    await subscribe(portalId, request, response);
  });
  router.use(notFound);
  return router;
}

async function answerAccounts(deps: HttpDeps, request: Request, response: Response): Promise<void> {
  const query = accountsQuerySchema.parse(request.query);
  const portal = await portalOf(deps, request);
  const { sort, offset, limit } = query;
  const answer = await deps.stores.accounts.list(portal.portalId, {
    search: query.search ?? null,
    valueClass: query.class ?? null,
    stage: query.stage ?? null,
    missingRole: query.missing ?? null,
    ownerId: query.owner ?? null,
    singleThreaded: query.one_person === undefined ? null : query.one_person === 'yes',
    descending: query.descending === undefined ? sort === 'ltv' : query.descending === 'yes',
    sort,
    offset,
    limit,
  });
  response.json(accountsSchema.parse({ ...answer, currency: portal.currency }));
}

async function answerPicture(deps: HttpDeps, request: Request, response: Response): Promise<void> {
  const { accountId } = accountIdSchema.parse(request.params);
  const { size } = mapPictureQuerySchema.parse(request.query);
  const { portalId } = await portalOf(deps, request);
  const map = await deps.stores.results.loadMap(portalId, accountId);
  if (map === null) throw new ApiError(404, 'not_found');
  await audited(deps, request, { portalId, what: 'map_picture_read', objectIds: [accountId] });
  const svg = renderMapSvg({ map, layout: layoutMap(map, { size }), locale: localeOf(request), now: deps.now() });
  response
    .type('image/svg+xml')
    .set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
    .send(svg);
}

async function answerOps(deps: HttpDeps, request: Request, response: Response): Promise<void> {
  const { stores, queue } = deps;
  const { portalId } = await portalOf(deps, request);
  const locale = localeOf(request);
  const [inbox, queues, writes, faults, sandbox] = await Promise.all([
    stores.inbox.counts(portalId),
    queue.counts(),
    stores.journal.counts(portalId),
    stores.faults.last(portalId, faultsMax),
    deps.sandboxStats?.() ?? null,
  ]);
  response.json(
    opsSchema.parse({
      inbox,
      queues: Object.entries(queues).map(([name, counts]) => ({ name, ...counts })),
      writes,
      faults: faults.map(({ at, where, code, params }) => ({ at, where, ...describeFault({ code, params }, locale) })),
      calls: deps.crmMeter?.(portalId) ?? null,
      unknownPaths: sandbox?.unknownPaths ?? null,
    }),
  );
}
