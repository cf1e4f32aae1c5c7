// The sandbox's records as HubSpot's callers know them: one by one, in batches, upserted, archived, merged, erased.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objects, startPortal, type TestPortal } from './start-portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.stop());

const everyType = ['contacts', 'companies', 'deals', 'line_items', 'tickets', 'notes', 'meetings', 'calls', 'emails'];

test.each(everyType)('a record of %s is made, read, changed and archived', async (type) => {
  const created = await portal.post(`${objects}/${type}`, { properties: {} });
  expect(created.status).toBe(201);
  const id = String(created.body.id);
  const read = await portal.get(`${objects}/${type}/${id}?properties=hubspot_owner_id`);
  expect(read).toMatchObject({ status: 200, body: { id, archived: false, properties: { hubspot_owner_id: null } } });
  const changed = await portal.patch(`${objects}/${type}/${id}`, { properties: { hubspot_owner_id: '700000001' } });
  expect(changed).toMatchObject({ status: 200, body: { id, properties: { hubspot_owner_id: '700000001' } } });
  expect((await portal.remove(`${objects}/${type}/${id}`)).status).toBe(204);
  expect((await portal.get(`${objects}/${type}/${id}`)).status).toBe(404);
  expect((await portal.get(`${objects}/${type}/${id}?archived=true`)).body).toMatchObject({ id, archived: true });
});

test('a task needs a due time', async () => {
  const without = await portal.post(`${objects}/tasks`, { properties: { hs_task_subject: 'Call' } });
  expect(without).toMatchObject({ status: 400, body: { errors: [{ code: 'REQUIRED_PROPERTY' }] } });
  const dated = { hs_task_subject: 'Call', hs_timestamp: '2026-11-20T08:00:00Z' };
  expect((await portal.post(`${objects}/tasks`, { properties: dated })).status).toBe(201);
});

test('paging reaches every living record once', async () => {
  const seen: string[] = [];
  let after: unknown = '0';
  while (after !== undefined) {
    const { body } = await portal.get(`${objects}/companies?limit=50&after=${after}`);
    const page: unknown = body;
    expect(page).toMatchObject({ results: expect.any(Array) });
    seen.push(...idsIn(body.results));
    after = cursorOf(body.paging);
  }
  expect(seen.length).toBeGreaterThanOrEqual(91);
  expect(new Set(seen).size).toBe(seen.length);
});

test('a batch read answers for the missing ids beside the found ones', async () => {
  const id = await portal.create('companies', { name: 'Here' });
  const body = { inputs: [{ id }, { id: '999999999' }, { id }], properties: ['name'] };
  const read = await portal.post(`${objects}/companies/batch/read`, body);
  expect(read.status).toBe(207);
  expect(idsIn(read.body.results)).toEqual([id]);
  expect(read.body).toMatchObject({ numErrors: 1, errors: [{ context: { ids: ['999999999'] } }] });
  expect((await portal.post(`${objects}/companies/batch/read`, { inputs: [{ id }] })).status).toBe(200);
});

test('with trace ids each row of a batch stands alone; without them one bad row refuses all', async () => {
  const [one, two] = [await portal.create('companies', { name: '1' }), await portal.create('companies', { name: '2' })];
  const rows = [
    { id: one, properties: { annualrevenue: 'much' }, objectWriteTraceId: 'a' },
    { id: two, properties: { annualrevenue: '12' }, objectWriteTraceId: 'b' },
  ];
  const traced = await portal.post(`${objects}/companies/batch/update`, { inputs: rows });
  expect(traced.status).toBe(207);
  expect(traced.body).toMatchObject({
    results: [{ id: two, objectWriteTraceId: 'b' }],
    errors: [{ category: 'VALIDATION_ERROR', context: { objectWriteTraceId: ['a'] } }],
  });
  const untraced = rows.map(({ id, properties }) => ({
    id,
    properties: { ...properties, city: 'Huế' },
  }));
  const refused = await portal.post(`${objects}/companies/batch/update`, { inputs: untraced });
  expect(refused).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
  const after = await portal.get(`${objects}/companies/${two}?properties=city`);
  expect(after.body).toMatchObject({ properties: { city: null } });
});

test.each(['read', 'create', 'update', 'archive', 'upsert'])(
  'more than 100 inputs to batch/%s are refused',
  async (verb) => {
    const inputs = Array.from({ length: 101 }, () => ({ id: '1', idProperty: 'email', properties: {} }));
    expect(await portal.post(`${objects}/contacts/batch/${verb}`, { inputs })).toMatchObject({
      status: 400,
      body: { category: 'VALIDATION_ERROR' },
    });
  },
);

