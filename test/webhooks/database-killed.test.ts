// The database is killed under load: every batch that was acknowledged is there afterwards, whole and once.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { openInboxWriter } from '../../src/store/inbox-writer.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';
import { post, serveIngress } from './serve-ingress.ts';

const kills = 3;
const senders = 6;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-kill-'));
fs.chmodSync(folder, 0o755);
const dataDir = path.join(folder, 'postgres');

let running: EmbeddedPostgres | undefined;

afterAll(async () => {
  await running?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Nobody but the dead server's children holds the cluster, and they end by themselves. */
async function startAgain(): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      running = await startEmbeddedPostgres({ dataDir });
      return running;
    } catch (error) {
      if (attempt === 20) throw error;
      await delay(100);
    }
  }
}

/** Sends until the database is gone; says what was acknowledged, and how long the slowest refusal took. */
async function loadUntilKilled(url: string, round: number): Promise<{ acknowledged: string[]; slowestMs: number }> {
  const acknowledged: string[] = [];
  let slowestMs = 0;
  const send = async (sender: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      const body = JSON.stringify([{ portalId: 7, objectId: count, name: `${round}-${sender}-${count}` }]);
      const from = performance.now();
      const status = await post(url, body);
      if (status === 204) acknowledged.push(body);
      else {
        expect(status).toBe(503);
        slowestMs = Math.max(slowestMs, performance.now() - from);
        return;
      }
    }
  };
  const sending = Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)));
  await delay(250 + round * 60);
  const pid = Number.parseInt(fs.readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8'), 10);
  process.kill(pid, 'SIGKILL');
  await sending;
  return { acknowledged, slowestMs };
}

it(`loses nothing acknowledged over ${kills} kills, and says 503 within a second`, { timeout: 120_000 }, async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < kills; round += 1) {
    const postgres = await startAgain();
    if (round === 0) await migrateDatabase(postgres.url);
    const inbox = openInboxWriter({ databaseUrl: postgres.url, log: { warn: () => undefined } });
    const served = await serveIngress(inbox.writer, { appendTimeoutMs: 800 });
    const load = await loadUntilKilled(served.url, round);
    expect(load.acknowledged.length).toBeGreaterThan(0);
    expect(load.slowestMs).toBeLessThan(1_000);
    acknowledged.push(...load.acknowledged);
    await served.close();
    await inbox.close();
  }
  const postgres = await startAgain();
  const client = new pg.Client(postgres.url);
  await client.connect();
  const { rows } = await client.query<{ body: Buffer }>('select body from quorum.inbox');
  await client.end();
  const kept = rows.map(({ body }) => body.toString('utf8'));
  expect(new Set(kept).size).toBe(kept.length);
  expect(acknowledged.filter((body) => !kept.includes(body))).toEqual([]);
});
