// Provisioning on the wire: what is missing is made, what is there adopted and never cut down, what is refused reported.
import { describe, expect, it } from 'vitest';
import { CrmUnavailableError } from '../../src/accounts/crm.ts';
import { type Manifest, parseManifest } from '../../src/accounts/manifest.ts';
import { caught, watchWire, wire, wireCrm } from './wire.ts';

watchWire();

const options = ['mvc', 'bz'].map((value) => ({ value, label: value.toUpperCase() }));
const valueClass = {
  name: 'quorum_value_class',
  label: 'Value class',
  description: 'Class.',
  type: 'enumeration',
  fieldType: 'select',
  options,
};
const written = options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false }));
const existing = { name: 'quorum_value_class', type: 'enumeration', fieldType: 'select' };

function manifestOf({
  properties = {},
  associationLabels = [],
}: {
  properties?: object;
  associationLabels?: object[];
}): Manifest {
  return parseManifest({
    name: 'Quorum',
    description: 'd',
    apiVersion: '2026-09',
    scopes: { required: [], optional: [] },
    webhooks: { path: '/', maxConcurrentRequests: 10, subscriptions: [] },
    group: { name: 'quorum', label: 'Quorum' },
    properties: { tasks: [], companies: [], contacts: [], deals: [], ...properties },
    associationLabels,
    cards: [],
  });
}

const manifest = manifestOf({ properties: { companies: [valueClass] } });
const path = '/crm/properties/2026-09/companies';
const oneProperty = `${path}/quorum_value_class`;
const adopted = { created: [], adopted: ['companies group quorum', 'companies.quorum_value_class'], failed: [] };

/** A portal whose group is there, with these properties. */
function withProperties(results: object[]): void {
  wire()
    .get(`${path}/groups`)
    .reply(200, { results: [{ name: 'quorum' }] });
  wire().get(path).reply(200, { results });
}

describe('properties', () => {
  it('missing ones are made in their group, with whole options', async () => {
    wire().get(`${path}/groups`).reply(200, { results: [] }).post(`${path}/groups`, manifest.group).reply(201, {});
    wire().get(path).reply(200, { results: [] });
    wire()
      .post(path, { ...valueClass, groupName: 'quorum', options: written })
      .reply(201, {});
    expect(await wireCrm().provision(manifest)).toEqual({ ...adopted, created: adopted.adopted, adopted: [] });
  });

  it('what is there is adopted without a write', async () => {
    withProperties([{ ...existing, options: written }]);
    const hubspot = wireCrm();
    expect(await hubspot.provision(manifest)).toEqual(adopted);
    expect(hubspot.meter().calls).toBe(2);
  });

  it("missing options are added to the portal's own, which stay as they are", async () => {
    const own = { value: 'vip', label: 'VIP', displayOrder: 0, hidden: true, description: 'since 2020' };
    withProperties([
      { ...existing, options: [own, { value: 'mvc', label: 'renamed', displayOrder: 1, hidden: false }] },
    ]);
    wire()
      .patch(oneProperty, {
        options: [
          own,
          { value: 'mvc', label: 'renamed', displayOrder: 1, hidden: false },
          { value: 'bz', label: 'BZ', displayOrder: 2, hidden: false },
        ],
      })
      .reply(200, {});
    expect(await wireCrm().provision(manifest)).toEqual(adopted);
  });

  it('one made by another meanwhile (409) is adopted, its options merged', async () => {
    withProperties([]);
    wire().post(path).reply(409, { category: 'OBJECT_ALREADY_EXISTS' });
    wire()
      .get(oneProperty)
      .reply(200, { ...existing, options: written.slice(0, 1) });
    wire().patch(oneProperty, { options: written }).reply(200, {});
    expect(await wireCrm().provision(manifest)).toEqual(adopted);
  });

  it('one of another type is reported and left alone', async () => {
    withProperties([{ ...existing, type: 'number', fieldType: 'number' }]);
    const report = await wireCrm().provision(manifest);
    expect(report.failed).toEqual([
      { name: 'companies.quorum_value_class', reason: expect.stringContaining('type number') },
    ]);
  });

  it('a portal out of headroom is told which are missing, and the rest goes on', async () => {
    const two = manifestOf({ properties: { companies: [valueClass, { ...valueClass, name: 'quorum_play' }] } });
    withProperties([]);
    wire().post(path).reply(400, { category: 'VALIDATION_ERROR', message: 'limit of 1000 reached' });
    wire().post(path).reply(201, {});
    expect(await wireCrm().provision(two)).toEqual({
      created: ['companies.quorum_play'],
      adopted: ['companies group quorum'],
      failed: [{ name: 'companies.quorum_value_class', reason: 'limit of 1000 reached' }],
    });
  });

  it('what the portal says it has no room for is not asked for, and told', async () => {
    const names = ['quorum_value_class', 'quorum_play', 'quorum_rfm'];
    const three = manifestOf({ properties: { companies: names.map((name) => ({ ...valueClass, name })) } });
    withProperties([]);
    const room = { objectTypeId: '0-2', usage: 999, limit: 1_000 };
    wire()
      .get('/crm/limits/2026-09/custom-properties')
      .reply(200, { byObjectType: [room] });
    wire().post(path).reply(201, {});
    const hubspot = wireCrm();
    const report = await hubspot.provision(three);
    expect(report.created).toEqual(['companies.quorum_value_class']);
    expect(report.failed).toEqual(
      ['quorum_play', 'quorum_rfm'].map((name) => ({
        name: `companies.${name}`,
        reason: 'The portal has room for 1 more custom properties of this object; 3 are missing.',
      })),
    );
    expect(hubspot.meter().byStatus).toEqual({ 200: 3, 201: 1 });
  });

  it.each([
    ['one value where several are written', { fieldType: 'checkbox' }, {}, 'for one value (select)'],
    ['yes or no where a choice is written', {}, { type: 'bool', fieldType: 'booleancheckbox' }, 'type bool'],
    ['values that need not be unique', { hasUniqueValue: true }, { hasUniqueValue: false }, 'without unique values'],
  ])('one of the same name for %s is reported and left alone', async (_what, wanted, found, words) => {
    withProperties([{ ...existing, options: [], ...found }]);
    const report = await wireCrm().provision(manifestOf({ properties: { companies: [{ ...valueClass, ...wanted }] } }));
    expect(report.failed).toEqual([{ name: 'companies.quorum_value_class', reason: expect.stringContaining(words) }]);
  });

  it('a yes-or-no choice that HubSpot keeps as bool is adopted', async () => {
    const yesOrNo = { ...valueClass, fieldType: 'booleancheckbox', options: [] };
    withProperties([{ ...existing, type: 'bool', fieldType: 'booleancheckbox', options: [] }]);
    expect(await wireCrm().provision(manifestOf({ properties: { companies: [yesOrNo] } }))).toEqual(adopted);
  });

  it('an object that takes none is reported, and the other objects go on', async () => {
    const key = { name: 'quorum_key', label: 'k', description: 'd', type: 'string', fieldType: 'text' };
    const both = manifestOf({ properties: { tasks: [key], companies: [valueClass] } });
    wire().get('/crm/properties/2026-09/tasks/groups').reply(403, { category: 'MISSING_SCOPES', message: 'no' });
    wire().get('/crm/properties/2026-09/tasks').reply(403, { category: 'MISSING_SCOPES', message: 'no' });
    withProperties([{ ...existing, options: written }]);
    const report = await wireCrm().provision(both);
    expect(report.failed.map(({ name }) => name)).toEqual(['tasks group quorum', 'tasks properties']);
    expect(report.adopted).toEqual(adopted.adopted);
  });

  it('an outage is thrown, since a half report would read as done', async () => {
    wire().get(`${path}/groups`).reply(500, {});
    expect(await caught(wireCrm().provision(manifest))).toBeInstanceOf(CrmUnavailableError);
  });
});

