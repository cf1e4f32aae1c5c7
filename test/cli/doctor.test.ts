// `quorum doctor`, run as a program on good and on broken surroundings.
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startRedis, type TestRedis } from '../harness/start-redis.ts';

const program = path.resolve(import.meta.dirname, '../../src/cli/quorum.ts');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-doctor-'));
const answerSchema = z.object({
  ok: z.boolean(),
  rows: z.array(z.object({ name: z.string(), ok: z.boolean(), finding: z.string(), mend: z.string().nullable() })),
});
const secret = 'swordfish';
const hubspotKeys = {
  HUBSPOT_ACCESS_TOKEN: secret,
  HUBSPOT_CLIENT_SECRET: secret,
  HUBSPOT_APP_ID: '7',
  PUBLIC_URL: 'https://quorum.example.com',
};

let careless: TestRedis;
let careful: TestRedis;
let hubspot: http.Server;
let isTokenGood = true;

beforeAll(async () => {
  const folderOf = (name: string) => fs.mkdtempSync(path.join(folder, name));
  careless = await startRedis(folderOf('careless'), { appendonly: 'no', 'maxmemory-policy': 'allkeys-lru' });
  careful = await startRedis(folderOf('careful'), { appendonly: 'yes' });
  hubspot = http.createServer((_request, response) => {
    response.writeHead(isTokenGood ? 200 : 401).end(JSON.stringify({ portalId: 4711 }));
  });
  await new Promise<void>((resolve) => hubspot.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await Promise.all([careless.stop(), careful.stop()]);
  await new Promise((resolve) => hubspot.close(resolve));
  fs.rmSync(folder, { recursive: true });
});

test('on a machine without stores and credentials all is well', async () => {
  const { code, answer } = await doctor({});
  expect(answer.rows.filter((row) => !row.ok)).toEqual([]);
  expect({ code, ok: answer.ok }).toEqual({ code: 0, ok: true });
  expect(answer.rows.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Node', 'npm', 'Quorum', 'Pages', 'PostgreSQL', 'Queues', 'HubSpot', 'Disk', 'Service']),
  );
});

test('without --json each row is a line, with the mend under what is wrong', async () => {
  const { code, output } = await run(['doctor'], { DATABASE_URL: `postgres://me:${secret}@127.0.0.1:1/none` });
  expect(code).toBe(1);
  expect(output).toMatch(/^ok +Node +\d/m);
  expect(output).toMatch(/^WRONG +PostgreSQL +DATABASE_URL is set.*\n +→ Start that database/m);
});

test.each([
  ['a database that is not there', 'PostgreSQL', { DATABASE_URL: `postgres://me:${secret}@127.0.0.1:1/none` }],
  ['a Redis that is not there', 'Redis', { REDIS_URL: `redis://:${secret}@127.0.0.1:1` }],
  ['a HubSpot that is not there', 'HubSpot', { ...hubspotKeys, HUBSPOT_BASE_URL: 'http://127.0.0.1:2' }],
  [
    'an address that HubSpot cannot call',
    'Public address',
    { ...hubspotKeys, PUBLIC_URL: 'http://quorum.example.com' },
  ],
  ['settings that cannot be read', 'Settings', { LOG_LEVEL: 'shout' }],
  ['half of the credentials', 'Settings', { HUBSPOT_ACCESS_TOKEN: secret }],
])('%s: the row "%s" has the mend, and no secret is printed', async (_what, name, environment) => {
  const { code, answer, output } = await doctor({ HUBSPOT_BASE_URL: hubspotUrl(), ...environment });
  expect(code).toBe(1);
  expect(answer.rows).toContainEqual({ name, ok: false, finding: expect.any(String), mend: expect.any(String) });
  expect(output).not.toContain(secret);
});

test('a Redis that may lose jobs is wrong, one that keeps them is well', async () => {
  const wrong = await doctor({ REDIS_URL: careless.url });
  expect(wrong.answer.rows.filter((row) => !row.ok)).toEqual([
    { name: 'Redis keeps jobs', ok: false, finding: 'no', mend: expect.stringContaining('appendonly yes') },
    { name: 'Redis evicts none', ok: false, finding: 'allkeys-lru', mend: expect.stringContaining('noeviction') },
  ]);
  const well = await doctor({ REDIS_URL: careful.url });
  expect(well.answer.rows.filter((row) => !row.ok)).toEqual([]);
});

test('a token is tried on HubSpot', async () => {
  const environment = { ...hubspotKeys, HUBSPOT_BASE_URL: hubspotUrl() };
  const accepted = await doctor(environment);
  expect(accepted.answer.rows).toContainEqual({ name: 'HubSpot', ok: true, finding: 'portal 4711', mend: null });
  isTokenGood = false;
  const refused = await doctor(environment);
  isTokenGood = true;
  expect(refused.answer.rows).toContainEqual(
    expect.objectContaining({ name: 'HubSpot', ok: false, mend: expect.stringContaining('new access token') }),
  );
});

test('a port that another program holds is wrong, unless it is our own service', async () => {
  const other = net.createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const port = portOf(other);
  const taken = await doctor({ PORT: String(port) });
  expect(taken.answer.rows).toContainEqual(expect.objectContaining({ name: `Port ${port}`, ok: false }));

  const dataDir = fs.mkdtempSync(path.join(folder, 'running'));
  const service = path.join(dataDir, 'service.json');
  fs.writeFileSync(service, JSON.stringify({ pid: process.pid, url: 'http://127.0.0.1:5' }));
  const ours = await doctor({ PORT: String(port), DATA_DIR: dataDir });
  expect(ours.answer.rows).toContainEqual(
    expect.objectContaining({ name: 'Service', finding: expect.stringContaining('running: http://127.0.0.1:5') }),
  );
  fs.writeFileSync(service, JSON.stringify({ pid: 4_194_304, url: 'http://127.0.0.1:5' }));
  const gone = await doctor({ DATA_DIR: dataDir });
  expect(gone.answer.rows).toContainEqual(expect.objectContaining({ finding: 'not running on this folder' }));
  await new Promise((resolve) => other.close(resolve));
});

test('an unknown option is wrong usage', async () => {
  expect((await run(['doctor', '--all'], {})).code).toBe(2);
});

function hubspotUrl(): string {
  return `http://127.0.0.1:${portOf(hubspot)}`;
}

function portOf(server: net.Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return address.port;
}

async function doctor(environment: Record<string, string>) {
  const { code, output } = await run(['doctor', '--json'], environment);
  return { code, output, answer: answerSchema.parse(JSON.parse(output)) };
}

/** With ports that are free on any machine and a data folder of its own, unless the environment says otherwise. */
function run(args: string[], environment: Record<string, string>): Promise<{ code: number; output: string }> {
  const dataDir = path.join(folder, 'data');
  const env = { PATH: process.env.PATH, HOME: folder, PORT: '0', SANDBOX_PORT: '0', DATA_DIR: dataDir, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, output: stdout === '' ? stderr : stdout });
    });
  });
}
