// The management of webhook subscriptions, HubSpot's /app-webhooks paths; the sandbox takes any developer key.
import express from 'express';
import { z } from 'zod';
import { parameter, query, readBody, type SandboxCore } from './api-context.ts';
import { notFound, validation, WireError } from './errors.ts';

const subscriptionsMax = 1_000;
const subscriptionSchema = z.object({
  eventType: z.string().regex(/^[a-z_]+\.[A-Za-z]+$/),
  active: z.boolean().default(false),
  propertyName: z.string().default(''),
  objectTypeId: z.string().default(''),
});

interface Row {
  subscription_id: string;
  event_type: string;
  property_name: string;
  object_type_id: string;
  active: boolean;
  created_at: Date;
}

export function subscriptionRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.use('/:version/:appId/subscriptions', express.json({ limit: '1mb' }), (request, _response, next) => {
    if ((query(request, 'hapikey') ?? '') === '')
      throw new WireError(401, 'INVALID_AUTHENTICATION', 'A developer API key is wanted.');
    if (parameter(request, 'appId') !== String(core.appId)) throw notFound('app');
    next();
  });
  router.get('/:version/:appId/subscriptions', async (_request, response) => {
    const found = await core.pool.query<Row>('select * from sandbox.subscription order by subscription_id');
    response.json({ results: found.rows.map(toWire) });
  });
  router.post('/:version/:appId/subscriptions', async (request, response) => {
    response.status(201).json(toWire(await create(core, readBody(request, subscriptionSchema))));
  });
  router.get('/:version/:appId/subscriptions/:id', async (request, response) => {
    const found = await core.pool.query<Row>('select * from sandbox.subscription where subscription_id = $1', [
      idOf(request),
    ]);
    response.json(toWire(found.rows[0]));
  });
  router.patch('/:version/:appId/subscriptions/:id', async (request, response) => {
    const { active } = readBody(request, z.object({ active: z.boolean() }));
    const found = await core.pool.query<Row>(
      'update sandbox.subscription set active = $2 where subscription_id = $1 returning *',
      [idOf(request), active],
    );
    response.json(toWire(found.rows[0]));
  });
  router.delete('/:version/:appId/subscriptions/:id', async (request, response) => {
    await core.pool.query('delete from sandbox.subscription where subscription_id = $1', [idOf(request)]);
    response.status(204).end();
  });
  return router;
}

function idOf(request: express.Request): string {
  const id = parameter(request, 'id');
  if (!/^\d{1,15}$/.test(id)) throw notFound('subscription');
  return id;
}

async function create(core: SandboxCore, wanted: z.infer<typeof subscriptionSchema>): Promise<Row | undefined> {
  if (wanted.eventType.endsWith('.propertyChange') && wanted.propertyName === '')
    throw validation('propertyName is required for propertyChange');
  if (wanted.eventType.startsWith('object.') && wanted.objectTypeId === '')
    throw validation('objectTypeId is required for object events');
  const made = await core.pool.query<Row>(
    `insert into sandbox.subscription (event_type, property_name, object_type_id, active, created_at)
     select $1, $2, $3, $4, $5 where (select count(*) from sandbox.subscription) < $6 on conflict do nothing returning *`,
    [wanted.eventType, wanted.propertyName, wanted.objectTypeId, wanted.active, new Date(core.now()), subscriptionsMax],
  );
  if (made.rows.length === 0)
    throw validation(`The subscription exists already, or the app has ${subscriptionsMax} of them.`);
  return made.rows[0];
}

function toWire(row: Row | undefined): Record<string, unknown> {
  if (row === undefined) throw notFound('subscription');
  return {
    id: Number(row.subscription_id),
    eventType: row.event_type,
    active: row.active,
    createdAt: row.created_at.toISOString(),
    ...(row.property_name === '' ? {} : { propertyName: row.property_name }),
    ...(row.object_type_id === '' ? {} : { objectTypeId: row.object_type_id }),
  };
}
