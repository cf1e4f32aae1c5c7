// Merging two records: a new one takes their place, and both former ids answer with it from then on.
import { type ChangeContext, emit, objectEvent } from './change-events.ts';
import { validation } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import { nextObjectId, readObjects, type StoredObject } from './portal-store.ts';

interface Merge {
  winner: string;
  loser: string;
  /** The survivor is the winner; else it has a new id, as HubSpot's may. */
  keepsWinner: boolean;
}

/** The survivor takes over associations and what the winner lacks: no propertyChange tells of that. @throws WireError 400 */
export async function mergeObjects(context: ChangeContext, type: ObjectType, merge: Merge): Promise<StoredObject> {
  const ids = [merge.winner, merge.loser];
  const found = await readObjects(context.client, { portalId: context.portalId, type: type.name, ids });
  const [winner, loser] = [found.get(merge.winner), found.get(merge.loser)];
  if (winner === undefined || loser === undefined || winner.id === loser.id)
    throw validation('The two records cannot be merged.');
  const id = merge.keepsWinner ? winner.id : await nextObjectId(context);
  const survivor = { ...survivorOf(context, type, { id, winner, loser }), archived: false, mergedInto: null };
  const former = [winner.id, loser.id].filter((each) => each !== id);
  await context.client.query(
    `insert into sandbox.object (portal_id, type, id, properties, created_at, updated_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (portal_id, type, id) do update set properties = excluded.properties, updated_at = excluded.updated_at`,
    [context.portalId, type.name, id, survivor.properties, survivor.createdAt, survivor.updatedAt],
  );
  await context.client.query(
    'update sandbox.object set merged_into = $3, updated_at = $5 where portal_id = $1 and type = $2 and id = any($4::bigint[])',
    [context.portalId, type.name, id, former, survivor.updatedAt],
  );
  await moveAssociations(context, type, { from: former, to: id });
  const merged = objectEvent(context, type, id, 'merge', {
    primaryObjectId: Number(winner.id),
    mergedObjectIds: [Number(loser.id)],
    newObjectId: Number(id),
    numberOfPropertiesMoved: Object.keys(loser.properties).length,
  });
  const deleted = former.map((each) => objectEvent(context, type, each, 'deletion', { changeFlag: 'DELETED' }));
  await emit(context, [merged, ...deleted]);
  return survivor;
}

/** What the winner has, and what it lacks from the loser. */
function survivorOf(
  { now }: ChangeContext,
  type: ObjectType,
  { id, winner, loser }: { id: string; winner: StoredObject; loser: StoredObject },
): Pick<StoredObject, 'id' | 'properties' | 'createdAt' | 'updatedAt'> {
  const updatedAt = new Date(now);
  const former = [winner, loser].flatMap(({ id: own, properties }) => [
    ...(properties.hs_merged_object_ids ?? '').split(';'),
    own,
  ]);
  const properties = {
    ...loser.properties,
    ...Object.fromEntries(Object.entries(winner.properties).filter(([, value]) => value !== '')),
    hs_object_id: id,
    hs_merged_object_ids: [...new Set(former)].filter((each) => each !== '' && each !== id).join(';'),
    [type.modified]: updatedAt.toISOString(),
  };
  const createdAt = new Date(Math.min(winner.createdAt.getTime(), loser.createdAt.getTime()));
  return { id, properties, createdAt, updatedAt };
}

/** Properties that name a company by its id, by the type that has them. */
const companyReferences = [
  ['contacts', 'associatedcompanyid'],
  ['deals', 'hs_primary_associated_company'],
  ['companies', 'hs_parent_company_id'],
] as const;

async function moveAssociations(
  { client, portalId }: ChangeContext,
  type: ObjectType,
  { from, to }: { from: string[]; to: string },
): Promise<void> {
  await client.query(
    `with moved as (
       delete from sandbox.association where portal_id = $1
         and ((from_type = $2 and from_id = any($3::bigint[])) or (to_type = $2 and to_id = any($3::bigint[]))) returning *
     ), renamed as (
       select portal_id, from_type, case when from_type = $2 and from_id = any($3::bigint[]) then $4::bigint else from_id end as from_id,
         to_type, case when to_type = $2 and to_id = any($3::bigint[]) then $4::bigint else to_id end as to_id, type_id, category from moved
     )
     insert into sandbox.association select * from renamed where not (from_type = to_type and from_id = to_id) on conflict do nothing`,
    [portalId, type.name, from, to],
  );
  if (type.name !== 'companies') return;
  for (const [name, property] of companyReferences)
    await client.query(
      'update sandbox.object set properties = properties || jsonb_build_object($3::text, $5::text) where portal_id = $1 and type = $2 and properties->>$3 = any($4)',
      [portalId, name, property, from, to],
    );
}
