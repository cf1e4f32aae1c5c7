// Wire details that no sandbox shows on request: limits, odd statuses, time-outs, cut connections, partial answers.
import http from 'node:http';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CrmRefusedError, CrmUnavailableError, PortalDisconnectedError } from '../../src/accounts/crm.ts';
import { createCallBudget } from '../../src/hubspot/call-budget.ts';
import { HubspotRefusedError } from '../../src/hubspot/error-envelope.ts';
import { createHubspotCrm, type HubspotCrm, type HubspotCrmOptions } from '../../src/hubspot/hubspot-crm.ts';

const baseUrl = 'https://api.hubspot.test';
const details = {
  portalId: 7,
  timeZone: 'Europe/Berlin',
  companyCurrency: 'EUR',
  uiDomain: 'app-eu1.hubspot.com',
  odd: [1],
};
const quick = {
  pauseMs: 1,
  lockedPauseMs: 5,
  limitedPauseMs: { rolling: 2, secondly: 1 },
  timeoutMs: 200,
  deadlineMs: 3_000,
};

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  const left = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  expect(left).toEqual([]);
});

function crm(options: Partial<HubspotCrmOptions> = {}): HubspotCrm {
  return createHubspotCrm({ baseUrl, accessToken: async () => 'token', limits: quick, ...options });
}

function api(): nock.Scope {
  return nock(baseUrl, { reqheaders: { authorization: 'Bearer token' } });
}

const detailsPath = '/account-info/2026-09/details';

const inputsSchema = z.object({ inputs: z.array(z.object({ id: z.string() })) });

/** The ids that a batch call names. */
async function idsOf(request: Request): Promise<string[]> {
  return inputsSchema.parse(await request.json()).inputs.map(({ id }) => id);
}

async function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('reads are repeated by the table', () => {
  it.each([
    [423, {}, {}],
    [429, { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' }, {}],
    [429, { policyName: 'SECONDLY' }, {}],
    [429, {}, {}],
    [477, {}, { 'retry-after': '0' }],
    [502, '<html>bad gateway</html>', {}],
    [503, {}, {}],
    [504, {}, {}],
    [521, {}, {}],
    [523, {}, {}],
    [524, {}, {}],
  ])('%i %j is asked again', async (status, body, headers) => {
    api().get(detailsPath).reply(status, body, headers).get(detailsPath).reply(200, details);
    const hubspot = crm();
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7, currency: 'EUR', sample: false });
    expect(hubspot.meter()).toMatchObject({ calls: 2, retries: 1, byStatus: { [status]: 1, 200: 1 } });
  });

  it.each([400, 402, 403, 404, 405, 409, 410, 415, 422])('%i is not, and says what HubSpot said', async (status) => {
    const message = 'no such luck';
    api().get(detailsPath).reply(status, { status: 'error', category: 'VALIDATION_ERROR', message });
    const error = await caught(crm().readPortal());
    expect(error).toBeInstanceOf(CrmRefusedError);
    expect(error).toMatchObject({ status, category: 'VALIDATION_ERROR', reason: message });
  });

  it.each([500, 501, 505])('%i is left for later', async (status) => {
    api().get(detailsPath).reply(status, {});
    expect(await caught(crm().readPortal())).toBeInstanceOf(CrmUnavailableError);
  });

  it('five times at most', async () => {
    api().get(detailsPath).times(5).reply(503, {});
    const hubspot = crm();
    expect(await caught(hubspot.readPortal())).toBeInstanceOf(CrmUnavailableError);
    expect(hubspot.meter().calls).toBe(5);
  });

  it('a used-up daily limit is not asked again, and counted by its policy', async () => {
    api().get(detailsPath).reply(429, { policyName: 'DAILY' });
    const hubspot = crm();
    expect(await caught(hubspot.readPortal())).toMatchObject({ name: 'CrmUnavailableError', retryAfterMs: 900_000 });
    expect(hubspot.meter().rateLimited).toEqual({ DAILY: 1 });
  });

  it('a long Retry-After of 477 is handed on rather than waited for', async () => {
    api().get(detailsPath).reply(477, {}, { 'retry-after': '3600' });
    const error = await caught(crm().readPortal());
    expect(error).toBeInstanceOf(CrmUnavailableError);
    expect(error instanceof CrmUnavailableError && error.retryAfterMs).toBeGreaterThanOrEqual(3_600_000);
  });

  it('423 waits at least its time', async () => {
    api().get(detailsPath).reply(423, {}).get(detailsPath).reply(200, details);
    const from = performance.now();
    await crm({ limits: { ...quick, lockedPauseMs: 120 } }).readPortal();
    expect(performance.now() - from).toBeGreaterThanOrEqual(119);
  });
});

