// The one web server: webhooks, API, health, metrics, queue pages, and the pages themselves.
import path from 'node:path';
import { createBullBoard } from '@bull-board/api';
import { ExpressAdapter } from '@bull-board/express';
import express, { type Express, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { ApiError, answerErrors, notFound, sendError } from './api-error.ts';
import { apiRoutes } from './api-routes.ts';
import { hostGuard } from './host-guard.ts';
import type { HttpDeps } from './http-deps.ts';
import { readMetrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { guardMetrics, guardQueuePages } from './operator-guard.ts';
import { signedInOnly, signInRoutes } from './sign-in.ts';

const queuesPath = '/ops/queues';

export function createHttpApp(deps: HttpDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use('/webhooks/hubspot', deps.ingress);
  app.use(requestLog(deps), hostGuard(deps.publicUrl));
  app.use(queuesPath, securityHeaders({ inlineStyles: true }), guardQueuePages(deps), queuePages(deps));
  app.use(securityHeaders({ inlineStyles: false }));
  app.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'ok', version: deps.version });
  });
  app.get('/readyz', async (_request, response) => {
    const isReady = await deps.stores.portals.list().then(
      () => true,
      () => false,
    );
    response
      .status(isReady ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({ status: isReady ? 'ready' : 'store unavailable' });
  });
  app.get('/metrics', guardMetrics(deps), async (_request, response) => {
    response
      .type('text/plain; version=0.0.4')
      .set('cache-control', 'no-store')
      .send(await readMetrics(deps));
  });
  const description = openApiDocument(deps.version);
  app.get('/openapi.json', (_request, response) => void response.json(description));
  app.use('/api', limitCalls(deps), apiRoutes(deps));
  app.use(signInRoutes(deps));
  servePages(app, deps);
  app.use(notFound);
  app.use(answerErrors(deps.log));
  return app;
}

/** Method, route and result; never queries or addresses, which may hold names. */
function requestLog({ log }: HttpDeps): RequestHandler {
  return pinoHttp({
    logger: log,
    autoLogging: { ignore: (request) => /^\/(healthz|readyz|metrics|assets\/)/.test(request.url ?? '') },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'debug'),
    customSuccessMessage: () => 'answered',
    serializers: {
      req: ({ method, url }: { method: string; url: string }) => ({ method, path: url.split('?')[0] }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
  });
}

function securityHeaders({ inlineStyles }: { inlineStyles: boolean }): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: inlineStyles ? ["'self'", "'unsafe-inline'"] : ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", ...(inlineStyles ? ['data:'] : [])],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
  });
}

/** To look at only: what is done about a job is done by the sweep. */
function queuePages({ queue }: HttpDeps): RequestHandler {
  const adapter = new ExpressAdapter();
  adapter.setBasePath(queuesPath);
  const serverAdapter: unknown = adapter;
  if (!isServerAdapter(serverAdapter)) throw new TypeError('bull-board has no server adapter.');
  createBullBoard({ queues: queue.boardQueues(), serverAdapter, options: { uiConfig: { boardTitle: 'Quorum' } } });
  const pages: RequestHandler = adapter.getRouter();
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') pages(request, response, next);
    else sendError(request, response, new ApiError(405, 'not_allowed'));
  };
}

type ServerAdapter = Parameters<typeof createBullBoard>[0]['serverAdapter'];

/** Two releases of bull-board's types may stand beside each other; what runs is the same. */
function isServerAdapter(adapter: unknown): adapter is ServerAdapter {
  return adapter instanceof ExpressAdapter;
}

function limitCalls({ callsPerMinuteMax = 1_200 }: HttpDeps): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: callsPerMinuteMax,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (request, response) => sendError(request, response, { status: 429, code: 'too_many' }),
  });
}

/** Built files are named by their content and kept for good; the page itself is asked for anew each time. */
function servePages(app: Express, deps: HttpDeps): void {
  const folder = deps.uiFolder;
  app.use(
    '/assets',
    express.static(path.join(folder, 'assets'), { immutable: true, maxAge: '365d', fallthrough: false }),
  );
  app.use(express.static(folder, { index: false, maxAge: 0 }));
  app.get(
    ['/', '/accounts/:accountId', '/ops', '/settings', '/writes', '/writes/:runId', '/help'],
    signedInOnly(deps),
    (_request, response, next) => {
      response.set('cache-control', 'no-cache').sendFile('index.html', { root: path.resolve(folder) }, (error) => {
        if (error) next(error);
      });
    },
  );
}
