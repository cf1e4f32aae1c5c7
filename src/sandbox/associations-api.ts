// Associations and their labels: single and batch forms, both ways of a pair at once.
import express from 'express';
import { z } from 'zod';
import { change, isRowToFail, parameter, portalOf, readBody, type SandboxCore, typeOf } from './api-context.ts';
import { associate, dissociate } from './associate.ts';
import { addLabel, associateByType, removeLabel, renameLabel } from './association-labels.ts';
import type { ChangeContext } from './change-events.ts';
import { validation } from './errors.ts';
import { defaultAssociation, definedAssociations, type ObjectType } from './object-types.ts';
import { isId } from './portal-store.ts';

const typeInput = z.object({ associationCategory: z.string(), associationTypeId: z.number().int() });
const pairInput = z.object({
  from: z.object({ id: z.coerce.string() }),
  to: z.object({ id: z.coerce.string() }),
  types: z.array(typeInput).optional(),
});

async function associateDefault(
  context: ChangeContext,
  link: { from: ObjectType; fromId: string; to: ObjectType; toId: string },
): Promise<void> {
  const plain = defaultAssociation(link.from.name, link.to.name);
  if (plain === undefined) throw validation(`${link.from.name} cannot be associated with ${link.to.name}`);
  await associate(context, {
    ...link,
    typeId: plain.typeId,
    category: 'HUBSPOT_DEFINED',
    inverseTypeId: plain.inverse,
  });
}

/** /crm/associations/{version}/{from}/{to}/… */
export function associationRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.get('/:from/:to/labels', async (request, response) => {
    response.json({ results: await labelsOf(core, request) });
  });
  router.post('/:from/:to/labels', async (request, response) => {
    response.status(201).json({ results: await createLabel(core, request) });
  });
  labelRoutes(core, router);
  router.post('/:from/:to/batch/read', async (request, response) => {
    const answer = await readBatch(core, request);
    response.status(answer.errors === undefined ? 200 : 207).json(answer);
  });
  router.post('/:from/:to/batch/create', async (request, response) => {
    const body = readBody(request, z.object({ inputs: z.array(pairInput).max(2_000) }));
    const [from, to] = [typeOf(request, 'from'), typeOf(request, 'to')];
    await change(core, request, async (context) => {
      for (const input of body.inputs) {
        for (const { associationTypeId } of input.types ?? [])
          await associateByType(context, {
            from,
            to,
            fromId: input.from.id,
            toId: input.to.id,
            typeId: associationTypeId,
          });
      }
    });
    response.status(201).json({
      status: 'COMPLETE',
      results: body.inputs.map(({ from: a, to: b }) => ({ fromObjectId: a.id, toObjectId: b.id })),
    });
  });
  router.post('/:from/:to/batch/associate/default', async (request, response) => {
    const body = readBody(request, z.object({ inputs: z.array(pairInput).max(2_000) }));
    const [from, to] = [typeOf(request, 'from'), typeOf(request, 'to')];
    await change(core, request, async (context) => {
      for (const input of body.inputs)
        await associateDefault(context, { from, to, fromId: input.from.id, toId: input.to.id });
    });
    response.json({ status: 'COMPLETE', results: [] });
  });
  archiveRoutes(core, router);
  return router;
}

function labelRoutes(core: SandboxCore, router: express.Router): void {
  router.put('/:from/:to/labels', async (request, response) => {
    const pair = { from: typeOf(request, 'from').name, to: typeOf(request, 'to').name };
    const { associationTypeId, ...words } = readBody(
      request,
      z.object({
        associationTypeId: z.number().int(),
        label: z.string().min(1).max(50),
        inverseLabel: z.string().optional(),
      }),
    );
    await change(core, request, (context) => renameLabel(context, { ...pair, ...words, typeId: associationTypeId }));
    response.status(204).end();
  });
  router.delete('/:from/:to/labels/:typeId', async (request, response) => {
    const pair = { from: typeOf(request, 'from').name, to: typeOf(request, 'to').name };
    const typeId = Number(parameter(request, 'typeId'));
    if (!Number.isSafeInteger(typeId) || typeId > 2_147_483_647) throw validation('The type id is not a number');
    await change(core, request, (context) => removeLabel(context, { ...pair, typeId }));
    response.status(204).end();
  });
}

