// /crm/objects: read, list, create, update, archive, upsert, batch forms, merge, privacy deletion.
import express from 'express';
import { z } from 'zod';
import {
  change,
  listed,
  parameter,
  portalOf,
  propertyValues,
  query,
  readBody,
  type SandboxCore,
  setPortal,
  typeOf,
} from './api-context.ts';
import { associateByType } from './associations-api.ts';
import { notFound, validation, WireError } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import {
  archiveObject,
  type ChangeContext,
  createObject,
  eraseContact,
  fromRow,
  mergeObjects,
  readObjects,
  type StoredObject,
  updateObject,
} from './portal-store.ts';
import { searchObjects } from './search-api.ts';

const batchMax = 100;
const alwaysGiven: Record<string, string[]> = {
  contacts: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
  companies: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
  deals: [
    'amount',
    'closedate',
    'createdate',
    'dealname',
    'dealstage',
    'hs_lastmodifieddate',
    'hs_object_id',
    'pipeline',
  ],
};

export function toWire(type: ObjectType, object: StoredObject, properties: string[]): Record<string, unknown> {
  const names = new Set([
    ...(alwaysGiven[type.name] ?? ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id']),
    ...properties,
  ]);
  const given = [...names].filter((name) => name in object.properties || properties.includes(name));
  return {
    id: object.id,
    properties: Object.fromEntries(
      given.map((name) => [name, object.properties[name] === '' ? null : (object.properties[name] ?? null)]),
    ),
    createdAt: object.createdAt.toISOString(),
    updatedAt: object.updatedAt.toISOString(),
    archived: object.archived,
  };
}

const inputs = <Item extends z.ZodType>(item: Item) => z.object({ inputs: z.array(item) });
const idInput = z.object({ id: z.coerce.string() });
const associationsInput = z
  .array(
    z.object({
      to: z.object({ id: z.coerce.string() }),
      types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.number() })),
    }),
  )
  .optional();

function refuseLarge(count: number): void {
  if (count > batchMax) throw validation(`Invalid input: the number of inputs must not exceed ${batchMax}`);
}

export function objectRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  batchRoutes(core, router);
  router.post('/:type/search', async (request, response) => {
    response.json(
      await searchObjects(core, { portalId: portalOf(request), type: typeOf(request), body: request.body }),
    );
  });
  router.post('/:type/merge', async (request, response) => {
    const body = readBody(
      request,
      z.object({ primaryObjectId: z.coerce.string(), objectIdToMerge: z.coerce.string() }),
    );
    const type = typeOf(request);
    const survivor = await change(core, request, (context) =>
      mergeObjects(context, type, { winner: body.primaryObjectId, loser: body.objectIdToMerge }),
    );
    response.json(toWire(type, survivor, []));
  });
  router.post('/:type/gdpr-delete', async (request, response) => {
    const body = readBody(request, z.object({ objectId: z.coerce.string(), idProperty: z.string().optional() }));
    await change(core, request, async (context) =>
      eraseContact(
        context,
        body.idProperty === undefined
          ? body.objectId
          : await idByProperty(context, 'contacts', body.idProperty, body.objectId),
      ),
    );
    response.status(204).end();
  });
  singleRoutes(core, router);
  return router;
}

function singleRoutes(core: SandboxCore, router: express.Router): void {
  router.get('/:type', async (request, response) => {
    response.json(await listPage(core, request));
  });
  router.post('/:type', async (request, response) => {
    const type = typeOf(request);
    const body = readBody(
      request,
      z.object({ properties: propertyValues.default({}), associations: associationsInput }),
    );
    const created = await change(core, request, async (context) => {
      const object = await createObject(context, type, body.properties);
      await linkNew(context, type, object.id, body.associations);
      return object;
    });
    response.status(201).json(toWire(type, created, Object.keys(body.properties)));
  });
  router.get('/:type/:id', async (request, response) => {
    const type = typeOf(request);
    const id = parameter(request, 'id');
    const archived = query(request, 'archived') === 'true';
    const object = (
      await readObjects(core.pool, { portalId: portalOf(request), type: type.name, ids: [id], archived })
    ).get(id);
    if (object === undefined) throw notFound('resource');
    response.json(toWire(type, object, listed(request, 'properties')));
  });
  router.patch('/:type/:id', async (request, response) => {
    const type = typeOf(request);
    const body = readBody(request, z.object({ properties: propertyValues }));
    const updated = await change(core, request, (context) =>
      updateObject(context, type, parameter(request, 'id'), body.properties),
    );
    response.json(toWire(type, updated, Object.keys(body.properties)));
  });
  router.delete('/:type/:id', async (request, response) => {
    await change(core, request, (context) => archiveObject(context, typeOf(request), parameter(request, 'id')));
    response.status(204).end();
  });
}

