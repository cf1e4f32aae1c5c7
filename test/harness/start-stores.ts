// Starts a real PostgreSQL (and finds the real Redis) once for a test run, with a migrated template that every test file copies.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

export default async function startStores(project: TestProject): Promise<() => Promise<void>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-test-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, 'postgres'), settings: ['fsync=off'] });
  await makeTemplate(postgres.url);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('create database quorum_template');
  await client.end();
  const migrate = path.resolve(import.meta.dirname, '../../src/store/migrate.ts');
  if (fs.existsSync(migrate)) {
    const { migrateDatabase } = await import(migrate);
    await migrateDatabase(url.replace(/\/quorum$/, '/quorum_template'));
  }
}
