// Refused properties on the wire: only they are left out; and what properties hold is read before they are written.
import { describe, expect, it } from 'vitest';
import { watchWire, wire, wireCrm } from './wire.ts';

watchWire();

describe('a refused property', () => {
  const path = '/crm/objects/2026-09/companies/batch/update';
  const rows = ['1', '2', '3'].map((id) => ({ id, properties: { quorum_ltv: id, quorum_play: 'grow' } }));
  const unknown = [
    { name: 'quorum_ltv', error: 'PROPERTY_DOESNT_EXIST', message: 'Property "quorum_ltv" does not exist' },
  ];
  const details = unknown.map(({ name, error, message }) => ({
    message,
    code: error,
    context: { propertyName: [name] },
  }));

  it.each([
    ['in the details', { category: 'VALIDATION_ERROR', message: 'not valid', errors: details }],
    [
      'in the message',
      { category: 'VALIDATION_ERROR', message: `Property values were not valid: ${JSON.stringify(unknown)}` },
    ],
  ])('that was deleted in HubSpot, named %s, is left out of all rows with one more call', async (_where, body) => {
    wire().post(path).reply(400, body);
    wire()
      .post(path, (sent) =>
        sent.inputs.every(({ properties }: { properties: object }) => !('quorum_ltv' in properties)),
      )
      .reply(200, { results: [] });
    const hubspot = wireCrm();
    const results = await hubspot.writeProperties({ type: 'companies', rows });
    const refused = [{ property: 'quorum_ltv', category: 'PROPERTY_DOESNT_EXIST', reason: unknown[0]?.message }];
    expect(results).toEqual(rows.map(({ id }) => ({ id, outcome: 'written', refused })));
    expect(hubspot.meter().calls).toBe(2);
  });

  it('whose option the portal lacks spoils neither its record nor the others', async () => {
    const fault = { message: 'grow was not one of the allowed options', code: 'INVALID_OPTION' };
    const errors = [{ ...fault, context: { propertyName: ['quorum_play'] } }];
    wire()
      .post(path)
      .reply(207, {
        results: [{ id: '1' }, { id: '3' }],
        errors: [{ category: 'VALIDATION_ERROR', message: 'not valid', objectWriteTraceId: '2', errors }],
      });
    wire()
      .post(path, { inputs: [{ id: '2', properties: { quorum_ltv: '2' }, objectWriteTraceId: '2' }] })
      .reply(200, { results: [{ id: '2' }] });
    expect(await wireCrm().writeProperties({ type: 'companies', rows })).toEqual([
      { id: '1', outcome: 'written' },
      {
        id: '2',
        outcome: 'written',
        refused: [{ property: 'quorum_play', category: 'INVALID_OPTION', reason: fault.message }],
      },
      { id: '3', outcome: 'written' },
    ]);
  });

  it('that is the only one of its row fails the row, and nothing is sent for it again', async () => {
    const errors = [{ message: 'm', code: 'INVALID_OPTION', context: { propertyName: ['quorum_play'] } }];
    wire()
      .post(path)
      .reply(207, { results: [], errors: [{ category: 'VALIDATION_ERROR', objectWriteTraceId: '2', errors }] });
    const results = await wireCrm().writeProperties({
      type: 'companies',
      rows: [{ id: '2', properties: { quorum_play: 'grow' } }],
    });
    expect(results).toMatchObject([{ outcome: 'failed', category: 'INVALID_OPTION', retryable: false }]);
  });

  it.each(['MISSING_CONDITIONAL_REQUIRED_PROPERTY', 'MISSING_REQUIRED_PROPERTY'])(
    "an admin's rule (%s) fails the row for good, with the names of what it asks for",
    async (code) => {
      const errors = [{ code, message: 'rule', context: { propertyName: ['industry', 'city'] } }];
      wire().post(path).reply(400, { category: 'VALIDATION_ERROR', message: 'Required properties missing', errors });
      const results = await wireCrm().writeProperties({ type: 'companies', rows: rows.slice(0, 1) });
      expect(results).toEqual([
        {
          id: '1',
          outcome: 'failed',
          category: 'VALIDATION_ERROR',
          reason: `Required properties missing (industry: ${code}, city: ${code})`,
          retryable: false,
        },
      ]);
    },
  );
});

describe('reading what properties hold', () => {
  it('a row that HubSpot failed to read is asked for again: taken for gone, its write would be dropped', async () => {
    const object = (id: string) => ({
      id,
      properties: { quorum_ltv: id },
      createdAt: '2026-01-01T00:00:00Z',
      updatedAt: '2026-01-01T00:00:00Z',
    });
    const path = '/crm/objects/2026-09/deals/batch/read?archived=false';
    const errors = [{ category: 'INTERNAL_ERROR', context: { ids: ['2'] } }];
    wire()
      .post(path)
      .reply(207, { results: [object('1')], errors })
      .post(path)
      .reply(200, { results: [object('1'), object('2')] });
    const found = await wireCrm().readProperties({ type: 'deals', ids: ['1', '2'], properties: ['quorum_ltv'] });
    expect([...found.keys()]).toEqual(['1', '2']);
  });

  it('leaves out records that are archived, gone, or answered under another id', async () => {
    const results = [
      { id: '1', properties: { quorum_ltv: '5', quorum_rfm: null, other: 'x' } },
      { id: '2', properties: {}, archived: true },
      { id: '9', properties: { quorum_ltv: '6' } },
    ].map((object) => ({ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', ...object }));
    wire()
      .post('/crm/objects/2026-09/deals/batch/read?archived=false')
      .reply(207, { results, errors: [{}] });
    const request = {
      type: 'deals',
      ids: ['1', '2', '3', '1'],
      properties: ['quorum_ltv', 'quorum_rfm', 'quorum_play'],
    } as const;
    const found = await wireCrm().readProperties({ ...request, ids: [...request.ids] });
    expect(found).toEqual(new Map([['1', { quorum_ltv: '5', quorum_rfm: null }]]));
  });
});
