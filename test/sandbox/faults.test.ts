// The fault switch: each kind of fault as HubSpot's wire shows it, by a seed, on the calls it is meant for.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { install } from './consent.ts';
import { callApi, objects, startPortal, type TestPortal } from './start-portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startPortal();
});
afterEach(async () => {
  await control('DELETE');
});
afterAll(() => portal.stop());

const control = (method: string, body?: unknown) =>
  callApi({ url: portal.sandbox.url, token: 'none', method, path: '/sandbox/faults', body });
const rules = async (...list: unknown[]) => expect((await control('POST', { rules: list })).status).toBe(200);
const companies = `${objects}/companies`;
const list = () => portal.get(`${companies}?limit=1`);
const resultsSchema = z.array(z.object({ id: z.string() }));
const errorsSchema = z.array(z.object({ context: z.record(z.string(), z.array(z.string())) }));

const refusals: [string, Record<string, unknown>, { status: number; body?: unknown; retryAfter?: string | null }][] = [
  [
    '429 by the rolling limit',
    { kind: 'tooMany' },
    {
      status: 429,
      body: {
        errorType: 'RATE_LIMIT',
        policyName: 'TEN_SECONDLY_ROLLING',
        message: 'You have reached your ten_secondly_rolling limit.',
      },
      retryAfter: null,
    },
  ],
  [
    '429 by the day with Retry-After',
    { kind: 'tooMany', policyName: 'DAILY', retryAfterSeconds: 30 },
    { status: 429, body: { policyName: 'DAILY' }, retryAfter: '30' },
  ],
  ['429 by the second', { kind: 'tooMany', policyName: 'SECONDLY' }, { status: 429, body: { policyName: 'SECONDLY' } }],
  ...[500, 502, 503, 504, 423].map((status): [string, Record<string, unknown>, { status: number }] => [
    String(status),
    { kind: 'error', status },
    { status },
  ]),
  ['477 with Retry-After', { kind: 'error', status: 477, retryAfterSeconds: 60 }, { status: 477, retryAfter: '60' }],
  ['missing scopes', { kind: 'missingScopes' }, { status: 403, body: { category: 'MISSING_SCOPES' } }],
  ['not there', { kind: 'notFound' }, { status: 404, body: { category: 'OBJECT_NOT_FOUND' } }],
];

test.each(refusals)('%s', async (_name, rule, { status, body = {}, retryAfter }) => {
  await rules({ ...rule, count: 1 });
  const answer = await list();
  expect(answer).toMatchObject({ status, body });
  if (retryAfter !== undefined) expect(answer.headers.get('retry-after')).toBe(retryAfter);
  expect((await list()).status).toBe(200);
});

test('a rule holds for its objects, methods and paths only, after so many calls, and so often', async () => {
  await rules({ kind: 'missingScopes', objects: ['tickets'] });
  expect((await portal.get(`${objects}/tickets`)).status).toBe(403);
  expect((await list()).status).toBe(200);
  await rules({ kind: 'error', methods: ['POST'], path: '/batch/read', after: 1, count: 2 });
  const statuses: number[] = [];
  for (let call = 0; call < 5; call += 1) {
    statuses.push((await portal.post(`${companies}/batch/read`, { inputs: [] })).status);
    expect((await list()).status).toBe(200);
  }
  expect(statuses).toEqual([200, 503, 503, 200, 200]);
});

test('the same seed gives the same faults call by call, another seed others, and the report says how many', async () => {
  const run = async (seed: number) => {
    await control('POST', { seed, rules: [{ kind: 'error', probability: 0.4 }] });
    const statuses: number[] = [];
    for (let call = 0; call < 30; call += 1) statuses.push((await list()).status);
    return statuses;
  };
  const [first, second, third] = [await run(7), await run(7), await run(8)];
  expect(second).toEqual(first);
  expect(third).not.toEqual(first);
  const failed = third.filter((status) => status === 503).length;
  expect(failed).toBeGreaterThan(3);
  expect((await control('GET')).body.results).toMatchObject([{ calls: 30, fired: [{ kind: 'error', times: failed }] }]);
});

test('a connection is reset before the work, or after it was done', async () => {
  const named = async (name: string) => {
    const filters = [{ propertyName: 'name', operator: 'EQ', value: name }];
    return (await portal.post(`${companies}/search`, { filterGroups: [{ filters }] })).body.total;
  };
  const create = (name: string) => portal.post(companies, { properties: { name } });
  await rules({ kind: 'resetBefore', count: 1 });
  await expect(create('never made')).rejects.toThrow('fetch failed');
  expect(await named('never made')).toBe(0);
  await rules({ kind: 'resetAfterWrite', count: 1 });
  await expect(create('made all the same')).rejects.toThrow('fetch failed');
  expect(await named('made all the same')).toBe(1);
  const id = await portal.create('companies', { name: 'leaving unheard' });
  await rules({ kind: 'resetAfterWrite', count: 1 });
  await expect(portal.remove(`${companies}/${id}`)).rejects.toThrow('fetch failed');
  expect((await portal.get(`${companies}/${id}`)).status).toBe(404);
});

test('a call hangs until the client gives up, or to its bound', async () => {
  await rules({ kind: 'hang', ms: 60_000, count: 1 });
  const { url, accessToken } = portal.sandbox;
  const waiting = fetch(`${url}${companies}`, {
    headers: { authorization: `Bearer ${accessToken}` },
    signal: AbortSignal.timeout(150),
  });
  await expect(waiting).rejects.toThrow('aborted due to timeout');
  await rules({ kind: 'hang', ms: 50, count: 1 });
  await expect(list()).rejects.toThrow('fetch failed');
  expect((await list()).status).toBe(200);
});

