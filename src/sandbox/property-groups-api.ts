// /crm/properties/{version}/{type}/groups: made, renamed, archived while nothing lives in them.
import express from 'express';
import { z } from 'zod';
import { parameter, portalOf, readBody, type SandboxCore, typeOf } from './api-context.ts';
import { notFound, validation, WireError } from './errors.ts';
import { readDefinitions } from './portal-store.ts';

interface Group {
  name: string;
  label: string;
}

export function propertyGroupRoutes(core: SandboxCore): express.Router {
  const router = express.Router();
  router.get('/:type/groups', async (request, response) => {
    response.json({ results: (await readGroups(core, request)).map(toWire) });
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
    response.status(201).json(toWire(body));
  });
  router.get('/:type/groups/:name', async (request, response) => {
    response.json(toWire(await findGroup(core, request)));
  });
  router.patch('/:type/groups/:name', async (request, response) => {
    const body = readBody(request, z.object({ label: z.string().min(1).optional() }));
    const group = await findGroup(core, request);
    const label = body.label ?? group.label;
    await core.pool.query(
      'update sandbox.property_group set label = $4 where portal_id = $1 and type = $2 and name = $3',
      [portalOf(request), typeOf(request).name, group.name, label],
    );
    response.json(toWire({ ...group, label }));
  });
  router.delete('/:type/groups/:name', async (request, response) => {
    const { name } = await findGroup(core, request);
    const definitions = await readDefinitions(core.pool, portalOf(request), typeOf(request).name);
    if ([...definitions.values()].some(({ groupName }) => groupName === name))
      throw validation(`The group ${name} has properties that are not archived.`);
    await core.pool.query('delete from sandbox.property_group where portal_id = $1 and type = $2 and name = $3', [
      portalOf(request),
      typeOf(request).name,
      name,
    ]);
    response.status(204).end();
  });
  return router;
}

/** HubSpot's own first. */
async function readGroups(core: SandboxCore, request: express.Request): Promise<Group[]> {
  const { name } = typeOf(request);
  const own = await core.pool.query<Group>(
    'select name, label from sandbox.property_group where portal_id = $1 and type = $2 order by name',
    [portalOf(request), name],
  );
  return [{ name: `${name}_information`, label: 'Information' }, ...own.rows];
}

async function findGroup(core: SandboxCore, request: express.Request): Promise<Group> {
  const name = parameter(request, 'name');
  const found = (await readGroups(core, request)).find((group) => group.name === name);
  if (found === undefined) throw notFound(`property group ${name}`);
  return found;
}

function toWire(group: Group): Record<string, unknown> {
  return { ...group, displayOrder: -1, archived: false };
}
