// The sandbox's own levers over HTTP, none of them HubSpot's: the fault switch, portals added and let go. README.md describes them.
import express from 'express';
import { z } from 'zod';
import { query, readBody, type SandboxCore } from './api-context.ts';
import { notFound } from './errors.ts';
import { faultsSchema } from './faults.ts';
import { refuseForeignOrigin } from './foreign-origin.ts';
import { makeUpPortal } from './make-up-portal.ts';
import { readPortals, uninstallApp } from './portals.ts';

const portalId = z.coerce.number().int().positive();
const faultsBody = faultsSchema.partial().extend({ portalId: portalId.optional() });
const countMax = 1_000_000;
const count = z.number().int().min(0).max(countMax).default(0);
const portalBody = z.object({
  name: z.string().trim().min(1).max(80),
  /** What is made up in it; nothing by default. */
  companies: count,
  contacts: count,
  deals: count,
  seed: z.number().int().min(0).max(1_000_000).default(1),
  /** False: the app has to be let in by consent. */
  installed: z.boolean().default(true),
});

/** Under /sandbox. */
export function controlRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.use(refuseForeignOrigin, express.json({ limit: '1mb' }));
  router.get('/faults', async (request, response) => {
    response.json(await report(core, Number(query(request, 'portalId') ?? 0)));
  });
  router.post('/faults', async (request, response) => {
    const { portalId: only, ...changes } = readBody(request, faultsBody);
    core.faults.set(only ?? null, changes);
    response.json(await report(core, only ?? 0));
  });
  router.delete('/faults', (request, response) => {
    const only = query(request, 'portalId');
    core.faults.reset(only === undefined ? null : Number(only));
    response.status(204).end();
  });
  portalControls(core, router);
  return router;
}

function portalControls(core: SandboxCore, router: express.Router): void {
  router.get('/portals', async (_request, response) => {
    response.json({ results: await readPortals(core.pool) });
  });
  router.post('/portals', async (request, response) => {
    const { installed, ...wanted } = readBody(request, portalBody);
    const made = await makeUpPortal(core.pool, { ...wanted, now: core.now(), byToken: installed });
    response.status(201).json({ name: wanted.name, ...made });
  });
  router.post('/portals/:portalId/uninstall', async (request, response) => {
    const found = portalId.safeParse(request.params.portalId);
    if (!found.success) throw notFound('portal');
    await uninstallApp(core.pool, found.data);
    response.status(204).end();
  });
}

async function report(core: SandboxCore, only: number): Promise<Record<string, unknown>> {
  const known = (await readPortals(core.pool)).filter((portal) => only === 0 || portal.portalId === only);
  const states = await core.pool.query<{ portal: string; state: string; count: number }>(
    `select event->>'portalId' as portal, state, count(*)::int as count from sandbox.outbox group by 1, 2`,
  );
  const results = known.map(({ portalId: id }) => ({
    ...core.faults.report(id),
    events: Object.fromEntries(
      states.rows.filter(({ portal }) => portal === String(id)).map(({ state, count }) => [state, count]),
    ),
  }));
  return { results };
}
