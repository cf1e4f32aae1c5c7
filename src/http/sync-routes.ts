// The copy of a portal: how far it is, what comparisons found that webhooks had missed, and the wish for one now.
import express, { type Router } from 'express';
import { estimateRemaining } from '../accounts/estimate-remaining.ts';
import { missedBy } from '../accounts/reconcile-port.ts';
import { describeSource } from '../accounts/source-words.ts';
import { syncSchema } from './api-contract.ts';
import { localeOf } from './api-error.ts';
import { audited } from './audited.ts';
import type { HttpDeps } from './http-deps.ts';
import { portalOf } from './portal-of.ts';

const runsShown = 10;

export function syncRoutes(deps: HttpDeps): Router {
  const router = express.Router();
  const { stores } = deps;
  router.get('/sync', async (request, response) => {
    const { portalId, state } = await portalOf(deps, request);
    const steps = await stores.progress.load(portalId);
    const locale = localeOf(request);
    const named = steps.map((step) => ({ ...step, label: describeSource(step.step, locale) }));
    const runs = await stores.reconcileRuns.last(portalId, runsShown);
    const { missed } = await stores.reconcileRuns.totals(portalId);
    const remainingSeconds = state === 'backfilling' ? estimateRemaining(steps) : 0;
    const comparisons = { missed, runs: runs.map((run) => ({ ...run, missed: missedBy(run) })) };
    response.json(syncSchema.parse({ state, steps: named, remainingSeconds, comparisons }));
  });
  /** 202: it begins as soon as the queue comes to it; asked for again while one runs, nothing more happens. */
  router.post('/reconcile', async (request, response) => {
    const { portalId } = await portalOf(deps, request);
    await audited(deps, request, { portalId, what: 'comparison_asked', objectIds: [] });
    await deps.reconcile?.(portalId);
    response.status(202).end();
  });
  return router;
}
