// The sandbox portal: a HubSpot look-alike with its own server and schema, for the first run and for tests.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type pg from 'pg';
import type { SandboxCore } from './api-context.ts';
import { portalOf } from './api-context.ts';
import { associationRoutes, recordAssociationRoutes } from './associations-api.ts';
import { authenticate } from './authenticate.ts';
import { authorizeRoutes } from './authorize-pages.ts';
import { startDispatcher } from './deliver-webhooks.ts';
import { WireError } from './errors.ts';
import { type Faults, noFaults, randomNumbers } from './faults.ts';
import { oauthRoutes } from './oauth-api.ts';
import { objectRoutes } from './objects-api.ts';
import { pageRoutes } from './pages.ts';
import { createRateLimiter, type RateLimits } from './rate-limit.ts';
import type { SandboxPortal } from './sandbox-portal.ts';
import { createSchema, inTransaction, openPool } from './schema.ts';
import { samplePortalId, seedNorthwind } from './seed-northwind.ts';
import { portalRoutes, propertyRoutes } from './settings-api.ts';

export interface SandboxOptions {
  databaseUrl: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Full address to which webhooks are sent and against which they are signed; null sends none. */
  webhookTarget: string | null;
  now?: () => number;
  faults?: Partial<Faults>;
  limits?: Partial<RateLimits>;
}

export interface Sandbox {
  url: string;
  portalId: number;
  accessToken: string;
  clientId: string;
  clientSecret: string;
  appId: number;
  /** All portals, imported ones included. */
  portals(): Promise<SandboxPortal[]>;
  setFaults(faults: Partial<Faults>): void;
  unknownPaths(): Promise<{ path: string; count: number }[]>;
  stop(): Promise<void>;
}

const appId = 1_160_452;
const clientId = 'sandbox-client-id';
const clientSecret = 'sandbox-client-secret';
const hubspotLimits: RateLimits = { callsPerTenSeconds: 110, searchPerSecond: 5 };

/** @throws the system's error where the port is taken or the database cannot be reached. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const pool = openPool(options.databaseUrl);
  try {
    await createSchema(pool);
    await seedOnce(pool, now());
    return await serve(options, pool, now);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function seedOnce(pool: pg.Pool, now: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(724412)');
    const known = await client.query('select 1 from sandbox.portal where portal_id = $1', [samplePortalId]);
    if (known.rowCount === 0) await seedNorthwind(client, now);
  });
}

async function serve(options: SandboxOptions, pool: pg.Pool, now: () => number): Promise<Sandbox> {
  const faults: Faults = { ...noFaults, ...options.faults };
  const dispatcher = startDispatcher({ pool, target: options.webhookTarget, clientSecret, now, faults: () => faults });
  const core: SandboxCore = { pool, appId, now, wake: dispatcher.wake };
  const app = createApp(core, { faults, limits: { ...hubspotLimits, ...options.limits } });
  const server = http.createServer(app);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
  } catch (error) {
    await dispatcher.stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const host = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
  const portals = () => readPortals(pool);
  const sample = (await portals()).find((portal) => portal.portalId === samplePortalId);
  return {
    url: `http://${host}:${port}`,
    portalId: samplePortalId,
    accessToken: sample?.accessToken ?? '',
    clientId,
    clientSecret,
    appId,
    portals,
    setFaults: (changed) => {
      Object.assign(faults, changed);
    },
    unknownPaths: async () =>
      (await pool.query('select path, count::int from sandbox.unknown_path order by count desc limit 100')).rows,
    stop: async () => {
      await dispatcher.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await pool.end();
    },
  };
}

async function readPortals(pool: pg.Pool): Promise<SandboxPortal[]> {
  const found = await pool.query(
    'select portal_id, name, access_token, sample from sandbox.portal order by created_at, portal_id',
  );
  return found.rows.map((row) => ({
    portalId: Number(row.portal_id),
    name: row.name,
    accessToken: row.access_token,
    sample: row.sample,
  }));
}

function createApp(core: SandboxCore, { faults, limits }: { faults: Faults; limits: RateLimits }): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.use('/oauth', oauthRoutes(core, { clientId, clientSecret }));
  app.use('/', pageRoutes(core, { faults, portals: () => readPortals(core.pool) }));
  app.use('/', authorizeRoutes(core, { clientId, portals: () => readPortals(core.pool) }));
  app.use(['/crm', '/account-info', '/files', '/appinstalls'], async (request, _response, next) => {
    await authenticate(core, request);
    next();
  });
  app.use(['/crm', '/account-info', '/files', '/appinstalls'], limitCalls(core, faults, limits));
  app.use('/', portalRoutes(core));
  app.use(express.json({ limit: '5mb' }));
  app.use('/crm/objects/:version', recordAssociationRoutes(core), objectRoutes(core, faults));
  app.use('/crm/associations/:version', associationRoutes(core));
  app.use('/crm/properties/:version', propertyRoutes(core));
  app.use(async (request, response) => {
    const path = request.path.replace(/\d{2,}/g, '{n}').slice(0, 200);
    await core.pool.query(
      'insert into sandbox.unknown_path values ($1, 1) on conflict (path) do update set count = sandbox.unknown_path.count + 1',
      [`${request.method} ${path}`],
    );
    response.status(501).json({
      status: 'error',
      category: 'NOT_IMPLEMENTED',
      message: `The sandbox does not know ${request.method} ${request.path}`,
    });
  });
  app.use(answerError);
  return app;
}

/** Limits and rate headers as HubSpot has them, then the fault switch. */
function limitCalls(core: SandboxCore, faults: Faults, limits: RateLimits): express.RequestHandler {
  const check = createRateLimiter(limits, core.now);
  const random = randomNumbers(faults.seed + 1);
  return async (request, response, next) => {
    const isSearch = request.path.endsWith('/search');
    const verdict = check(portalOf(request), isSearch);
    if (!isSearch)
      response.set({
        'X-HubSpot-RateLimit-Max': String(verdict.max),
        'X-HubSpot-RateLimit-Remaining': String(verdict.remaining),
        'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
      });
    if (verdict.policyName !== null) return void response.status(429).json(rateEnvelope(verdict.policyName));
    if (faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.slowMs));
    const draw = random();
    if (draw < faults.tooMany) return void response.status(429).json(rateEnvelope('TEN_SECONDLY_ROLLING'));
    if (draw < faults.tooMany + faults.unavailable)
      return void response.status(503).json({ status: 'error', message: 'Service temporarily unavailable' });
    if (draw < faults.tooMany + faults.unavailable + faults.resetAfterWrite && request.method !== 'GET')
      cutAnswer(response);
    next();
  };
}

function rateEnvelope(policyName: 'TEN_SECONDLY_ROLLING' | 'SECONDLY'): Record<string, string> {
  return {
    status: 'error',
    message: `You have reached your ${policyName === 'SECONDLY' ? 'secondly' : 'ten_secondly_rolling'} limit.`,
    errorType: 'RATE_LIMIT',
    correlationId: '00000000-0000-0000-0000-000000000000',
    policyName,
  };
}

/** The change is made, the answer never arrives. */
function cutAnswer(response: express.Response): void {
  const { json } = response;
  response.json = (body) => {
    response.socket?.destroy();
    return json.call(response, body);
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
