// Association types by id, HubSpot's own and the portal's labels.
import { associate } from './associate.ts';
import type { ChangeContext } from './change-events.ts';
import { validation, WireError } from './errors.ts';
import { defaultAssociation, definedAssociations, findType, type ObjectType } from './object-types.ts';

/** Adds an association by its type id, whatever the direction it is named in. @throws WireError */
export async function associateByType(
  context: ChangeContext,
  link: { from: ObjectType; fromId: string; toId: string; typeId: number; to?: ObjectType },
): Promise<void> {
  const defined = definedAssociations.find(
    (each) =>
      each.from === link.from.name &&
      each.typeId === link.typeId &&
      (link.to === undefined || each.to === link.to.name),
  );
  if (defined !== undefined) {
    const to = findType(defined.to);
    if (to !== undefined)
      await associate(context, { ...link, to, category: 'HUBSPOT_DEFINED', inverseTypeId: defined.inverse });
    return;
  }
  const own = await context.client.query<{ to_type: string; inverse: number }>(
    `select to_type, coalesce((select back.type_id from sandbox.label back where back.portal_id = label.portal_id and back.name = label.name and back.from_type = label.to_type and back.to_type = label.from_type and (label.from_type <> label.to_type or back.type_id <> label.type_id) limit 1), type_id) as inverse
     from sandbox.label where portal_id = $1 and from_type = $2 and type_id = $3`,
    [context.portalId, link.from.name, link.typeId],
  );
  const [found] = own.rows;
  const to = found === undefined ? undefined : findType(found.to_type);
  if (found === undefined || to === undefined)
    throw validation(`Association type ${link.typeId} does not exist from ${link.from.name}`);
  const plain = defaultAssociation(link.from.name, to.name);
  if (plain !== undefined)
    await associate(
      context,
      { ...link, to, typeId: plain.typeId, category: 'HUBSPOT_DEFINED', inverseTypeId: plain.inverse },
      true,
    );
  await associate(context, { ...link, to, category: 'USER_DEFINED', inverseTypeId: found.inverse });
}

/** Both directions of a new label; where there is no inverse label, both share one. @throws WireError 409, 400 */
export async function addLabel(
  { client, portalId }: Pick<ChangeContext, 'client' | 'portalId'>,
  wanted: {
    from: string;
    to: string;
    name: string;
    label: string;
    inverseLabel?: string | undefined;
    labelsMax?: number;
  },
): Promise<Record<string, unknown>[]> {
  const known = await client.query<{ name: string }>(
    'select name from sandbox.label where portal_id = $1 and from_type = $2 and to_type = $3',
    [portalId, wanted.from, wanted.to],
  );
  if (known.rows.some(({ name }) => name === wanted.name))
    throw new WireError(409, 'CONFLICT', `Association label ${wanted.name} already exists`);
  if (known.rows.length >= (wanted.labelsMax ?? known.rows.length + 1))
    throw validation(`At most ${wanted.labelsMax} labels per pair`);
  const {
    rows: [{ next } = { next: 1 }],
  } = await client.query<{ next: number }>(
    'select coalesce(max(type_id), 5000) + 1 as next from sandbox.label where portal_id = $1',
    [portalId],
  );
  const isOneWay = wanted.from === wanted.to && wanted.inverseLabel === undefined;
  const rows = [
    { from: wanted.from, to: wanted.to, typeId: next, label: wanted.label },
    ...(isOneWay
      ? []
      : [{ from: wanted.to, to: wanted.from, typeId: next + 1, label: wanted.inverseLabel ?? wanted.label }]),
  ];
  for (const row of rows)
    await client.query(`insert into sandbox.label values ($1, $2, $3, $4, 'USER_DEFINED', $5, $6)`, [
      portalId,
      row.from,
      row.to,
      row.typeId,
      row.label,
      wanted.name,
    ]);
  return rows.map((row) => ({ category: 'USER_DEFINED', typeId: row.typeId, label: row.label }));
}

/** New words for a label, here and on its way back. @throws WireError 400 */
export async function renameLabel(
  { client, portalId }: Pick<ChangeContext, 'client' | 'portalId'>,
  wanted: { from: string; to: string; typeId: number; label: string; inverseLabel?: string | undefined },
): Promise<void> {
  const done = await client.query<{ name: string }>(
    'update sandbox.label set label = $5 where portal_id = $1 and from_type = $2 and to_type = $3 and type_id = $4 returning name',
    [portalId, wanted.from, wanted.to, wanted.typeId, wanted.label],
  );
  const [found] = done.rows;
  if (found === undefined) throw validation(`Association type ${wanted.typeId} is no label of this portal`);
  await client.query(
    'update sandbox.label set label = $6 where portal_id = $1 and from_type = $2 and to_type = $3 and name = $4 and type_id <> $5',
    [portalId, wanted.to, wanted.from, found.name, wanted.typeId, wanted.inverseLabel ?? wanted.label],
  );
}

/** Both directions of a label, and every association that carries it; the plain associations stay. Labels that are not there are fine. */
export async function removeLabel(
  { client, portalId }: Pick<ChangeContext, 'client' | 'portalId'>,
  { from, to, typeId }: { from: string; to: string; typeId: number },
): Promise<void> {
  const gone = await client.query<{ type_id: number }>(
    `delete from sandbox.label where portal_id = $1 and name = (
       select name from sandbox.label where portal_id = $1 and from_type = $2 and to_type = $3 and type_id = $4)
     and ((from_type = $2 and to_type = $3) or (from_type = $3 and to_type = $2)) returning type_id`,
    [portalId, from, to, typeId],
  );
  await client.query(
    `delete from sandbox.association where portal_id = $1 and category = 'USER_DEFINED' and type_id = any($2)`,
    [portalId, gone.rows.map((row) => row.type_id)],
  );
}
