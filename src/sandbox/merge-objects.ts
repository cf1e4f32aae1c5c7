// Merging two records: the loser's id answers with the survivor from then on.
import { type ChangeContext, emit, objectEvent } from './change-events.ts';
import { validation } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import { readObjects, type StoredObject } from './portal-store.ts';

/** The loser's id answers with the survivor, which takes over associations and what it lacks: no propertyChange tells of that. */
export async function mergeObjects(
  context: ChangeContext,
  type: ObjectType,
  ids: { winner: string; loser: string },
): Promise<StoredObject> {
  const found = await readObjects(context.client, {
    portalId: context.portalId,
    type: type.name,
    ids: [ids.winner, ids.loser],
  });
  const [winner, loser] = [found.get(ids.winner), found.get(ids.loser)];
  if (winner === undefined || loser === undefined || winner.id === loser.id)
    throw validation('The two records cannot be merged.');
  const at = new Date(context.now);
  const former = [
    ...new Set([
      ...(winner.properties.hs_merged_object_ids ?? '').split(';'),
      ...(loser.properties.hs_merged_object_ids ?? '').split(';'),
      loser.id,
    ]),
  ].filter((id) => id !== '');
  const properties = {
    ...loser.properties,
    ...Object.fromEntries(Object.entries(winner.properties).filter(([, value]) => value !== '')),
    hs_object_id: winner.id,
    hs_merged_object_ids: former.join(';'),
    [type.modified]: at.toISOString(),
  };
  const key = [context.portalId, type.name];
  await context.client.query(
    'update sandbox.object set merged_into = $3, updated_at = $5 where portal_id = $1 and type = $2 and id = $4',
    [...key, winner.id, loser.id, at],
  );
  await context.client.query(
    'update sandbox.object set properties = $4, updated_at = $5 where portal_id = $1 and type = $2 and id = $3',
    [...key, winner.id, properties, at],
  );
  await context.client.query(
    `with moved as (delete from sandbox.association where portal_id = $1 and ((from_type = $2 and from_id = $4) or (to_type = $2 and to_id = $4)) returning *)
     insert into sandbox.association select portal_id, from_type, case when from_type = $2 and from_id = $4 then $3 else from_id end, to_type, case when to_type = $2 and to_id = $4 then $3 else to_id end, type_id, category from moved
     where not (from_type = to_type and from_id in ($3, $4) and to_id in ($3, $4)) on conflict do nothing`,
    [...key, winner.id, loser.id],
  );
  const base = objectEvent(context, type, winner.id, 'merge', {
    primaryObjectId: Number(winner.id),
    mergedObjectIds: [Number(loser.id)],
    newObjectId: Number(winner.id),
    numberOfPropertiesMoved: Object.keys(loser.properties).length,
  });
  await emit(context, [base, objectEvent(context, type, loser.id, 'deletion', { changeFlag: 'DELETED' })]);
  return { ...winner, properties, updatedAt: at };
}
