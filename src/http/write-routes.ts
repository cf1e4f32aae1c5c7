// Writes into HubSpot, to look at and to steer: the switch, previews, runs, undo, what is withheld, own calls.
import express, { type Request, type Response, type Router } from 'express';
import {
  decideWithheld,
  discardPreview,
  isPreviewNeeded,
  previewWrites,
  retryRefused,
  setWrites,
  undoRun,
  type WriteControl,
  writePreview,
} from '../accounts/control-writes.ts';
import { administers, callerOf } from './access-guard.ts';
import {
  callsSchema,
  decisionBodySchema,
  runIdSchema,
  runRowsQuerySchema,
  runRowsSchema,
  runSummarySchema,
  startedSchema,
  switchBodySchema,
  withheldQuerySchema,
  withheldSchema,
  writesSchema,
} from './api-contract-writes.ts';
import { ApiError } from './api-error.ts';
import { audited } from './audited.ts';
import { callReport } from './call-report.ts';
import type { HttpDeps } from './http-deps.ts';
import { ownPortalOf, portalOf } from './portal-of.ts';
import { runRows, sendRunCsv } from './run-rows.ts';

const runsMax = 100;
const body = express.json({ limit: '10kb' });

/** To be mounted behind the access guard and the guard against other sites. */
export function writeRoutes(deps: HttpDeps): Router {
  const router = express.Router();
  reads(router, deps);
  runOrders(router, deps);
  const order = orderOf(deps);
  router.post('/writes/switch', body, async (request, response) => {
    const { writes } = switchBodySchema.parse(request.body);
    const control = await order(request, ['switch', writes]);
    if ((await setWrites(control, writes)) === 'preview_first') throw new ApiError(409, 'preview_first');
    response.status(204).end();
  });
  router.post('/writes/withheld', body, async (request, response) => {
    const decision = decisionBodySchema.parse(request.body);
    const { type, objectId, property } = decision;
    const control = await order(request, [decision.decision, type, objectId, property]);
    if (!(await decideWithheld(control, decision))) throw new ApiError(404, 'not_found');
    response.status(204).end();
  });
  router.post('/writes/refused/retry', async (request, response) => {
    await retryRefused(await order(request, ['retry refused']));
    response.status(204).end();
  });
  return router;
}

function reads(router: Router, deps: HttpDeps): void {
  const { stores } = deps;
  router.get('/writes', async (request, response) => {
    const { portalId } = await portalOf(deps, request);
    const [state, previewFirst, runs, withheld, provisioned] = await Promise.all([
      stores.writeSwitch.read(portalId),
      isPreviewNeeded(stores, portalId),
      stores.writeRuns.list(portalId, runsMax),
      stores.withheld.list(portalId, { why: null, offset: 0, limit: 1 }),
      stores.provisioned.list(portalId),
    ]);
    const missing = provisioned.items.filter((item) => item.state === 'failed');
    const mayChange = administers(callerOf(request), portalId);
    const rest = { previewFirst, runs, missing, mayChange, provisionedAt: provisioned.at };
    response.json(writesSchema.parse({ switch: state, withheld: withheld.counts, ...rest }));
  });
  router.get('/writes/runs/:runId', async (request, response) => {
    const { portalId, run } = await runOf(deps, request);
    const counts = await stores.writeRuns.summary(portalId, run.runId);
    response.json(runSummarySchema.parse({ run, counts }));
  });
  router.get('/writes/runs/:runId/rows', async (request, response) => {
    const { portalId, run } = await runOf(deps, request);
    const query = runRowsQuerySchema.parse(request.query);
    const page = await runRows(stores, { portalId, run, query });
    const objectIds = [...new Set(page.rows.map(({ accountId }) => accountId))];
    await audited(deps, request, { portalId, what: 'account_read', objectIds });
    response.json(runRowsSchema.parse(page));
  });
  router.get('/writes/runs/:runId/rows.csv', async (request, response) => {
    const { portalId, run } = await runOf(deps, request);
    await audited(deps, request, { portalId, what: 'portal_exported', objectIds: ['writes', run.runId] });
    await sendRunCsv(stores, { portalId, run, response });
  });
  router.get('/writes/withheld', async (request, response) => {
    const { portalId } = await portalOf(deps, request);
    const { why = null, offset, limit } = withheldQuerySchema.parse(request.query);
    response.json(withheldSchema.parse(await stores.withheld.list(portalId, { why, offset, limit })));
  });
  router.get('/writes/calls', async (request, response) => {
    const { portalId } = await portalOf(deps, request);
    response.json(callsSchema.parse(await callReport(stores, { portalId, now: deps.now() })));
  });
}

function runOrders(router: Router, deps: HttpDeps): void {
  const order = orderOf(deps);
  router.post('/writes/previews', async (request, response) => {
    const runId = await previewWrites(await order(request, ['preview']));
    response.status(202).json(startedSchema.parse({ runId }));
  });
  const onRun = (path: string, act: (control: WriteControl, runId: string) => Promise<string | boolean | null>) => {
    router.post(`/writes/runs/:runId/${path}`, async (request: Request, response: Response) => {
      const { runId } = runIdSchema.parse(request.params);
      const done = await act(await order(request, [path, runId]), runId);
      if (done === null || done === false) throw new ApiError(409, 'run_over');
      response.status(202).json(startedSchema.parse({ runId: done === true ? runId : done }));
    });
  };
  onRun('write', writePreview);
  onRun('discard', discardPreview);
  onRun('undo', undoRun);
}

/** Only an admin of the portal gives orders, and every order is written down before it is followed. */
function orderOf(deps: HttpDeps) {
  return async (request: Request, objectIds: string[]): Promise<WriteControl> => {
    const { portalId } = await ownPortalOf(deps, request);
    await audited(deps, request, { portalId, what: 'writes_changed', objectIds });
    const { who, kind } = callerOf(request);
    return { stores: deps.stores, portalId, now: deps.now(), by: kind === 'sandbox' ? null : who };
  };
}

async function runOf(deps: HttpDeps, request: Request) {
  const { portalId } = await portalOf(deps, request);
  const { runId } = runIdSchema.parse(request.params);
  const run = await deps.stores.writeRuns.find(portalId, runId);
  if (run === null || run.state === 'discarded') throw new ApiError(404, 'not_found');
  return { portalId, run };
}