describe('labels', () => {
  const label = (name: string) => ({ from: 'contacts', to: 'companies', name, label: name.toUpperCase() });
  const labelled = manifestOf({ associationLabels: ['a', 'b', 'c'].map(label) });
  const labels = '/crm/associations/2026-09/contacts/companies/labels';

  it('stop at the cap of the pair; the properties carry the roles then', async () => {
    const results = [{ category: 'USER_DEFINED', typeId: 5, label: 'A' }];
    wire().get(labels).reply(200, { results });
    wire().get('/crm/limits/2026-09/associations/labels').reply(404, {});
    wire().post(labels, { name: 'b', label: 'B' }).reply(400, { message: 'too many labels' });
    expect(await wireCrm().provision(labelled)).toEqual({
      created: [],
      adopted: ['contacts/companies label a'],
      failed: ['b', 'c'].map((name) => ({ name: `contacts/companies label ${name}`, reason: 'too many labels' })),
    });
  });

  it('as many as there is room for are made, the others are told', async () => {
    wire().get(labels).reply(200, { results: [] });
    const room = { fromObjectTypeId: '0-1', toObjectTypeId: '0-2', usage: 9, limit: 10 };
    wire()
      .get('/crm/limits/2026-09/associations/labels')
      .reply(200, { results: [room] });
    wire().post(labels, { name: 'a', label: 'A' }).reply(201, {});
    const report = await wireCrm().provision(labelled);
    expect(report.created).toEqual(['contacts/companies label a']);
    expect(report.failed.map(({ name }) => name)).toEqual(['b', 'c'].map((name) => `contacts/companies label ${name}`));
  });

  it('are made once', async () => {
    wire().get(labels).reply(200, { results: [] }).post(labels).times(2).reply(201, {}).post(labels).reply(409, {});
    const report = await wireCrm().provision(labelled);
    expect(report.created).toHaveLength(2);
    expect(report.adopted).toEqual(['contacts/companies label c']);
  });
});
