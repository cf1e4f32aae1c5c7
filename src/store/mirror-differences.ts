// Where the mirror differs from what was just read from HubSpot. Only looks: what differs is read again before anything changes.
import type { Association, CrmRecord, MirroredType } from '../accounts/crm.ts';
import type { MirrorDifferences } from '../accounts/reconcile-port.ts';
import { toJson } from './json-text.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

export function mirrorDifferences(database: PortalDatabase): MirrorDifferences {
  return {
    records: (portalId, records) =>
      database.withPortal(portalId, (client) => differingRecords(client, portalId, records)),
    associations: (portalId, scope, associations) =>
      database.withPortal(portalId, (client) => differingAssociations(client, portalId, { ...scope, associations })),
    ids: (portalId, type, state) => database.withPortal(portalId, (client) => idsOf(client, portalId, { type, state })),
  };
}

const isErased = (id: string) => `exists (
  select from erasure_salt as salt join erased_contact as erased on erased.portal_id = $1
  where salt.portal_id = $1 and erased.digest = sha256(salt.salt || convert_to(${id}, 'UTF8')))`;

async function differingRecords(
  client: Queryable,
  portalId: number,
  records: CrmRecord[],
): Promise<{ id: string; isNew: boolean }[]> {
  const found = await client.query<{ id: string; isNew: boolean }>(
    `with given as (
       select type collate "C" as type, id collate "C" as id, properties, "updatedAt" as updated_at_ms, archived
       from jsonb_to_recordset($2::jsonb) as each(type text, id text, properties jsonb, "updatedAt" bigint, archived boolean)
     )
     select given.id, kept.id is null or kept.archived as "isNew"
     from given left join record as kept on kept.portal_id = $1 and kept.type = given.type and kept.id = given.id
     where (kept.id is null or (kept.updated_at_ms <= given.updated_at_ms
         and (kept.properties <> given.properties or kept.archived <> given.archived)))
       and not exists (select from alias where portal_id = $1 and alias.type = given.type and alias.merged_id = given.id)
       and not (given.type = 'contacts' and ${isErased('given.id')})
     order by given.id`,
    [portalId, toJson(records)],
  );
  return found.rows;
}

interface Pairs {
  fromType: MirroredType;
  toType: MirroredType;
  fromIds: string[];
  associations: Association[];
}

async function differingAssociations(
  client: Queryable,
  portalId: number,
  { fromType, toType, fromIds, associations }: Pairs,
): Promise<string[]> {
  const pairs = associations.map(({ fromId, toId, types }) => ({ from: fromId, to: toId, types }));
  const found = await client.query<{ id: string }>(
    `with given as (
       select distinct on ("from", "to") "from" collate "C" as from_id, "to" collate "C" as to_id, types
       from jsonb_to_recordset($4::jsonb) as each("from" text, "to" text, types jsonb)
       order by "from", "to"
     ), wanted as (
       select * from given
       where from_id = any($5::text[])
         and not ($2 = 'contacts' and ${isErased('from_id')}) and not ($3 = 'contacts' and ${isErased('to_id')})
     ), kept as (
       select from_id, to_id, types from association
       where portal_id = $1 and from_type = $2 and to_type = $3 and from_id = any($5::text[])
     )
     select distinct coalesce(kept.from_id, wanted.from_id) as id
     from kept full join wanted on wanted.from_id = kept.from_id and wanted.to_id = kept.to_id
     where kept.from_id is null or wanted.from_id is null or kept.types <> wanted.types
     order by 1`,
    [portalId, fromType, toType, toJson(pairs), fromIds],
  );
  return found.rows.map((row) => row.id);
}

async function idsOf(
  client: Queryable,
  portalId: number,
  { type, state }: { type: MirroredType; state: 'present' | 'archived' },
): Promise<string[]> {
  const found = await client.query<{ ids: string[] }>(
    `select coalesce(array_agg(id order by id), '{}') as ids from record
     where portal_id = $1 and type = $2 and archived = ($3 = 'archived')
       and not exists (select from alias where portal_id = $1 and alias.type = record.type and alias.merged_id = record.id)`,
    [portalId, type, state],
  );
  return found.rows[0]?.ids ?? [];
}
