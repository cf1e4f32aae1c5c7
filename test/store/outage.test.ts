import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';
import { noon, portalDetails, record } from './samples.ts';

let database: TestDatabase;
let stores: OpenStores;
let other: OpenStores;
const warnings: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  const log = { warn: (_details: unknown, message: string) => warnings.push(message) };
  stores = await createStores({ databaseUrl: database.url, log });
  other = await createStores({ databaseUrl: database.url });
});
afterAll(async () => {
  await Promise.all([stores.close(), other.close()]);
  await database.drop();
});

/** Ends every connection of this database but the caller's, as a restart would. */
async function cutConnections(): Promise<void> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await client.end();
}

test('a lock held by another process is not had, and is had once that process is gone', async () => {
  const taken = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const held = other.locks.tryWithin('backfill 1', () => {
    taken.resolve();
    return release.promise;
  });
  await taken.promise;
  expect(await stores.locks.tryWithin('backfill 1', async () => 'mine')).toBeNull();
  await cutConnections();
  await expect.poll(() => stores.locks.tryWithin('backfill 1', async () => 'mine').catch(() => 'cut')).toBe('mine');
  release.resolve();
  await held;
});

test('after its connections were cut the store works on and the change feed says that everything may have changed', async () => {
  await stores.portals.connect(portalDetails(3));
  const seen: unknown[] = [];
  const leave = await stores.changes.subscribe((change) => seen.push(change));
  await cutConnections();
  await expect.poll(() => seen, { timeout: 10_000 }).toContainEqual({ portalId: 3, kind: 'accounts', accountId: null });
  await stores.changes.publish({ portalId: 3, kind: 'ops', accountId: null });
  await expect.poll(() => seen).toContainEqual({ portalId: 3, kind: 'ops', accountId: null });
  await stores.inboxWriter.append({ portalId: 3, receivedAt: noon, body: Buffer.from('[]') });
  expect(await stores.ready()).toBe(true);
  expect(warnings).toContain('a lasting database connection broke');
  await leave();
});

test('a repository call is all or nothing: a failing batch leaves no row', async () => {
  const poison = { ...record('deals', '2'), createdAt: Number.NaN };
  await expect(stores.mirror.upsertRecords(4, [record('deals', '1'), poison])).rejects.toThrow();
  expect(await stores.mirror.counts(4)).toEqual({});
});

test('text that PostgreSQL refuses is kept without the refused characters', async () => {
  await stores.mirror.upsertRecords(5, [record('companies', '1', { name: 'A\0B \\u0000 \uD800C' })]);
  expect((await stores.mirror.loadAccount(5, '1'))?.company.properties.name).toBe('AB \\u0000 \uFFFDC');
});

test('an erased person is gone from every table of the database, pending batches once they are done', async () => {
  const canary = '987654321012';
  const { mirror, inbox, inboxWriter } = stores;
  await mirror.upsertRecords(6, [
    record('companies', '1'),
    record('contacts', canary, { email: 'canary@example.test', associatedcompanyid: '1' }),
  ]);
  for (const body of ['done', 'pending']) {
    await inboxWriter.append({
      portalId: 6,
      receivedAt: noon,
      body: Buffer.from(`[{"objectId":${canary},"state":"${body}"}]`),
    });
  }
  const [first, second] = await inbox.pending(6, 2);
  const finished = (inboxId = '') => ({ inboxId, notifications: 1, echoes: 0, odd: 0 });
  await inbox.complete(6, [finished(first?.inboxId)]);
  expect(await tablesWith(canary)).toEqual(['inbox', 'record']);
  await mirror.erasePerson(6, canary);
  expect((await inbox.pending(6, 2))[0]?.body.toString()).toContain('"pending"');
  await inbox.complete(6, [finished(second?.inboxId)]);
  expect(await tablesWith(canary)).toEqual([]);
  expect(await tablesWith('canary@example.test')).toEqual([]);
});

/** Tables in whose rows the text occurs. */
async function tablesWith(text: string): Promise<string[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(`set bytea_output = 'escape'`);
  const tables = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'quorum'::regnamespace and relkind = 'r' order by relname`,
  );
  const found: string[] = [];
  for (const { name } of tables.rows) {
    const rows = await client.query(`select from quorum.${name} as t where position($1 in t::text) > 0 limit 1`, [
      text,
    ]);
    if (rows.rowCount) found.push(name);
  }
  await client.end();
  return found;
}
