// The sandbox's server: HubSpot's paths, the portals' pages, and 501 for whatever it does not know.
import express from 'express';
import { portalOf, type SandboxCore } from './api-context.ts';
import { applyFaults, rateEnvelope } from './apply-faults.ts';
import { associationRoutes, recordAssociationRoutes } from './associations-api.ts';
import { authenticate, checkScopes } from './authenticate.ts';
import { authorizeRoutes } from './authorize-pages.ts';
import { controlRoutes } from './control-api.ts';
import { WireError } from './errors.ts';
import { limitsRoutes } from './limits-api.ts';
import { oauthRoutes } from './oauth-api.ts';
import { objectRoutes } from './objects-api.ts';
import { pageRoutes } from './pages.ts';
import { readPortals } from './portals.ts';
import { propertyRoutes } from './properties-api.ts';
import { createRateLimiter, type RateLimits } from './rate-limit.ts';
import { portalRoutes } from './settings-api.ts';
import { subscriptionRoutes } from './subscriptions-api.ts';

export interface AppOptions {
  clientId: string;
  clientSecret: string;
  limits: RateLimits;
}

const portalPaths = ['/crm', '/account-info', '/files', '/appinstalls'];

export function createSandboxApp(core: SandboxCore, { clientId, clientSecret, limits }: AppOptions): express.Express {
  const app = express();
  app.disable('x-powered-by');
  const portals = () => readPortals(core.pool);
  app.use('/oauth', oauthRoutes(core, { clientId, clientSecret }));
  app.use('/sandbox', controlRoutes(core));
  app.use('/app-webhooks', subscriptionRoutes(core));
  app.use('/', pageRoutes(core, { portals }));
  app.use('/', authorizeRoutes(core, { clientId, portals }));
  app.use(portalPaths, async (request, _response, next) => {
    await authenticate(core, request);
    next();
  });
  app.use(portalPaths, limitCalls(core, limits), applyFaults(core), checkScopes);
  app.use('/', portalRoutes(core));
  app.use(express.json({ limit: '5mb' }));
  app.use('/crm/objects/:version', recordAssociationRoutes(core), objectRoutes(core));
  app.use('/crm/associations/:version', associationRoutes(core));
  app.use('/crm/properties/:version', propertyRoutes(core));
  app.use('/crm/limits/:version', limitsRoutes(core));
  app.use(async (request, response) => {
    await countUnknown(core, request);
    response.status(501).json({
      status: 'error',
      category: 'NOT_IMPLEMENTED',
      message: `The sandbox does not know ${request.method} ${request.path}`,
    });
  });
  app.use(answerError);
  return app;
}

async function countUnknown(core: SandboxCore, request: express.Request): Promise<void> {
  const path = request.path.replace(/\d{2,}/g, '{n}').slice(0, 200);
  await core.pool.query(
    'insert into sandbox.unknown_path values ($1, 1) on conflict (path) do update set count = sandbox.unknown_path.count + 1',
    [`${request.method} ${path}`],
  );
}

/** Limits and rate headers as HubSpot has them. */
function limitCalls(core: SandboxCore, limits: RateLimits): express.RequestHandler {
  const check = createRateLimiter(limits, core.now);
  return (request, response, next) => {
    const isSearch = request.path.endsWith('/search');
    const verdict = check(portalOf(request), isSearch);
    if (!isSearch)
      response.set({
        'X-HubSpot-RateLimit-Max': String(verdict.max),
        'X-HubSpot-RateLimit-Remaining': String(verdict.remaining),
        'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
      });
    if (verdict.policyName !== null) return void response.status(429).json(rateEnvelope(verdict.policyName));
    next();
  };
}

const answerError: express.ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof WireError) return void response.status(error.status).json(error.envelope());
  const status =
    typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
      ? error.status
      : 500;
  const message = status < 500 ? 'Invalid input JSON' : 'internal error';
  response
    .status(status)
    .json(new WireError(status, status < 500 ? 'VALIDATION_ERROR' : 'INTERNAL_ERROR', message).envelope());
};
