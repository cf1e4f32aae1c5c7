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
  typeOf,
} from './api-context.ts';
import { notFound } from './errors.ts';
import { mergeObjects } from './merge-objects.ts';
import { associationsInput, batchRoutes, idByProperty, linkNew } from './objects-batch-api.ts';
import { archiveObject, createObject, eraseContact, fromRow, isId, readObjects, updateObject } from './portal-store.ts';
import { searchObjects } from './search-api.ts';
import { toWire } from './wire-object.ts';

export function objectRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  batchRoutes(core, router);
  router.post('/:type/search', async (request, response) => {
    response.json(
      await searchObjects(core, {
        portalId: portalOf(request),
        type: typeOf(request),
        body: request.body,
        lagMs: core.faults.of(portalOf(request)).searchLagMs,
      }),
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
  const after = isId(query(request, 'after') ?? '') ? query(request, 'after') : '0';
  const found = await core.pool.query(
    'select * from sandbox.object where portal_id = $1 and type = $2 and archived = $3 and merged_into is null and id > $4 order by id limit $5',
    [portalOf(request), type.name, query(request, 'archived') === 'true', after, limit + 1],
  );
  const page = found.rows.slice(0, limit).map(fromRow);
  const last = page.at(-1);
  const paging = found.rows.length > limit && last !== undefined ? { paging: { next: { after: last.id } } } : {};
  return { results: page.map((object) => toWire(type, object, listed(request, 'properties'))), ...paging };
}
