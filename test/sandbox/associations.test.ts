// The sandbox's associations: both ways at once, with labels, primary companies and batch forms.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { objects, startPortal, type TestPortal } from './start-portal.ts';

const associations = '/crm/associations/2026-09';
let portal: TestPortal;
let contact: string;
let company: string;
beforeAll(async () => {
  portal = await startPortal();
});
beforeEach(async () => {
  contact = await portal.create('contacts', { lastname: 'Linked' });
  company = await portal.create('companies', { name: 'Linked' });
});
afterAll(() => portal.stop());

const of = async (from: string, id: string, to: string) =>
  (await portal.get(`${objects}/${from}/${id}/associations/${to}`)).body.results;
const types = (...ids: number[]) =>
  ids.map((associationTypeId) => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }));

test('a default association is there from both sides with the type id of each', async () => {
  await portal.put(`${objects}/contacts/${contact}/associations/default/companies/${company}`, {});
  expect(await of('contacts', contact, 'companies')).toEqual([
    { toObjectId: Number(company), associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null }] },
  ]);
  expect(await of('companies', company, 'contacts')).toEqual([
    { toObjectId: Number(contact), associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 280, label: null }] },
  ]);
  await portal.remove(`${objects}/companies/${company}/associations/contacts/${contact}`);
  expect(await of('contacts', contact, 'companies')).toEqual([]);
});

test('a record is made with its associations, and its primary company is a property', async () => {
  const body = { properties: { lastname: 'New' }, associations: [{ to: { id: company }, types: types(1, 279) }] };
  const { body: made } = await portal.post(`${objects}/contacts`, body);
  const read = await portal.get(`${objects}/contacts/${made.id}?properties=associatedcompanyid`);
  expect(read.body.properties).toMatchObject({ associatedcompanyid: company });
  const other = await portal.create('companies', { name: 'Other' });
  await portal.post(`${associations}/contacts/companies/batch/create`, {
    inputs: [{ from: { id: made.id }, to: { id: other }, types: types(1) }],
  });
  const primaries = (await of('contacts', String(made.id), 'companies')) as unknown;
  expect(JSON.stringify(primaries).match(/"label":"Primary"/g)).toHaveLength(1);
  const again = await portal.get(`${objects}/contacts/${made.id}?properties=associatedcompanyid`);
  expect(again.body.properties).toMatchObject({ associatedcompanyid: other });
});

test('a batch read gives what is associated and names what has nothing', async () => {
  const lonely = await portal.create('contacts', { lastname: 'Lonely' });
  await portal.put(`${objects}/contacts/${contact}/associations/default/companies/${company}`, {});
  const read = await portal.post(`${associations}/contacts/companies/batch/read`, {
    inputs: [{ id: contact }, { id: lonely }],
  });
  expect(read).toMatchObject({
    status: 207,
    body: {
      results: [{ from: { id: contact }, to: [{ toObjectId: Number(company) }] }],
      errors: [{ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', context: { fromObjectId: [lonely] } }],
    },
  });
});

test('a batch archives all types of a pair, or one label', async () => {
  const pair = { from: { id: contact }, to: { id: company } };
  await portal.post(`${associations}/contacts/companies/batch/create`, {
    inputs: [{ ...pair, types: types(1, 279) }],
  });
  await portal.post(`${associations}/contacts/companies/batch/labels/archive`, {
    inputs: [{ ...pair, types: types(1) }],
  });
  expect(await of('contacts', contact, 'companies')).toMatchObject([{ associationTypes: [{ typeId: 279 }] }]);
  expect(await of('companies', company, 'contacts')).toMatchObject([{ associationTypes: [{ typeId: 280 }] }]);
  const { body } = await portal.get(`${objects}/contacts/${contact}?properties=associatedcompanyid`);
  expect(body.properties).toMatchObject({ associatedcompanyid: null });
  await portal.post(`${associations}/contacts/companies/batch/archive`, {
    inputs: [{ from: pair.from, to: [pair.to] }],
  });
  expect(await of('contacts', contact, 'companies')).toEqual([]);
});

test('a label of the portal has two sides, exists once, and brings the plain association along', async () => {
  const label = { name: 'assistant', label: 'Assistant', inverseLabel: 'Assisted by' };
  const made = await portal.post(`${associations}/contacts/contacts/labels`, label);
  expect(made.status).toBe(201);
  expect((await portal.post(`${associations}/contacts/contacts/labels`, label)).status).toBe(409);
  const [there] = made.body.results as { typeId: number }[];
  const boss = await portal.create('contacts', { lastname: 'Boss' });
  await portal.put(`${objects}/contacts/${contact}/associations/contacts/${boss}`, [
    { associationCategory: 'USER_DEFINED', associationTypeId: there?.typeId },
  ]);
  const labels = async (id: string) => JSON.stringify(await of('contacts', id, 'contacts'));
  expect(await labels(contact)).toContain('"Assistant"');
  expect(await labels(contact)).toContain('449');
  expect(await labels(boss)).toContain('"Assisted by"');
});

test('what does not exist cannot be associated', async () => {
  const link = (to: string) => portal.put(`${objects}/contacts/${contact}/associations/default/companies/${to}`, {});
  expect((await link('999999999')).status).toBe(404);
  expect((await link('none')).status).toBe(404);
  const unknownType = await portal.put(
    `${objects}/contacts/${contact}/associations/companies/${company}`,
    types(99_999),
  );
  expect(unknownType.status).toBe(400);
  const impossible = await portal.put(`${objects}/line_items/1/associations/default/contacts/${contact}`, {});
  expect(impossible.status).toBe(400);
});

test('a merge takes the associations along', async () => {
  await portal.put(`${objects}/contacts/${contact}/associations/default/companies/${company}`, {});
  const winner = await portal.create('contacts', { lastname: 'Winner' });
  const merged = await portal.post(`${objects}/contacts/merge`, { primaryObjectId: winner, objectIdToMerge: contact });
  expect(await of('companies', company, 'contacts')).toMatchObject([{ toObjectId: Number(merged.body.id) }]);
});

test('a label is renamed on both sides, and removed from every pair that carries it', async () => {
  const labels = `${associations}/contacts/companies/labels`;
  const made = await portal.post(labels, { name: 'signs', label: 'Signs', inverseLabel: 'Signed by' });
  const [{ typeId } = { typeId: 0 }] = made.body.results as { typeId: number }[];
  const words = { label: 'Decides', inverseLabel: 'Decided by' };
  expect((await portal.put(labels, { associationTypeId: typeId, ...words })).status).toBe(204);
  expect((await portal.put(labels, { associationTypeId: 99_999, ...words })).status).toBe(400);
  await portal.put(`${objects}/contacts/${contact}/associations/companies/${company}`, [
    { associationCategory: 'USER_DEFINED', associationTypeId: typeId },
  ]);
  expect(JSON.stringify(await of('contacts', contact, 'companies'))).toContain('"Decides"');
  expect(JSON.stringify(await of('companies', company, 'contacts'))).toContain('"Decided by"');
  expect((await portal.remove(`${labels}/${typeId}`)).status).toBe(204);
  expect((await portal.remove(`${labels}/${typeId}`)).status).toBe(204);
  expect(await of('contacts', contact, 'companies')).toMatchObject([{ associationTypes: [{ typeId: 279 }] }]);
  const left = (await portal.get(labels)).body.results;
  expect(JSON.stringify(left)).not.toContain('Decides');
});
