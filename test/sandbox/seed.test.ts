// The sample portal: Northwind as it was published, what is made up marked so, the same on every machine.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { install } from './consent.ts';
import { callApi, objects, startPortal, type TestPortal } from './start-portal.ts';

const startedAt = Date.parse('2026-11-24T10:00:00Z');
const dayMs = 86_400_000;
let one: TestPortal;
let two: TestPortal;
beforeAll(async () => {
  one = await startPortal({ now: () => startedAt });
  two = await startPortal({ now: () => startedAt });
});
afterAll(async () => {
  await one.stop();
  await two.stop();
});

async function query<Row extends pg.QueryResultRow>(portal: TestPortal, sql: string): Promise<Row[]> {
  const client = new pg.Client(portal.databaseUrl);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function count(portal: TestPortal, type: string, where = 'true'): Promise<number> {
  const [row] = await query<{ n: number }>(
    portal,
    `select count(*)::int as n from sandbox.object where type = '${type}' and ${where}`,
  );
  return row?.n ?? 0;
}

const digest = `select 'objects' as what, count(*)::int as n, md5(string_agg(type || id || properties::text || created_at::text || updated_at::text, '|' order by type, id)) as sum from sandbox.object
  union all select 'associations', count(*)::int, md5(string_agg(a::text, '|' order by a::text)) from sandbox.association a order by what`;

test('two databases hold the same data', async () => {
  const [first, second] = [await query(one, digest), await query(two, digest)];
  expect(first).toEqual(second);
  for (const { n } of first) expect(n).toBeGreaterThan(10_000);
});

test('tables of an earlier version are brought up to date by the next start', async () => {
  const old = await startPortal();
  for (const [table, column] of [
    ['portal', 'installed'],
    ['portal', 'by_token'],
    ['token', 'user_id'],
    ['token', 'redirect_uri'],
    ['token', 'code_challenge'],
    ['object', 'indexed_properties'],
    ['object', 'indexed_at'],
  ])
    await query(old, `alter table sandbox.${table} drop column ${column}`);
  await query(old, 'drop table sandbox.subscription');
  const options = { databaseUrl: old.databaseUrl, host: '127.0.0.1', port: 0, webhookTarget: null };
  const next = await startSandbox(options);
  const { access_token: token } = await install(next, next.portalId, 'oauth crm.objects.companies.read');
  const path = `${objects}/companies?limit=1`;
  expect((await callApi({ url: next.url, token, method: 'GET', path })).status).toBe(200);
  await next.stop();
  await old.stop();
});

test('a later start moves nothing', async () => {
  const before = await query(one, digest);
  const later = await startSandbox({
    databaseUrl: one.databaseUrl,
    host: '127.0.0.1',
    port: 0,
    webhookTarget: null,
    now: () => startedAt + 30 * dayMs,
  });
  await later.stop();
  expect(await query(one, digest)).toEqual(before);
  expect(later.accessToken).toBe(one.sandbox.accessToken);
});

test('all 91 customers and 830 orders are there, orders as won deals with their lines', async () => {
  expect(await count(one, 'companies')).toBe(91);
  const orders = `properties ? 'northwind_order_id'`;
  expect(await count(one, 'deals', orders)).toBe(830);
  expect(await count(one, 'deals', `${orders} and properties->>'hs_is_closed_won' = 'true'`)).toBe(830);
  expect(await count(one, 'line_items', `properties->>'hs_cost_of_goods_sold' is not null`)).toBeGreaterThan(2_155);
  expect(await count(one, 'deals', `not ${orders} and properties->>'sandbox_made_up' is distinct from 'true'`)).toBe(0);
});

test('the newest order lies within the week before the first start, moved by whole weeks', async () => {
  const [row] = await query<{ newest: Date }>(
    one,
    `select max((properties->>'closedate')::timestamptz) as newest from sandbox.object where properties ? 'northwind_order_id'`,
  );
  const newest = row?.newest.getTime() ?? 0;
  expect(newest).toBeLessThanOrEqual(startedAt);
  expect(newest).toBeGreaterThan(startedAt - 7 * dayMs);
  expect((newest - Date.parse('1998-05-06T12:00:00Z')) % (7 * dayMs)).toBe(0);
});

test('every account has 3 to 40 people, one has 600', async () => {
  const rows = await query<{ people: number }>(
    one,
    `select count(distinct to_id)::int as people from sandbox.association where from_type = 'companies' and to_type = 'contacts' group by from_id order by 1`,
  );
  const people = rows.map((row) => row.people);
  expect(people).toHaveLength(91);
  expect(people.at(-1)).toBe(600);
  expect(people[0]).toBeGreaterThanOrEqual(3);
  expect(people.at(-2)).toBeLessThanOrEqual(40);
});

test('one group has a parent and three children', async () => {
  const rows = await query<{ parent: string; children: number }>(
    one,
    `select from_id as parent, count(*)::int as children from sandbox.association where from_type = 'companies' and to_type = 'companies' and type_id = 13 group by 1`,
  );
  expect(rows).toMatchObject([{ children: 3 }]);
  expect(await count(one, 'companies', `properties->>'hs_parent_company_id' = '${rows[0]?.parent}'`)).toBe(3);
});

test('every person beside the published ones is marked as made up', async () => {
  expect(await count(one, 'contacts', `properties->>'sandbox_made_up' is distinct from 'true'`)).toBe(91);
  for (const type of ['meetings', 'calls', 'emails', 'tickets']) {
    expect(await count(one, type), type).toBeGreaterThan(0);
    expect(await count(one, type, `properties->>'sandbox_made_up' is distinct from 'true'`), type).toBe(0);
  }
});

test('nothing was sent while the portal was made', async () => {
  expect(await query(one, 'select count(*)::int as n from sandbox.outbox')).toEqual([{ n: 0 }]);
});
