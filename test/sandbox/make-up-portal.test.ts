// A big portal made up by a seed: as many records as asked for, all marked, all connected, paged through without a gap or a double.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { callApi, objects, startPortal, startTarget, type TestPortal, type WebhookTarget } from './start-portal.ts';

const size = { companies: 120, contacts: 900, deals: 250 };
const madeSchema = z.object({ portalId: z.number(), accessToken: z.string() });
const recordSchema = z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullable()) });
const pageSchema = z.object({
  results: z.array(recordSchema),
  paging: z.object({ next: z.object({ after: z.string() }) }).optional(),
});
const associatedSchema = z.array(
  z.object({
    from: z.object({ id: z.string() }),
    to: z.array(z.object({ toObjectId: z.number(), associationTypes: z.array(z.object({ typeId: z.number() })) })),
  }),
);

let target: WebhookTarget;
let portal: TestPortal;
let tokens: string[];
beforeAll(async () => {
  target = await startTarget();
  portal = await startPortal({ now: () => Date.parse('2026-11-24T08:00:00Z'), webhookTarget: target.url });
  tokens = [];
  for (const name of ['Made up', 'Made up again']) {
    const made = await call('POST', '/sandbox/portals', { body: { name, seed: 5, ...size } });
    tokens.push(madeSchema.parse(made.body).accessToken);
  }
});
afterAll(async () => {
  await portal.stop();
  await target.stop();
});

const call = (method: string, path: string, { body, token = 'none' }: { body?: unknown; token?: string } = {}) =>
  callApi({ url: portal.sandbox.url, token, method, path, body });

async function all(token: string, type: string, properties: string): Promise<z.infer<typeof recordSchema>[]> {
  const records: z.infer<typeof recordSchema>[] = [];
  let after: string | undefined = '0';
  while (after !== undefined) {
    const path = `${objects}/${type}?limit=100&after=${after}&properties=${properties}`;
    const page: z.infer<typeof pageSchema> = pageSchema.parse((await call('GET', path, { token })).body);
    records.push(...page.results);
    after = page.paging?.next.after;
  }
  return records;
}

const related = async (from: string, to: string, ids: string[]) => {
  const inputs = ids.map((id) => ({ id }));
  const path = `/crm/associations/2026-09/${from}/${to}/batch/read`;
  return associatedSchema.parse((await call('POST', path, { token: tokens[0] ?? '', body: { inputs } })).body.results);
};

test.each([
  ['companies', size.companies],
  ['contacts', size.contacts],
  ['deals', size.deals],
  ['line_items', 2 * size.deals],
])('%s: as many as asked for, each once, each marked as made up', async (type, count) => {
  const records = await all(tokens[0] ?? '', type, 'sandbox_made_up');
  expect(new Set(records.map(({ id }) => id)).size).toBe(count);
  expect(records).toHaveLength(count);
  for (const { properties } of records) expect(properties.sandbox_made_up).toBe('true');
});

test('every record is connected, from both ends, with its primary company', async () => {
  const contacts = (await all(tokens[0] ?? '', 'contacts', 'associatedcompanyid')).slice(0, 300);
  const companies = await related(
    'contacts',
    'companies',
    contacts.map(({ id }) => id),
  );
  expect(companies).toHaveLength(300);
  const companyOf = new Map(contacts.map(({ id, properties }) => [id, properties.associatedcompanyid]));
  for (const { from, to } of companies)
    expect(to).toEqual([
      expect.objectContaining({
        toObjectId: Number(companyOf.get(from.id)),
        associationTypes: [expect.objectContaining({ typeId: 1 }), expect.objectContaining({ typeId: 279 })],
      }),
    ]);
  const deals = (await all(tokens[0] ?? '', 'deals', 'amount')).map(({ id }) => id);
  for (const [type, count] of [
    ['companies', 1],
    ['contacts', 1],
    ['line_items', 2],
  ] as const)
    for (const { to } of await related('deals', type, deals)) expect(to).toHaveLength(count);
});

test('a deal is worth what its line items say', async () => {
  const deals = await all(tokens[0] ?? '', 'deals', 'amount');
  const items = new Map((await all(tokens[0] ?? '', 'line_items', 'amount')).map((item) => [Number(item.id), item]));
  for (const { from, to } of await related(
    'deals',
    'line_items',
    deals.map(({ id }) => id),
  )) {
    const cents = to.reduce(
      (sum, { toObjectId }) => sum + Math.round(Number(items.get(toObjectId)?.properties.amount) * 100),
      0,
    );
    expect(Math.round(Number(deals.find(({ id }) => id === from.id)?.properties.amount) * 100)).toBe(cents);
  }
});

test('the same seed makes the same portal', async () => {
  const names = async (token: string) =>
    (await all(token, 'contacts', 'jobtitle')).map(({ properties: { firstname, lastname, email, jobtitle } }) =>
      [firstname, lastname, email, jobtitle].join('|'),
    );
  const [one, two] = [await names(tokens[0] ?? ''), await names(tokens[1] ?? '')];
  expect(two).toEqual(one);
  expect(new Set(one).size).toBe(size.contacts);
});

test('its making is told to nobody, what comes after is', async () => {
  const [company] = await all(tokens[0] ?? '', 'companies', 'name');
  const body = { properties: { city: 'Đà Nẵng' } };
  await call('PATCH', `${objects}/companies/${company?.id}`, { token: tokens[0] ?? '', body });
  await expect.poll(() => target.deliveries.flatMap(({ events }) => events), { timeout: 15_000 }).toHaveLength(1);
});
