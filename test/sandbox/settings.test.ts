// What a portal tells of itself: owners, pipelines, limits; and the subscriptions that its events go by.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { callApi, objects, startPortal, startTarget, type TestPortal, type WebhookTarget } from './start-portal.ts';

let target: WebhookTarget;
let portal: TestPortal;
beforeAll(async () => {
  target = await startTarget();
  portal = await startPortal({ webhookTarget: target.url });
});
afterAll(async () => {
  await portal.stop();
  await target.stop();
});

const owners = '/crm/owners/2026-09';
const told = () => target.deliveries.flatMap(({ events }) => events);
const eventually = (assertion: () => void) => vi.waitFor(assertion, { timeout: 15_000, interval: 25 });

test('an owner is found by its id and by its user’s id', async () => {
  const { body: owner } = await portal.get(`${owners}/700000003`);
  expect(owner).toMatchObject({ id: '700000003', email: expect.any(String), userId: expect.any(Number) });
  expect((await portal.get(`${owners}/${owner.userId}?idProperty=userId`)).body).toEqual(owner);
  for (const path of ['/700000099', '/none', '/700000003?idProperty=userId'])
    expect((await portal.get(`${owners}${path}`)).status, path).toBe(404);
  expect((await portal.get(`${owners}/700000003?idProperty=email`)).status).toBe(400);
});

test('owners come in pages', async () => {
  const first = await portal.get(`${owners}?limit=5`);
  const after = z.object({ next: z.object({ after: z.string() }) }).parse(first.body.paging).next.after;
  const second = await portal.get(`${owners}?limit=5&after=${after}`);
  expect(
    [first.body.results, second.body.results].map((results) => z.array(z.unknown()).parse(results).length),
  ).toEqual([5, 4]);
  expect(second.body.paging).toBeUndefined();
});

test('a pipeline’s stages say which are closed and how probable they are', async () => {
  const pipelines = '/crm/pipelines/2026-09/deals';
  const { body } = await portal.get(`${pipelines}/default`);
  expect(body.stages).toContainEqual(
    expect.objectContaining({ id: 'closedwon', metadata: { probability: '1.0', isClosed: 'true' } }),
  );
  expect((await portal.get(`${pipelines}/default/stages`)).body.results).toEqual(body.stages);
  expect((await portal.get(`${pipelines}/other`)).status).toBe(404);
  expect((await portal.get('/crm/pipelines/2026-09/contacts')).status).toBe(404);
});

test.each([
  ['custom-properties', { overallUsage: 0, byObjectType: expect.any(Array) }],
  ['calculated-properties', { overallUsage: 0 }],
  [
    'records',
    {
      hubspotDefinedObjectTypes: expect.arrayContaining([expect.objectContaining({ objectTypeId: '0-2', usage: 91 })]),
    },
  ],
  ['pipelines', { hubspotDefinedObjectTypes: [{ objectTypeId: '0-3' }, { objectTypeId: '0-5' }] }],
  ['custom-object-types', { usage: 0, limit: 10, percentage: 0 }],
  [
    'associations/labels',
    { results: expect.arrayContaining([expect.objectContaining({ allLabels: ['Manager', 'Direct report'] })]) },
  ],
  [
    'associations/records/from',
    { results: expect.arrayContaining([expect.objectContaining({ objectTypeId: '0-1' })]) },
  ],
])('the limits of %s are told', async (path, shape) => {
  expect(await portal.get(`/crm/limits/2026-09/${path}`)).toMatchObject({ status: 200, body: shape });
});

test('every event carries the id of its own subscription', async () => {
  const id = await portal.create('companies', { name: 'Subscribed', city: 'Huế' });
  const about = () => told().filter((event) => event.objectId === Number(id));
  await eventually(() => expect(about()).toHaveLength(3));
  expect(new Set(about().map(({ subscriptionId }) => subscriptionId)).size).toBe(3);
  const other = await portal.create('companies', { name: 'Another' });
  const names = () => told().filter(({ propertyName }) => propertyName === 'name');
  await eventually(() => expect(names().some((event) => event.objectId === Number(other))).toBe(true));
  expect(new Set(names().map(({ subscriptionId }) => subscriptionId)).size).toBe(1);
});

test('a change says who made it: the app, another app, a person', async () => {
  const { url, accessToken } = portal.sandbox;
  const id = await portal.create('companies', { name: 'Written' });
  const sources = ['', 'app:987', 'user:42'];
  for (const [at, source] of sources.entries()) {
    const headers = { 'x-sandbox-source': source };
    const body = { properties: { city: `city ${at}` } };
    await callApi({ url, token: accessToken, method: 'PATCH', path: `${objects}/companies/${id}`, body, headers });
  }
  const changes = () =>
    told().filter(({ objectId, propertyName }) => objectId === Number(id) && propertyName === 'city');
  await eventually(() => expect(changes()).toHaveLength(3));
  expect(changes().map(({ changeSource, sourceId }) => [changeSource, sourceId])).toEqual([
    ['INTEGRATION', String(portal.sandbox.appId)],
    ['INTEGRATION', '987'],
    ['CRM_UI', 'userId:42'],
  ]);
});

test('once the app declares subscriptions, it is told of the active ones only', async () => {
  const path = `/app-webhooks/2026-09/${portal.sandbox.appId}/subscriptions`;
  expect((await portal.get(path)).status).toBe(401);
  const declare = (body: unknown) => portal.post(`${path}?hapikey=any`, body);
  expect((await declare({ eventType: 'company.propertyChange', active: true })).status).toBe(400);
  const made = await declare({ eventType: 'company.propertyChange', propertyName: 'city', active: true });
  expect(made).toMatchObject({
    status: 201,
    body: { eventType: 'company.propertyChange', propertyName: 'city', active: true },
  });
  expect((await declare({ eventType: 'company.propertyChange', propertyName: 'city' })).status).toBe(400);
  const passive = await declare({ eventType: 'company.creation', active: false });
  const id = await portal.create('companies', { name: 'Quiet', city: 'Vinh' });
  const about = () => told().filter((event) => event.objectId === Number(id));
  await eventually(() => expect(about()).toHaveLength(1));
  expect(about()).toMatchObject([{ propertyName: 'city', subscriptionId: made.body.id }]);
  await portal.patch(`${path}/${passive.body.id}?hapikey=any`, { active: true });
  const next = await portal.create('companies', { name: 'Told' });
  await eventually(() => expect(told().some((event) => event.objectId === Number(next))).toBe(true));
  for (const { body } of [made, passive]) await portal.remove(`${path}/${body.id}?hapikey=any`);
  expect((await portal.get(`${path}?hapikey=any`)).body.results).toEqual([]);
});
