// Writing on the wire: partial answers, poison rows, tasks that must not be made twice.
import nock from 'nock';
import { describe, expect, it } from 'vitest';
import { CrmUnavailableError } from '../../src/accounts/crm.ts';
import { createCallBudget } from '../../src/hubspot/call-budget.ts';
import { baseUrl, caught, idsOf, watchWire, wire, wireCrm } from './wire.ts';

watchWire();

const unlimited = { general: { calls: 10_000, windowMs: 10 }, search: { calls: 10_000, windowMs: 10 } };

describe('writing', () => {
  const path = '/crm/objects/2026-09/companies/batch/update';
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: String(index), properties: { quorum_ltv: String(index) } }));

  it.each([
    ['trace id', (id: string) => ({ context: { objectWriteTraceId: [id] } })],
    ['a trace id beside the context', (id: string) => ({ objectWriteTraceId: id })],
    ['ids', (id: string) => ({ context: { ids: [id] } })],
  ])('failed rows of a 207 are told by %s, and only they failed', async (_how, where) => {
    const bad = new Set(['3', '64', '99']);
    wire()
      .post(path)
      .reply(207, async (request: Request) => ({
        results: (await idsOf(request)).filter((id) => !bad.has(id)).map((id) => ({ id })),
        numErrors: bad.size,
        errors: [...bad].map((id) => ({ category: 'VALIDATION_ERROR', message: `bad ${id}`, ...where(id) })),
      }));
    const results = await wireCrm().writeProperties({ type: 'companies', rows: rows(100) });
    expect(results.map(({ id }) => id)).toEqual(rows(100).map(({ id }) => id));
    const failed = results.filter(({ outcome }) => outcome === 'failed');
    expect(failed).toEqual(
      [...bad].map((id) => ({
        id,
        outcome: 'failed',
        category: 'VALIDATION_ERROR',
        reason: `bad ${id}`,
        retryable: false,
      })),
    );
  });

  it('a row that a 207 neither confirms nor names may be tried again', async () => {
    wire()
      .post(path)
      .reply(207, { results: [{ id: '0' }], errors: [{ category: 'X' }, { category: 'Y' }] });
    expect(await wireCrm().writeProperties({ type: 'companies', rows: rows(2) })).toMatchObject([
      { id: '0', outcome: 'written' },
      { id: '1', outcome: 'failed', retryable: true },
    ]);
  });

  it.each([[[]], [[0]], [[57]], [[0, 99]], [[10, 11, 12, 13]]])(
    'where a whole batch is refused because of rows %j, only they fail',
    async (bad) => {
      const poison = new Set(bad.map(String));
      nock(baseUrl)
        .persist()
        .post(path)
        .reply(async (request: Request) => {
          const ids = await idsOf(request);
          if (ids.some((id) => poison.has(id))) return [400, { category: 'VALIDATION_ERROR', message: 'poison' }];
          return [200, { results: ids.map((id) => ({ id })) }];
        });
      const hubspot = wireCrm({ budget: createCallBudget(Date.now, { ...unlimited }) });
      const results = await hubspot.writeProperties({ type: 'companies', rows: rows(100) });
      nock.cleanAll();
      expect(results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)).toEqual([...poison]);
      expect(hubspot.meter().calls).toBeLessThanOrEqual(60);
    },
  );

  it('a batch whose every row is refused costs a bounded number of calls', async () => {
    nock(baseUrl).persist().post(path).reply(400, { category: 'VALIDATION_ERROR', message: 'poison' });
    const hubspot = wireCrm({ budget: createCallBudget(Date.now, { ...unlimited }) });
    const results = await hubspot.writeProperties({ type: 'companies', rows: rows(100) });
    nock.cleanAll();
    expect(results.every(({ outcome }) => outcome === 'failed')).toBe(true);
    expect(hubspot.meter().calls).toBe(60);
  });

  it('an outage fails the rows for now and keeps what was written before', async () => {
    wire()
      .post(path)
      .reply(200, async (request: Request) => ({ results: (await idsOf(request)).map((id) => ({ id })) }))
      .post(path)
      .reply(500, {});
    const results = await wireCrm().writeProperties({ type: 'companies', rows: rows(150) });
    const written = results.filter(({ outcome }) => outcome === 'written').length;
    expect([50, 100]).toContain(written);
    expect(results.filter((result) => result.outcome === 'failed' && result.retryable)).toHaveLength(150 - written);
  });

  it('a missing scope fails all rows with one call', async () => {
    wire().post(path).reply(403, { category: 'MISSING_SCOPES', message: 'scope' });
    const results = await wireCrm().writeProperties({ type: 'companies', rows: rows(100) });
    expect(results.every((result) => result.outcome === 'failed' && result.category === 'MISSING_SCOPES')).toBe(true);
  });

  it('rows of one record go out as one, the last value winning', async () => {
    wire()
      .post(path, {
        inputs: [{ id: '1', properties: { quorum_ltv: '2', quorum_rfm: '111' }, objectWriteTraceId: '1' }],
      })
      .reply(200, { results: [{ id: '1' }] });
    const twice = [
      { id: '1', properties: { quorum_ltv: '1', quorum_rfm: '111' } },
      { id: '1', properties: { quorum_ltv: '2' } },
    ];
    const results = await wireCrm().writeProperties({ type: 'companies', rows: twice });
    expect(results).toEqual([
      { id: '1', outcome: 'written' },
      { id: '1', outcome: 'written' },
    ]);
  });
});