test('an upsert makes what is new and changes what is known, also within one batch', async () => {
  const row = (jobtitle: string) => ({ id: 'up@example.com', idProperty: 'email', properties: { jobtitle } });
  const upsert = async (...inputs: ReturnType<typeof row>[]) =>
    (await portal.post(`${objects}/contacts/batch/upsert`, { inputs })).body.results;
  const twice = await upsert(row('Buyer'), row('Head of purchasing'));
  expect(twice).toMatchObject([{ new: true }, { new: false, properties: { jobtitle: 'Head of purchasing' } }]);
  expect(new Set(idsIn(twice)).size).toBe(1);
  const inCapitals = { ...row('CFO'), id: 'UP@example.com' };
  expect(await upsert(inCapitals)).toMatchObject([{ new: false, id: idsIn(twice)[0] }]);
});

test('an e-mail address belongs to one contact', async () => {
  const id = await portal.create('contacts', { email: 'Once@Example.com' });
  const again = await portal.post(`${objects}/contacts`, { properties: { email: 'once@example.com' } });
  expect(again).toMatchObject({ status: 409, body: { category: 'CONFLICT' } });
  expect(again.body.message).toContain(`Existing ID: ${id}`);
});

test('a merged id answers with the survivor, also through a chain, and in lists it is gone', async () => {
  const [a, b, c] = [
    await portal.create('contacts', { lastname: 'A', jobtitle: 'Buyer' }),
    await portal.create('contacts', { lastname: 'B' }),
    await portal.create('contacts', { lastname: 'C' }),
  ];
  const merge = (primaryObjectId: string, objectIdToMerge: string) =>
    portal.post(`${objects}/contacts/merge`, { primaryObjectId, objectIdToMerge });
  const middle = String((await merge(b, a)).body.id);
  const last = String((await merge(c, middle)).body.id);
  for (const id of [a, b, c, middle, last]) {
    const { body } = await portal.get(`${objects}/contacts/${id}?properties=jobtitle,hs_merged_object_ids`);
    expect(body).toMatchObject({ id: last, properties: { lastname: 'C', jobtitle: 'Buyer' } });
  }
  const { body } = await portal.get(`${objects}/contacts/${last}?properties=hs_merged_object_ids`);
  expect(JSON.stringify(body.properties)).toMatch(new RegExp(`${a}|${b}`));
  expect((await merge(last, last)).status).toBe(400);
});

test('an erased contact is nowhere any more', async () => {
  const id = await portal.create('contacts', { email: 'gone@example.com' });
  expect((await portal.post(`${objects}/contacts/gdpr-delete`, { objectId: id })).status).toBe(204);
  expect((await portal.get(`${objects}/contacts/${id}`)).status).toBe(404);
  expect((await portal.get(`${objects}/contacts/${id}?archived=true`)).status).toBe(404);
});

test('a won stage brings what follows from it', async () => {
  const id = await portal.create('deals', { dealname: 'D', amount: '10.5', dealstage: 'contractsent' });
  const names = 'hs_is_closed_won,hs_deal_stage_probability,amount_in_home_currency';
  await portal.patch(`${objects}/deals/${id}`, { properties: { dealstage: 'closedwon' } });
  expect((await portal.get(`${objects}/deals/${id}?properties=${names}`)).body.properties).toMatchObject({
    hs_is_closed_won: 'true',
    hs_deal_stage_probability: '1.0',
    amount_in_home_currency: '10.5',
  });
});

function idsIn(results: unknown): string[] {
  return Array.isArray(results) ? results.map((each: { id: unknown }) => String(each.id)) : [];
}

function cursorOf(paging: unknown): string | undefined {
  return /"after":"(\d+)"/.exec(JSON.stringify(paging ?? {}))?.[1];
}

test('archived records are listed and read by asking for them, others are not among them', async () => {
  const [kept, gone] = [
    await portal.create('tickets', { subject: 'Kept' }),
    await portal.create('tickets', { subject: 'Gone' }),
  ];
  await portal.remove(`${objects}/tickets/${gone}`);
  const listed = async (search: string) =>
    JSON.stringify((await portal.get(`${objects}/tickets?limit=100${search}`)).body.results);
  expect(await listed('&archived=true')).toContain(`"id":"${gone}"`);
  expect(await listed('&archived=true')).not.toContain(`"id":"${kept}"`);
  expect((await portal.get(`${objects}/tickets/${gone}?archived=true`)).body).toMatchObject({
    id: gone,
    archived: true,
  });
  const read = await portal.post(`${objects}/tickets/batch/read?archived=true`, {
    inputs: [{ id: gone }, { id: kept }],
  });
  expect(read).toMatchObject({ status: 207, body: { results: [{ id: gone, archived: true }] } });
});
