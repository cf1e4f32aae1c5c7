// What the sandbox tells its subscriber: signed as HubSpot signs, in batches, again after a refusal, with HubSpot's field names.
import crypto from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import {
  objects,
  type PortalEvent,
  startPortal,
  startTarget,
  type TestPortal,
  type WebhookTarget,
} from './start-portal.ts';

let target: WebhookTarget;
let portal: TestPortal;
beforeAll(async () => {
  target = await startTarget();
  portal = await startPortal({ webhookTarget: target.url });
});
afterEach(() => portal.sandbox.setFaults({ drop: 0, duplicate: 0, delay: 0, reorder: false }));
afterAll(async () => {
  await portal.stop();
  await target.stop();
});

const told = () => target.deliveries.flatMap(({ events }) => events);
const about = (id: string): PortalEvent[] =>
  told().filter((event) => [event.objectId, event.fromObjectId, event.primaryObjectId].includes(Number(id)));
const kinds = (events: PortalEvent[]) => events.map(({ subscriptionType }) => subscriptionType).toSorted();
const eventually = (assertion: () => void) => vi.waitFor(assertion, { timeout: 15_000, interval: 25 });

test('a delivery is signed by v3 over method, address, body and time', async () => {
  const id = await portal.create('companies', { name: 'Ký tên – “signed”' });
  await eventually(() => expect(about(id)).toHaveLength(2));
  const delivery = target.deliveries.find(({ events }) => events.some(({ objectId }) => objectId === Number(id)));
  const timestamp = String(delivery?.headers['x-hubspot-request-timestamp']);
  const signature = crypto
    .createHmac('sha256', portal.sandbox.clientSecret)
    .update(`POST${target.url}${delivery?.body}${timestamp}`)
    .digest('base64');
  expect(delivery?.headers['x-hubspot-signature-v3']).toBe(signature);
  expect(delivery?.headers['content-type']).toContain('application/json');
  expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(20_000);
});

test('a change by the API carries the app as its source and HubSpot’s fields', async () => {
  const id = await portal.create('deals', { dealname: 'Told', amount: '5' });
  await eventually(() => expect(kinds(about(id))).toContain('deal.creation'));
  await portal.patch(`${objects}/deals/${id}`, { properties: { amount: '6' } });
  const changed = () => about(id).filter(({ propertyValue }) => propertyValue === '6');
  await eventually(() =>
    expect(changed()).toContainEqual({
      eventId: expect.any(Number),
      subscriptionId: expect.any(Number),
      portalId: portal.sandbox.portalId,
      appId: portal.sandbox.appId,
      occurredAt: expect.any(Number),
      subscriptionType: 'deal.propertyChange',
      attemptNumber: 0,
      objectId: Number(id),
      changeSource: 'INTEGRATION',
      sourceId: String(portal.sandbox.appId),
      propertyName: 'amount',
      propertyValue: '6',
    }),
  );
  expect(about(id).some(({ propertyName }) => propertyName === 'hs_lastmodifieddate')).toBe(false);
});

test('a write that changes nothing is not told', async () => {
  const id = await portal.create('companies', { name: 'Same', city: 'Huế' });
  await portal.patch(`${objects}/companies/${id}`, { properties: { city: 'Huế' } });
  const after = await portal.create('companies', { name: 'After' });
  await eventually(() => expect(about(after)).not.toHaveLength(0));
  expect(about(id).filter(({ propertyName }) => propertyName === 'city')).toHaveLength(1);
});

test('events of objects without a noun of their own name the object type', async () => {
  const id = await portal.create('meetings', { hs_timestamp: '2026-11-20T08:00:00Z' });
  await eventually(() =>
    expect(about(id)).toContainEqual(
      expect.objectContaining({ subscriptionType: 'object.creation', objectTypeId: '0-47' }),
    ),
  );
});

test('an association is told from both ends, a primary one with its unlabelled twin', async () => {
  const contact = await portal.create('contacts', { lastname: 'Both' });
  const company = await portal.create('companies', { name: 'Ends' });
  const changes = () => told().filter((event) => event.fromObjectId === Number(contact));
  const back = () => told().filter((event) => event.toObjectId === Number(contact));
  const path = `${objects}/contacts/${contact}/associations/companies/${company}`;
  await portal.put(path, [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }]);
  await eventually(() => expect([changes().length, back().length]).toEqual([2, 2]));
  expect(
    changes()
      .map(({ isPrimaryAssociation }) => isPrimaryAssociation)
      .toSorted(),
  ).toEqual([false, true]);
  expect(changes()[0]).toMatchObject({
    subscriptionType: 'contact.associationChange',
    associationType: 'CONTACT_TO_COMPANY',
    toObjectId: Number(company),
    associationRemoved: false,
  });
  expect(back()[0]).toMatchObject({
    subscriptionType: 'company.associationChange',
    associationType: 'COMPANY_TO_CONTACT',
    fromObjectId: Number(company),
  });
  await portal.remove(path);
  await eventually(() => expect(changes().filter((event) => event.associationRemoved === true)).toHaveLength(1));
});

