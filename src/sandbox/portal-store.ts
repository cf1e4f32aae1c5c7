// The portal's records: every change is made here, with its events in the same transaction, whether it comes by API, page or import.
import type pg from 'pg';
import { type ChangeContext, changeEvents, emit, objectEvent } from './change-events.ts';
import { validation, WireError } from './errors.ts';
import { findType, type ObjectType } from './object-types.ts';
import { dealStages, type PropertyDefinition, standardProperties, valueFault } from './property-definitions.ts';

export interface StoredObject {
  id: string;
  properties: Record<string, string>;
  createdAt: Date;
  updatedAt: Date;
  archived: boolean;
  mergedInto: string | null;
}

type Row = {
  id: string;
  properties: Record<string, string>;
  created_at: Date;
  updated_at: Date;
  archived: boolean;
  merged_into: string | null;
};

export function fromRow(row: Row): StoredObject {
  return {
    id: row.id,
    properties: row.properties,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archived: row.archived,
    mergedInto: row.merged_into,
  };
}

/** Definitions by name, the portal's own included. */
export async function readDefinitions(
  client: pg.ClientBase | pg.Pool,
  portalId: number,
  type: string,
): Promise<Map<string, PropertyDefinition>> {
  const definitions = new Map(standardProperties(type).map((definition) => [definition.name, definition]));
  const own = await client.query<{ name: string; definition: PropertyDefinition }>(
    'select name, definition from sandbox.property where portal_id = $1 and type = $2 and not archived',
    [portalId, type],
  );
  for (const { name, definition } of own.rows) definitions.set(name, definition);
  return definitions;
}

export function isId(text: string): boolean {
  return /^\d{1,18}$/.test(text);
}

/** Present objects by id; merged ids answer with their survivor, archived ones are left out. */
export async function readObjects(
  client: pg.ClientBase | pg.Pool,
  request: { portalId: number; type: string; ids: string[]; archived?: boolean },
): Promise<Map<string, StoredObject>> {
  const asked = request.ids.filter(isId);
  const found = await client.query<Row & { asked: string }>(
    `with recursive chain(asked, id, depth) as (
       select id, coalesce(merged_into, id), 1 from sandbox.object where portal_id = $1 and type = $2 and id = any($3::bigint[])
       union all
       select chain.asked, object.merged_into, depth + 1 from chain join sandbox.object on portal_id = $1 and type = $2 and object.id = chain.id
       where object.merged_into is not null and depth < 20
     )
     select distinct on (chain.asked) chain.asked, object.* from chain join sandbox.object on portal_id = $1 and type = $2 and object.id = chain.id
     where object.merged_into is null order by chain.asked, depth desc`,
    [request.portalId, request.type, asked],
  );
  return new Map(
    found.rows.filter((row) => row.archived === (request.archived ?? false)).map((row) => [row.asked, fromRow(row)]),
  );
}

function checkValues(definitions: Map<string, PropertyDefinition>, values: Record<string, string>): void {
  const faults = Object.entries(values).flatMap(
    ([name, value]) => valueFault(definitions.get(name), name, value) ?? [],
  );
  if (faults.length > 0) throw validation(`Property values were not valid: ${JSON.stringify(faults)}`, faults);
}

/** Values as HubSpot keeps them: dates in ISO, `;A;B` appended, deal stages with what follows from them. */
function settle(
  type: ObjectType,
  before: Record<string, string>,
  values: Record<string, string>,
  definitions: Map<string, PropertyDefinition>,
): Record<string, string> {
  const settled: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const definition = definitions.get(name);
    if (definition?.type === 'datetime' && value !== '')
      settled[name] = new Date(/^-?\d+$/.test(value) ? Number(value) : value).toISOString();
    else if (definition?.fieldType === 'checkbox' && value.startsWith(';')) {
      settled[name] = [...new Set([...(before[name] ?? '').split(';'), ...value.split(';')])]
        .filter((part) => part !== '')
        .join(';');
    } else settled[name] = name === 'email' ? value.toLowerCase() : value;
  }
  return type.name === 'deals' ? { ...settled, ...dealConsequences({ ...before, ...settled }) } : settled;
}

function dealConsequences(deal: Record<string, string>): Record<string, string> {
  const stage = dealStages.find(({ id }) => id === deal.dealstage);
  const rate = Number(deal.hs_exchange_rate ?? '1') || 1;
  return {
    ...(stage === undefined
      ? {}
      : {
          hs_is_closed: String(stage.closed),
          hs_is_closed_won: String(stage.won),
          hs_deal_stage_probability: stage.probability,
        }),
    ...(deal.amount === undefined || deal.amount === ''
      ? {}
      : { amount_in_home_currency: String(Math.round(Number(deal.amount) * rate * 100) / 100) }),
  };
}

/** A property's value in lower case, as the index on e-mail addresses has it. @throws WireError 400 */
export function loweredValue(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw validation(`Property "${name}" does not exist`);
  return `lower(properties->>'${name}')`;
}

async function refuseTaken(
  context: ChangeContext,
  type: ObjectType,
  values: Record<string, string>,
  definitions: Map<string, PropertyDefinition>,
  except: string | null,
): Promise<void> {
  const unique = Object.entries(values).filter(
    ([name, value]) =>
      value !== '' &&
      (definitions.get(name)?.hasUniqueValue === true || (type.name === 'contacts' && name === 'email')),
  );
  for (const [name, value] of unique) {
    const taken = await context.client.query<{ id: string }>(
      `select id from sandbox.object where portal_id = $1 and type = $2 and not archived and merged_into is null and ${loweredValue(name)} = lower($3) and id is distinct from $4::bigint limit 1`,
      [context.portalId, type.name, value, except],
    );
    const id = taken.rows[0]?.id;
    if (id !== undefined) throw new WireError(409, 'CONFLICT', `${type.singular} already exists. Existing ID: ${id}`);
  }
}

