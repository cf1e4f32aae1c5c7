// Several portals side by side: added by name, let in by consent, each with its own faults, and left by uninstalling.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { askToken, install } from './consent.ts';
import { callApi, objects, startPortal, startTarget, type TestPortal, type WebhookTarget } from './start-portal.ts';

const scope = 'oauth crm.objects.companies.read crm.objects.companies.write';
const portalSchema = z.object({ portalId: z.number(), accessToken: z.string() });
const listSchema = z.object({ results: z.array(portalSchema.extend({ name: z.string(), installed: z.boolean() })) });

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

const { stringify } = JSON;
const control = async (method: string, path: string, body?: unknown) =>
  callApi({ url: portal.sandbox.url, token: 'none', method, path: `/sandbox${path}`, body });
const list = async () => listSchema.parse((await control('GET', '/portals')).body).results;
const companies = (token: string, method = 'GET', body?: unknown) =>
  callApi({ url: portal.sandbox.url, token, method, path: `${objects}/companies`, body });

/** By the form of the front page. */
async function addByHand(name: string): Promise<number> {
  const answer = await fetch(`${portal.sandbox.url}/portal`, {
    method: 'POST',
    headers: { origin: portal.sandbox.url },
    body: new URLSearchParams({ name }),
    redirect: 'manual',
  });
  return Number(/\/portal\/(\d+)\/app$/.exec(answer.headers.get('location') ?? '')?.[1]);
}

test('a portal added by name waits for consent, then has its own data and its own events', async () => {
  const portalId = await addByHand('Công ty <An Phát>');
  const front = await (await fetch(portal.sandbox.url, { headers: { 'accept-language': 'en' } })).text();
  expect(front).toContain('Công ty &lt;An Phát&gt;');
  expect(await list()).toContainEqual(expect.objectContaining({ portalId, installed: false }));
  expect((await portal.sandbox.portals()).map((each) => each.portalId)).not.toContain(portalId);

  const { access_token } = await install(portal.sandbox, portalId, scope);
  expect((await companies(access_token)).body.results).toEqual([]);
  const { body } = await companies(access_token, 'POST', { properties: { name: 'Of the second' } });
  expect((await portal.get(`${objects}/companies/${body.id}`)).status).toBe(404);
  const events = () => target.deliveries.flatMap((delivery) => delivery.events);
  await vi.waitFor(() => expect(events().some((event) => event.objectId === Number(body.id))).toBe(true), 15_000);
  for (const event of events()) expect(event.portalId).toBe(portalId);
});

test.each(['api', 'page'])(
  'uninstalled by %s: no refresh, no call, no event; a new consent lets the app in again',
  async (way) => {
    const portalId = await addByHand(`Leaving by ${way}`);
    const { access_token, refresh_token } = await install(portal.sandbox, portalId, scope);
    const { url } = portal.sandbox;
    if (way === 'api') {
      const path = '/appinstalls/2026-09/external-install';
      expect((await callApi({ url, token: access_token, method: 'DELETE', path })).status).toBe(204);
    } else {
      const page = await (
        await fetch(`${url}/portal/${portalId}/app`, { headers: { 'accept-language': 'en' } })
      ).text();
      expect(page).toContain('Uninstall app');
      const answer = await fetch(`${url}/portal/${portalId}/uninstall`, { method: 'POST', headers: { origin: url } });
      expect(answer.status).toBe(200);
    }
    expect(await askToken(portal.sandbox, 'token', { grant_type: 'refresh_token', refresh_token })).toMatchObject({
      status: 400,
      body: { status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant' },
    });
    expect(await companies(access_token)).toMatchObject({ status: 401, body: { category: 'INVALID_AUTHENTICATION' } });
    const again = await install(portal.sandbox, portalId, scope);
    expect((await companies(again.access_token)).status).toBe(200);
  },
);

test('uninstalling a portal that its access token lets in ends that too, until it is let in again', async () => {
  const made = portalSchema.parse((await control('POST', '/portals', { name: 'By token' })).body);
  expect((await companies(made.accessToken)).status).toBe(200);
  expect((await control('POST', `/portals/${made.portalId}/uninstall`)).status).toBe(204);
  expect((await companies(made.accessToken)).status).toBe(401);
  const { url } = portal.sandbox;
  await fetch(`${url}/portal/${made.portalId}/install`, { method: 'POST', headers: { origin: url } });
  expect((await companies(made.accessToken)).status).toBe(200);
});

test('faults are a portal’s own', async () => {
  const one = portalSchema.parse((await control('POST', '/portals', { name: 'One' })).body);
  const two = portalSchema.parse((await control('POST', '/portals', { name: 'Two' })).body);
  await control('POST', '/faults', { portalId: one.portalId, unavailable: 1 });
  expect((await companies(one.accessToken)).status).toBe(503);
  expect((await companies(two.accessToken)).status).toBe(200);
});

test.each([
  ['/portals', { name: '' }],
  ['/faults', { drop: 2 }],
  ['/faults', { rules: [{ kind: 'odd' }] }],
])('%s refuses %o', async (path, body) => {
  expect((await control('POST', path, body)).status, stringify(body)).toBe(400);
});

test('a page from elsewhere moves no lever', async () => {
  const answer = await fetch(`${portal.sandbox.url}/sandbox/portals`, {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example', 'content-type': 'application/json' },
    body: stringify({ name: 'Foreign' }),
  });
  expect(answer.status).toBe(403);
  expect((await list()).map(({ name }) => name)).not.toContain('Foreign');
});
