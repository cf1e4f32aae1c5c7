// Associations: both ways at once, told of in both directions, with the properties that HubSpot derives from them.
import type { AssociationChange } from './association-change.ts';
import { associationEvents, type ChangeContext, emit } from './change-events.ts';
import { WireError } from './errors.ts';
import type { JournalEntry } from './journal.ts';
import { definedAssociations, findType, type ObjectType, primaryTypes } from './object-types.ts';
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
  await derive(context, { fromType: from.name, fromId, typeId, value: toId });
  await derive(context, { fromType: to.name, fromId: toId, typeId: inverseTypeId, value: fromId });
  const primary = primaryTypes.has(typeId);
  const entries = [
    associationEntry({ type: from.name, id: fromId, otherType: to.name, otherId: toId, typeId }, 'ASSOCIATION_ADDED'),
    associationEntry(
      { type: to.name, id: toId, otherType: from.name, otherId: fromId, typeId: inverseTypeId },
      'ASSOCIATION_ADDED',
    ),
  ];
  if (!isSilent) await emit(context, associationEvents(context, change, { removed: false, primary }), entries);
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

/** Properties that HubSpot derives from associations, by the type that stands for them. */
const derivedProperties: Record<string, { type: string; name: string }> = {
  1: { type: 'contacts', name: 'associatedcompanyid' },
  5: { type: 'deals', name: 'hs_primary_associated_company' },
  14: { type: 'companies', name: 'hs_parent_company_id' },
};

async function derive(
  { client, portalId }: ChangeContext,
  { fromType, fromId, typeId, value }: { fromType: string; fromId: string; typeId: number; value: string },
): Promise<void> {
  const derived = derivedProperties[typeId];
  if (derived?.type !== fromType) return;
  await client.query(
    'update sandbox.object set properties = properties || $4::jsonb where portal_id = $1 and type = $2 and id = $3',
    [portalId, fromType, fromId, { [derived.name]: value }],
  );
}

/** One direction of one type, as the journal has it. */
function associationEntry(
  end: { type: string; id: string; otherType: string; otherId: string; typeId: number },
  action: 'ASSOCIATION_ADDED' | 'ASSOCIATION_REMOVED',
): JournalEntry {
  const isDefined = definedAssociations.some(({ typeId }) => typeId === end.typeId);
  const from = findType(end.type)?.typeId ?? '';
  return {
    type: 'association',
    action,
    objectTypeId: from,
    fromObjectTypeId: from,
    fromObjectId: Number(end.id),
    toObjectTypeId: findType(end.otherType)?.typeId ?? '',
    toObjectId: Number(end.otherId),
    associationTypeId: end.typeId,
    associationCategory: isDefined ? 'HUBSPOT_DEFINED' : 'USER_DEFINED',
    isPrimary: primaryTypes.has(end.typeId),
  };
}

interface Gone {
  from_type: string;
  from_id: string;
  to_type: string;
  to_id: string;
  type_id: number;
}

/** Both ways, all types of the pair where `typeIds` is null. */
export async function dissociate(
  context: ChangeContext,
  change: Pick<AssociationChange, 'from' | 'fromId' | 'to' | 'toId'>,
  typeIds: number[] | null,
): Promise<void> {
  const { from, fromId, to, toId } = change;
  if (!isId(fromId) || !isId(toId)) return;
  const gone = await context.client.query<Gone>(
    `delete from sandbox.association where portal_id = $1
       and ((from_type = $2 and from_id = $3 and to_type = $4 and to_id = $5 and ($6::int[] is null or type_id = any($6)))
         or (from_type = $4 and from_id = $5 and to_type = $2 and to_id = $3 and ($7::int[] is null or type_id = any($7))))
     returning from_type, from_id, to_type, to_id, type_id`,
    [context.portalId, from.name, fromId, to.name, toId, typeIds, await inverseIds(context, change, typeIds)],
  );
  if (gone.rows.length === 0) return;
  for (const row of gone.rows)
    await derive(context, { fromType: row.from_type, fromId: row.from_id, typeId: row.type_id, value: '' });
  await emit(
    context,
    associationEvents(
      context,
      { ...change, typeId: 0, category: '', inverseTypeId: 0 },
      { removed: true, primary: false },
    ),
    gone.rows.map((row) =>
      associationEntry(
        { type: row.from_type, id: row.from_id, otherType: row.to_type, otherId: row.to_id, typeId: row.type_id },
        'ASSOCIATION_REMOVED',
      ),
    ),
  );
}

/** The types of the way back. */
async function inverseIds(
  { client, portalId }: ChangeContext,
  { from, to }: Pick<AssociationChange, 'from' | 'to'>,
  typeIds: number[] | null,
): Promise<number[] | null> {
  if (typeIds === null) return null;
  const defined = definedAssociations.filter(
    (each) => each.from === from.name && each.to === to.name && typeIds.includes(each.typeId),
  );
  const own = await client.query<{ type_id: number }>(
    `select back.type_id from sandbox.label there join sandbox.label back on back.portal_id = there.portal_id
       and back.name = there.name and back.from_type = there.to_type and back.to_type = there.from_type
     where there.portal_id = $1 and there.from_type = $2 and there.to_type = $3 and there.type_id = any($4)
       and (back.type_id <> there.type_id or there.from_type <> there.to_type
         or not exists (select 1 from sandbox.label other where other.portal_id = there.portal_id and other.name = there.name
           and other.from_type = there.from_type and other.to_type = there.to_type and other.type_id <> there.type_id))`,
    [portalId, from.name, to.name, typeIds],
  );
  return [...defined.map(({ inverse }) => inverse), ...own.rows.map((row) => row.type_id)];
}
