// Reading on the wire: batches, merged and archived ids, pages of associations.
import { describe, expect, it } from 'vitest';
import { CrmUnavailableError } from '../../src/accounts/crm.ts';
import { idsOf, watchWire, wire, wireCrm } from './wire.ts';

watchWire();

describe('reading records', () => {
  const path = '/crm/objects/2026-09/companies/batch/read?archived=false';
  const times = { createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-02-02T00:00:00Z' };
  const company = (id: string, properties = {}) => ({ id, properties: { name: `c${id}`, ...properties }, ...times });

  it('a merged id is known by the survivor that lists it, without another call', async () => {
    const results = [company('1'), company('9', { hs_merged_object_ids: '2;5' })];
    wire()
      .post(path)
      .reply(207, { status: 'COMPLETE', results, numErrors: 1, errors: [{ category: 'OBJECT_NOT_FOUND' }] });
    const read = await wireCrm().readRecords({ type: 'companies', ids: ['1', '2', '3'] });
    expect(read.found.map(({ requestedId, record }) => [requestedId, record.id])).toEqual([
      ['1', '1'],
      ['2', '9'],
    ]);
    expect(read.missing).toEqual(['3']);
  });

  it('where no survivor lists it, single reads settle which is whose', async () => {
    wire()
      .post(path)
      .reply(200, { results: [company('1'), company('9')] });
    wire().get('/crm/objects/2026-09/companies/2').query(true).reply(200, company('9'));
    wire().get('/crm/objects/2026-09/companies/3').query(true).reply(404, { category: 'OBJECT_NOT_FOUND' });
    const read = await wireCrm().readRecords({ type: 'companies', ids: ['1', '2', '3'] });
    expect(read.found.map(({ requestedId, record }) => [requestedId, record.id])).toEqual([
      ['1', '1'],
      ['2', '9'],
    ]);
    expect(read.missing).toEqual(['3']);
  });

  it('archived ones are missing, whether HubSpot leaves them out or says so', async () => {
    wire()
      .post(path)
      .reply(200, { results: [company('1'), { ...company('2'), archived: true }] });
    const read = await wireCrm().readRecords({ type: 'companies', ids: ['1', '2', '3'] });
    expect(read.missing).toEqual(['2', '3']);
  });

  it('a row that HubSpot failed to read is asked for again, and never taken for gone', async () => {
    const failed = { category: 'INTERNAL_ERROR', context: { ids: ['2'] } };
    wire()
      .post(path)
      .reply(207, { results: [company('1')], errors: [failed] });
    wire()
      .post(path)
      .reply(200, { results: [company('1'), company('2')] });
    expect((await wireCrm().readRecords({ type: 'companies', ids: ['1', '2'] })).missing).toEqual([]);
    wire()
      .post(path)
      .times(4)
      .reply(207, { results: [company('1')], errors: [failed] });
    await expect(wireCrm().readRecords({ type: 'companies', ids: ['1', '2'] })).rejects.toBeInstanceOf(
      CrmUnavailableError,
    );
  });

  it('a hundred a call, repeats left out, only mirrored properties kept', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => String(index + 1));
    const sizes: number[] = [];
    wire()
      .post(path)
      .times(3)
      .reply(200, async (request: Request) => {
        const asked = await idsOf(request);
        sizes.push(asked.length);
        return { results: asked.map((id) => company(id, { hs_object_id: id, numberofemployees: 5 })) };
      });
    const read = await wireCrm().readRecords({ type: 'companies', ids: [...ids, ...ids] });
    expect(sizes.toSorted((left, right) => left - right)).toEqual([50, 100, 100]);
    expect(read.found.map(({ requestedId }) => requestedId)).toEqual(ids);
    const [first] = read.found;
    expect(first?.record).toMatchObject({ createdAt: Date.parse(times.createdAt), archived: false });
    expect(first?.record.properties).toMatchObject({ name: 'c1', numberofemployees: '5', city: null });
    expect(first?.record.properties).not.toHaveProperty('hs_object_id');
  });
});

describe('reading associations', () => {
  it('pages of one record are fetched on, labels kept, records without any left out', async () => {
    const path = '/crm/associations/2026-09/contacts/companies/batch/read';
    const types = [{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' }];
    const to = (toObjectId: number) => ({ toObjectId, associationTypes: types });
    const errors = [{ category: 'OBJECT_NOT_FOUND', subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND' }];
    wire()
      .post(path, { inputs: [{ id: '1' }, { id: '2' }] })
      .reply(207, { results: [{ from: { id: '1' }, to: [to(10)], paging: { next: { after: 'x' } } }], errors })
      .post(path, { inputs: [{ id: '1', after: 'x' }] })
      .reply(200, { results: [{ from: { id: 1 }, to: [to(11)] }] });
    const found = await wireCrm().readAssociations({
      fromType: 'contacts',
      toType: 'companies',
      fromIds: ['1', '2', '1'],
    });
    const pair = { fromType: 'contacts', fromId: '1', toType: 'companies', types };
    expect(found).toEqual([
      { ...pair, toId: '10' },
      { ...pair, toId: '11' },
    ]);
  });
});
