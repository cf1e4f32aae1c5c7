// Faults that an earlier release kept in words are told as they were once the database has moved on.
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeFault } from '../../src/accounts/fault-words.ts';
import { createStores } from '../../src/store/create-stores.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

const folder = path.resolve(import.meta.dirname, '../../src/store/migrations');
/** The newest schema in which faults were kept in words. */
const released = 4;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(`drop schema quorum cascade; create schema quorum;
    grant usage on schema quorum to quorum_app, quorum_ingress, quorum_listing;
    grant create on schema quorum to quorum_listing;
    create table quorum.migration (number integer primary key, name text not null, run_at timestamptz not null default now());
    grant select on quorum.migration to quorum_app; set search_path = quorum, pg_temp`);
  for (const name of fs.readdirSync(folder).sort().slice(0, released)) {
    await client.query(fs.readFileSync(path.join(folder, name), 'utf8'));
    await client.query('insert into migration (number, name) values ($1, $2)', [Number(name.slice(0, 4)), name]);
  }
  await client.query(`insert into fault (portal_id, at_ms, place, what, kept, mend)
    values (7, 5, 'write-back', 'A property was refused.', 'The value is kept.', 'Grant the scope.')`);
  await client.end();
}, 60_000);
afterAll(() => database.drop());

test('an old fault reads as it did', async () => {
  await migrateDatabase(database.url);
  const stores = await createStores({ databaseUrl: database.url, log: { warn: () => undefined } });
  const [fault] = await stores.faults.last(7, 5).finally(() => stores.close());
  expect(fault).toMatchObject({ at: 5, where: 'write-back' });
  expect(fault && describeFault(fault, 'en')).toEqual({
    what: 'A property was refused.',
    kept: 'The value is kept.',
    mend: 'Grant the scope.',
  });
});
