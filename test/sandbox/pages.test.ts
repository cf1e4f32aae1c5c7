// The portal's pages: what a person does there is told as HubSpot's own pages would, and only to those who stand on them.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { objects, startPortal, startTarget, type TestPortal, type WebhookTarget } from './start-portal.ts';

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

const told = () => target.deliveries.flatMap(({ events }) => events);
const eventually = (assertion: () => void) => vi.waitFor(assertion, { timeout: 15_000, interval: 25 });
const read = async (type: string, id: string, names: string) =>
  (await portal.get(`${objects}/${type}/${id}?properties=${names}`)).body.properties;

async function show(path: string, language = 'en'): Promise<{ status: number; html: string }> {
  const { url, portalId } = portal.sandbox;
  const response = await fetch(`${url}/portal/${portalId}${path}`, { headers: { 'accept-language': language } });
  return { status: response.status, html: await response.text() };
}

test('closing a deal as won changes it as a person would', async () => {
  const id = await portal.create('deals', { dealname: 'Open', amount: '7', dealstage: 'contractsent' });
  const { html } = await show(`/deals/${id}`);
  expect(html).toContain(`action="/portal/${portal.sandbox.portalId}/deals/${id}/close-won"`);
  const answer = await portal.submit(`/deals/${id}/close-won`);
  expect(answer.status).toBe(303);
  expect(await read('deals', id, 'dealstage,hs_is_closed_won')).toMatchObject({
    dealstage: 'closedwon',
    hs_is_closed_won: 'true',
  });
  const change = (propertyName: string) =>
    told().find(
      (event) =>
        event.objectId === Number(id) && event.changeSource === 'CRM_UI' && event.propertyName === propertyName,
    );
  await eventually(() => expect(change('closedate')).toBeDefined());
  expect(change('dealstage')).toMatchObject({
    propertyValue: 'closedwon',
    sourceId: expect.stringMatching(/^userId:\d+$/),
  });
  expect((await show(`/deals/${id}`)).html).not.toContain('close-won');
});

test('a contact and a deal are added to a company, with their associations', async () => {
  const company = await portal.create('companies', { name: 'Growing' });
  await portal.submit(`/companies/${company}/add-contact`, {
    firstname: 'Lan',
    lastname: 'Trần',
    email: '',
    jobtitle: 'CFO',
  });
  await portal.submit(`/companies/${company}/add-deal`, { dealname: 'First order', amount: '100' });
  for (const [type, names] of [
    ['contacts', 'Lan Trần'],
    ['deals', 'First order'],
  ] as const) {
    const { body } = await portal.get(`${objects}/companies/${company}/associations/${type}`);
    const [associated] = z.array(z.object({ toObjectId: z.number() })).parse(body.results);
    expect((await show(`/${type}/${associated?.toObjectId}`)).html).toContain(names);
  }
});

test('two contacts are merged, a record is removed and restored, a contact is erased', async () => {
  const [one, two] = [
    await portal.create('contacts', { lastname: 'One' }),
    await portal.create('contacts', { lastname: 'Two' }),
  ];
  const merged = await portal.submit(`/contacts/${one}/merge`, { other: two });
  const survivor = /\/contacts\/(\d+)$/.exec(merged.headers.get('location') ?? '')?.[1] ?? '';
  expect((await portal.get(`${objects}/contacts/${two}`)).body.id).toBe(survivor);
  await portal.submit(`/contacts/${survivor}/delete`);
  expect((await portal.get(`${objects}/contacts/${survivor}`)).status).toBe(404);
  await portal.submit(`/contacts/${survivor}/restore`);
  expect((await portal.get(`${objects}/contacts/${survivor}`)).status).toBe(200);
  await portal.submit(`/contacts/${survivor}/erase`);
  expect((await show(`/contacts/${survivor}`)).status).toBe(404);
});

