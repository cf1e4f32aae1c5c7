import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { connectionConfig } from '../../src/store/portal-database.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import {
  accountMap,
  association,
  computedValue,
  journalRow,
  noon,
  portalDetails,
  reconcileRun,
  record,
} from './samples.ts';

const [ours, theirs] = [41, 42];
let database: TestDatabase;
let stores: OpenStores;
let superuser: pg.Client;

beforeAll(async () => {
  database = await testDatabase();
  stores = await createStores({ databaseUrl: database.url });
  superuser = new pg.Client(database.url);
  await superuser.connect();
  for (const portalId of [ours, theirs]) await fillEveryTable(portalId);
});
afterAll(async () => {
  await superuser.end();
  await stores.close();
  await database.drop();
});

async function fillEveryTable(portalId: number): Promise<void> {
  const { mirror, results, journal, inbox, inboxWriter } = stores;
  await stores.portals.connect(portalDetails(portalId));
  await inboxWriter.append({ portalId, receivedAt: noon, body: Buffer.from('[1]') });
  const [batch] = await inbox.pending(portalId, 1);
  await inbox.complete(portalId, [{ inboxId: batch?.inboxId ?? '', notifications: 1, echoes: 0, odd: 0 }]);
  await inboxWriter.append({ portalId, receivedAt: noon, body: Buffer.from('[2]') });
  await mirror.upsertRecords(portalId, [
    record('companies', '1', { name: 'One' }),
    record('contacts', '2'),
    record('contacts', '3'),
  ]);
  const pair = association(['contacts', '2'], ['companies', '1'], 1);
  await mirror.replaceAssociations(portalId, { fromType: 'contacts', toType: 'companies', fromIds: ['2'] }, [pair]);
  await mirror.replaceOwners(portalId, [{ ownerId: '9', name: 'Owner', email: null, archived: false }]);
  await mirror.addAlias(portalId, { type: 'contacts', mergedId: '4', survivorId: '2' });
  await mirror.erasePerson(portalId, '3');
  await results.saveMap(portalId, accountMap('1'));
  await results.saveValues(portalId, [computedValue('1', { valueClass: 'mvc' })]);
  await superuser.query(`insert into quorum.portal_fit values ($1, '{}', '{}')`, [portalId]);
  await journal.append(portalId, [journalRow()]);
  await stores.progress.save(portalId, {
    step: 'owners',
    state: 'done',
    after: null,
    count: 1,
    expected: 1,
    reason: null,
    updatedAt: noon,
  });
  await stores.faults.record(portalId, { at: noon, where: 'sync', what: 'a', kept: 'b', mend: 'c' });
  await stores.dirtyAccounts.mark(portalId, ['1'], { at: noon, value: true });
  await stores.callSlots.share(portalId, { kind: 'general', holder: 'a', used: 1, wanted: 1, total: 108, restMs: 0 });
  await stores.reconcileRuns.save(portalId, reconcileRun());
}

/** Tables of the schema, from the catalog, so that a new one is tried as well. Only the list of migrations belongs to no portal. */
async function tables(): Promise<string[]> {
  const found = await superuser.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'quorum'::regnamespace and relkind in ('r', 'p', 'v', 'm')
       and relname <> 'migration' order by relname`,
  );
  return found.rows.map((row) => row.name);
}

/** Every way in which portal `ours` reaches rows of `theirs`, as sentences; empty is what is wanted. */
async function leaks(): Promise<string[]> {
  const client = new pg.Client(
    connectionConfig({ databaseUrl: database.url, role: 'quorum_app', statementTimeoutMs: 9_000 }),
  );
  await client.connect();
  const found: string[] = [];
  const attempt = async (says: string, sql: string) => {
    await client.query(`begin; select set_config('quorum.portal_id', '${ours}', true)`);
    try {
      if (((await client.query(sql)).rowCount ?? 0) > 0) found.push(says);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== '42501') throw error;
    } finally {
      await client.query('rollback');
    }
  };
  for (const table of await tables()) {
    await attempt(`${table} can be read`, `select from ${table} where portal_id <> ${ours}`);
    await attempt(`${table} can be changed`, `update ${table} set portal_id = portal_id where portal_id <> ${ours}`);
    await attempt(`${table} can be deleted from`, `delete from ${table} where portal_id <> ${ours}`);
    await attempt(
      `${table} rows can be given away`,
      `update ${table} set portal_id = ${theirs + 1} where portal_id = ${ours}`,
    );
    await attempt(`${table} can be written to`, await insertForOthers(table));
  }
  await client.end();
  return found;
}

/** Copies one of our rows to a third portal. */
async function insertForOthers(table: string): Promise<string> {
  const found = await superuser.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attname <> 'portal_id'
       and attgenerated = '' and attidentity = ''`,
    [`quorum.${table}`],
  );
  const columns = found.rows[0]?.columns;
  const rest = columns ? `, ${columns}` : '';
  return `insert into ${table} (portal_id${rest}) select ${theirs + 1}${rest} from ${table} limit 1`;
}

