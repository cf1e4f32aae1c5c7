import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../harness/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test('the embedded database answers as PostgreSQL 15 or newer, in UTF-8', async () => {
  const client = new pg.Client(database.url);
  await client.connect();
  const version = await client.query('show server_version_num');
  const encoding = await client.query('show server_encoding');
  await client.end();
  expect(Number(version.rows[0].server_version_num)).toBeGreaterThanOrEqual(150_000);
  expect(encoding.rows[0].server_encoding).toBe('UTF8');
});