describe('silence', () => {
  it('ends at the time limit, and a read is asked again', async () => {
    api().get(detailsPath).delay(400).reply(200, details).get(detailsPath).reply(200, details);
    const hubspot = crm({ limits: { ...quick, timeoutMs: 60 } });
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
    expect(hubspot.meter().byStatus).toEqual({ timeout: 1, 200: 1 });
  });

  it('of a body that stops half way counts as silence too', async () => {
    nock.enableNetConnect('127.0.0.1');
    let asked = 0;
    const server = http.createServer((_request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"portalId":');
      if (asked > 1) response.end('7}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const hubspot = crm({ baseUrl: `http://127.0.0.1:${port}`, limits: { ...quick, timeoutMs: 60 } });
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
    expect(hubspot.meter().byStatus).toEqual({ timeout: 1, 200: 1 });
    server.closeAllConnections();
    server.close();
  });

  it('a cut connection is tried again', async () => {
    api().get(detailsPath).replyWithError('ECONNRESET').get(detailsPath).reply(200, details);
    const hubspot = crm();
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
    expect(hubspot.meter().byStatus).toEqual({ network: 1, 200: 1 });
  });

  it('a call has a deadline over all its attempts', async () => {
    api().get(detailsPath).delay(1_000).times(2).reply(200, details);
    const from = performance.now();
    const error = await caught(crm({ limits: { ...quick, timeoutMs: 100, deadlineMs: 190 } }).readPortal());
    expect(error).toBeInstanceOf(CrmUnavailableError);
    expect(performance.now() - from).toBeLessThan(600);
  });

  it('a stopping service cancels what is under way', async () => {
    api().get(detailsPath).delay(2_000).reply(200, details);
    const stopping = new AbortController();
    const asked = caught(crm({ signal: stopping.signal, limits: { ...quick, timeoutMs: 5_000 } }).readPortal());
    setTimeout(() => stopping.abort(), 30);
    expect(await asked).toBeInstanceOf(CrmUnavailableError);
  });

  it('after repeated failures calls rest without being sent', async () => {
    api().get(detailsPath).times(6).reply(503, {});
    const hubspot = crm();
    await caught(hubspot.readPortal());
    await caught(hubspot.readPortal());
    expect(hubspot.meter().calls).toBe(6);
    expect(await caught(hubspot.readPortal())).toBeInstanceOf(CrmUnavailableError);
    expect(hubspot.meter().calls).toBe(6);
  });

  it('the rest ends with one call that tries, and then all is well', async () => {
    api().get(detailsPath).times(6).reply(503, {}).get(detailsPath).times(2).reply(200, details);
    let now = 1_000_000;
    const hubspot = crm({ now: () => now });
    await caught(hubspot.readPortal());
    await caught(hubspot.readPortal());
    now += 5_001;
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
  });
});

describe('access', () => {
  it('a token that HubSpot rejects is renewed once', async () => {
    nock(baseUrl).get(detailsPath).matchHeader('authorization', 'Bearer old').reply(401, {});
    nock(baseUrl).get(detailsPath).matchHeader('authorization', 'Bearer new').reply(200, details);
    const accessToken = async (rejected?: string) => (rejected === 'old' ? 'new' : 'old');
    expect(await crm({ accessToken }).readPortal()).toMatchObject({ portalId: 7 });
  });

  it('a second rejection means disconnected, and nothing is sent after it', async () => {
    api().get(detailsPath).times(2).reply(401, { category: 'INVALID_AUTHENTICATION' });
    const hubspot = crm();
    expect(await caught(hubspot.readPortal())).toBeInstanceOf(PortalDisconnectedError);
    expect(hubspot.meter().calls).toBe(2);
  });

  it('a token of another portal is refused', async () => {
    api().get(detailsPath).reply(200, details);
    expect(await caught(crm({ portalId: 8 }).readPortal())).toMatchObject({ category: 'OTHER_PORTAL' });
  });

  it('a path that the current version does not serve is asked at the older one, and stays there', async () => {
    const older = '/account-info/2026-03/details';
    api().get(detailsPath).reply(404, '<html>Not found</html>').get(older).times(2).reply(200, details);
    const hubspot = crm();
    await hubspot.readPortal();
    expect(await hubspot.readPortal()).toMatchObject({ portalId: 7 });
  });
});

describe('errors', () => {
  it.each([['no JSON at all'], [{}], [{ errors: 'odd', context: 5, message: 7 }], [[1, 2]], ['null']])(
    'an envelope of %j is understood as far as it goes',
    async (body) => {
      api().get(detailsPath).reply(400, body);
      expect(await caught(crm().readPortal())).toMatchObject({ status: 400, category: 'HTTP_400' });
    },
  );

  it('an admin rule names its properties, and no value of a record', async () => {
    const errors = [
      {
        message: 'canary@example.com needs more',
        code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
        context: { propertyName: ['industry', 'city'] },
      },
    ];
    api().get(detailsPath).reply(400, { category: 'VALIDATION_ERROR', message: 'canary@example.com', errors });
    const error = await caught(crm().readPortal());
    expect(error).toBeInstanceOf(HubspotRefusedError);
    const said = error instanceof Error ? error.message : '';
    expect(said).toContain('MISSING_CONDITIONAL_REQUIRED_PROPERTY, industry, city');
    expect(said).not.toContain('canary');
  });

  it('an answer of another shape is an outage, not a crash', async () => {
    api().get(detailsPath).reply(200, { portal: 'seven' });
    expect(await caught(crm().readPortal())).toBeInstanceOf(CrmUnavailableError);
  });
});

describe('reading records', () => {
  const path = '/crm/objects/2026-09/companies/batch/read?archived=false';
  const times = { createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-02-02T00:00:00Z' };
  const company = (id: string, properties = {}) => ({ id, properties: { name: `c${id}`, ...properties }, ...times });

  it('a merged id is known by the survivor that lists it, without another call', async () => {
    const results = [company('1'), company('9', { hs_merged_object_ids: '2;5' })];
    api()
      .post(path)
      .reply(207, { status: 'COMPLETE', results, numErrors: 1, errors: [{ category: 'OBJECT_NOT_FOUND' }] });
    const read = await crm().readRecords({ type: 'companies', ids: ['1', '2', '3'] });
    expect(read.found.map(({ requestedId, record }) => [requestedId, record.id])).toEqual([
      ['1', '1'],
      ['2', '9'],
    ]);
    expect(read.missing).toEqual(['3']);
  });

  it('where no survivor lists it, single reads settle which is whose', async () => {
    api()
      .post(path)
      .reply(200, { results: [company('1'), company('9')] });
    api().get('/crm/objects/2026-09/companies/2').query(true).reply(200, company('9'));
    api().get('/crm/objects/2026-09/companies/3').query(true).reply(404, { category: 'OBJECT_NOT_FOUND' });
    const read = await crm().readRecords({ type: 'companies', ids: ['1', '2', '3'] });
    expect(read.found.map(({ requestedId, record }) => [requestedId, record.id])).toEqual([
      ['1', '1'],
      ['2', '9'],
    ]);
    expect(read.missing).toEqual(['3']);
  });

  it('archived ones are missing, whether HubSpot leaves them out or says so', async () => {
    api()
      .post(path)
      .reply(200, { results: [company('1'), { ...company('2'), archived: true }] });
    const read = await crm().readRecords({ type: 'companies', ids: ['1', '2', '3'] });
    expect(read.missing).toEqual(['2', '3']);
  });

  it('a hundred a call, repeats left out, only mirrored properties kept', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => String(index + 1));
    const sizes: number[] = [];
    api()
      .post(path)
      .times(3)
      .reply(200, async (request: Request) => {
        const asked = await idsOf(request);
        sizes.push(asked.length);
        return { results: asked.map((id) => company(id, { hs_object_id: id, numberofemployees: 5 })) };
      });
    const read = await crm().readRecords({ type: 'companies', ids: [...ids, ...ids] });
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
    api()
      .post(path, { inputs: [{ id: '1' }, { id: '2' }] })
      .reply(207, { results: [{ from: { id: '1' }, to: [to(10)], paging: { next: { after: 'x' } } }], errors })
      .post(path, { inputs: [{ id: '1', after: 'x' }] })
      .reply(200, { results: [{ from: { id: 1 }, to: [to(11)] }] });
    const found = await crm().readAssociations({ fromType: 'contacts', toType: 'companies', fromIds: ['1', '2', '1'] });
    const pair = { fromType: 'contacts', fromId: '1', toType: 'companies', types };
    expect(found).toEqual([
      { ...pair, toId: '10' },
      { ...pair, toId: '11' },
    ]);
  });
});

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
    api()
      .post(path)
      .reply(207, async (request: Request) => ({
        results: (await idsOf(request)).filter((id) => !bad.has(id)).map((id) => ({ id })),
        numErrors: bad.size,
        errors: [...bad].map((id) => ({ category: 'VALIDATION_ERROR', message: `bad ${id}`, ...where(id) })),
      }));
    const results = await crm().writeProperties({ type: 'companies', rows: rows(100) });
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
    api()
      .post(path)
      .reply(207, { results: [{ id: '0' }], errors: [{ category: 'X' }, { category: 'Y' }] });
    expect(await crm().writeProperties({ type: 'companies', rows: rows(2) })).toMatchObject([
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
      const hubspot = crm({ budget: createCallBudget(Date.now, { ...unlimited }) });
      const results = await hubspot.writeProperties({ type: 'companies', rows: rows(100) });
      nock.cleanAll();
      expect(results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)).toEqual([...poison]);
      expect(hubspot.meter().calls).toBeLessThanOrEqual(60);
    },
  );

  it('a batch whose every row is refused costs a bounded number of calls', async () => {
    nock(baseUrl).persist().post(path).reply(400, { category: 'VALIDATION_ERROR', message: 'poison' });
    const hubspot = crm({ budget: createCallBudget(Date.now, { ...unlimited }) });
    const results = await hubspot.writeProperties({ type: 'companies', rows: rows(100) });
    nock.cleanAll();
    expect(results.every(({ outcome }) => outcome === 'failed')).toBe(true);
    expect(hubspot.meter().calls).toBe(60);
  });

  it('an outage fails the rows for now and keeps what was written before', async () => {
    api()
      .post(path)
      .reply(200, async (request: Request) => ({ results: (await idsOf(request)).map((id) => ({ id })) }))
      .post(path)
      .reply(500, {});
    const results = await crm().writeProperties({ type: 'companies', rows: rows(150) });
    const written = results.filter(({ outcome }) => outcome === 'written').length;
    expect([50, 100]).toContain(written);
    expect(results.filter((result) => result.outcome === 'failed' && result.retryable)).toHaveLength(150 - written);
  });

  it('a missing scope fails all rows with one call', async () => {
    api().post(path).reply(403, { category: 'MISSING_SCOPES', message: 'scope' });
    const results = await crm().writeProperties({ type: 'companies', rows: rows(100) });
    expect(results.every((result) => result.outcome === 'failed' && result.category === 'MISSING_SCOPES')).toBe(true);
  });

  it('rows of one record go out as one, the last value winning', async () => {
    api()
      .post(path, {
        inputs: [{ id: '1', properties: { quorum_ltv: '2', quorum_rfm: '111' }, objectWriteTraceId: '1' }],
      })
      .reply(200, { results: [{ id: '1' }] });
    const twice = [
      { id: '1', properties: { quorum_ltv: '1', quorum_rfm: '111' } },
      { id: '1', properties: { quorum_ltv: '2' } },
    ];
    const results = await crm().writeProperties({ type: 'companies', rows: twice });
    expect(results).toEqual([
      { id: '1', outcome: 'written' },
      { id: '1', outcome: 'written' },
    ]);
  });
});

