// What the API promises: its own portal only, its own names only, the answers that /openapi.json describes.
import http from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildAccountMap } from '../../src/buying-center/build-account-map.ts';
import { accountSchema, accountsSchema, errorSchema, opsSchema, portalsSchema } from '../../src/http/api-contract.ts';
import { apiRouteList } from '../../src/http/openapi.ts';
import { at, connect, type Served, serveApp } from './serve-app.ts';

let served: Served;

beforeEach(async () => {
  served = await serveApp();
  await connect(served, 1, { id: '11', name: 'QUICK-Stop' });
  await connect(served, 2, { id: '22', name: 'Ernst Handel' });
  const map = buildAccountMap({
    accountId: '11',
    accountName: 'QUICK-Stop',
    now: at,
    currency: 'USD',
    people: [],
    colleagues: [],
    reportingLines: [],
    interactions: [],
    deals: [],
  });
  await served.stores.results.saveMap(1, map);
});
afterEach(() => served.close());

const get = async (path: string) => {
  const response = await fetch(`${served.url}${path}`);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test.each([
  '/api/accounts/22?portal=1',
  '/api/accounts/11?portal=2',
  '/api/accounts/22/map.svg?portal=1',
  '/api/accounts/11/map.svg?portal=2',
  '/api/accounts/11?portal=3',
  '/api/nothing',
])('%s is not found', async (path) => {
  const { status, text } = await get(path);
  expect(status).toBe(404);
  expect(errorSchema.parse(JSON.parse(text)).error.code).toBe('not_found');
});

test('the list of a portal holds its own accounts only', async () => {
  for (const [portal, id] of [
    [1, '11'],
    [2, '22'],
  ]) {
    const { text } = await get(`/api/accounts?portal=${portal}`);
    expect(accountsSchema.parse(JSON.parse(text)).lines.map(({ accountId }) => accountId)).toEqual([id]);
  }
});

test('without a portal the first one answers', async () => {
  expect(accountSchema.parse(JSON.parse((await get('/api/accounts/11')).text)).line.name).toBe('QUICK-Stop');
  expect(portalsSchema.parse(JSON.parse((await get('/api/portals')).text)).portals).toHaveLength(2);
  expect(opsSchema.parse(JSON.parse((await get('/api/ops')).text)).queues[0]?.failed).toBe(2);
});

test('every route that is described answers, and every described schema resolves', async () => {
  const document = JSON.parse((await get('/openapi.json')).text);
  expect(Object.keys(document.paths).sort()).toEqual(apiRouteList.map(({ path }) => path).sort());
  const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
  expect(references.length).toBeGreaterThan(5);
  for (const reference of references) expect(document.components.schemas).toHaveProperty(reference.split('/')[3] ?? '');
  for (const { path } of apiRouteList) {
    const controller = new AbortController();
    const answer = await fetch(`${served.url}${path.replace('{accountId}', '11')}`, { signal: controller.signal });
    expect(answer.status, path).toBe(200);
    controller.abort();
  }
});

test.each([
  ['/api/accounts?sort=nothing', 400],
  ['/api/accounts?limit=100000', 400],
  ['/api/accounts?class=gold', 400],
  ['/api/accounts?portal=x', 400],
])('%s is refused', async (path, status) => {
  expect((await get(path)).status).toBe(status);
});

test('errors speak the language asked for', async () => {
  const { text } = await get('/api/accounts/99?locale=vi');
  expect(errorSchema.parse(JSON.parse(text)).error.what).toBe('Không có trang hoặc bản ghi này.');
});

test('the picture is an image that runs nothing', async () => {
  const { headers, text } = await get('/api/accounts/11/map.svg?locale=vi');
  expect(headers.get('content-type')).toContain('image/svg+xml');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(text).toContain('Độ phủ vai trò');
});

function statusUnder(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { port: served.port, host: '127.0.0.1', path: '/api/portals', headers: { host } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    request.on('error', reject);
  });
}

test.each([
  ['localhost:1', 200],
  ['127.0.0.1', 200],
  ['[::1]:80', 200],
  ['evil.example', 421],
  ['localhost.evil.example', 421],
])('under the host name %s the answer is %d', async (host, status) => {
  expect(await statusUnder(host)).toBe(status);
});

test('answers forbid frames, scripts of others and sniffing', async () => {
  const { headers } = await get('/api/portals');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('content-security-policy')).toContain("script-src 'self';");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test('nothing is changed by a call', async () => {
  for (const path of ['/api/accounts', '/ops/queues/api/queues/drain/clean']) {
    expect((await fetch(`${served.url}${path}`, { method: 'PUT' })).status).toBe(405);
  }
});

test('logs name routes, never what was searched for', async () => {
  await get('/api/accounts?search=Canary');
  await get('/api/accounts/99?search=Canary');
  expect(served.lines.length).toBeGreaterThan(0);
  expect(served.lines.join('')).not.toContain('Canary');
});

test('a page hears of its own portal only, and of everything after a gap', async () => {
  const controller = new AbortController();
  const headers = { 'last-event-id': '1' };
  const answer = await fetch(`${served.url}/api/stream?portal=1`, { headers, signal: controller.signal });
  await served.stores.changes.publish({ portalId: 2, kind: 'account', accountId: '22' });
  await served.stores.changes.publish({ portalId: 1, kind: 'account', accountId: '11' });
  let heard = '';
  for await (const chunk of answer.body ?? []) {
    heard += new TextDecoder().decode(chunk);
    if (heard.includes('"11"')) break;
  }
  controller.abort();
  expect(heard).toContain('data: {"kind":"accounts","accountId":null}');
  expect(heard).not.toContain('"22"');
});

test('metrics are in the text format of Prometheus', async () => {
  const { text } = await get('/metrics');
  expect(text).toContain('quorum_queue_jobs{queue="drain",state="failed"} 2\n');
  for (const line of text.trim().split('\n'))
    expect(line).toMatch(/^(# TYPE \w+ (gauge|counter)|\w+(\{.*\})? -?[\d.e+]+)$/);
});