function archiveRoutes(core: SandboxCore, router: express.Router): void {
  router.post('/:from/:to/batch/archive', async (request, response) => {
    const body = readBody(
      request,
      z.object({
        inputs: z
          .array(
            z.object({ from: z.object({ id: z.coerce.string() }), to: z.array(z.object({ id: z.coerce.string() })) }),
          )
          .max(100),
      }),
    );
    const [from, to] = [typeOf(request, 'from'), typeOf(request, 'to')];
    await change(core, request, async (context) => {
      for (const input of body.inputs)
        for (const { id } of input.to) await dissociate(context, { from, fromId: input.from.id, to, toId: id }, null);
    });
    response.status(204).end();
  });
  router.post('/:from/:to/batch/labels/archive', async (request, response) => {
    const body = readBody(request, z.object({ inputs: z.array(pairInput) }));
    const [from, to] = [typeOf(request, 'from'), typeOf(request, 'to')];
    await change(core, request, async (context) => {
      for (const input of body.inputs)
        await dissociate(
          context,
          { from, fromId: input.from.id, to, toId: input.to.id },
          (input.types ?? []).map((type) => type.associationTypeId),
        );
    });
    response.status(204).end();
  });
}

/** /crm/objects/{version}/{from}/{id}/associations/… */
export function recordAssociationRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.get('/:from/:fromId/associations/:to', async (request, response) => {
    const found = await readAssociated(core, {
      portalId: portalOf(request),
      from: typeOf(request, 'from'),
      to: typeOf(request, 'to'),
      ids: [parameter(request, 'fromId')],
    });
    response.json({ results: found.get(parameter(request, 'fromId')) ?? [] });
  });
  router.put('/:from/:fromId/associations/default/:to/:toId', async (request, response) => {
    const link = {
      from: typeOf(request, 'from'),
      fromId: parameter(request, 'fromId'),
      to: typeOf(request, 'to'),
      toId: parameter(request, 'toId'),
    };
    await change(core, request, (context) => associateDefault(context, link));
    response.json({ status: 'COMPLETE', results: [] });
  });
  router.put('/:from/:fromId/associations/:to/:toId', async (request, response) => {
    const types = readBody(request, z.array(typeInput));
    const link = {
      from: typeOf(request, 'from'),
      fromId: parameter(request, 'fromId'),
      to: typeOf(request, 'to'),
      toId: parameter(request, 'toId'),
    };
    await change(core, request, async (context) => {
      await dissociate(context, link, null);
      for (const { associationTypeId } of types) await associateByType(context, { ...link, typeId: associationTypeId });
    });
    response.status(201).json({ fromObjectId: link.fromId, toObjectId: link.toId, labels: [] });
  });
  router.delete('/:from/:fromId/associations/:to/:toId', async (request, response) => {
    const link = {
      from: typeOf(request, 'from'),
      fromId: parameter(request, 'fromId'),
      to: typeOf(request, 'to'),
      toId: parameter(request, 'toId'),
    };
    await change(core, request, (context) => dissociate(context, link, null));
    response.status(204).end();
  });
  return router;
}

async function labelsOf(core: SandboxCore, request: express.Request): Promise<Record<string, unknown>[]> {
  const [from, to] = [typeOf(request, 'from'), typeOf(request, 'to')];
  const own = await core.pool.query<{ category: string; type_id: number; label: string | null }>(
    'select category, type_id, label from sandbox.label where portal_id = $1 and from_type = $2 and to_type = $3 order by type_id',
    [portalOf(request), from.name, to.name],
  );
  const defined = definedAssociations
    .filter((each) => each.from === from.name && each.to === to.name)
    .map(({ typeId, label }) => ({ category: 'HUBSPOT_DEFINED', typeId, label }));
  return [...defined, ...own.rows.map((row) => ({ category: row.category, typeId: row.type_id, label: row.label }))];
}

