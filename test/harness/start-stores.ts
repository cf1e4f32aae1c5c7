// Starts a real PostgreSQL and a real Redis once for a test run, with a migrated template that every test file copies.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';
import { startRedis } from './start-redis.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string;
  }
}

/** However a run ends, its servers end with it; a second Ctrl-C must find them asked already. */
const ends = ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export default async function startStores(project: TestProject): Promise<() => Promise<void>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-test-'));
  fs.chmodSync(folder, 0o755);
  const servers: { stop(): Promise<void> }[] = [];
  const endNow = () => {
    for (const server of servers) void server.stop().catch(() => undefined);
    removeFolder(folder);
  };
  for (const end of ends) process.on(end, endNow);
  const redis = await startRedis(fs.mkdtempSync(path.join(folder, 'redis-')));
  servers.push(redis);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), settings: ['fsync=off'] });
  servers.push(postgres);
  await makeTemplate(postgres.url);
  project.provide('postgresUrl', postgres.url);
  project.provide('redisUrl', redis.url);
  return async () => {
    for (const end of ends) process.off(end, endNow);
    await Promise.all(servers.map((server) => server.stop()));
    removeFolder(folder);
  };
}

/** A run that is interrupted ends at once: its servers are then still writing while their folder goes. */
function removeFolder(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('create database quorum_template');
  await client.end();
  await migrateDatabase(url.replace(/\/quorum$/, '/quorum_template'));
}
