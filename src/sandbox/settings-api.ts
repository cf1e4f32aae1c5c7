// Properties and groups, owners, account details, limits, pipelines, files.
import express from 'express';
import { z } from 'zod';
import { change, parameter, portalOf, query, readBody, type SandboxCore, typeOf } from './api-context.ts';
import { notFound, WireError } from './errors.ts';
import { readDefinitions } from './portal-store.ts';
import { dealStages, type PropertyDefinition, ticketStages } from './property-definitions.ts';

const optionSchema = z.object({
  label: z.string(),
  value: z.string(),
  displayOrder: z.coerce.number().default(0),
  hidden: z.boolean().default(false),
});
const propertySchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  type: z.enum(['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string']),
  fieldType: z.string().min(1),
  groupName: z.string().min(1),
  description: z.string().default(''),
  options: z.array(optionSchema).default([]),
  hasUniqueValue: z.boolean().default(false),
});
const customPropertiesMax = 1_000;

export function propertyRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.get('/:type/groups', async (request, response) => {
    const own = await core.pool.query(
      'select name, label from sandbox.property_group where portal_id = $1 and type = $2',
      [portalOf(request), typeOf(request).name],
    );
    response.json({ results: [{ name: `${typeOf(request).name}_information`, label: 'Information' }, ...own.rows] });
  });
  router.post('/:type/groups', async (request, response) => {
    const body = readBody(request, z.object({ name: z.string().min(1), label: z.string().min(1) }));
    const added = await core.pool.query(
      'insert into sandbox.property_group values ($1, $2, $3, $4) on conflict do nothing',
      [portalOf(request), typeOf(request).name, body.name, body.label],
    );
    if (added.rowCount === 0)
      throw new WireError(409, 'OBJECT_ALREADY_EXISTS', `A property group named ${body.name} already exists.`, {
        subCategory: 'Properties.GROUP_WITH_NAME_EXISTS',
      });
    response.status(201).json({ ...body, displayOrder: -1, archived: false });
  });
  router.get('/:type', async (request, response) => {
    response.json({
      results: [...(await readDefinitions(core.pool, portalOf(request), typeOf(request).name)).values()].map(toWire),
    });
  });
  router.get('/:type/:name', async (request, response) => {
    response.json(toWire(await findDefinition(core, request)));
  });
  router.post('/:type', async (request, response) => {
    response.status(201).json(await createProperty(core, request));
  });
  router.patch('/:type/:name', async (request, response) => {
    response.json(await updateProperty(core, request));
  });
  router.delete('/:type/:name', async (request, response) => {
    await core.pool.query(
      'update sandbox.property set archived = true where portal_id = $1 and type = $2 and name = $3',
      [portalOf(request), typeOf(request).name, parameter(request, 'name')],
    );
    response.status(204).end();
  });
  return router;
}

function toWire({ readOnly, ...definition }: PropertyDefinition): Record<string, unknown> {
  return {
    ...definition,
    archived: false,
    modificationMetadata: {
      archivable: !definition.hubspotDefined,
      readOnlyDefinition: definition.hubspotDefined,
      readOnlyValue: readOnly,
    },
  };
}

async function findDefinition(core: SandboxCore, request: express.Request): Promise<PropertyDefinition> {
  const found = (await readDefinitions(core.pool, portalOf(request), typeOf(request).name)).get(
    parameter(request, 'name'),
  );
  if (found === undefined) throw notFound('property');
  return found;
}

async function createProperty(core: SandboxCore, request: express.Request): Promise<Record<string, unknown>> {
  const body = readBody(request, propertySchema);
  const type = typeOf(request);
  const known = await readDefinitions(core.pool, portalOf(request), type.name);
  if (known.has(body.name))
    throw new WireError(409, 'OBJECT_ALREADY_EXISTS', `A property named '${body.name}' already exists.`, {
      subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    });
  if ([...known.values()].filter((each) => !each.hubspotDefined).length >= customPropertiesMax)
    throw new WireError(400, 'PROPERTY_LIMIT_REACHED', 'The portal has no room for another property.');
  const groups = await core.pool.query(
    'select 1 from sandbox.property_group where portal_id = $1 and type = $2 and name = $3',
    [portalOf(request), type.name, body.groupName],
  );
  if (groups.rowCount === 0 && body.groupName !== `${type.name}_information`)
    throw new WireError(400, 'VALIDATION_ERROR', `Property group ${body.groupName} does not exist`);
  const definition: PropertyDefinition = { ...body, hubspotDefined: false, readOnly: false };
  await core.pool.query(
    'insert into sandbox.property (portal_id, type, name, definition) values ($1, $2, $3, $4) on conflict (portal_id, type, name) do update set archived = false, definition = excluded.definition',
    [portalOf(request), type.name, body.name, definition],
  );
  return toWire(definition);
}

/** The list of options replaces the one before. */
async function updateProperty(core: SandboxCore, request: express.Request): Promise<Record<string, unknown>> {
  const body = readBody(request, propertySchema.partial().omit({ name: true, hasUniqueValue: true }));
  const definition = await findDefinition(core, request);
  const settled: PropertyDefinition = {
    ...definition,
    label: body.label ?? definition.label,
    description: body.description ?? definition.description,
    options: body.options ?? definition.options,
    groupName: body.groupName ?? definition.groupName,
  };
  await core.pool.query(
    'insert into sandbox.property (portal_id, type, name, definition) values ($1, $2, $3, $4) on conflict (portal_id, type, name) do update set definition = excluded.definition',
    [portalOf(request), typeOf(request).name, definition.name, settled],
  );
  return toWire(settled);
}

export function portalRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.get('/crm/owners/:version', async (request, response) => {
    const email = query(request, 'email');
    const found = await core.pool.query(
      'select * from sandbox.owner where portal_id = $1 and ($2::text is null or email = $2) order by owner_id',
      [portalOf(request), email ?? null],
    );
    response.json({
      results: found.rows.map((row) => ({
        id: row.owner_id,
        email: row.email,
        firstName: row.first_name,
        lastName: row.last_name,
        userId: Number(row.owner_id) + 5_000,
        createdAt: '2020-01-01T00:00:00.000Z',
        updatedAt: '2020-01-01T00:00:00.000Z',
        archived: false,
      })),
    });
  });
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
  router.get('/crm/limits/:version/custom-properties', (_request, response) => {
    response.json({ byObjectType: [], overallLimit: customPropertiesMax });
  });
  router.get('/crm/pipelines/:version/:type', (request, response) => {
    const stages =
      typeOf(request).name === 'tickets'
        ? ticketStages.map((stage) => ({ ...stage, metadata: {} }))
        : dealStages.map(({ id, label, probability, closed }) => ({
            id,
            label,
            metadata: { probability, isClosed: String(closed) },
          }));
    response.json({
      results: [
        {
          id: 'default',
          label: 'Pipeline',
          displayOrder: 0,
          stages: stages.map((stage, displayOrder) => ({ ...stage, displayOrder, archived: false })),
        },
      ],
    });
  });
  fileRoutes(core, router);
  return router;
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
    await core.pool.query('delete from sandbox.token where portal_id = $1', [portalOf(request)]);
    response.status(204).end();
  });
}
