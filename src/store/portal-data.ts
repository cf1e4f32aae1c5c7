// All rows of one portal at once: what is handed out before a portal leaves, and the end of everything that was kept of it.
import type { PortalData } from '../accounts/access-port.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

/** What only Quorum knows, and the maps and values it made. A new table goes into one of the two lists; a test says so. */
export const exportedTables = [
  'account_map',
  'account_value',
  'portal',
  'portal_fit',
  'withheld_write',
  'write_journal',
  'write_run',
  'write_switch',
] as const;

/** Copies of HubSpot's own data, work in hand, and secrets. */
export const tablesKeptIn = [
  'account',
  'alias',
  'api_key',
  'association',
  'audit',
  'call_day',
  'call_slot',
  'dirty_account',
  'erased_contact',
  'erasure_salt',
  'fault',
  'inbox',
  'inbox_total',
  'last_written',
  'one_time',
  'owner',
  'portal_grant',
  'portal_user',
  'provisioned',
  'reconcile_run',
  'record',
  'session',
  'sync_step',
  'write_attempt',
  'write_plan',
  'write_total',
] as const;

const rowsAtOnce = 200;

export function portalData(database: PortalDatabase): PortalData {
  return {
    erase: (portalId) =>
      database.withPortal(portalId, async (client) => {
        for (const table of await tablesOf(client)) {
          if (table !== 'audit') await client.query(`delete from "${table}" where portal_id = $1`, [portalId]);
        }
        await client.query('select erase_audit()');
      }),
    async *exportRows(portalId) {
      for (const table of exportedTables) {
        for (let after: string | null = null; ; ) {
          const rows = await database.withPortal(portalId, (client) => page(client, { table, portalId, after }));
          for (const { row } of rows) yield { table, row };
          after = rows.at(-1)?.place ?? null;
          if (after === null || rows.length < rowsAtOnce) break;
        }
      }
    },
  };
}

/** From the catalog, so that a table of tomorrow is emptied as well. */
async function tablesOf(client: Queryable): Promise<string[]> {
  const found = await client.query<{ name: string }>(
    `select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid
     where relnamespace = 'quorum'::regnamespace and relkind in ('r', 'p') and attname = 'portal_id' and not attisdropped
     order by relname`,
  );
  return found.rows.map(({ name }) => name);
}

interface ExportedRow {
  row: Record<string, unknown>;
  /** Where the next page starts. */
  place: string;
}

async function page(
  client: Queryable,
  { table, portalId, after }: { table: (typeof exportedTables)[number]; portalId: number; after: string | null },
): Promise<ExportedRow[]> {
  const { column, type } = placeOf[table];
  const found = await client.query<ExportedRow>(
    `select to_jsonb(given) as row, ${column}::text as place from "${table}" as given
     where portal_id = $1 and ($2::text is null or ${column} > $2::${type})
     order by ${column} limit $3`,
    [portalId, after, rowsAtOnce],
  );
  return found.rows;
}

const placeOf: Record<(typeof exportedTables)[number], { column: string; type: string }> = {
  account_map: { column: 'account_id', type: 'text' },
  account_value: { column: 'account_id', type: 'text' },
  portal: { column: 'portal_id', type: 'bigint' },
  portal_fit: { column: 'portal_id', type: 'bigint' },
  withheld_write: { column: 'place', type: 'bigint' },
  write_journal: { column: 'journal_id', type: 'bigint' },
  write_run: { column: 'place', type: 'bigint' },
  write_switch: { column: 'portal_id', type: 'bigint' },
};
