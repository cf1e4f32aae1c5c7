// The whole loop on the sandbox portal: a deal is won on its page, the account's value follows here and there, and then nothing is written any more.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { accountSchema, accountsSchema, opsSchema, portalsSchema, syncSchema } from '../../src/http/api-contract.ts';
import { testDatabase } from '../harness/database.ts';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');
const followsWithinMs = 5_000;
const tokenSchema = z.object({ access_token: z.string(), portal_id: z.coerce.number() });
const recordSchema = z.object({ properties: z.record(z.string(), z.string().nullable()) });
const associatedSchema = z.object({ results: z.array(z.object({ toObjectId: z.number() })) });

let folder: string;
let child: ChildProcess;
let database: Awaited<ReturnType<typeof testDatabase>>;
let service: string;
let sandbox: { url: string; portalId: number; token: string };

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-loop-'));
  database = await testDatabase();
  const env = { PATH: process.env.PATH ?? '', PORT: '0', SANDBOX_PORT: '0' };
  child = spawn(process.execPath, [main], {
    env: { ...env, DATA_DIR: path.join(folder, 'data'), DATABASE_URL: database.url },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const line = await firstLine(child);
  const [, own, sandboxUrl] = /^Quorum is ready at (\S+) · sandbox portal at (\S+)/.exec(line) ?? [];
  if (own === undefined || sandboxUrl === undefined) throw new Error(`it said: ${line}`);
  service = own;
  sandbox = { url: sandboxUrl, ...(await readToken(database.url)) };
  await vi.waitFor(async () => expect((await ask('/api/sync', syncSchema)).state).toBe('ready'), {
    timeout: 110_000,
    interval: 500,
  });
  await settled();
}, 180_000);

afterAll(async () => {
  const ended = new Promise((resolve) => child.once('close', resolve));
  if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await ended;
  await database.drop();
  fs.rmSync(folder, { recursive: true, force: true });
});

function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (out.includes('\n')) resolve(out);
    });
    stdout?.once('close', () => reject(new Error('the service ended before it was ready')));
  });
}

async function readToken(url: string): Promise<{ portalId: number; token: string }> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query('select access_token, portal_id from sandbox.portal where sample');
    const row = tokenSchema.parse(rows[0]);
    return { portalId: row.portal_id, token: row.access_token };
  } finally {
    await client.end();
  }
}

async function ask<Schema extends z.ZodType>(at: string, schema: Schema): Promise<z.infer<Schema>> {
  return schema.parse(await (await fetch(`${service}${at}`)).json());
}

async function askSandbox<Schema extends z.ZodType>(at: string, schema: Schema): Promise<z.infer<Schema>> {
  const headers = { authorization: `Bearer ${sandbox.token}` };
  return schema.parse(await (await fetch(`${sandbox.url}/crm/objects/2026-09${at}`, { headers })).json());
}

const submit = (at: string, fields: Record<string, string> = {}) =>
  fetch(`${sandbox.url}/portal/${sandbox.portalId}${at}`, {
    method: 'POST',
    headers: { origin: sandbox.url },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });

const written = async () => (await ask('/api/ops', opsSchema)).writes.written;

/** Until no job waits or runs and nothing was written for three seconds: between a rebuild and its write all may be quiet. */
async function settled(): Promise<void> {
  let before = -1;
  for (let now = await work(); now.jobs > 0 || now.written !== before; now = await work()) {
    before = now.written;
    await delay(3_000);
  }
}

async function work(): Promise<{ jobs: number; written: number }> {
  const { queues, writes } = await ask('/api/ops', opsSchema);
  return { jobs: queues.reduce((sum, each) => sum + each.waiting + each.active + each.delayed, 0), ...writes };
}

/** LTV in the currency's minor units, as the service shows it and as the CRM holds it. */
async function values(companyId: string): Promise<{ here: number; there: number }> {
  const account = await ask(`/api/accounts/${companyId}`, accountSchema);
  const record = await askSandbox(`/companies/${companyId}?properties=quorum_ltv`, recordSchema);
  return { here: account.value?.ltvMinor ?? Number.NaN, there: Number(record.properties.quorum_ltv) * 100 };
}

/** A customer of many orders: one more must show in what it is worth. */
async function bestCustomer(): Promise<string> {
  const { lines } = await ask('/api/accounts?sort=ltv', accountsSchema);
  const [best] = lines.toSorted((a, b) => (b.ltvMinor ?? 0) - (a.ltvMinor ?? 0));
  if (best === undefined) throw new Error('there is no account');
  return best.accountId;
}

async function openDeal(companyId: string, name: string): Promise<string> {
  const before = await dealsOf(companyId);
  await submit(`/companies/${companyId}/add-deal`, { dealname: name, amount: '90000' });
  const added = (await dealsOf(companyId)).find((id) => !before.includes(id));
  if (added === undefined) throw new Error('no deal was added');
  return added;
}

async function dealsOf(companyId: string): Promise<string[]> {
  const { results } = await askSandbox(`/companies/${companyId}/associations/deals`, associatedSchema);
  return results.map(({ toObjectId }) => String(toObjectId));
}

test('the portal is connected and every account has its value, here and there', async () => {
  const { portals } = await ask('/api/portals', portalsSchema);
  expect(portals).toMatchObject([{ portalId: sandbox.portalId }]);
  const { total } = await ask('/api/accounts', accountsSchema);
  expect(total).toBe(91);
  const { here, there } = await values(await bestCustomer());
  expect(here).toBeGreaterThan(0);
  expect(there).toBeCloseTo(here, 3);
});

test('a deal won on its page is in the value on both sides within 5 s, and three rounds later nothing more was written', async () => {
  const company = await bestCustomer();
  const deal = await openDeal(company, 'A large order');
  await settled();
  const before = await values(company);

  const wonAt = performance.now();
  expect((await submit(`/deals/${deal}/close-won`)).status).toBe(303);
  const after = await vi.waitFor(
    async () => {
      const now = await values(company);
      expect(now.here).not.toBe(before.here);
      expect(now.there).toBeCloseTo(now.here, 3);
      return now;
    },
    { timeout: followsWithinMs, interval: 50 },
  );
  expect(performance.now() - wonAt).toBeLessThan(followsWithinMs);
  expect(after.there).not.toBe(before.there);

  await delay(2_000);
  const writes = await written();
  for (let round = 0; round < 3; round += 1) {
    await delay(2_000);
    expect(await written()).toBe(writes);
  }
  expect(await values(company)).toEqual(after);
});
