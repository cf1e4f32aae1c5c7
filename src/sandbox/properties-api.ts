// /crm/properties: a portal's own properties and groups, one by one and in batches.
import express from 'express';
import { z } from 'zod';
import { parameter, portalOf, query, readBody, type SandboxCore, typeOf } from './api-context.ts';
import { notFound, validation, WireError } from './errors.ts';
import { readDefinitions } from './portal-store.ts';
import type { PropertyDefinition } from './property-definitions.ts';
import { propertyGroupRoutes } from './property-groups-api.ts';

const batchMax = 100;
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
const namesSchema = z.object({ inputs: z.array(z.object({ name: z.string() })).max(batchMax) });
/** HubSpot's own definitions are fixed, but the options of these may be changed by the portal. */
const openOptions = new Set(['hs_buying_role', 'lifecyclestage', 'hs_lead_status', 'industry']);

interface Place {
  portalId: number;
  type: string;
}

export function propertyRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.use(propertyGroupRoutes(core));
  batchRoutes(core, router);
  router.get('/:type', async (request, response) => {
    const definitions =
      query(request, 'archived') === 'true'
        ? await readArchived(core, placeOf(request))
        : await readLive(core, request);
    response.json({ results: definitions.map((definition) => toWire(definition)) });
  });
  router.get('/:type/:name', async (request, response) => {
    response.json(toWire(await findDefinition(core, placeOf(request), parameter(request, 'name'))));
  });
  router.post('/:type', async (request, response) => {
    const body = readBody(request, propertySchema);
    response.status(201).json(toWire(await createProperty(core, placeOf(request), body)));
  });
  router.patch('/:type/:name', async (request, response) => {
    response.json(toWire(await updateProperty(core, request)));
  });
  router.delete('/:type/:name', async (request, response) => {
    await archiveProperty(core, placeOf(request), parameter(request, 'name'));
    response.status(204).end();
  });
  return router;
}

function batchRoutes(core: SandboxCore, router: express.Router): void {
  router.post('/:type/batch/create', async (request, response) => {
    const body = readBody(request, z.object({ inputs: z.array(propertySchema).max(batchMax) }));
    const answer = await eachRow(body.inputs, (input) => createProperty(core, placeOf(request), input));
    response.status(answer.errors === undefined ? 201 : 207).json(answer);
  });
  router.post('/:type/batch/read', async (request, response) => {
    const body = readBody(request, namesSchema.extend({ archived: z.boolean().default(false) }));
    const place = placeOf(request);
    const archived = body.archived ? new Map((await readArchived(core, place)).map((each) => [each.name, each])) : null;
    const answer = await eachRow(body.inputs, async ({ name }) => {
      if (archived === null) return findDefinition(core, place, name);
      const found = archived.get(name);
      if (found === undefined) throw notFound(`property ${name}`);
      return found;
    });
    response.status(answer.errors === undefined ? 200 : 207).json(answer);
  });
  router.post('/:type/batch/archive', async (request, response) => {
    const { inputs } = readBody(request, namesSchema);
    const place = placeOf(request);
    const known = await readDefinitions(core.pool, place.portalId, place.type);
    for (const { name } of inputs) if (known.has(name)) await archiveProperty(core, place, name);
    response.status(204).end();
  });
}

/** Each row stands alone: what failed is told beside what was done. */
async function eachRow<Row>(
  rows: Row[],
  work: (row: Row) => Promise<PropertyDefinition>,
): Promise<{ status: string; results: unknown[]; numErrors?: number; errors?: unknown[] }> {
  const results: unknown[] = [];
  const errors: unknown[] = [];
  for (const row of rows) {
    try {
      results.push(toWire(await work(row)));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      errors.push(error.envelope());
    }
  }
  return { status: 'COMPLETE', results, ...(errors.length === 0 ? {} : { numErrors: errors.length, errors }) };
}

function placeOf(request: express.Request): Place {
  return { portalId: portalOf(request), type: typeOf(request).name };
}

async function readLive(core: SandboxCore, request: express.Request): Promise<PropertyDefinition[]> {
  return [...(await readDefinitions(core.pool, portalOf(request), typeOf(request).name)).values()];
}