async function createLabel(core: SandboxCore, request: express.Request): Promise<Record<string, unknown>[]> {
  const [from, to] = [typeOf(request, 'from'), typeOf(request, 'to')];
  const body = readBody(
    request,
    z.object({ label: z.string().min(1).max(50), name: z.string().min(1), inverseLabel: z.string().optional() }),
  );
  return change(core, request, async ({ client, portalId }) =>
    addLabel(
      { client, portalId },
      {
        from: from.name,
        to: to.name,
        ...body,
        labelsMax: core.faults.of(portalId).labelsPerPairMax,
      },
    ),
  );
}

async function readBatch(core: SandboxCore, request: express.Request) {
  const body = readBody(request, z.object({ inputs: z.array(z.object({ id: z.coerce.string() })) }));
  if (body.inputs.length > 1_000) throw validation('Invalid input: the number of inputs must not exceed 1000');
  const ids = body.inputs.map(({ id }) => id);
  const found = await readAssociated(core, {
    portalId: portalOf(request),
    from: typeOf(request, 'from'),
    to: typeOf(request, 'to'),
    ids,
  });
  const missing = ids.filter((id) => !found.has(id));
  const unread = ids.filter((id, at) => found.has(id) && isRowToFail(request, at, [id]));
  for (const id of unread) found.delete(id);
  const errors = [
    ...missing.map((id) => ({
      status: 'error',
      category: 'OBJECT_NOT_FOUND',
      subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
      message: `No associations found for ${id}`,
      context: { fromObjectId: [id] },
    })),
    ...unread.map((id) => ({
      status: 'error',
      category: 'INTERNAL_ERROR',
      message: `Could not read the associations of ${id}. Try again.`,
      context: { fromObjectId: [id] },
    })),
  ];
  return {
    status: 'COMPLETE',
    results: [...found].map(([id, to]) => ({ from: { id }, to })),
    ...(errors.length === 0 ? {} : { numErrors: errors.length, errors }),
  };
}

interface Associated {
  portalId: number;
  from: ObjectType;
  to: ObjectType;
  ids: string[];
}

async function readAssociated(
  core: SandboxCore,
  { portalId, from, to, ids }: Associated,
): Promise<Map<string, Record<string, unknown>[]>> {
  const found = await core.pool.query<{
    from_id: string;
    to_id: string;
    types: { category: string; typeId: number; label: string | null }[];
  }>(
    `select a.from_id, a.to_id, jsonb_agg(jsonb_build_object('category', a.category, 'typeId', a.type_id, 'label', l.label) order by a.type_id) as types
     from sandbox.association a
     join sandbox.object o on o.portal_id = a.portal_id and o.type = a.to_type and o.id = a.to_id and not o.archived
     left join sandbox.label l on l.portal_id = a.portal_id and l.from_type = a.from_type and l.to_type = a.to_type and l.type_id = a.type_id and a.category = 'USER_DEFINED'
     where a.portal_id = $1 and a.from_type = $2 and a.to_type = $3 and a.from_id = any($4::bigint[]) group by 1, 2 order by 1, 2`,
    [portalId, from.name, to.name, ids.filter(isId)],
  );
  const byFrom = new Map<string, Record<string, unknown>[]>();
  for (const row of found.rows) {
    const associationTypes = row.types.map((type) => ({
      ...type,
      label: type.label ?? definedLabel(from.name, to.name, type.typeId),
    }));
    byFrom.set(row.from_id, [...(byFrom.get(row.from_id) ?? []), { toObjectId: Number(row.to_id), associationTypes }]);
  }
  return byFrom;
}

function definedLabel(from: string, to: string, typeId: number): string | null {
  return (
    definedAssociations.find((each) => each.from === from && each.to === to && each.typeId === typeId)?.label ?? null
  );
}
