// The sandbox's search, with HubSpot's operators and bounds.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objects, startPortal, type TestPortal } from './start-portal.ts';

let portal: TestPortal;
const mark = 'searched';
/** No two changes at one moment. */
let clock = Date.parse('2026-11-24T08:00:00Z');
beforeAll(async () => {
  portal = await startPortal({ now: () => ++clock });
  for (const [jobtitle, lastname, createdate] of people)
    await portal.create('contacts', { firstname: mark, jobtitle, lastname, createdate });
});
afterAll(() => portal.stop());

const people = [
  ['Buyer', 'Alpha', '2026-01-01T00:00:00Z'],
  ['Head of Buying', 'Beta', '2026-02-01T00:00:00Z'],
  ['', 'Gamma', '2026-03-01T00:00:00Z'],
] as const;

interface Filter {
  propertyName: string;
  operator: string;
  value?: string;
  highValue?: string;
  values?: string[];
}

const ours: Filter = { propertyName: 'firstname', operator: 'EQ', value: mark };
const filterGroups = (...filters: Filter[]) => [{ filters: [ours, ...filters] }];
const search = (body: unknown, type = 'contacts') => portal.post(`${objects}/${type}/search`, body);

async function found(...filters: Filter[]): Promise<string[]> {
  const { status, body } = await search({
    filterGroups: filterGroups(...filters),
    properties: ['lastname'],
    sorts: [{ propertyName: 'lastname', direction: 'ASCENDING' }],
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return lastNames(body.results);
}

function lastNames(results: unknown): string[] {
  if (!Array.isArray(results)) return [];
  return results.map((result: { properties: { lastname: string } }) => result.properties.lastname);
}

const february = String(Date.parse('2026-02-01T00:00:00Z'));
const operators: [Filter, string[]][] = [
  [{ propertyName: 'jobtitle', operator: 'EQ', value: 'BUYER' }, ['Alpha']],
  [{ propertyName: 'jobtitle', operator: 'NEQ', value: 'buyer' }, ['Beta', 'Gamma']],
  [{ propertyName: 'jobtitle', operator: 'HAS_PROPERTY' }, ['Alpha', 'Beta']],
  [{ propertyName: 'jobtitle', operator: 'NOT_HAS_PROPERTY' }, ['Gamma']],
  [{ propertyName: 'jobtitle', operator: 'CONTAINS_TOKEN', value: 'buying*' }, ['Beta']],
  [{ propertyName: 'jobtitle', operator: 'NOT_CONTAINS_TOKEN', value: 'buying' }, ['Alpha', 'Gamma']],
  [{ propertyName: 'createdate', operator: 'LT', value: february }, ['Alpha']],
  [{ propertyName: 'createdate', operator: 'LTE', value: february }, ['Alpha', 'Beta']],
  [{ propertyName: 'createdate', operator: 'GT', value: '2026-02-01T00:00:00Z' }, ['Gamma']],
  [{ propertyName: 'createdate', operator: 'GTE', value: february }, ['Beta', 'Gamma']],
  [{ propertyName: 'createdate', operator: 'BETWEEN', value: february, highValue: february }, ['Beta']],
  [{ propertyName: 'lastname', operator: 'IN', values: ['alpha', 'gamma'] }, ['Alpha', 'Gamma']],
  [{ propertyName: 'lastname', operator: 'NOT_IN', values: ['alpha'] }, ['Beta', 'Gamma']],
];

test.each(operators)('%o finds what HubSpot would', async (filter, names) => {
  expect(await found(filter)).toEqual(names);
});

test('values of IN that are not in lower case find nothing, as in HubSpot', async () => {
  expect(await found({ propertyName: 'lastname', operator: 'IN', values: ['Alpha'] })).toEqual([]);
});

test('groups are alternatives, filters of a group hold together', async () => {
  const one = (value: string) => ({ filters: [ours, { propertyName: 'lastname', operator: 'EQ', value }] });
  const { body } = await search({ filterGroups: [one('alpha'), one('beta')], properties: ['lastname'] });
  expect(lastNames(body.results).toSorted()).toEqual(['Alpha', 'Beta']);
});

test('it sorts both ways and pages without a double', async () => {
  const names: string[] = [];
  let after: string | undefined = '0';
  while (after !== undefined) {
    const sorts = [{ propertyName: 'createdate', direction: 'DESCENDING' }];
    const { body } = await search({ filterGroups: filterGroups(), sorts, limit: 2, after, properties: ['lastname'] });
    expect(body.total).toBe(3);
    names.push(...lastNames(body.results));
    after = /"after":"(\d+)"/.exec(JSON.stringify(body.paging ?? null))?.[1];
  }
  expect(names).toEqual(['Gamma', 'Beta', 'Alpha']);
});

test('archived and merged records are not found', async () => {
  const gone = await portal.create('contacts', { firstname: 'leaving', lastname: 'Gone' });
  const filter = { propertyName: 'firstname', operator: 'EQ', value: 'leaving' };
  expect((await search({ filterGroups: [{ filters: [filter] }] })).body.total).toBe(1);
  await portal.remove(`${objects}/contacts/${gone}`);
  expect((await search({ filterGroups: [{ filters: [filter] }] })).body.total).toBe(0);
});

const seven = Array.from({ length: 7 }, () => ours);
const refused: [string, unknown][] = [
  ['201 a page', { limit: 201 }],
  ['seven filters in a group', { filterGroups: [{ filters: seven }] }],
  ['six groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: [ours] })) }],
  ['two sorts', { sorts: [{ propertyName: 'lastname' }, { propertyName: 'firstname' }] }],
  ['results past 10,000', { limit: 100, after: '9950' }],
  ['a body of more than 3,000 characters', { query: 'x'.repeat(3_001) }],
  ['an unknown property', { filterGroups: [{ filters: [{ ...ours, propertyName: 'no_such' }] }] }],
  ['an unknown operator', { filterGroups: [{ filters: [{ ...ours, operator: 'LIKE' }] }] }],
  [
    'a date that is none',
    { filterGroups: filterGroups({ propertyName: 'createdate', operator: 'GT', value: 'soon' }) },
  ],
  [
    'a list of dates that are none',
    { filterGroups: filterGroups({ propertyName: 'createdate', operator: 'IN', values: ['x'] }) },
  ],
];

test.each(refused)('%s is refused', async (_name, body) => {
  expect(await search(body)).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
});

test('nineteen filters are refused, eighteen are served', async () => {
  const groups = (last: number) =>
    [6, 6, last, 1].map((count) => ({ filters: Array.from({ length: count }, () => ours) }));
  expect((await search({ filterGroups: groups(6) })).status).toBe(400);
  expect((await search({ filterGroups: groups(5) })).status).toBe(200);
});

test('a list of numbers that are none is refused', async () => {
  const filter = { propertyName: 'amount', operator: 'IN', values: ['many'] };
  expect((await search({ filterGroups: [{ filters: [filter] }] }, 'deals')).status).toBe(400);
});

test('changes since a moment are found by the date of the last one, oldest first', async () => {
  const at = async (type: string, property: string, id: string) => {
    const { body } = await portal.get(`${objects}/${type}/${id}`);
    return String((body.properties as Record<string, string>)[property]);
  };
  for (const [type, property] of [
    ['contacts', 'lastmodifieddate'],
    ['companies', 'hs_lastmodifieddate'],
    ['tasks', 'hs_lastmodifieddate'],
  ] as const) {
    const values = type === 'tasks' ? { hs_timestamp: '2026-11-20T08:00:00Z' } : {};
    const ids = [
      await portal.create(type, values),
      await portal.create(type, values),
      await portal.create(type, values),
    ];
    await portal.patch(`${objects}/${type}/${ids[0]}`, { properties: { hubspot_owner_id: '700000001' } });
    const value = String(Date.parse(await at(type, property, ids[1] ?? '')));
    const filterGroups = [{ filters: [{ propertyName: property, operator: 'GTE', value }] }];
    const { body } = await search({ filterGroups, sorts: [{ propertyName: property, direction: 'ASCENDING' }] }, type);
    const found = (body.results as { id: string }[]).map(({ id }) => id);
    expect(found).toEqual([ids[1], ids[2], ids[0]]);
  }
});