async function listPage(core: SandboxCore, request: express.Request): Promise<Record<string, unknown>> {
  const type = typeOf(request);
  const limit = Math.min(100, Math.max(1, Number(query(request, 'limit') ?? '10') || 10));
  const after = /^\d+$/.test(query(request, 'after') ?? '') ? query(request, 'after') : '0';
  const found = await core.pool.query(
    'select * from sandbox.object where portal_id = $1 and type = $2 and archived = $3 and merged_into is null and id > $4 order by id limit $5',
    [portalOf(request), type.name, query(request, 'archived') === 'true', after, limit + 1],
  );
  const page = found.rows.slice(0, limit).map(fromRow);
  const last = page.at(-1);
  const paging = found.rows.length > limit && last !== undefined ? { paging: { next: { after: last.id } } } : {};
  return { results: page.map((object) => toWire(type, object, listed(request, 'properties'))), ...paging };
}

function batchRoutes(core: SandboxCore, router: express.Router): void {
  router.post('/:type/batch/read', async (request, response) => {
    const type = typeOf(request);
    const body = readBody(
      request,
      inputs(idInput).extend({ properties: z.array(z.string()).default([]), idProperty: z.string().optional() }),
    );
    refuseLarge(body.inputs.length);
    const ids = body.inputs.map(({ id }) => id);
    const portalId = portalOf(request);
    const found =
      body.idProperty === undefined
        ? await readObjects(core.pool, {
            portalId,
            type: type.name,
            ids,
            archived: query(request, 'archived') === 'true',
          })
        : await readByProperty(core, { portalId, type: type.name, property: body.idProperty, values: ids });
    const missing = ids.filter((id) => !found.has(id));
    const results = [...new Map([...found.values()].map((object) => [object.id, object])).values()].map((object) =>
      toWire(type, object, body.properties),
    );
    const errors =
      missing.length === 0
        ? {}
        : {
            numErrors: 1,
            errors: [
              {
                status: 'error',
                category: 'OBJECT_NOT_FOUND',
                message: 'Could not get some objects, they may be deleted or not exist.',
                context: { ids: missing },
              },
            ],
          };
    response.status(missing.length === 0 ? 200 : 207).json({ status: 'COMPLETE', results, ...errors });
  });
  router.post('/:type/batch/create', async (request, response) => {
    const type = typeOf(request);
    const body = readBody(
      request,
      inputs(
        z.object({
          properties: propertyValues.default({}),
          associations: associationsInput,
          objectWriteTraceId: z.string().optional(),
        }),
      ),
    );
    await runRows(core, { request, response, type, successStatus: 201 }, body.inputs, async (context, row) => {
      const object = await createObject(context, type, row.properties);
      await linkNew(context, type, object.id, row.associations);
      return toWire(type, object, Object.keys(row.properties));
    });
  });
  batchUpdateRoutes(core, router);
  router.post('/:type/batch/archive', async (request, response) => {
    const body = readBody(request, inputs(idInput));
    refuseLarge(body.inputs.length);
    await change(core, request, async (context) => {
      for (const { id } of body.inputs) await archiveObject(context, typeOf(request), id);
    });
    response.status(204).end();
  });
}

function batchUpdateRoutes(core: SandboxCore, router: express.Router): void {
  router.post('/:type/batch/update', async (request, response) => {
    const type = typeOf(request);
    const body = readBody(
      request,
      inputs(
        z.object({
          id: z.coerce.string(),
          idProperty: z.string().optional(),
          properties: propertyValues,
          objectWriteTraceId: z.string().optional(),
        }),
      ),
    );
    await runRows(core, { request, response, type, successStatus: 200 }, body.inputs, async (context, row) => {
      const id = row.idProperty === undefined ? row.id : await idByProperty(context, type.name, row.idProperty, row.id);
      return toWire(type, await updateObject(context, type, id, row.properties), Object.keys(row.properties));
    });
  });
  router.post('/:type/batch/upsert', async (request, response) => {
    const type = typeOf(request);
    const body = readBody(
      request,
      inputs(
        z.object({
          id: z.coerce.string(),
          idProperty: z.string(),
          properties: propertyValues,
          objectWriteTraceId: z.string().optional(),
        }),
      ),
    );
    await runRows(core, { request, response, type, successStatus: 200 }, body.inputs, async (context, row) => {
      const known = (
        await readByProperty(
          { ...core, pool: core.pool },
          { portalId: context.portalId, type: type.name, property: row.idProperty, values: [row.id] },
        )
      ).get(row.id);
      const object =
        known === undefined
          ? await createObject(context, type, { [row.idProperty]: row.id, ...row.properties })
          : await updateObject(context, type, known.id, row.properties);
      return { ...toWire(type, object, Object.keys(row.properties)), new: known === undefined };
    });
  });
}