describe('a task', () => {
  const task = { key: 'k-1', subject: 's', body: 'b', dueAt: 0, ownerId: '5', companyId: '12' };
  const property = '/crm/properties/2026-09/tasks';
  const withKey = { results: [{ name: 'quorum_key', type: 'string', fieldType: 'text', hasUniqueValue: true }] };
  const read = '/crm/objects/2026-09/tasks/batch/read';
  const search = '/crm/objects/2026-09/tasks/search';
  const create = '/crm/objects/2026-09/tasks';

  it('is looked for by its unique property before it is made', async () => {
    wire()
      .get(property)
      .reply(200, withKey)
      .post(read)
      .reply(200, { results: [{ id: 70 }] });
    expect(await wireCrm().createTask(task)).toEqual({ taskId: '70', created: false });
  });

  it.each([409, 400])('made by another meanwhile (%i) is found again', async (status) => {
    wire()
      .get(property)
      .reply(200, withKey)
      .post(read)
      .reply(207, { results: [], errors: [{}] });
    wire()
      .post(create)
      .reply(status, { message: 'taken' })
      .post(read)
      .reply(200, { results: [{ id: '71' }] });
    expect(await wireCrm().createTask(task)).toEqual({ taskId: '71', created: false });
  });

  it('where tasks take no property, the key stands in the body and search comes first', async () => {
    wire().get(property).reply(200, { results: [] });
    wire()
      .post(search)
      .reply(200, { results: [{ id: '1', properties: { hs_task_body: 'Quorum [k-12]' } }] });
    wire()
      .post(
        create,
        (body) => body.properties.hs_task_body.endsWith('Quorum [k-1]') && !('quorum_key' in body.properties),
      )
      .reply(201, { id: '72' });
    expect(await wireCrm().createTask(task)).toEqual({ taskId: '72', created: true });
  });

  it.each([502, 503, 504, 524])('is never made twice after an ambiguous %i', async (status) => {
    wire().get(property).reply(200, withKey).post(read).reply(200, { results: [] }).post(create).reply(status, {});
    const hubspot = wireCrm();
    expect(await caught(hubspot.createTask(task))).toBeInstanceOf(CrmUnavailableError);
    expect(hubspot.meter().retries).toBe(0);
  });

  it.each([423, 429, 521])('is asked for again where HubSpot surely did nothing (%i)', async (status) => {
    wire().get(property).reply(200, withKey).post(read).reply(200, { results: [] });
    wire().post(create).reply(status, {}).post(create).reply(201, { id: '73' });
    expect(await wireCrm().createTask(task)).toEqual({ taskId: '73', created: true });
  });

  it.each([
    ['NOT_STARTED', 'completed', 'COMPLETED', 'set'],
    ['DEFERRED', 'completed', 'COMPLETED', 'set'],
    ['COMPLETED', 'open', 'NOT_STARTED', 'set'],
    ['COMPLETED', 'completed', null, 'unchanged'],
    ['WAITING', 'open', null, 'unchanged'],
  ] as const)('that is %s is made %s with one write where that is a change', async (status, state, written, result) => {
    wire()
      .get(property)
      .reply(200, withKey)
      .post(read)
      .reply(200, { results: [{ id: '70' }] });
    wire()
      .get('/crm/objects/2026-09/tasks/70?properties=hs_task_status')
      .reply(200, { id: '70', properties: { hs_task_status: status } });
    if (written !== null)
      wire()
        .patch('/crm/objects/2026-09/tasks/70', { properties: { hs_task_status: written } })
        .reply(200, {});
    expect(await wireCrm().setTaskState({ key: 'k-1', state })).toBe(result);
  });

  it('that somebody deleted stays deleted', async () => {
    wire().get(property).reply(200, withKey).post(read).reply(200, { results: [] });
    expect(await wireCrm().setTaskState({ key: 'k-1', state: 'completed' })).toBe('absent');
  });
});
