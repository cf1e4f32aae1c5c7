import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { errorSchema } from '../../src/http/api-contract.ts';
import {
  callsSchema,
  runRowsSchema,
  runSummarySchema,
  startedSchema,
  writesSchema,
} from '../../src/http/api-contract-writes.ts';
import { comeIn, install, json, serveWithSignIn, visit } from './access-world.ts';
import { at, connect, type Served, serveApp } from './serve-app.ts';

const portalId = 5;
let served: Served;

beforeEach(async () => {
  served = await serveApp();
  await connect(served, portalId, { id: '1', name: 'Acme' });
});
afterEach(() => served.close());

const get = async (path: string) => (await fetch(`${served.url}/api/writes${path}`)).json();
const post = (path: string, body?: object, headers: Record<string, string> = {}) =>
  fetch(`${served.url}/api/writes${path}`, {
    method: 'POST',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const row = (objectId: string, after: string) => ({
  type: 'companies' as const,
  objectId,
  accountId: '1',
  property: 'quorum_play',
  before: null,
  after,
  reason: 'map',
});

/** A preview with these values, ready to be looked at. */
async function preview(values: string[]): Promise<string> {
  const { runId } = startedSchema.parse(await (await post('/previews')).json());
  const rows = values.map((value, index) => row(String(index), value));
  await served.stores.writeRuns.plan(portalId, runId, { rows, cursor: '1', doneCount: 1, at });
  await served.stores.writeRuns.move(portalId, runId, { from: ['computing'], to: 'ready', at });
  return runId;
}

describe('orders', () => {
  test('writes are released only after somebody has looked, and held at once', async () => {
    expect(writesSchema.parse(await get(''))).toMatchObject({ previewFirst: true, switch: { writes: 'held' } });
    const refused = await post('/switch', { writes: 'released' });
    expect(refused.status).toBe(409);
    expect(errorSchema.parse(await refused.json()).error.code).toBe('preview_first');
    await preview(['x']);
    expect((await post('/switch', { writes: 'released' })).status).toBe(204);
    expect(writesSchema.parse(await get(''))).toMatchObject({
      previewFirst: false,
      switch: { writes: 'released', at },
    });
    expect((await served.stores.dirtyAccounts.list(portalId, 9)).length).toBe(1);
    expect((await post('/switch', { writes: 'held' })).status).toBe(204);
    expect((await served.stores.writeSwitch.read(portalId)).writes).toBe('held');
  });

  test('a preview is written once and discarded never after', async () => {
    const runId = await preview(['x', 'y']);
    expect((await post(`/runs/${runId}/write`)).status).toBe(202);
    for (const path of ['write', 'discard', 'undo']) expect((await post(`/runs/${runId}/${path}`)).status).toBe(409);
    expect(await served.stores.writeRuns.find(portalId, runId)).toMatchObject({ state: 'writing', totalCount: 2 });
    expect((await post('/runs/unknown/undo')).status).toBe(409);
  });

  test('a decision reaches one value, and none where nothing is withheld', async () => {
    const key = { type: 'companies', objectId: '1', property: 'quorum_play' } as const;
    const withheld = { ...key, accountId: '1', why: 'by_hand', ours: 'a', theirs: 'b', reason: null, at } as const;
    const nothing = { objects: 0, journal: [], adopted: [], planned: [], release: [], skipped: 0 };
    await served.stores.writeRuns.settle(portalId, { runId: '', at, withhold: [withheld], ...nothing });
    expect((await post('/withheld', { ...key, decision: 'keep' })).status).toBe(204);
    expect(await get('/withheld?why=kept')).toEqual({ rows: [{ ...withheld, why: 'kept' }], total: 1 });
    expect((await post('/withheld', { ...key, decision: 'ours' })).status).toBe(204);
    expect((await post('/withheld', { ...key, decision: 'ours' })).status).toBe(404);
    expect((await post('/withheld', { ...key, decision: 'both' })).status).toBe(400);
    expect((await post('/refused/retry')).status).toBe(204);
  });

  test('every order is written down, and none is taken from another site', async () => {
    await preview(['x']);
    await post('/switch', { writes: 'released' });
    const query = { who: null, what: 'writes_changed', from: null, until: null, before: null, limit: 9 } as const;
    const entries = await served.stores.audit.list(portalId, query);
    expect(entries.map(({ objectIds }) => objectIds)).toEqual([['switch', 'released'], ['preview']]);
    for (const path of ['/previews', '/switch', '/withheld', '/refused/retry', '/runs/1/write', '/runs/1/undo']) {
      expect((await post(path, undefined, { 'sec-fetch-site': 'cross-site' })).status, path).toBe(403);
    }
  });
});

test('somebody who is no administrator looks on, and gives no orders', async () => {
  const guarded = await serveWithSignIn();
  await connect(guarded, 1, { id: '11', name: 'Company 11' });
  const admin = (await install(guarded, { portalId: 1, userId: '7' })).cookie;
  const member = await comeIn(guarded);
  const mayChange = async (cookie: string) =>
    writesSchema.parse(JSON.parse((await visit(guarded, '/api/writes?portal=1', cookie)).text)).mayChange;
  expect([await mayChange(admin), await mayChange(member)]).toEqual([true, false]);
  expect((await visit(guarded, '/api/writes/previews?portal=1', member, json({}))).status).toBe(403);
  expect((await visit(guarded, '/api/writes?portal=1')).status).toBe(401);
  expect((await visit(guarded, '/api/writes/previews?portal=1', admin, json({}))).status).toBe(202);
  const [run] = await guarded.stores.writeRuns.list(1, 1);
  expect(run?.startedBy).toBe('user:7');
  await guarded.close();
});

describe('reads', () => {
  test('rows come a page at a time, by type, property and state', async () => {
    const runId = await preview(['a', 'b', 'c']);
    const page = runRowsSchema.parse(await get(`/runs/${runId}/rows?limit=2&offset=1&property=quorum_play`));
    expect([page.total, page.rows.map(({ after }) => after)]).toEqual([3, ['b', 'c']]);
    expect(runRowsSchema.parse(await get(`/runs/${runId}/rows?state=failed`)).total).toBe(0);
    expect(runSummarySchema.parse(await get(`/runs/${runId}`)).counts).toEqual([
      { type: 'companies', property: 'quorum_play', state: 'planned', count: 3 },
    ]);
    await post(`/runs/${runId}/discard`);
    expect((await fetch(`${served.url}/api/writes/runs/${runId}/rows`)).status).toBe(404);
  });

  test('the table holds every row, and no spreadsheet takes a value for a formula', async () => {
    const attacks = ['=1+1', '+1', '-1', '@x', '\t=1', '＝1', 'a "b", c'];
    const values = [...attacks, ...Array.from({ length: 1_500 }, (_, index) => `value ${index}`)];
    const runId = await preview(values);
    const response = await fetch(`${served.url}/api/writes/runs/${runId}/rows.csv`);
    expect(response.headers.get('content-type')).toContain('text/csv');
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(values.length + 1);
    for (const [index, attack] of attacks.slice(0, 6).entries()) expect(lines[index + 1]).toContain(`'${attack}`);
    expect(lines[7]).toContain('"a ""b"", c"');
  });

  test('calls are added up by day, with the share of errors and their causes', async () => {
    const call = { day: '2026-11-22', status: '200', isError: false, policy: '', what: '', count: 97 };
    const refused = { ...call, status: '400', isError: true, what: 'POST x VALIDATION_ERROR', count: 2 };
    const limited = { ...call, status: '429', isError: true, policy: 'DAILY', what: 'GET y', count: 1 };
    await served.stores.callDays.add(portalId, [call, refused, limited, { ...call, day: '2026-10-01' }]);
    const report = callsSchema.parse(await get('/calls'));
    expect(report.days).toEqual([{ day: '2026-11-22', calls: 100, errors: 3 }]);
    expect(report.causes.map(({ status, policy, count }) => [status, policy, count])).toEqual([
      ['400', '', 2],
      ['429', 'DAILY', 1],
    ]);
    const metrics = await (await fetch(`${served.url}/metrics`)).text();
    expect(metrics).toContain(`quorum_crm_error_share{portal="${portalId}"} 0.03`);
    expect(metrics).toContain(`quorum_crm_rate_limited_today{portal="${portalId}",policy="DAILY"} 1`);
  });
});
