// The rows of a portal while it is being made: objects and associations in memory, written to the database in a few large statements.
import type pg from 'pg';
import { definedAssociations } from './object-types.ts';

export interface WorldObject {
  type: string;
  id: number;
  properties: Record<string, string>;
  createdAt: number;
}

export interface World {
  objects: WorldObject[];
  links: { from: string; fromId: number; to: string; toId: number; typeId: number; category: string }[];
  add(type: string, properties: Record<string, string>, createdAt: number): WorldObject;
  /** Both ways. */
  link(from: WorldObject, to: WorldObject, typeId: number): void;
  /** A label of the portal's own, with the type id of the way back. */
  label(from: WorldObject, to: WorldObject, ids: [number, number]): void;
}

export function createWorld(firstId: number): World {
  const world: World = {
    objects: [],
    links: [],
    add: (type, properties, createdAt) => {
      const id = firstId + world.objects.length;
      const object = {
        type,
        id,
        properties: { ...properties, hs_object_id: String(id), createdate: new Date(createdAt).toISOString() },
        createdAt,
      };
      world.objects.push(object);
      return object;
    },
    link: (from, to, typeId) => {
      const inverse =
        definedAssociations.find((each) => each.from === from.type && each.to === to.type && each.typeId === typeId)
          ?.inverse ?? typeId;
      pushBoth(world, { from, to, ids: [typeId, inverse], category: 'HUBSPOT_DEFINED' });
    },
    label: (from, to, ids) => pushBoth(world, { from, to, ids, category: 'USER_DEFINED' }),
  };
  return world;
}

function pushBoth(
  world: World,
  { from, to, ids, category }: { from: WorldObject; to: WorldObject; ids: [number, number]; category: string },
): void {
  world.links.push({ from: from.type, fromId: from.id, to: to.type, toId: to.id, typeId: ids[0], category });
  world.links.push({ from: to.type, fromId: to.id, to: from.type, toId: from.id, typeId: ids[1], category });
}

const rowsAtOnce = 5_000;

export async function writeWorld(client: pg.ClientBase, portalId: number, world: World): Promise<void> {
  for (let start = 0; start < world.objects.length; start += rowsAtOnce) {
    const rows = world.objects
      .slice(start, start + rowsAtOnce)
      .map(({ type, id, properties, createdAt }) => ({ type, id, properties, at: new Date(createdAt).toISOString() }));
    await client.query(
      `insert into sandbox.object (portal_id, type, id, properties, created_at, updated_at)
       select $1, type, id, properties, at, at from jsonb_to_recordset($2::jsonb) as r(type text, id bigint, properties jsonb, at timestamptz)`,
      [portalId, JSON.stringify(rows)],
    );
  }
  for (let start = 0; start < world.links.length; start += rowsAtOnce) {
    await client.query(
      `insert into sandbox.association (portal_id, from_type, from_id, to_type, to_id, type_id, category)
       select $1, "from", "fromId", "to", "toId", "typeId", category
       from jsonb_to_recordset($2::jsonb) as r("from" text, "fromId" bigint, "to" text, "toId" bigint, "typeId" int, category text) on conflict do nothing`,
      [portalId, JSON.stringify(world.links.slice(start, start + rowsAtOnce))],
    );
  }
  const last = world.objects.at(-1)?.id ?? 10_000;
  await client.query(`select setval('sandbox.object_id', greatest($1, (select last_value from sandbox.object_id)))`, [
    last + 1,
  ]);
}