test('a slow body arrives in pieces, whole', async () => {
  await rules({ kind: 'slowBody', ms: 100, count: 1 });
  const { url, accessToken } = portal.sandbox;
  const answer = await fetch(`${url}${companies}?limit=50`, { headers: { authorization: `Bearer ${accessToken}` } });
  let pieces = 0;
  let text = '';
  for await (const piece of answer.body ?? []) {
    pieces += 1;
    text += Buffer.from(piece).toString('latin1');
  }
  expect(pieces).toBeGreaterThan(3);
  expect(z.object({ results: z.array(z.unknown()) }).parse(JSON.parse(text)).results).toHaveLength(50);
});

test('rows of a batch write fail each with its reason, the others are written; named rows fail always', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, (_, at) => portal.create('companies', { name: `n${at}` })));
  const inputs = ids.map((id) => ({ id, objectWriteTraceId: `t${id}`, properties: { city: 'Huế' } }));
  await rules({ kind: 'partial', rows: 0.3 });
  const answer = await portal.post(`${companies}/batch/update`, { inputs });
  expect(answer.status).toBe(207);
  const done = resultsSchema.parse(answer.body.results).map(({ id }) => id);
  const failed = errorsSchema.parse(answer.body.errors).map(({ context }) => context.objectWriteTraceId?.[0]?.slice(1));
  expect(failed.length).toBeGreaterThan(0);
  expect([...done, ...failed].toSorted()).toEqual(ids.toSorted());
  for (const id of ids) {
    const { body } = await portal.get(`${companies}/${id}?properties=city`);
    expect(body.properties).toMatchObject({ city: done.includes(id) ? 'Huế' : null });
  }
  await rules({ kind: 'partial', rows: 0, ids: [ids[3]] });
  const poisoned = await portal.post(`${companies}/batch/update`, { inputs });
  expect(errorsSchema.parse(poisoned.body.errors)).toMatchObject([{ context: { objectWriteTraceId: [`t${ids[3]}`] } }]);
});

test('rows of a batch read fail otherwise than rows that are not there', async () => {
  const [one, two] = [await portal.create('companies', { name: 'a' }), await portal.create('companies', { name: 'b' })];
  await rules({ kind: 'partial', rows: 0, ids: [one] });
  const answer = await portal.post(`${companies}/batch/read`, { inputs: [{ id: one }, { id: two }, { id: '999999' }] });
  expect(answer).toMatchObject({
    status: 207,
    body: {
      results: [{ id: two }],
      errors: [
        { category: 'OBJECT_NOT_FOUND', context: { ids: ['999999'] } },
        { category: 'INTERNAL_ERROR', context: { ids: [one] } },
      ],
    },
  });
});

test('a token that expires under a call is expired until it is refreshed', async () => {
  const { sandbox } = portal;
  const { access_token: token } = await install(sandbox, sandbox.portalId, 'oauth crm.objects.companies.read');
  const read = () => callApi({ url: sandbox.url, token, method: 'GET', path: companies });
  await rules({ kind: 'expireToken', count: 1 });
  for (let call = 0; call < 2; call += 1)
    expect(await read()).toMatchObject({ status: 401, body: { category: 'EXPIRED_AUTHENTICATION' } });
});

test('search goes on showing what its index has while that lags, and nothing of a fresh record', async () => {
  let now = Date.parse('2026-11-24T08:00:00Z');
  const lagging = await startPortal({ now: () => now, faults: { searchLagMs: 5_000 } });
  const cities = async (name: string) => {
    const filters = [{ propertyName: 'name', operator: 'EQ', value: name }];
    const { body } = await lagging.post(`${companies}/search`, { filterGroups: [{ filters }], properties: ['city'] });
    return z
      .array(z.object({ properties: z.object({ city: z.string() }) }))
      .parse(body.results)
      .map((row) => row.properties.city);
  };
  const id = await lagging.create('companies', { name: 'lagging', city: 'Huế' });
  expect(await cities('lagging')).toEqual([]);
  now += 6_000;
  expect(await cities('lagging')).toEqual(['Huế']);
  for (const city of ['Vinh', 'Hội An']) {
    await lagging.patch(`${companies}/${id}`, { properties: { city } });
    expect(await cities('lagging')).toEqual(['Huế']);
    now += 100;
  }
  now += 5_000;
  expect(await cities('lagging')).toEqual(['Hội An']);
  await lagging.stop();
});

test('a portal out of room for properties and labels says so, and its limits show it', async () => {
  await control('POST', { customPropertiesMax: 1, labelsPerPairMax: 1 });
  const property = (name: string) => ({
    name,
    label: name,
    type: 'string',
    fieldType: 'text',
    groupName: 'deals_information',
  });
  expect((await portal.post('/crm/properties/2026-09/deals', property('first'))).status).toBe(201);
  expect((await portal.post('/crm/properties/2026-09/deals', property('second'))).status).toBe(400);
  const { body } = await portal.get('/crm/limits/2026-09/custom-properties');
  expect(body.byObjectType).toContainEqual(
    expect.objectContaining({ objectTypeId: '0-3', usage: 1, limit: 1, percentage: 1 }),
  );
  const label = (name: string) => portal.post('/crm/associations/2026-09/contacts/deals/labels', { name, label: name });
  expect((await label('one')).status).toBe(201);
  expect((await label('two')).status).toBe(400);
  const limits = await portal.get('/crm/limits/2026-09/associations/labels?fromObjectTypeId=0-1&toObjectTypeId=0-3');
  expect(limits.body.results).toMatchObject([{ usage: 1, limit: 1, allLabels: ['one'] }]);
});