type Archivable = PropertyDefinition & { archived?: boolean };

async function readArchived(core: SandboxCore, { portalId, type }: Place): Promise<Archivable[]> {
  const found = await core.pool.query<{ definition: PropertyDefinition }>(
    'select definition from sandbox.property where portal_id = $1 and type = $2 and archived order by name',
    [portalId, type],
  );
  return found.rows.map(({ definition }) => ({ ...definition, archived: true }));
}

function toWire({ readOnly, archived = false, ...definition }: Archivable): Record<string, unknown> {
  return {
    ...definition,
    archived,
    modificationMetadata: {
      archivable: !definition.hubspotDefined,
      readOnlyDefinition: definition.hubspotDefined,
      readOnlyOptions: definition.hubspotDefined && !openOptions.has(definition.name),
      readOnlyValue: readOnly,
    },
  };
}

async function findDefinition(core: SandboxCore, { portalId, type }: Place, name: string): Promise<PropertyDefinition> {
  const found = (await readDefinitions(core.pool, portalId, type)).get(name);
  if (found === undefined) throw notFound(`property ${name}`);
  return found;
}

async function createProperty(
  core: SandboxCore,
  { portalId, type }: Place,
  body: z.infer<typeof propertySchema>,
): Promise<PropertyDefinition> {
  const known = await readDefinitions(core.pool, portalId, type);
  if (known.has(body.name))
    throw new WireError(409, 'OBJECT_ALREADY_EXISTS', `A property named '${body.name}' already exists.`, {
      subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    });
  if ([...known.values()].filter((each) => !each.hubspotDefined).length >= core.faults.of(portalId).customPropertiesMax)
    throw new WireError(400, 'PROPERTY_LIMIT_REACHED', 'The portal has no room for another property.');
  const groups = await core.pool.query(
    'select 1 from sandbox.property_group where portal_id = $1 and type = $2 and name = $3',
    [portalId, type, body.groupName],
  );
  if (groups.rowCount === 0 && body.groupName !== `${type}_information`)
    throw validation(`Property group ${body.groupName} does not exist`);
  const definition: PropertyDefinition = { ...body, hubspotDefined: false, readOnly: false };
  await core.pool.query(
    'insert into sandbox.property (portal_id, type, name, definition) values ($1, $2, $3, $4) on conflict (portal_id, type, name) do update set archived = false, definition = excluded.definition',
    [portalId, type, body.name, definition],
  );
  return definition;
}

/** The list of options replaces the one before; HubSpot's own definitions stay as they are. */
async function updateProperty(core: SandboxCore, request: express.Request): Promise<PropertyDefinition> {
  const body = readBody(request, propertySchema.partial().omit({ name: true, hasUniqueValue: true }));
  const place = placeOf(request);
  const definition = await findDefinition(core, place, parameter(request, 'name'));
  const given = z.record(z.string(), z.unknown()).parse(request.body);
  const isOpen = Object.keys(given).every((key) => key === 'options') && openOptions.has(definition.name);
  if (definition.hubspotDefined && !isOpen)
    throw validation(`The definition of "${definition.name}" is HubSpot's own and cannot be changed.`);
  const settled: PropertyDefinition = {
    ...definition,
    ...('label' in given && body.label !== undefined ? { label: body.label } : {}),
    ...('description' in given && body.description !== undefined ? { description: body.description } : {}),
    ...('options' in given && body.options !== undefined ? { options: body.options } : {}),
    ...('groupName' in given && body.groupName !== undefined ? { groupName: body.groupName } : {}),
  };
  await core.pool.query(
    'insert into sandbox.property (portal_id, type, name, definition) values ($1, $2, $3, $4) on conflict (portal_id, type, name) do update set definition = excluded.definition',
    [place.portalId, place.type, definition.name, settled],
  );
  return settled;
}

async function archiveProperty(core: SandboxCore, place: Place, name: string): Promise<void> {
  const definition = await findDefinition(core, place, name);
  if (definition.hubspotDefined) throw validation(`"${name}" is HubSpot's own and cannot be archived.`);
  await core.pool.query(
    'update sandbox.property set archived = true where portal_id = $1 and type = $2 and name = $3',
    [place.portalId, place.type, name],
  );
}
