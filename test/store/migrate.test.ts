import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createStores } from '../../src/store/create-stores.ts';
import { MigrationError, migrateDatabase, newestMigration } from '../../src/store/migrate.ts';
import { DatabaseRoleError } from '../../src/store/roles.ts';
import { schemaText } from './schema-text.ts';

const committed = path.resolve(import.meta.dirname, '../../src/store/schema.txt');
const name = `empty_${crypto.randomUUID().replaceAll('-', '')}`;
const url = () => inject('postgresUrl').replace(/\/quorum$/, `/${name}`);

async function run(address: string, statement: string): Promise<void> {
  const client = new pg.Client(address);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

beforeAll(() => run(inject('postgresUrl'), `create database ${name}`));
afterAll(() => run(inject('postgresUrl'), `drop database if exists ${name} with (force)`));

test('several processes may migrate an empty database at the same moment', async () => {
  await Promise.all([migrateDatabase(url()), migrateDatabase(url()), migrateDatabase(url())]);
  const client = new pg.Client(url());
  await client.connect();
  const done = await client.query<{ number: number }>('select number from quorum.migration order by number');
  await client.end();
  expect(done.rows.map((row) => row.number)).toEqual(
    Array.from({ length: newestMigration() }, (_, index) => index + 1),
  );
});

test('the migrated schema is the committed one (vitest -u writes it anew)', async () => {
  expect(fs.existsSync(committed)).toBe(true);
  await expect(await schemaText(url())).toMatchFileSnapshot(committed);
});

test('the comparison sees a column, a policy and a privilege more', async () => {
  const before = await schemaText(url());
  const changes = [
    ['alter table quorum.fault add column extra text', 'alter table quorum.fault drop column extra'],
    ['create policy extra on quorum.fault using (true)', 'drop policy extra on quorum.fault'],
    ['grant select on quorum.fault to quorum_ingress', 'revoke select on quorum.fault from quorum_ingress'],
  ] as const;
  for (const [change, undo] of changes) {
    await run(url(), change);
    expect(await schemaText(url())).not.toBe(before);
    await run(url(), undo);
  }
  expect(await schemaText(url())).toBe(before);
});

test('a database that is newer than the code is refused and left alone', async () => {
  const newer = newestMigration() + 1;
  await run(url(), `insert into quorum.migration (number, name) values (${newer}, 'from the future')`);
  await expect(migrateDatabase(url())).rejects.toThrow(MigrationError);
  await expect(migrateDatabase(url())).rejects.toThrow(/newer version/);
  await run(url(), `delete from quorum.migration where number = ${newer}`);
  await migrateDatabase(url());
});

test('stores are ready once the schema is the one they need', async () => {
  const stores = await createStores({ databaseUrl: url() });
  expect(await stores.ready()).toBe(true);
  await run(url(), `update quorum.migration set number = number + 100 where number = ${newestMigration()}`);
  expect(await stores.ready()).toBe(false);
  await run(url(), `update quorum.migration set number = number - 100 where number = ${newestMigration() + 100}`);
  await stores.close();
});

test('an ordinary login that owns its database can migrate and is bound by the roles it takes on', async () => {
  const login = `owner_${name}`;
  const server = inject('postgresUrl');
  await run(server, `create role ${login} login createrole password 'secret'`);
  for (const role of ['quorum_app', 'quorum_ingress', 'quorum_listing']) await run(server, `grant ${role} to ${login}`);
  await run(server, `create database own_${name} owner ${login}`);
  const own = new URL(server);
  own.username = login;
  own.password = 'secret';
  own.pathname = `/own_${name}`;
  await migrateDatabase(own.href);
  const stores = await createStores({ databaseUrl: own.href });
  await stores.inboxWriter.append({ portalId: 5, receivedAt: 1, body: Buffer.from('[]') });
  expect(await stores.inbox.portalsPending()).toEqual([5]);
  expect(await stores.inbox.pending(5, 1)).toHaveLength(1);
  await stores.close();
  await run(server, `drop database own_${name} with (force)`);
  await run(server, `drop role ${login}`);
});

test('a login that may not take on the roles is told what an administrator has to run', async () => {
  const login = `guest_${name}`;
  const server = inject('postgresUrl');
  await run(server, `create role ${login} login password 'secret'`);
  const guest = new URL(server);
  guest.username = login;
  guest.password = 'secret';
  guest.pathname = `/${name}`;
  await expect(migrateDatabase(guest.href)).rejects.toThrow(DatabaseRoleError);
  await expect(migrateDatabase(guest.href)).rejects.toThrow(`grant quorum_app to ${login}`);
  await run(server, `drop role ${login}`);
});