export async function nextObjectId({ client }: ChangeContext): Promise<string> {
  const { rows } = await client.query<{ id: string }>(`select nextval('sandbox.object_id') as id`);
  const [row] = rows;
  if (row === undefined) throw new Error('the sequence of object ids gave nothing');
  return row.id;
}

/** @throws WireError */
export async function createObject(
  context: ChangeContext,
  type: ObjectType,
  values: Record<string, string>,
): Promise<StoredObject> {
  const definitions = await readDefinitions(context.client, context.portalId, type.name);
  checkValues(definitions, values);
  if (type.name === 'tasks' && !values.hs_timestamp)
    throw validation('hs_timestamp is required', [
      { message: 'hs_timestamp is required', code: 'REQUIRED_PROPERTY', context: { propertyName: ['hs_timestamp'] } },
    ]);
  await refuseTaken(context, type, values, definitions, null);
  const at = new Date(context.now);
  const id = await nextObjectId(context);
  const properties: Record<string, string> = {
    createdate: at.toISOString(),
    ...settle(type, {}, values, definitions),
    hs_object_id: id,
    [type.modified]: at.toISOString(),
  };
  await context.client.query(
    'insert into sandbox.object (portal_id, type, id, properties, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)',
    [context.portalId, type.name, id, properties, at],
  );
  await emit(context, [
    objectEvent(context, type, id, 'creation', { changeFlag: 'CREATED' }),
    ...changeEvents(
      context,
      type,
      id,
      Object.keys(values)
        .filter((name) => values[name] !== '')
        .map((name) => ({ name, value: properties[name] ?? '' })),
    ),
  ]);
  return { id, properties, createdAt: at, updatedAt: at, archived: false, mergedInto: null };
}

/** What search goes on showing while its index lags behind; of quick successive changes, the version before the first. */
function keepIndexed(at: string): string {
  const isSettled = `updated_at < ${at}::timestamptz - interval '1 minute'`;
  return `indexed_properties = case when ${isSettled} then properties else coalesce(indexed_properties, properties) end,
    indexed_at = case when ${isSettled} then updated_at else coalesce(indexed_at, updated_at) end`;
}

/** @throws WireError */
export async function updateObject(
  context: ChangeContext,
  type: ObjectType,
  id: string,
  values: Record<string, string>,
): Promise<StoredObject> {
  const current = (await readObjects(context.client, { portalId: context.portalId, type: type.name, ids: [id] })).get(
    id,
  );
  if (current === undefined)
    throw new WireError(404, 'OBJECT_NOT_FOUND', `Object not found. objectId: ${id}`, { context: { id: [id] } });
  const definitions = await readDefinitions(context.client, context.portalId, type.name);
  checkValues(definitions, values);
  await refuseTaken(context, type, values, definitions, current.id);
  const settled = settle(type, current.properties, values, definitions);
  const changed = Object.entries(settled).filter(([name, value]) => (current.properties[name] ?? '') !== value);
  if (changed.length === 0) return current;
  const at = new Date(context.now);
  const patch = { ...Object.fromEntries(changed), [type.modified]: at.toISOString() };
  await context.client.query(
    `update sandbox.object set ${keepIndexed('$5')}, properties = properties || $4::jsonb, updated_at = $5 where portal_id = $1 and type = $2 and id = $3`,
    [context.portalId, type.name, current.id, patch, at],
  );
  await emit(
    context,
    changeEvents(
      context,
      type,
      current.id,
      changed.map(([name, value]) => ({ name, value })),
    ),
  );
  return { ...current, properties: { ...current.properties, ...patch }, updatedAt: at };
}

export async function archiveObject(context: ChangeContext, type: ObjectType, id: string): Promise<void> {
  if (!isId(id)) return;
  const done = await context.client.query(
    'update sandbox.object set archived = true, updated_at = $4 where portal_id = $1 and type = $2 and id = $3 and not archived and merged_into is null',
    [context.portalId, type.name, id, new Date(context.now)],
  );
  if (done.rowCount === 1) await emit(context, [objectEvent(context, type, id, 'deletion', { changeFlag: 'DELETED' })]);
}

export async function restoreObject(context: ChangeContext, type: ObjectType, id: string): Promise<void> {
  if (!isId(id)) return;
  const done = await context.client.query(
    'update sandbox.object set archived = false, updated_at = $4 where portal_id = $1 and type = $2 and id = $3 and archived',
    [context.portalId, type.name, id, new Date(context.now)],
  );
  if (done.rowCount === 1) await emit(context, [objectEvent(context, type, id, 'restore', {})]);
}

/** Gone for good, with the two events that come in any order. */
export async function eraseContact(context: ChangeContext, id: string): Promise<void> {
  const type = findType('contacts');
  if (type === undefined || !isId(id)) return;
  await context.client.query(
    `delete from sandbox.association where portal_id = $1 and (('contacts' = from_type and from_id = $2) or ('contacts' = to_type and to_id = $2))`,
    [context.portalId, id],
  );
  const gone = await context.client.query(
    `delete from sandbox.object where portal_id = $1 and type = 'contacts' and id = $2`,
    [context.portalId, id],
  );
  if (gone.rowCount === 0) return;
  await emit(context, [
    objectEvent(context, type, id, 'deletion', { changeFlag: 'DELETED' }),
    objectEvent(context, type, id, 'privacyDeletion', {}),
  ]);
}
