// The end of a portal reaches every table, and its export is a decision taken for every table.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { exportedTables, tablesKeptIn } from '../../src/store/portal-data.ts';
import { connectionConfig } from '../../src/store/portal-database.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { tokenKey } from './access-samples.ts';
import { fillEveryTable } from './fill-every-table.ts';
import { noon } from './samples.ts';

const [gone, stays] = [51, 52];
let database: TestDatabase;
let stores: OpenStores;
let superuser: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url, tokenKeys: [tokenKey('a')] });
  superuser = new pg.Client(database.url);
  await superuser.connect();
  for (const portalId of [gone, stays]) await fillEveryTable({ stores, superuser, portalId });
});
afterAll(async () => {
  await superuser.end();
  await stores.close();
  await database.drop();
});

async function tables(): Promise<string[]> {
  const found = await superuser.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'quorum'::regnamespace and relkind in ('r', 'p')
       and relname <> 'migration' order by relname`,
  );
  return found.rows.map(({ name }) => name);
}

async function rowCounts(portalId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of await tables()) {
    const found = await superuser.query<{ count: number }>(
      `select count(*)::int as count from quorum.${table} where portal_id = $1`,
      [portalId],
    );
    counts[table] = found.rows[0]?.count ?? 0;
  }
  return counts;
}

test('for every table it is decided whether its rows are handed out', async () => {
  expect([...exportedTables, ...tablesKeptIn].sort()).toEqual(await tables());
});

test('the export holds the rows of its tables, however many there are, and no secret', async () => {
  const rows = Array.from({ length: 450 }, (_, index) => ({
    runId: '1',
    type: 'companies' as const,
    objectId: '1',
    accountId: '1',
    property: `quorum_${index}`,
    before: null,
    after: '1',
    reason: 'new',
    outcome: 'written' as const,
    failure: null,
    at: noon,
  }));
  await stores.journal.append(gone, rows);
  const exported: Record<string, number> = {};
  let text = '';
  for await (const { table, row } of stores.portalData.exportRows(gone)) {
    exported[table] = (exported[table] ?? 0) + 1;
    text += JSON.stringify(row);
  }
  const counts = await rowCounts(gone);
  expect(exported).toEqual(Object.fromEntries(exportedTables.map((table) => [table, counts[table]])));
  expect(exported.write_journal).toBeGreaterThan(450);
  for (const secret of ['sealed', 'digest']) expect(text).not.toContain(secret);
});

test('the audit log cannot be changed or shortened while its portal lives', async () => {
  const client = new pg.Client(
    connectionConfig({ databaseUrl: database.url, role: 'quorum_app', statementTimeoutMs: 9_000 }),
  );
  await client.connect();
  await client.query(`select set_config('quorum.portal_id', '${gone}', false)`);
  for (const sql of [`update audit set who = 'nobody'`, 'delete from audit', 'truncate audit']) {
    await expect(client.query(sql), sql).rejects.toThrow(/permission denied/);
  }
  await client.end();
});

test('after the end of a portal every table is empty of it, and other portals are as they were', async () => {
  const before = await rowCounts(stays);
  expect(Object.entries(before).filter(([, count]) => count === 0)).toEqual([]);
  await stores.portalData.erase(gone);
  const left = Object.entries(await rowCounts(gone)).filter(([, count]) => count > 0);
  expect(left).toEqual([]);
  expect(await rowCounts(stays)).toEqual(before);
});