test('every table holds rows of both portals, so that the trial below tries something', async () => {
  const empty: string[] = [];
  for (const table of await tables()) {
    const found = await superuser.query(
      `select distinct portal_id from quorum.${table} where portal_id in (${ours}, ${theirs})`,
    );
    if (found.rowCount !== 2) empty.push(table);
  }
  expect(empty).toEqual([]);
});

test('no portal reads, changes, deletes or writes rows of another in any table', async () => {
  expect(await leaks()).toEqual([]);
});

test('the trial finds a table without row-level security, one with a lax policy, and a new one', async () => {
  await superuser.query('alter table quorum.fault disable row level security');
  expect(await leaks()).toEqual(
    ['read', 'changed', 'deleted from']
      .map((verb) => `fault can be ${verb}`)
      .concat(['fault rows can be given away', 'fault can be written to']),
  );
  await superuser.query('alter table quorum.fault enable row level security');
  await superuser.query('create policy lax on quorum.owner for select to quorum_app using (true)');
  expect(await leaks()).toEqual(['owner can be read']);
  await superuser.query('drop policy lax on quorum.owner');
  await superuser.query(`create table quorum.later (portal_id bigint); insert into quorum.later values (${theirs});
    grant select on quorum.later to quorum_app`);
  expect(await leaks()).toEqual(['later can be read']);
  await superuser.query('drop table quorum.later');
  expect(await leaks()).toEqual([]);
});

test('every unique key starts with the portal, and row-level security binds the owner too', async () => {
  const keys = await superuser.query(
    `select indexrelid::regclass::text as name from pg_index join pg_class on pg_class.oid = indrelid
     where relnamespace = 'quorum'::regnamespace and relname <> 'migration'
       and indkey[0] <> (select attnum from pg_attribute where attrelid = indrelid and attname = 'portal_id')`,
  );
  expect(keys.rows).toEqual([]);
  const unforced = await superuser.query(
    `select relname from pg_class where relnamespace = 'quorum'::regnamespace and relkind = 'r' and relname <> 'migration'
       and not (relrowsecurity and relforcerowsecurity)`,
  );
  expect(unforced.rows).toEqual([]);
});

test('a statement outside withPortal fails instead of seeing anything', async () => {
  const client = new pg.Client(
    connectionConfig({ databaseUrl: database.url, role: 'quorum_app', statementTimeoutMs: 9_000 }),
  );
  await client.connect();
  await expect(client.query('select * from portal')).rejects.toThrow(/quorum.portal_id/);
  await client.end();
});

test('the ingress role appends pending rows and can do nothing else', async () => {
  const client = new pg.Client(
    connectionConfig({ databaseUrl: database.url, role: 'quorum_ingress', statementTimeoutMs: 9_000 }),
  );
  await client.connect();
  const insert = 'insert into inbox (portal_id, received_at_ms, body';
  await client.query(`${insert}) values (7, 1, '')`);
  const refused = [
    'select * from inbox',
    'delete from inbox',
    `update inbox set state = 'done'`,
    `${insert}, state) values (7, 1, '', 'done')`,
    `${insert}) values (7, 1, '') returning body`,
    'select * from portal',
    'select portal_ids()',
  ];
  for (const sql of refused) await expect(client.query(sql), sql).rejects.toThrow(/permission denied/);
  await client.end();
});

test('what is read across portals is their ids and nothing more', async () => {
  const listing = new pg.Client(
    connectionConfig({ databaseUrl: database.url, role: 'quorum_listing', statementTimeoutMs: 9_000 }),
  );
  await listing.connect();
  await expect(listing.query('select name from portal')).rejects.toThrow(/permission denied/);
  await expect(listing.query('select body from inbox')).rejects.toThrow(/permission denied/);
  await expect(listing.query('select account_id from dirty_account')).rejects.toThrow(/permission denied/);
  await listing.end();
  expect(await stores.inbox.portalsPending()).toEqual(expect.arrayContaining([ours, theirs]));
  expect(await stores.dirtyAccounts.portalsDirty()).toEqual([ours, theirs]);
  expect((await stores.portals.list()).map((portal) => portal.portalId)).toEqual([ours, theirs]);
});