test('a merge tells the new id and the end of both former ones, and no change of properties', async () => {
  const [winner, loser] = [
    await portal.create('contacts', { lastname: 'Winner' }),
    await portal.create('contacts', { lastname: 'Loser', jobtitle: 'Gained' }),
  ];
  const merged = await portal.post(`${objects}/contacts/merge`, { primaryObjectId: winner, objectIdToMerge: loser });
  const survivor = Number(merged.body.id);
  await eventually(() => expect(kinds(about(loser))).toContain('contact.deletion'));
  expect(told().filter(({ subscriptionType }) => subscriptionType === 'contact.merge')).toMatchObject([
    { primaryObjectId: Number(winner), mergedObjectIds: [Number(loser)], newObjectId: survivor },
  ]);
  expect(kinds(about(winner))).toContain('contact.deletion');
  expect(kinds(about(String(survivor)))).not.toContain('contact.propertyChange');
});

test('a privacy deletion is told beside the deletion', async () => {
  const id = await portal.create('contacts', { email: 'private@example.com' });
  await portal.post(`${objects}/contacts/gdpr-delete`, { objectId: 'private@example.com', idProperty: 'email' });
  await eventually(() =>
    expect(kinds(about(id))).toEqual(expect.arrayContaining(['contact.deletion', 'contact.privacyDeletion'])),
  );
});

test('many changes come in batches of at most 100, each once', async () => {
  const inputs = Array.from({ length: 100 }, (_, at) => ({ properties: { name: `n${at}`, city: 'Huế', zip: '1' } }));
  const before = target.deliveries.length;
  const created = await portal.post(`${objects}/companies/batch/create`, { inputs });
  expect(created.status).toBe(201);
  const since = () => target.deliveries.slice(before);
  await eventually(() => expect(since().flatMap(({ events }) => events)).toHaveLength(400));
  expect(Math.max(...since().map(({ events }) => events.length))).toBe(100);
  expect(new Set(since().flatMap(({ events }) => events.map(({ eventId }) => eventId))).size).toBe(400);
});

test('a batch that was refused comes again whole, with the next attempt number', async () => {
  target.answers.push(500, 404);
  const before = target.deliveries.length;
  await portal.create('companies', { name: 'Again' });
  await eventually(() => expect(target.deliveries.length).toBeGreaterThanOrEqual(before + 3));
  const tries = target.deliveries.slice(before).map(({ events }) => events);
  expect(tries.map((events) => events[0]?.attemptNumber)).toEqual([0, 1, 2]);
  expect(new Set(tries.map((events) => events.map(({ eventId }) => eventId).join()))).toHaveProperty('size', 1);
});

test('the fault switch drops, then sends twice', async () => {
  portal.sandbox.setFaults({ drop: 1 });
  const lost = await portal.create('companies', { name: 'Lost' });
  await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 10_000 });
  portal.sandbox.setFaults({ drop: 0, duplicate: 1 });
  const twice = await portal.create('companies', { name: 'Twice' });
  await eventually(() => expect(about(twice)).toHaveLength(4));
  expect(new Set(about(twice).map(({ eventId }) => eventId)).size).toBe(2);
  expect(about(lost)).toEqual([]);
});

test('the fault switch holds back without making it a retry, and mixes the order', async () => {
  portal.sandbox.setFaults({ delay: 1 });
  const at = performance.now();
  const late = await portal.create('companies', { name: 'Late' });
  await eventually(() => expect(about(late)).toHaveLength(2));
  expect(performance.now() - at).toBeGreaterThan(1_500);
  expect(about(late).map(({ attemptNumber }) => attemptNumber)).toEqual([0, 0]);

  portal.sandbox.setFaults({ delay: 0, reorder: true });
  const inputs = Array.from({ length: 50 }, (_, n) => ({ properties: { name: `mixed ${n}` } }));
  await portal.post(`${objects}/companies/batch/create`, { inputs });
  const ids = () => {
    const made = told().filter(({ propertyValue }) => String(propertyValue).startsWith('mixed '));
    return made.map(({ eventId }) => eventId);
  };
  await eventually(() => expect(ids()).toHaveLength(50));
  expect(ids()).not.toEqual(ids().toSorted((a, b) => a - b));
});

const reportSchema = z.object({ results: z.array(z.object({ events: z.record(z.string(), z.number()) })) });

/** How many events are still to be sent. */
async function waiting(): Promise<number> {
  const answer = await fetch(`${portal.sandbox.url}/sandbox/faults?portalId=${portal.sandbox.portalId}`);
  const [report] = reportSchema.parse(await answer.json()).results;
  return (report?.events.waiting ?? 0) + (report?.events.held ?? 0);
}

test('what was not accepted is sent by the next start', async () => {
  const late = await startTarget();
  const slow = await startPortal({ webhookTarget: 'http://127.0.0.1:1/none' });
  const id = await slow.create('companies', { name: 'Kept' });
  await slow.sandbox.stop();
  const again = await startSandbox({
    databaseUrl: slow.databaseUrl,
    host: '127.0.0.1',
    port: 0,
    webhookTarget: late.url,
  });
  await eventually(() =>
    expect(late.deliveries.flatMap(({ events }) => events.map(({ objectId }) => objectId))).toContain(Number(id)),
  );
  await again.stop();
  await late.stop();
});
