// The Webhooks Journal: read by offset with a token of the app's own, it holds what push loses and what push never tells.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { askToken, install } from './consent.ts';
import { callApi, objects, startPortal, type TestPortal } from './start-portal.ts';

const read = 'developer.webhooks_journal.read';
const write = 'developer.webhooks_journal.subscriptions.write';
const journal = '/webhooks-journal/journal/2026-03';
const pointerSchema = z.object({ url: z.url(), expiresAt: z.string(), currentOffset: z.string() });
const entrySchema = z.looseObject({
  type: z.string(),
  action: z.string(),
  portalId: z.number(),
  occurredAt: z.string(),
});
const fileSchema = z.object({ offset: z.string(), publishedAt: z.string(), journalEvents: z.array(entrySchema) });

let now = Date.parse('2026-11-24T08:00:00Z');
let portal: TestPortal;
let token: string;
beforeAll(async () => {
  portal = await startPortal({ now: () => now });
  token = await appToken(`${read} ${write}`);
  for (const body of [
    { subscriptionType: 'OBJECT', objectTypeId: '0-2', properties: ['city'] },
    { subscriptionType: 'OBJECT', objectTypeId: '0-1' },
    { subscriptionType: 'ASSOCIATION' },
    { subscriptionType: 'APP_LIFECYCLE_EVENT' },
    { subscriptionType: 'GDPR_PRIVACY_DELETION' },
  ])
    expect((await ask('POST', '/webhooks-journal/subscriptions/2026-03', { body })).status).toBe(201);
});
afterAll(() => portal.stop());

async function appToken(scope: string): Promise<string> {
  const { body } = await askToken(portal.sandbox, 'token', { grant_type: 'client_credentials', scope });
  return z.object({ access_token: z.string() }).parse(body).access_token;
}

const ask = (method: string, path: string, { body, by = token }: { body?: unknown; by?: string } = {}) =>
  callApi({ url: portal.sandbox.url, token: by, method, path, body });

/** What was published after an offset, and the offset to go on from. */
async function entriesAfter(
  offset: string | null,
  root = journal,
): Promise<{ entries: z.infer<typeof entrySchema>[]; offset: string | null }> {
  const search = root === journal ? '' : `?installPortalId=${portal.sandbox.portalId}`;
  const path = offset === null ? 'earliest' : `offset/${offset}/next`;
  const answer = await ask('GET', `${root}/${path}${search}`);
  if (answer.status === 204) return { entries: [], offset };
  const { url, currentOffset } = pointerSchema.parse(answer.body);
  const file = fileSchema.parse(await (await fetch(url)).json());
  expect(file.offset).toBe(currentOffset);
  return { entries: file.journalEvents, offset: currentOffset };
}

/** Everything from the offset on, once so many entries are there. */
async function collect(
  from: string | null,
  count: number,
): Promise<{ entries: z.infer<typeof entrySchema>[]; offset: string | null }> {
  const entries: z.infer<typeof entrySchema>[] = [];
  let offset = from;
  await vi.waitFor(
    async () => {
      const page = await entriesAfter(offset);
      entries.push(...page.entries);
      offset = page.offset;
      expect(entries.length).toBeGreaterThanOrEqual(count);
    },
    { timeout: 15_000, interval: 50 },
  );
  return { entries, offset };
}

test('changes, associations with their types, and the end of a person are read in order, each once', async () => {
  const { offset: start } = await entriesAfter(null);
  const company = await portal.create('companies', { name: 'Kept', city: 'Huế' });
  const contact = await portal.create('contacts', { lastname: 'Kept', jobtitle: 'CFO' });
  await portal.patch(`${objects}/companies/${company}`, { properties: { name: 'Not asked for' } });
  await portal.patch(`${objects}/companies/${company}`, { properties: { city: 'Vinh' } });
  await portal.put(`${objects}/contacts/${contact}/associations/companies/${company}`, [
    { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 },
  ]);
  await portal.post(`${objects}/contacts/gdpr-delete`, { objectId: contact });
  const { entries, offset } = await collect(start, 7);
  const { portalId } = portal.sandbox;
  const [companyId, contactId] = [Number(company), Number(contact)];
  const object = { type: 'crmObject', portalId, occurredAt: new Date(now).toISOString() };
  const pair = {
    type: 'association',
    action: 'ASSOCIATION_ADDED',
    associationCategory: 'HUBSPOT_DEFINED',
    isPrimary: true,
  };
  expect(entries).toMatchObject([
    { ...object, action: 'CREATE', objectTypeId: '0-2', objectId: companyId, propertyChanges: { city: 'Huế' } },
    { ...object, action: 'CREATE', objectTypeId: '0-1', objectId: contactId, propertyChanges: { jobtitle: 'CFO' } },
    { ...object, action: 'UPDATE', objectId: companyId, propertyChanges: { city: 'Vinh' } },
    { ...pair, fromObjectTypeId: '0-1', fromObjectId: contactId, toObjectId: companyId, associationTypeId: 1 },
    { ...pair, fromObjectTypeId: '0-2', fromObjectId: companyId, toObjectId: contactId, associationTypeId: 2 },
    { ...object, action: 'DELETE', objectId: contactId },
    { type: 'gdpr_privacy_deletion', action: 'GDPR_DELETE', objectId: contactId },
  ]);
  expect((await entriesAfter(offset)).entries).toEqual([]);
  expect((await ask('GET', `${journal}/offset/${offset}/next`)).status).toBe(204);
});

