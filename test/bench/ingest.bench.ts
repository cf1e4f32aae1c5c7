// Webhook batches accepted and committed a second: the real ingress beside a bare express route, in one run, on a PostgreSQL
// with fsync on. The load comes from a process of its own (this file again, forked). Run: npm run bench:ingest
import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import autocannon from 'autocannon';
import express from 'express';
import pg from 'pg';
import { z } from 'zod';
import { verifySignatureV3 } from '../../src/hubspot/verify-signature.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { openInboxWriter } from '../../src/store/inbox-writer.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';
import { openPool } from '../../src/store/portal-database.ts';
import { ingressRole } from '../../src/store/roles.ts';
import { createWebhookIngress } from '../../webhooks/webhook-ingress.ts';

const secret = 'bench-secret';
const publicUrl = 'https://quorum.example.com';
const portalId = 62_515;
const rounds = 4;
const roundSeconds = 4;
const ratioAim = 0.85;
const p99AimMs = 100;
const openLoop = { perSecond: 150, seconds: 12 };

const loadSchema = z.object({
  url: z.string(),
  body: z.string(),
  headers: z.record(z.string(), z.string()),
  seconds: z.number(),
  perSecond: z.number().nullable(),
});
const resultSchema = z.object({
  accepted: z.number(),
  failed: z.number(),
  seconds: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  maxMs: z.number(),
});
type Load = z.infer<typeof loadSchema>;
type Result = z.infer<typeof resultSchema>;

if (process.send === undefined) await runBench();
else process.once('message', (load: unknown) => void sendLoad(loadSchema.parse(load)));

async function runBench(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-bench-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres') });
  await migrateDatabase(postgres.url);
  const served = await serve(postgres.url);
  try {
    await measure(served.origin, postgres.url);
  } finally {
    await served.close();
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(origin: string, databaseUrl: string): Promise<void> {
  const body = batchOf(100);
  const loadOf = (route: string, seconds: number, perSecond: number | null): Load => {
    const timestamp = String(Date.now());
    const hmac = createHmac('sha256', secret).update(`POST${publicUrl}${route}`).update(body).update(timestamp);
    const headers = { 'x-hubspot-signature-v3': hmac.digest('base64'), 'x-hubspot-request-timestamp': timestamp };
    return { url: origin + route, body, headers, seconds, perSecond };
  };
  let acknowledged = 0;
  const run = async (load: Load): Promise<Result> => {
    const result = await inChild(load);
    acknowledged += result.accepted;
    return result;
  };
  print(
    `batches of 100 events, ${(body.length / 1000).toFixed(1)} kB; ${os.cpus().length} cores; load average ${loadAverage()}`,
  );
  for (const route of ['/webhooks/hubspot', '/bare']) await run(loadOf(route, 2, null));
  const perSecond = { ingress: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    // The order changes with the round, so that neither always follows the other's checkpoint or collection.
    for (const which of round % 2 === 0 ? (['ingress', 'bare'] as const) : (['bare', 'ingress'] as const)) {
      const result = await run(loadOf(which === 'ingress' ? '/webhooks/hubspot' : '/bare', roundSeconds, null));
      perSecond[which].push(result.accepted / result.seconds);
    }
  }
  report(perSecond, await run(loadOf('/webhooks/hubspot', openLoop.seconds, openLoop.perSecond)));
  const committed = await countRows(databaseUrl);
  const isKept = committed >= acknowledged;
  print(`${acknowledged} batches acknowledged, ${committed} committed: ${isKept ? 'none lost' : 'LOST'}`);
  if (!isKept) process.exitCode = 1;
}

function report(perSecond: { ingress: number[]; bare: number[] }, open: Result): void {
  const ingress = median(perSecond.ingress);
  const bare = median(perSecond.bare);
  const ratio = ingress / bare;
  const each = (values: number[]): string => values.map((value) => value.toFixed(0)).join(', ');
  print(`ingress       ${ingress.toFixed(0)} batches/s accepted and committed (rounds ${each(perSecond.ingress)})`);
  print(`bare route    ${bare.toFixed(0)} batches/s (rounds ${each(perSecond.bare)})`);
  print(`ratio         ${ratio.toFixed(3)} (mark: ${ratioAim} or more) ${ratio >= ratioAim ? 'reached' : 'MISSED'}`);
  const times = `p50 ${open.p50Ms} ms, p99 ${open.p99Ms} ms, max ${open.maxMs} ms`;
  const held = (open.accepted / open.seconds).toFixed(0);
  print(`open loop     ${openLoop.perSecond}/s asked, ${held}/s held, ${open.failed} failed: ${times}`);
  print(`p99           ${open.p99Ms} ms (mark: under ${p99AimMs} ms) ${open.p99Ms < p99AimMs ? 'reached' : 'MISSED'}`);
  print(`load average  ${loadAverage()}`);
}

interface Served {
  origin: string;
  close(): Promise<void>;
}

async function serve(databaseUrl: string): Promise<Served> {
  const log = { warn: () => undefined, error: () => undefined };
  const inbox = openInboxWriter({ databaseUrl, log });
  const barePool = openPool({ databaseUrl, log, role: ingressRole, connections: 8, statementTimeoutMs: 4_000 });
  const verify = (request: Parameters<typeof verifySignatureV3>[0]) =>
    verifySignatureV3(request, { secrets: [secret], now: Date.now() });
  const ingress = createWebhookIngress({
    publicUrl: () => publicUrl,
    verify,
    inbox: inbox.writer,
    knownPortal: (id) => id === portalId,
    nudge: () => undefined,
    now: Date.now,
    log,
  });
  const app = express().disable('x-powered-by').use('/webhooks/hubspot', ingress.router);
  app.post('/bare', express.raw({ type: () => true, limit: '1mb', inflate: false }), async (request, response) => {
    const { method, originalUrl, headers } = request;
    const body: Buffer = request.body;
    if (verify({ method, uri: publicUrl + originalUrl, body, headers }) !== 'ok') return response.status(401).end();
    const values = [portalId, Date.now(), body];
    const text = 'insert into inbox (portal_id, received_at_ms, body) values ($1, $2, $3)';
    await barePool.query({ name: 'append', text, values });
    response.status(204).end();
  });
  const server = http.createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([inbox.close(), barePool.end()]);
    },
  };
}