test('a form from elsewhere changes nothing', async () => {
  const id = await portal.create('companies', { name: 'Guarded', city: 'Huế' });
  for (const origin of ['https://elsewhere.example', 'null', 'http://127.0.0.1:1']) {
    const answer = await portal.submit(`/companies/${id}/set`, { property: 'city', value: 'Hà Nội' }, origin);
    expect(answer.status, origin).toBe(403);
  }
  expect(await read('companies', id, 'city')).toMatchObject({ city: 'Huế' });
  expect((await portal.submit(`/companies/${id}/set`, { property: 'city', value: 'Hà Nội' })).status).toBe(303);
  expect(await read('companies', id, 'city')).toMatchObject({ city: 'Hà Nội' });
});

test('names are shown as text, whatever they hold', async () => {
  const name = `<script>alert("1")</script>&'`;
  const id = await portal.create('companies', { name });
  const contact = await portal.create('contacts', { lastname: name });
  await portal.put(`${objects}/contacts/${contact}/associations/default/companies/${id}`, {});
  for (const path of [
    `/companies/${id}`,
    `/contacts/${contact}`,
    '/companies',
    `/companies?q=${encodeURIComponent(name)}`,
  ]) {
    const { html } = await show(path);
    expect(html, path).not.toContain('<script');
    expect(html, path).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  }
});

test('what the portal refuses is said on a page', async () => {
  const id = await portal.create('companies', { name: 'Refusing' });
  const answer = await portal.submit(`/companies/${id}/set`, { property: 'annualrevenue', value: '<b>much</b>' });
  expect(answer.status).toBe(400);
  const html = await answer.text();
  expect(html).toContain('was not a valid number');
  expect(html).not.toContain('<b>much');
});

test.each(['/unicorns', '/companies/999999999', '/companies/none'])('%s is not there', async (path) => {
  expect((await show(path)).status).toBe(404);
});

test('every page says that it is a sample, in the language asked for', async () => {
  for (const path of ['/companies', '/deals', '/faults']) {
    expect((await show(path, 'en')).html).toMatch(/lang="en"[\s\S]*sample/i);
    expect((await show(path, 'vi')).html).toMatch(/lang="vi"[\s\S]*mẫu/i);
  }
});

test('an action that does not exist is refused', async () => {
  expect((await portal.submit('/companies/10001/explode')).status).toBe(404);
});

test('HubSpot’s record links lead to the record', async () => {
  const { url, portalId } = portal.sandbox;
  const answer = await fetch(`${url}/contacts/${portalId}/record/0-2/10001`, { redirect: 'manual' });
  expect(answer.headers.get('location')).toBe(`/portal/${portalId}/companies/10001`);
});

test('the fault switch is set by its page', async () => {
  const before = await show('/faults');
  expect(before.html).toContain('name="unavailable" value="0"');
  await portal.submit('/faults', { unavailable: '1' });
  expect((await portal.get(`${objects}/companies`)).status).toBe(503);
  await portal.submit('/faults', { unavailable: '0' });
  expect((await portal.get(`${objects}/companies`)).status).toBe(200);
});

test('rules are set by the page too, and shown as they were meant; what is no rule is refused', async () => {
  const rules = '[{"kind":"tooMany","count":1,"path":"/companies"},\n {"kind":"missingScopes","objects":["tickets"]}]';
  expect((await portal.submit('/faults', { rules })).status).toBe(303);
  expect((await portal.get(`${objects}/companies`)).status).toBe(429);
  expect((await portal.get(`${objects}/tickets`)).status).toBe(403);
  expect((await show('/faults')).html).toContain(rules.replaceAll('"', '&quot;'));
  expect((await show('/faults')).html).toContain('<li>tooMany: 1</li>');
  for (const wrong of ['[', '{}', '[{"kind":"odd"}]', '[{"kind":"error","status":200}]'])
    expect((await portal.submit('/faults', { rules: wrong })).status, wrong).toBe(400);
  expect((await portal.submit('/faults', { rules: '' })).status).toBe(303);
  expect((await portal.get(`${objects}/tickets`)).status).toBe(200);
});
