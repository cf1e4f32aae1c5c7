// Loads the CSV files of a HubSpot export into a sandbox portal of its own. The same folder again brings that portal up to date.
import fs from 'node:fs';
import path from 'node:path';
import { associateByType } from './association-labels.ts';
import type { ChangeContext } from './change-events.ts';
import { WireError } from './errors.ts';
import { type ExportRow, type ExportTable, readExportTable } from './export-table.ts';
import { findType } from './object-types.ts';
import { createObject, updateObject } from './portal-store.ts';
import { findOrMakePortal } from './portals.ts';
import { createSchema, inTransaction, openPool } from './schema.ts';

export interface ImportResult {
  portalId: number;
  accessToken: string;
  counts: Record<string, number>;
  rejected: { file: string; row: number; reason: string }[];
}

const appId = 1_160_452;

/** One bad row never stops the rest. @throws the database's errors. */
export async function importExport(options: {
  databaseUrl: string;
  folder: string;
  portalName?: string;
  now?: number;
}): Promise<ImportResult> {
  const now = options.now ?? Date.now();
  const rejected: ImportResult['rejected'] = [];
  const tables = fs
    .readdirSync(options.folder)
    .filter((name) => /\.csv$/i.test(name))
    .sort()
    .flatMap((name) => readExportTable(path.join(options.folder, name), rejected) ?? []);
  if (tables.length === 0 && rejected.length === 0)
    rejected.push({ file: path.basename(options.folder), row: 0, reason: 'The folder holds no CSV file.' });
  const pool = openPool(options.databaseUrl);
  try {
    await createSchema(pool);
    return await inTransaction(pool, async (client) => {
      const name = options.portalName ?? path.basename(path.resolve(options.folder));
      const portal = await findOrMakePortal(client, {
        key: fs.realpathSync(options.folder),
        name,
        now,
        byToken: true,
      });
      const counts = await loadTables(
        { client, portalId: portal.portalId, appId, source: { changeSource: 'IMPORT', sourceId: 'import' }, now },
        tables,
        rejected,
      );
      return { ...portal, counts, rejected };
    });
  } finally {
    await pool.end();
  }
}

async function loadTables(
  context: ChangeContext,
  tables: ExportTable[],
  rejected: ImportResult['rejected'],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  /** Ids of the export to ids of the portal, and names to ids of the portal, by type. */
  const ids = new Map<string, string>();
  const order = ['companies', 'contacts', 'deals'];
  for (const table of [...tables].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))) {
    for (const row of table.rows) {
      const reason = await loadRow(context, { table, row, ids });
      if (reason === null) counts[table.type] = (counts[table.type] ?? 0) + 1;
      else rejected.push({ file: table.file, row: row.line, reason });
    }
  }
  return counts;
}

interface Loading {
  table: ExportTable;
  row: ExportRow;
  ids: Map<string, string>;
}

/** Null where the row is in; the reason where it was refused. */
async function loadRow(context: ChangeContext, { table, row, ids }: Loading): Promise<string | null> {
  const type = findType(table.type);
  if (type === undefined) return `unknown object ${table.type}`;
  await context.client.query('savepoint row');
  try {
    const exportId =
      row.recordId ??
      `${row.properties.name ?? row.properties.email ?? row.properties.dealname ?? `${row.properties.firstname} ${row.properties.lastname}`}`;
    const known = await findImported(context, table.type, exportId);
    const { owner, ...properties } = row.properties;
    if (owner !== undefined) properties.hubspot_owner_id = await ownerId(context, owner);
    const object =
      known === null
        ? await createObject(context, type, properties)
        : await updateObject(context, type, known, properties);
    if (known === null)
      await context.client.query(
        'update sandbox.object set properties = properties || $4::jsonb where portal_id = $1 and type = $2 and id = $3',
        [context.portalId, type.name, object.id, { sandbox_export_id: exportId }],
      );
    ids.set(`${table.type} ${exportId}`, object.id);
    const name = row.properties.name?.toLowerCase();
    if (name !== undefined) ids.set(`${table.type} name ${name}`, object.id);
    await linkRow(context, { table, row, ids }, object.id);
    await context.client.query('release savepoint row');
    return null;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    await context.client.query('rollback to savepoint row');
    return reasonOf(error);
  }
}

/** With the property's name, where the message does not say it. */
function reasonOf({ details, message }: WireError): string {
  const reasons = details.errors?.map((fault) => {
    const name = fault.context?.propertyName?.[0] ?? '';
    return fault.message.includes(name) ? fault.message : `${name}: ${fault.message}`;
  });
  return reasons?.join('; ') ?? message;
}

async function findImported(context: ChangeContext, type: string, exportId: string): Promise<string | null> {
  const found = await context.client.query<{ id: string }>(
    `select id from sandbox.object where portal_id = $1 and type = $2 and properties->>'sandbox_export_id' = $3`,
    [context.portalId, type, exportId],
  );
  return found.rows[0]?.id ?? null;
}

async function ownerId(context: ChangeContext, name: string): Promise<string> {
  const [first = name, ...rest] = name.split(' ');
  const known = await context.client.query<{ owner_id: string }>(
    `select owner_id from sandbox.owner where portal_id = $1 and trim(first_name || ' ' || last_name) = $2`,
    [context.portalId, name],
  );
  if (known.rows[0] !== undefined) return known.rows[0].owner_id;
  const { rows } = await context.client.query<{ owner_id: string }>(
    `insert into sandbox.owner select $1, coalesce(max(owner_id), 800000000) + 1, null, $2, $3, null from sandbox.owner where portal_id = $1 returning owner_id`,
    [context.portalId, first, rest.join(' ')],
  );
  return rows[0]?.owner_id ?? '';
}

async function linkRow(context: ChangeContext, { table, row, ids }: Loading, id: string): Promise<void> {
  const type = findType(table.type);
  if (type === undefined) return;
  const companies = [
    ...row.companyIds.map((each) => ids.get(`companies ${each}`)),
    ...row.companyNames.map((each) => ids.get(`companies name ${each.toLowerCase()}`)),
  ].filter((each) => each !== undefined);
  for (const [at, companyId] of [...new Set(companies)].entries()) {
    if (table.type === 'companies') continue;
    const [primary, plain] = table.type === 'contacts' ? [1, 279] : [5, 341];
    if (at === 0) await associateByType(context, { from: type, fromId: id, toId: companyId, typeId: primary });
    await associateByType(context, { from: type, fromId: id, toId: companyId, typeId: plain });
  }
  if (table.type !== 'deals') return;
  for (const contactId of row.contactIds
    .map((each) => ids.get(`contacts ${each}`))
    .filter((each) => each !== undefined)) {
    await associateByType(context, { from: type, fromId: id, toId: contactId, typeId: 3 });
  }
}
