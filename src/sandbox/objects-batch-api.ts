// The batch forms of /crm/objects: at most 100 inputs; with trace ids each row stands alone.
import type express from 'express';
import type pg from 'pg';
import { z } from 'zod';
import {
  change,
  isRowToFail,
  portalOf,
  propertyValues,
  query,
  readBody,
  type SandboxCore,
  typeOf,
} from './api-context.ts';
import { associateByType } from './association-labels.ts';
import type { ChangeContext } from './change-events.ts';
import { validation, WireError } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import {
  archiveObject,
  createObject,
  fromRow,
  loweredValue,
  readObjects,
  type StoredObject,
  updateObject,
} from './portal-store.ts';
import { toWire } from './wire-object.ts';

const batchMax = 100;
const inputs = <Item extends z.ZodType>(item: Item) => z.object({ inputs: z.array(item) });
const idInput = z.object({ id: z.coerce.string() });
export const associationsInput = z
  .array(
    z.object({
      to: z.object({ id: z.coerce.string() }),
      types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.number() })),
    }),
  )
  .optional();

function batchError(category: string, message: string, ids: string[]): Record<string, unknown>[] {
  return ids.length === 0 ? [] : [{ status: 'error', category, message, context: { ids } }];
}

function refuseLarge(count: number): void {
  if (count > batchMax) throw validation(`Invalid input: the number of inputs must not exceed ${batchMax}`);
}

export function batchRoutes(core: SandboxCore, router: express.Router): void {
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
        : await readByProperty(core.pool, { portalId, type: type.name, property: body.idProperty, values: ids });
    const missing = ids.filter((id) => !found.has(id));
    const unread = ids.filter((id, at) => found.has(id) && isRowToFail(request, at, [id]));
    for (const id of unread) found.delete(id);
    const results = [...new Map([...found.values()].map((object) => [object.id, object])).values()].map((object) =>
      toWire(type, object, body.properties),
    );
    const errors = [
      ...batchError('OBJECT_NOT_FOUND', 'Could not get some objects, they may be deleted or not exist.', missing),
      ...batchError('INTERNAL_ERROR', 'Could not read some objects. Try again.', unread),
    ];
    const problems = errors.length === 0 ? {} : { numErrors: errors.length, errors };
    response.status(errors.length === 0 ? 200 : 207).json({ status: 'COMPLETE', results, ...problems });
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
        await readByProperty(context.client, {
          portalId: context.portalId,
          type: type.name,
          property: row.idProperty,
          values: [row.id],
        })
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
async function runRows<Row extends { id?: string; objectWriteTraceId?: string | undefined }>(
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
    for (const [at, row] of rows.entries()) {
      await context.client.query('savepoint row');
      try {
        if (isRowToFail(run.request, at, [row.id, row.objectWriteTraceId])) throw forcedRefusal();
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

/** What the fault switch says of a row: a reason in HubSpot's manner, which trying again does not mend. */
function forcedRefusal(): WireError {
  return validation('Property values were not valid: the fault switch refused this row.', [
    {
      message: 'The fault switch refused this row.',
      code: 'INVALID_INPUT',
      context: { propertyName: ['sandbox_fault'] },
    },
  ]);
}

async function readByProperty(
  client: pg.ClientBase | pg.Pool,
  request: { portalId: number; type: string; property: string; values: string[] },
): Promise<Map<string, StoredObject>> {
  const found = await client.query(
    `select * from sandbox.object where portal_id = $1 and type = $2 and not archived and merged_into is null and ${loweredValue(request.property)} = any($3)`,
    [request.portalId, request.type, request.values.map((value) => value.toLowerCase())],
  );
  const byValue = new Map(found.rows.map((row) => [String(row.properties[request.property]).toLowerCase(), row]));
  return new Map(
    request.values.flatMap((value) => {
      const row = byValue.get(value.toLowerCase());
      return row === undefined ? [] : [[value, fromRow(row)]];
    }),
  );
}

export async function idByProperty(
  context: ChangeContext,
  type: string,
  property: string,
  value: string,
): Promise<string> {
  const found = await context.client.query<{ id: string }>(
    `select id from sandbox.object where portal_id = $1 and type = $2 and not archived and merged_into is null and ${loweredValue(property)} = lower($3)`,
    [context.portalId, type, value],
  );
  const id = found.rows[0]?.id;
  if (id === undefined)
    throw new WireError(404, 'OBJECT_NOT_FOUND', `Object not found for ${property}`, { context: { id: [value] } });
  return id;
}

export async function linkNew(
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
