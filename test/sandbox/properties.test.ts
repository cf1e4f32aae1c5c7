// The sandbox's properties and groups: made once, checked on every write.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objects, startPortal, type TestPortal } from './start-portal.ts';

const properties = '/crm/properties/2026-09';
let portal: TestPortal;
beforeAll(async () => {
  portal = await startPortal();
  expect((await portal.post(`${properties}/companies/groups`, { name: 'tested', label: 'Tested' })).status).toBe(201);
});
afterAll(() => portal.stop());

const property = (name: string, type: string, rest: Record<string, unknown> = {}) => ({
  name,
  label: name,
  type,
  fieldType: 'text',
  groupName: 'tested',
  ...rest,
});
const make = (body: unknown) => portal.post(`${properties}/companies`, body);
const option = (value: string) => ({ value, label: value });

test('a group and a property exist once', async () => {
  expect(await portal.post(`${properties}/companies/groups`, { name: 'tested', label: 'Again' })).toMatchObject({
    status: 409,
    body: { category: 'OBJECT_ALREADY_EXISTS', subCategory: 'Properties.GROUP_WITH_NAME_EXISTS' },
  });
  expect((await make(property('once', 'string'))).status).toBe(201);
  expect(await make(property('once', 'string'))).toMatchObject({
    status: 409,
    body: { subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS' },
  });
  expect((await make(property('name', 'string'))).status).toBe(409);
});

test('a property needs a group that is there and a name that HubSpot would take', async () => {
  expect((await make(property('lost', 'string', { groupName: 'no_such' }))).status).toBe(400);
  expect((await make(property('Upper', 'string'))).status).toBe(400);
  expect((await make(property('odd', 'colour'))).status).toBe(400);
});

test('an archived property is unknown until it is made again', async () => {
  await make(property('passing', 'string'));
  expect((await portal.get(`${properties}/companies/passing`)).status).toBe(200);
  expect((await portal.remove(`${properties}/companies/passing`)).status).toBe(204);
  expect((await portal.get(`${properties}/companies/passing`)).status).toBe(404);
  expect((await make(property('passing', 'number'))).status).toBe(201);
  expect((await portal.get(`${properties}/companies/passing`)).body).toMatchObject({ type: 'number' });
});

test('HubSpot marks which definitions and values are read only', async () => {
  const { body } = await portal.get(`${properties}/deals/hs_is_closed_won`);
  expect(body).toMatchObject({
    hubspotDefined: true,
    modificationMetadata: { readOnlyDefinition: true, readOnlyValue: true },
  });
});

test('new options replace the old ones', async () => {
  await make(property('size', 'enumeration', { fieldType: 'select', options: [option('s'), option('m')] }));
  await portal.patch(`${properties}/companies/size`, { options: [option('m'), option('l')] });
  const id = await portal.create('companies', { name: 'Sized', size: 'l' });
  expect((await portal.patch(`${objects}/companies/${id}`, { properties: { size: 's' } })).status).toBe(400);
});

const typed: [string, Record<string, unknown>, { good: string[]; bad: string[]; code: string }][] = [
  ['number', {}, { good: ['1', '-2.5', '1e3', '.5', ''], bad: ['1,5', 'many', '0x1'], code: 'INVALID_DOUBLE' }],
  ['bool', {}, { good: ['true', 'false', ''], bad: ['yes', '1'], code: 'INVALID_BOOLEAN' }],
  ['datetime', {}, { good: ['2026-11-24T08:00:00Z', '1795507200000', ''], bad: ['soon'], code: 'INVALID_LONG' }],
  [
    'enumeration',
    { fieldType: 'select', options: [option('a'), option('b')] },
    { good: ['a', ''], bad: ['c', 'a;b'], code: 'INVALID_OPTION' },
  ],
  ['string', {}, { good: ['x'.repeat(65_536)], bad: ['x'.repeat(65_537)], code: 'VALUE_TOO_LONG' }],
];

test.each(typed)('values of type %s are checked', async (type, rest, { good, bad, code }) => {
  const name = `of_${type}`;
  expect((await make(property(name, type, rest))).status).toBe(201);
  const id = await portal.create('companies', { name: type });
  const write = (value: string) => portal.patch(`${objects}/companies/${id}`, { properties: { [name]: value } });
  for (const value of good) expect((await write(value)).status, value.slice(0, 20)).toBe(200);
  for (const value of bad) {
    expect(await write(value)).toMatchObject({
      status: 400,
      body: { category: 'VALIDATION_ERROR', errors: [{ code, context: { propertyName: [name] } }] },
    });
  }
});

test('several choices are kept, and a leading semicolon adds to them', async () => {
  const options = [option('x'), option('y'), option('z')];
  await make(property('choices', 'enumeration', { fieldType: 'checkbox', options }));
  const id = await portal.create('companies', { name: 'Choosing', choices: 'x;y' });
  const added = await portal.patch(`${objects}/companies/${id}`, { properties: { choices: ';z;x' } });
  expect(added.body.properties).toMatchObject({ choices: 'x;y;z' });
});

const refused: [string, Record<string, string>, string][] = [
  ['an unknown property', { no_such: '1' }, 'PROPERTY_DOESNT_EXIST'],
  ['a read-only value', { hs_object_id: '1' }, 'READ_ONLY_VALUE'],
];

test.each(refused)('%s is refused by its name', async (_name, values, code) => {
  expect(await portal.post(`${objects}/companies`, { properties: values })).toMatchObject({
    status: 400,
    body: { errors: [{ code, context: { propertyName: Object.keys(values) } }] },
  });
});

test('batches create, read and archive properties, each row by itself', async () => {
  const batch = (verb: string, body: unknown) => portal.post(`${properties}/companies/batch/${verb}`, body);
  const created = await batch('create', { inputs: [property('b_one', 'string'), property('b_two', 'number')] });
  expect(created).toMatchObject({ status: 201, body: { results: [{ name: 'b_one' }, { name: 'b_two' }] } });
  expect(await batch('create', { inputs: [property('b_one', 'string'), property('b_three', 'string')] })).toMatchObject(
    {
      status: 207,
      body: { results: [{ name: 'b_three' }], numErrors: 1, errors: [{ category: 'OBJECT_ALREADY_EXISTS' }] },
    },
  );
  const names = (...list: string[]) => ({ inputs: list.map((name) => ({ name })) });
  expect((await batch('archive', names('b_one', 'no_such'))).status).toBe(204);
  expect(await batch('read', names('b_one', 'b_two'))).toMatchObject({
    status: 207,
    body: { results: [{ name: 'b_two' }], errors: [{ category: 'OBJECT_NOT_FOUND' }] },
  });
  expect(await batch('read', { ...names('b_one'), archived: true })).toMatchObject({
    status: 200,
    body: { results: [{ name: 'b_one', archived: true }] },
  });
  const archived = await portal.get(`${properties}/companies?archived=true`);
  expect(archived.body.results).toContainEqual(expect.objectContaining({ name: 'b_one' }));
});

test('HubSpot’s own definitions stay, but for the options that a portal may change', async () => {
  expect((await portal.patch(`${properties}/companies/name`, { label: 'Mine' })).status).toBe(400);
  expect((await portal.remove(`${properties}/companies/name`)).status).toBe(400);
  const roles = `${properties}/contacts/hs_buying_role`;
  expect((await portal.patch(roles, { options: [option('CHAMPION'), option('OWN')] })).body).toMatchObject({
    options: [{ value: 'CHAMPION' }, { value: 'OWN' }],
  });
  expect((await portal.patch(roles, { label: 'Mine' })).status).toBe(400);
});

test('a group is renamed, and archived once nothing lives in it', async () => {
  const groups = `${properties}/deals/groups`;
  await portal.post(groups, { name: 'passing', label: 'Passing' });
  expect((await portal.patch(`${groups}/passing`, { label: 'Renamed' })).body).toMatchObject({ label: 'Renamed' });
  expect((await portal.get(`${groups}/passing`)).body).toMatchObject({ name: 'passing', label: 'Renamed' });
  await portal.post(`${properties}/deals`, property('inside', 'string', { groupName: 'passing' }));
  expect((await portal.remove(`${groups}/passing`)).status).toBe(400);
  await portal.remove(`${properties}/deals/inside`);
  expect((await portal.remove(`${groups}/passing`)).status).toBe(204);
  expect((await portal.remove(`${groups}/passing`)).status).toBe(404);
});