interface RowRun {
  request: express.Request;
  response: express.Response;
  type: ObjectType;
  successStatus: number;
}

/** With trace ids each row stands alone (207); without them one bad row refuses the batch. */
async function runRows<Row extends { objectWriteTraceId?: string | undefined }>(
  core: SandboxCore,
  run: RowRun,
  rows: Row[],
  write: (context: ChangeContext, row: Row) => Promise<Record<string, unknown>>,
): Promise<void> {
  refuseLarge(rows.length);
  const isTraced = rows.every((row) => row.objectWriteTraceId !== undefined);
  const results: Record<string, unknown>[] = [];
  const errors: Record<string, unknown>[] = [];
  await change(core, run.request, async (context) => {
    for (const row of rows) {
      await context.client.query('savepoint row');
      try {
        results.push({
          ...(await write(context, row)),
          ...(row.objectWriteTraceId === undefined ? {} : { objectWriteTraceId: row.objectWriteTraceId }),
        });
        await context.client.query('release savepoint row');
      } catch (error) {
        if (!(error instanceof WireError) || !isTraced) throw error;
        await context.client.query('rollback to savepoint row');
        errors.push({
          ...error.envelope(),
          objectWriteTraceId: row.objectWriteTraceId,
          context: { ...error.details.context, objectWriteTraceId: [row.objectWriteTraceId] },
        });
      }
    }
  });
  const problems = errors.length === 0 ? {} : { numErrors: errors.length, errors };
  run.response.status(errors.length === 0 ? run.successStatus : 207).json({ status: 'COMPLETE', results, ...problems });
}

async function readByProperty(
  core: Pick<SandboxCore, 'pool'>,
  request: { portalId: number; type: string; property: string; values: string[] },
): Promise<Map<string, StoredObject>> {
  const found = await core.pool.query(
    'select * from sandbox.object where portal_id = $1 and type = $2 and not archived and merged_into is null and properties->>$3 = any($4)',
    [request.portalId, request.type, request.property, request.values],
  );
  return new Map(found.rows.map((row) => [String(row.properties[request.property]), fromRow(row)]));
}

async function idByProperty(context: ChangeContext, type: string, property: string, value: string): Promise<string> {
  const found = await context.client.query<{ id: string }>(
    'select id from sandbox.object where portal_id = $1 and type = $2 and not archived and merged_into is null and lower(properties->>$3) = lower($4)',
    [context.portalId, type, property, value],
  );
  const id = found.rows[0]?.id;
  if (id === undefined)
    throw new WireError(404, 'OBJECT_NOT_FOUND', `Object not found for ${property}`, { context: { id: [value] } });
  return id;
}

async function linkNew(
  context: ChangeContext,
  type: ObjectType,
  id: string,
  associations: z.infer<typeof associationsInput>,
): Promise<void> {
  for (const { to, types } of associations ?? []) {
    for (const { associationTypeId } of types)
      await associateByType(context, { from: type, fromId: id, toId: to.id, typeId: associationTypeId });
  }
}

/** Resolves the portal of a bearer token. @throws WireError 401 */
export async function authenticate(core: SandboxCore, request: express.Request): Promise<void> {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const found = await core.pool.query<{ portal_id: string }>(
    `select portal_id from sandbox.portal where access_token = $1
     union select portal_id from sandbox.token where token = $1 and kind = 'access' and (expires_at is null or expires_at > $2)`,
    [token, new Date(core.now())],
  );
  const portalId = found.rows[0]?.portal_id;
  if (portalId === undefined)
    throw new WireError(
      401,
      'INVALID_AUTHENTICATION',
      'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
    );
  setPortal(request, Number(portalId));
}
