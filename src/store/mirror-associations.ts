// Associations of the mirror. Each pair of types is kept in the one direction in which it is read from HubSpot.
import { type Association, type MirroredType, mirroredPairs } from '../accounts/crm.ts';
import { toJson } from './json-text.ts';
import type { Queryable } from './portal-database.ts';

interface Scope {
  fromType: MirroredType;
  toType: MirroredType;
  fromIds: string[];
}

/**
 * Makes the kept associations of the from-records to that type exactly the given ones; what equals is not touched. A reading against the
 * kept direction adds and removes pairs but leaves the types of known pairs, whose ids differ by direction.
 */
export async function replaceAssociations(
  client: Queryable,
  portalId: number,
  { scope, associations }: { scope: Scope; associations: Association[] },
): Promise<void> {
  const isKept = (from: MirroredType, to: MirroredType) =>
    mirroredPairs.some(([keptFrom, keptTo]) => keptFrom === from && keptTo === to);
  const against = !isKept(scope.fromType, scope.toType) && isKept(scope.toType, scope.fromType);
  const wanted = new Set(scope.fromIds);
  const pairs = associations
    .filter((each) => wanted.has(each.fromId))
    .map(({ fromId, toId, types }) =>
      against ? { from: toId, to: fromId, types } : { from: fromId, to: toId, types },
    );
  const [fromType, toType] = against ? [scope.toType, scope.fromType] : [scope.fromType, scope.toType];
  // Two writers of overlapping pairs would otherwise lock rows in different orders.
  await client.query(
    `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', $1::bigint, $2::text, $3::text), 0))`,
    [portalId, fromType, toType],
  );
  const kept = await withoutGone(client, portalId, { fromType, toType, pairs });
  const added = [portalId, fromType, toType, toJson(kept)];
  const replaced = [...added, scope.fromIds];
  await client.query(against ? removeGoneByTarget : removeGoneBySource, replaced);
  if (fromType === toType) await client.query(forgetOtherEnd, replaced);
  await client.query(against ? addMissing : addOrChange, added);
}

interface Pair {
  from: string;
  to: string;
  types: Association['types'];
}

/**
 * An answer that was on its way names records that are gone meanwhile. The from-record is read before its associations, so that it is
 * here or gone; the other end may come later. Asked by plain lists of ids: joined, the planner would go through the table pair by pair.
 */
async function withoutGone(
  client: Queryable,
  portalId: number,
  { fromType, toType, pairs }: { fromType: MirroredType; toType: MirroredType; pairs: Pair[] },
): Promise<Pair[]> {
  if (pairs.length === 0) return pairs;
  const idsOf = async (type: MirroredType, ids: string[], archived: boolean) => {
    const found = await client.query<{ id: string }>(
      'select id from record where portal_id = $1 and type = $2 and id = any($3::text[]) and archived = $4',
      [portalId, type, [...new Set(ids)].sort(), archived],
    );
    return new Set(found.rows.map((row) => row.id));
  };
  const present = await idsOf(
    fromType,
    pairs.map(({ from }) => from),
    false,
  );
  const gone = await idsOf(
    toType,
    pairs.map(({ to }) => to),
    true,
  );
  return pairs.filter(({ from, to }) => present.has(from) && !gone.has(to));
}

const given = `given as (
  select distinct on ("from", "to") "from" collate "C" as from_id, "to" collate "C" as to_id, types
  from jsonb_to_recordset($4::jsonb) as each("from" text, "to" text, types jsonb)
  order by "from", "to"
)`;

const removeGone = (end: 'from_id' | 'to_id') => `
  with ${given}
  delete from association as kept
  where portal_id = $1 and from_type = $2 and to_type = $3 and kept.${end} = any($5::text[])
    and not exists (select from given where given.from_id = kept.from_id and given.to_id = kept.to_id)`;
const removeGoneBySource = removeGone('from_id');
const removeGoneByTarget = removeGone('to_id');

// Between records of one type the pair is read from both ends. What the other end said earlier falls where this reading differs.
const forgetOtherEnd = `
  with ${given}, changed as (
    select given.from_id, given.to_id from given join association as kept
      on kept.portal_id = $1 and kept.from_type = $2 and kept.from_id = given.from_id
      and kept.to_type = $3 and kept.to_id = given.to_id and kept.types <> given.types
  )
  delete from association as other
  where portal_id = $1 and from_type = $2 and to_type = $3 and to_id = any($5::text[]) and from_id <> all($5::text[])
    and (not exists (select from given where given.from_id = other.to_id and given.to_id = other.from_id)
      or exists (select from changed where changed.from_id = other.to_id and changed.to_id = other.from_id))`;

/** Is the contact in this column of `given` an erased one? */
const isErased = (column: 'from_id' | 'to_id') => `exists (
  select from erasure_salt as salt join erased_contact as erased on erased.portal_id = $1
  where salt.portal_id = $1 and erased.digest = sha256(salt.salt || convert_to(given.${column}, 'UTF8')))`;

const acceptable = `
  select $1, $2, from_id, $3, to_id, coalesce(types, '[]'::jsonb) from given
  where not ($2 = 'contacts' and ${isErased('from_id')}) and not ($3 = 'contacts' and ${isErased('to_id')})`;

const addMissing = `
  with ${given}
  insert into association (portal_id, from_type, from_id, to_type, to_id, types) ${acceptable}
  on conflict do nothing`;

const addOrChange = `
  with ${given}
  insert into association as kept (portal_id, from_type, from_id, to_type, to_id, types) ${acceptable}
  on conflict (portal_id, from_type, from_id, to_type, to_id) do update set types = excluded.types
    where kept.types <> excluded.types`;