test('webhooks that are dropped stand in the journal all the same', async () => {
  const { offset } = await collect(null, 1);
  portal.sandbox.setFaults({ drop: 1 });
  const id = await portal.create('contacts', { lastname: 'Lost by push' });
  portal.sandbox.setFaults({ drop: 0 });
  const { entries } = await collect(offset, 1);
  expect(entries).toMatchObject([{ action: 'CREATE', objectId: Number(id) }]);
});

test('an uninstallation shows here, and nothing of the portal after it', async () => {
  const made = await ask('POST', '/sandbox/portals', { body: { name: 'Leaving', installed: false } });
  const { portalId } = z.object({ portalId: z.number() }).parse(made.body);
  const { offset } = await collect(null, 1);
  await install(portal.sandbox, portalId, 'oauth');
  await ask('POST', `/sandbox/portals/${portalId}/uninstall`);
  const { entries } = await collect(offset, 2);
  expect(entries).toMatchObject([
    { type: 'app_lifecycle_event', action: 'APP_INSTALL', portalId },
    { type: 'app_lifecycle_event', action: 'APP_UNINSTALL', portalId },
  ]);
  const local = await ask('GET', `/webhooks-journal/journal-local/2026-03/latest?installPortalId=${portalId}`);
  const { url } = pointerSchema.parse(local.body);
  expect(fileSchema.parse(await (await fetch(url)).json()).journalEvents).toMatchObject([{ action: 'APP_UNINSTALL' }]);
});

test('several files are had at once, and together they are the journal', async () => {
  const { offset } = await collect(null, 1);
  for (let batch = 0; batch < 11; batch += 1) {
    const inputs = Array.from({ length: 100 }, (_, at) => ({ properties: { lastname: `many ${batch} ${at}` } }));
    await portal.post(`${objects}/contacts/batch/create`, { inputs });
  }
  const ids = new Set<unknown>();
  await vi.waitFor(
    async () => {
      const { body } = await ask('GET', `${journal}/batch/${offset}/next/5`);
      const files = z.array(pointerSchema).parse(body.results);
      expect(files).toHaveLength(2);
      for (const { url } of files)
        for (const { objectId } of fileSchema.parse(await (await fetch(url)).json()).journalEvents) ids.add(objectId);
      expect(ids.size).toBe(1_100);
    },
    { timeout: 15_000, interval: 50 },
  );
});

test('a portal’s token, a missing scope, an odd offset and a foreign address are refused', async () => {
  const { sandbox } = portal;
  expect((await ask('GET', `${journal}/earliest`, { by: sandbox.accessToken })).status).toBe(401);
  const other = await appToken('developer.webhooks_journal.subscriptions.read');
  expect((await ask('GET', `${journal}/earliest`, { by: other })).status).toBe(403);
  expect((await ask('POST', '/webhooks-journal/subscriptions/2026-03', { by: other, body: {} })).status).toBe(403);
  expect((await ask('GET', `${journal}/offset/none/next`)).status).toBe(400);
  expect((await fetch(`${sandbox.url}/sandbox-journal-file?from=0-0&to=9-9&expires=9&signature=x`)).status).toBe(403);
  sandbox.setFaults({ lackingScopes: [read] });
  expect(await askToken(sandbox, 'token', { grant_type: 'client_credentials', scope: read })).toMatchObject({
    status: 400,
    body: { status: 'BAD_SCOPES' },
  });
  sandbox.setFaults({ lackingScopes: [] });
});

test('after three days it has forgotten, and an address opens its file for minutes only', async () => {
  const { body } = await ask('GET', `${journal}/latest`);
  now += 300_001;
  expect((await fetch(pointerSchema.parse(body).url)).status).toBe(403);
  now += 3 * 86_400_000;
  token = await appToken(`${read} ${write}`);
  expect((await ask('GET', `${journal}/earliest`)).status).toBe(204);
});

test('a subscription that is removed fills nothing more', async () => {
  token = await appToken(`${read} ${write} developer.webhooks_journal.subscriptions.read`);
  const { body } = await ask('GET', '/webhooks-journal/subscriptions/2026-03');
  const known = z.array(z.object({ id: z.number(), subscriptionType: z.string() })).parse(body.results);
  expect(known).toHaveLength(5);
  for (const { id } of known)
    expect((await ask('DELETE', `/webhooks-journal/subscriptions/2026-03/${id}`)).status).toBe(204);
  await portal.create('contacts', { lastname: 'Unnoticed' });
  expect((await ask('GET', `${journal}/latest`)).status).toBe(204);
});
