// Owners, account details, pipelines, files, and the way out of a portal.
import express from 'express';
import { change, parameter, portalOf, query, type SandboxCore, typeOf } from './api-context.ts';
import { notFound, validation } from './errors.ts';
import { uninstallApp } from './portals.ts';
import { dealStages, ticketStages } from './property-definitions.ts';

/** A user of the portal's has this much more in their number than their owner has. */
const userIdAhead = 5_000;

export function portalRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  ownerRoutes(core, router);
  router.get('/account-info/:version/details', async (request, response) => {
    const found = await core.pool.query('select * from sandbox.portal where portal_id = $1', [portalOf(request)]);
    const [portal] = found.rows;
    response.json({
      portalId: Number(portal?.portal_id),
      accountType: 'STANDARD',
      timeZone: 'US/Eastern',
      companyCurrency: portal?.currency,
      additionalCurrencies: [],
      utcOffset: '-05:00',
      utcOffsetMilliseconds: -18_000_000,
      uiDomain: 'sandbox',
      dataHostingLocation: 'na1',
      name: portal?.name,
      sample: portal?.sample,
    });
  });
  pipelineRoutes(router);
  fileRoutes(core, router);
  return router;
}

interface OwnerRow {
  owner_id: string;
  email: string | null;
  first_name: string | null;
  last_name: string | null;
}

function ownerRoutes(core: SandboxCore, router: express.Router): void {
  router.get('/crm/owners/:version', async (request, response) => {
    const limit = Math.min(500, Math.max(1, Number(query(request, 'limit') ?? '100') || 100));
    const after = Number(query(request, 'after') ?? '0') || 0;
    const found = await core.pool.query<OwnerRow>(
      'select * from sandbox.owner where portal_id = $1 and ($2::text is null or email = $2) and owner_id > $3 order by owner_id limit $4',
      [portalOf(request), query(request, 'email') ?? null, after, limit + 1],
    );
    const page = found.rows.slice(0, limit);
    const last = page.at(-1)?.owner_id;
    const paging = found.rows.length > limit && last !== undefined ? { paging: { next: { after: last } } } : {};
    response.json({ results: page.map(ownerToWire), ...paging });
  });
  router.get('/crm/owners/:version/:ownerId', async (request, response) => {
    const id = parameter(request, 'ownerId');
    const idProperty = query(request, 'idProperty') ?? 'id';
    if (!['id', 'userId'].includes(idProperty)) throw validation(`idProperty must be id or userId, not ${idProperty}`);
    if (!/^\d{1,15}$/.test(id)) throw notFound('owner');
    const found = await core.pool.query<OwnerRow>(
      'select * from sandbox.owner where portal_id = $1 and owner_id = $2',
      [portalOf(request), Number(id) - (idProperty === 'userId' ? userIdAhead : 0)],
    );
    const [owner] = found.rows;
    if (owner === undefined) throw notFound('owner');
    response.json(ownerToWire(owner));
  });
}

function ownerToWire(row: OwnerRow): Record<string, unknown> {
  return {
    id: row.owner_id,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    type: 'PERSON',
    userId: Number(row.owner_id) + userIdAhead,
    userIdIncludingInactive: Number(row.owner_id) + userIdAhead,
    createdAt: '2020-01-01T00:00:00.000Z',
    updatedAt: '2020-01-01T00:00:00.000Z',
    archived: false,
  };
}

function pipelineRoutes(router: express.Router): void {
  router.get('/crm/pipelines/:version/:type', (request, response) => {
    response.json({ results: [pipelineOf(typeOf(request).name)] });
  });
  router.get('/crm/pipelines/:version/:type/:id', (request, response) => {
    if (parameter(request, 'id') !== 'default') throw notFound('pipeline');
    response.json(pipelineOf(typeOf(request).name));
  });
  router.get('/crm/pipelines/:version/:type/:id/stages', (request, response) => {
    if (parameter(request, 'id') !== 'default') throw notFound('pipeline');
    response.json({ results: pipelineOf(typeOf(request).name).stages });
  });
}

/** @throws WireError 404 for objects without pipelines */
function pipelineOf(type: string): { stages: unknown[] } & Record<string, unknown> {
  if (type !== 'deals' && type !== 'tickets') throw notFound('pipeline');
  const stages =
    type === 'tickets'
      ? ticketStages.map(({ id, label }) => ({
          id,
          label,
          metadata: { ticketState: id === '4' ? 'CLOSED' : 'OPEN', isClosed: String(id === '4') },
        }))
      : dealStages.map(({ id, label, probability, closed }) => ({
          id,
          label,
          metadata: { probability, isClosed: String(closed) },
        }));
  return {
    id: 'default',
    label: 'Pipeline',
    displayOrder: 0,
    archived: false,
    stages: stages.map((stage, displayOrder) => ({ ...stage, displayOrder, archived: false })),
  };
}

function fileRoutes(core: SandboxCore, router: express.Router): void {
  router.post('/files/:version/files', express.raw({ type: () => true, limit: '20mb' }), async (request, response) => {
    const id = await change(core, request, async ({ client, portalId }) => {
      const { rows } = await client.query<{ id: string }>(`select nextval('sandbox.object_id') as id`);
      await client.query('insert into sandbox.file values ($1, $2, $3, $4)', [
        portalId,
        rows[0]?.id,
        'upload',
        Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      ]);
      return rows[0]?.id;
    });
    response.status(201).json({ id, name: 'upload', access: 'PRIVATE', archived: false });
  });
  router.delete('/appinstalls/:version/external-install', async (request, response) => {
    await uninstallApp(core.pool, portalOf(request));
    response.status(204).end();
  });
}