const unlimited = { general: { calls: 10_000, windowMs: 10 }, search: { calls: 10_000, windowMs: 10 } };

describe('a task', () => {
  const task = { key: 'k-1', subject: 's', body: 'b', dueAt: 0, ownerId: '5', companyId: '12' };
  const property = '/crm/properties/2026-09/tasks/quorum_key';
  const read = '/crm/objects/2026-09/tasks/batch/read';
  const search = '/crm/objects/2026-09/tasks/search';
  const create = '/crm/objects/2026-09/tasks';

  it('is looked for by its unique property before it is made', async () => {
    api()
      .get(property)
      .reply(200, {})
      .post(read)
      .reply(200, { results: [{ id: 70 }] });
    expect(await crm().createTask(task)).toEqual({ taskId: '70', created: false });
  });

  it.each([409, 400])('made by another meanwhile (%i) is found again', async (status) => {
    api()
      .get(property)
      .reply(200, {})
      .post(read)
      .reply(207, { results: [], errors: [{}] });
    api()
      .post(create)
      .reply(status, { message: 'taken' })
      .post(read)
      .reply(200, { results: [{ id: '71' }] });
    expect(await crm().createTask(task)).toEqual({ taskId: '71', created: false });
  });

  it('where tasks take no property, the key stands in the body and search comes first', async () => {
    api().get(property).reply(404, { category: 'OBJECT_NOT_FOUND' });
    api()
      .post(search)
      .reply(200, { results: [{ id: '1', properties: { hs_task_body: 'Quorum [k-12]' } }] });
    api()
      .post(
        create,
        (body) => body.properties.hs_task_body.endsWith('Quorum [k-1]') && !('quorum_key' in body.properties),
      )
      .reply(201, { id: '72' });
    expect(await crm().createTask(task)).toEqual({ taskId: '72', created: true });
  });

  it.each([502, 503, 504, 524])('is never made twice after an ambiguous %i', async (status) => {
    api().get(property).reply(200, {}).post(read).reply(200, { results: [] }).post(create).reply(status, {});
    const hubspot = crm();
    expect(await caught(hubspot.createTask(task))).toBeInstanceOf(CrmUnavailableError);
    expect(hubspot.meter().retries).toBe(0);
  });

  it.each([423, 429, 521])('is asked for again where HubSpot surely did nothing (%i)', async (status) => {
    api().get(property).reply(200, {}).post(read).reply(200, { results: [] });
    api().post(create).reply(status, {}).post(create).reply(201, { id: '73' });
    expect(await crm().createTask(task)).toEqual({ taskId: '73', created: true });
  });
});
