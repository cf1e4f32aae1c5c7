// The sandbox's limits, envelopes and what it does not know.
import { afterEach, expect, test } from 'vitest';
import { objects, startPortal, type TestPortal } from './start-portal.ts';

const opened: TestPortal[] = [];
afterEach(async () => {
  for (const portal of opened.splice(0)) await portal.stop();
});

async function open(...[options]: Parameters<typeof startPortal>): Promise<TestPortal> {
  const portal = await startPortal(options);
  opened.push(portal);
  return portal;
}

const details = '/account-info/2026-03/details';

test('the 111th call within ten seconds is refused with the policy, and the next window is open', async () => {
  let now = Date.parse('2026-11-24T08:00:00Z');
  const portal = await open({ now: () => now, limits: {} });
  for (let call = 1; call <= 110; call += 1) {
    const answer = await portal.get(details);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-hubspot-ratelimit-max')).toBe('110');
    expect(answer.headers.get('x-hubspot-ratelimit-remaining')).toBe(String(110 - call));
  }
  const refused = await portal.get(details);
  expect(refused).toMatchObject({
    status: 429,
    body: { status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' },
  });
  now += 10_001;
  expect((await portal.get(details)).status).toBe(200);
});

test('search has five calls a second of its own and no rate headers', async () => {
  let now = Date.parse('2026-11-24T08:00:00Z');
  const portal = await open({ now: () => now, limits: {} });
  const search = () => portal.post(`${objects}/companies/search`, { limit: 1 });
  for (let call = 0; call < 5; call += 1) {
    const answer = await search();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-hubspot-ratelimit-max')).toBeNull();
  }
  expect(await search()).toMatchObject({ status: 429, body: { policyName: 'SECONDLY' } });
  expect((await portal.get(details)).headers.get('x-hubspot-ratelimit-remaining')).toBe('109');
  now += 1_001;
  expect((await search()).status).toBe(200);
});

test('without the right token nothing is told', async () => {
  const { sandbox } = await open();
  for (const authorization of ['', 'Bearer wrong', `Basic ${sandbox.accessToken}`]) {
    const answer = await fetch(`${sandbox.url}${objects}/companies`, { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ status: 'error', category: 'INVALID_AUTHENTICATION' });
  }
});

test('what the sandbox does not know answers 501 with the path, and is counted without ids', async () => {
  const portal = await open();
  for (const id of ['12345', '67890'])
    expect(await portal.get(`/marketing/v3/emails/${id}`)).toMatchObject({
      status: 501,
      body: { message: expect.stringContaining(`/marketing/v3/emails/${id}`) },
    });
  expect(await portal.sandbox.unknownPaths()).toEqual([{ path: 'GET /marketing/v3/emails/{n}', count: 2 }]);
});

test('errors carry HubSpot’s envelope', async () => {
  const portal = await open();
  const envelope = { status: 'error', message: expect.any(String), correlationId: expect.any(String) };
  expect(await portal.get(`${objects}/companies/999999999`)).toMatchObject({
    status: 404,
    body: { ...envelope, category: 'OBJECT_NOT_FOUND' },
  });
  for (const bad of ['nonsense', '1e5', '-1'])
    expect((await portal.patch(`${objects}/companies/${bad}`, { properties: { name: 'x' } })).status).toBe(404);
  expect((await portal.remove(`${objects}/companies/nonsense`)).status).toBeLessThan(500);
  expect((await portal.get(`${objects}/unicorns`)).status).toBe(400);
  expect((await portal.post(`${objects}/companies`, { properties: [] })).status).toBe(400);
  const { sandbox } = portal;
  const broken = await fetch(`${sandbox.url}${objects}/companies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.accessToken}`, 'content-type': 'application/json' },
    body: '{"properties":',
  });
  expect(broken.status).toBe(400);
  expect(await broken.json()).toMatchObject({ ...envelope, category: 'VALIDATION_ERROR' });
});

test('the portal tells who it is, who its owners are, and its pipelines', async () => {
  const portal = await open();
  expect((await portal.get(details)).body).toMatchObject({
    portalId: portal.sandbox.portalId,
    companyCurrency: 'USD',
    sample: true,
  });
  expect((await portal.get('/crm/owners/2026-03')).body.results).toHaveLength(9);
  expect((await portal.get('/crm/pipelines/2026-03/deals')).body.results).toMatchObject([
    { id: 'default', stages: expect.arrayContaining([expect.objectContaining({ id: 'closedwon' })]) },
  ]);
  const file = await portal.post('/files/2026-03/files', { any: 'bytes' });
  expect(file).toMatchObject({ status: 201, body: { id: expect.any(String) } });
});

test('the fault switch makes calls fail as HubSpot’s do', async () => {
  const portal = await open();
  portal.sandbox.setFaults({ unavailable: 1 });
  expect((await portal.get(details)).status).toBe(503);
  portal.sandbox.setFaults({ unavailable: 0, tooMany: 1 });
  expect(await portal.get(details)).toMatchObject({ status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } });
  portal.sandbox.setFaults({ tooMany: 0, resetAfterWrite: 1 });
  await expect(portal.post(`${objects}/companies`, { properties: { name: 'Cut off' } })).rejects.toThrow(
    'fetch failed',
  );
  portal.sandbox.setFaults({ resetAfterWrite: 0 });
  const filters = [{ propertyName: 'name', operator: 'EQ', value: 'cut off' }];
  expect((await portal.post(`${objects}/companies/search`, { filterGroups: [{ filters }] })).body.total).toBe(1);
});

test('search can be told to lag behind', async () => {
  const portal = await open({ faults: { searchLagMs: 60_000 } });
  await portal.create('companies', { name: 'Just now' });
  const filters = [{ propertyName: 'name', operator: 'EQ', value: 'just now' }];
  const found = async () =>
    (await portal.post(`${objects}/companies/search`, { filterGroups: [{ filters }] })).body.total;
  expect(await found()).toBe(0);
  portal.sandbox.setFaults({ searchLagMs: 0 });
  expect(await found()).toBe(1);
});
