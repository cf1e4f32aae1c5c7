// Associations: both ways at once, told of in both directions, with the properties that HubSpot derives from them.
import type { AssociationChange } from './association-change.ts';
import { associationEvents, type ChangeContext, emit } from './change-events.ts';
import { WireError } from './errors.ts';
import { type ObjectType, primaryTypes } from './object-types.ts';
import { isId, readObjects } from './portal-store.ts';

/** Adds one association with its way back; both directions are told of, a primary one twice. @throws WireError 404 */
export async function associate(context: ChangeContext, asked: AssociationChange, isSilent = false): Promise<void> {
  const change = {
    ...asked,
    fromId: await presentId(context, asked.from, asked.fromId),
    toId: await presentId(context, asked.to, asked.toId),
  };
  const { from, fromId, to, toId, typeId, category, inverseTypeId } = change;
  if (primaryTypes.has(typeId)) await clearPrimary(context, change);
  const added = await context.client.query(
    `insert into sandbox.association values ($1, $2, $3, $4, $5, $6, $8), ($1, $4, $5, $2, $3, $7, $8) on conflict do nothing`,
    [context.portalId, from.name, fromId, to.name, toId, typeId, inverseTypeId, category],
  );
  if ((added.rowCount ?? 0) === 0) return;
  await followPrimary(context, change);
  if (!isSilent)
    await emit(context, associationEvents(context, change, { removed: false, primary: primaryTypes.has(typeId) }));
}

/** The survivor's id for one that was merged away. @throws WireError 404 */
async function presentId({ client, portalId }: ChangeContext, type: ObjectType, id: string): Promise<string> {
  const found = (await readObjects(client, { portalId, type: type.name, ids: [id] })).get(id);
  if (found === undefined)
    throw new WireError(404, 'OBJECT_NOT_FOUND', `Object not found. objectId: ${id}`, { context: { id: [id] } });
  return found.id;
}

async function clearPrimary(
  context: ChangeContext,
  { from, fromId, to, typeId, inverseTypeId }: AssociationChange,
): Promise<void> {
  if (to.name !== 'companies') return;
  await context.client.query(
    `delete from sandbox.association where portal_id = $1 and ((from_type = $2 and from_id = $3 and to_type = $4 and type_id = $5) or (to_type = $2 and to_id = $3 and from_type = $4 and type_id = $6))`,
    [context.portalId, from.name, fromId, to.name, typeId, inverseTypeId],
  );
}

/** Properties that HubSpot derives from associations. */
async function followPrimary(
  context: ChangeContext,
  { from, fromId, to, toId, typeId }: AssociationChange,
): Promise<void> {
  const derived =
    typeId === 1
      ? { type: 'contacts', id: fromId, name: 'associatedcompanyid', value: toId }
      : typeId === 5
        ? { type: 'deals', id: fromId, name: 'hs_primary_associated_company', value: toId }
        : typeId === 14 && from.name === 'companies' && to.name === 'companies'
          ? { type: 'companies', id: fromId, name: 'hs_parent_company_id', value: toId }
          : null;
  if (derived === null) return;
  await context.client.query(
    'update sandbox.object set properties = properties || $4::jsonb where portal_id = $1 and type = $2 and id = $3',
    [context.portalId, derived.type, derived.id, { [derived.name]: derived.value }],
  );
}

export async function dissociate(
  context: ChangeContext,
  change: Pick<AssociationChange, 'from' | 'fromId' | 'to' | 'toId'>,
  typeIds: number[] | null,
): Promise<void> {
  const { from, fromId, to, toId } = change;
  if (!isId(fromId) || !isId(toId)) return;
  const gone = await context.client.query(
    `delete from sandbox.association where portal_id = $1 and ((from_type = $2 and from_id = $3 and to_type = $4 and to_id = $5) or (from_type = $4 and from_id = $5 and to_type = $2 and to_id = $3)) and ($6::int[] is null or type_id = any($6))`,
    [context.portalId, from.name, fromId, to.name, toId, typeIds],
  );
  if ((gone.rowCount ?? 0) > 0)
    await emit(
      context,
      associationEvents(
        context,
        { ...change, typeId: 0, category: '', inverseTypeId: 0 },
        { removed: true, primary: false },
      ),
    );
}
