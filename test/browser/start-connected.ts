// The whole service in OAuth mode as a process of its own, beside a sandbox that plays HubSpot: for tests that install it as people do.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { testDatabase } from '../harness/database.ts';
import type {} from '../harness/start-stores.ts';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');

export interface ConnectedService {
  url: string;
  sandbox: Sandbox;
  /** Makes a second portal in the sandbox, which has to be let in by consent. */
  addPortal(name: string): Promise<number>;
  uninstall(portalId: number): Promise<void>;
  /** What the service wrote to its log. */
  log(): string;
  stop(): Promise<void>;
}

/** @throws Error with the service's own words where it does not start. */
export async function startConnectedService(): Promise<ConnectedService> {
  const databases = [await testDatabase(), await testDatabase()] as const;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const generous = { callsPerTenSeconds: 100_000, searchPerSecond: 100_000 };
  const target = { webhookTarget: `${url}/webhooks/hubspot`, limits: generous };
  const sandbox = await startSandbox({ databaseUrl: databases[0].url, host: '127.0.0.1', port: 0, ...target });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-connected-'));
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      PUBLIC_URL: url,
      DATA_DIR: folder,
      DATABASE_URL: databases[1].url,
      TOKEN_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
      HUBSPOT_CLIENT_ID: sandbox.clientId,
      HUBSPOT_CLIENT_SECRET: sandbox.clientSecret,
      HUBSPOT_APP_ID: String(sandbox.appId),
      HUBSPOT_BASE_URL: sandbox.url,
      HUBSPOT_APP_URL: sandbox.url,
      LOG_LEVEL: 'debug',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await untilReady(child, () => log);
  const control = (way: string, body?: object) =>
    fetch(`${sandbox.url}/sandbox${way}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
  return {
    url,
    sandbox,
    async addPortal(name) {
      const made: unknown = await (await control('/portals', { name, installed: false })).json();
      if (typeof made !== 'object' || made === null || !('portalId' in made)) throw new Error('no portal was made');
      return Number(made.portalId);
    },
    uninstall: async (portalId) => void (await control(`/portals/${portalId}/uninstall`)),
    log: () => log,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await sandbox.stop();
      await Promise.all(databases.map((database) => database.drop()));
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(child: ChildProcess, log: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Quorum is ready')) resolve();
    });
    child.once('close', () => reject(new Error(`the service did not start: ${log()}`)));
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}