/** About 430 bytes an event, as HubSpot sends them. */
function batchOf(count: number): string {
  const events = Array.from({ length: count }, (_, index) => ({
    eventId: 3_816_279_340 + index,
    subscriptionId: 2_514_311,
    portalId,
    appId: 54_321,
    occurredAt: 1_764_113_600_000 + index,
    subscriptionType: 'contact.propertyChange',
    attemptNumber: 0,
    objectId: 1_246_965 + index,
    propertyName: 'jobtitle',
    propertyValue: `Head of procurement, district ${index} ${'x'.repeat(93)}`,
    changeSource: 'CRM_UI',
    sourceId: 'userId:7193821',
    isSensitive: false,
  }));
  return JSON.stringify(events);
}

async function countRows(databaseUrl: string): Promise<number> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const { rows } = await client.query<{ count: string }>('select count(*) as count from quorum.inbox');
  await client.end();
  return Number(rows[0]?.count ?? 0);
}

function inChild(load: Load): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.once('message', (message) => resolve(resultSchema.parse(message)));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the load ended with ${code} and without a result`)));
    child.send(load);
  });
}

async function sendLoad({ url, body, headers, seconds, perSecond }: Load): Promise<void> {
  const result = await autocannon({
    url,
    method: 'POST',
    body,
    headers,
    connections: 10,
    duration: seconds,
    ...(perSecond === null ? {} : { overallRate: perSecond }),
  });
  const measured: Result = {
    accepted: result['2xx'],
    failed: result.non2xx + result.errors,
    seconds: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    maxMs: result.latency.max,
  };
  process.send?.(measured, () => process.exit(0));
}

function median(values: number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

function loadAverage(): string {
  return (os.loadavg()[0] ?? 0).toFixed(1);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
