// The sandbox portal: a HubSpot look-alike with its own server and schema, for the first run and for tests.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type pg from 'pg';
import type { SandboxCore } from './api-context.ts';
import { createSandboxApp } from './create-sandbox-app.ts';
import { startDispatcher } from './deliver-webhooks.ts';
import { createFaultSwitch, type FaultChanges } from './faults.ts';
import { readPortals } from './portals.ts';
import type { RateLimits } from './rate-limit.ts';
import type { SandboxPortal } from './sandbox-portal.ts';
import { createSchema, inTransaction, openPool } from './schema.ts';
import { samplePortalId, seedNorthwind } from './seed-northwind.ts';

export interface SandboxOptions {
  databaseUrl: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Full address to which webhooks are sent and against which they are signed; null sends none. */
  webhookTarget: string | null;
  now?: () => number;
  faults?: FaultChanges;
  limits?: Partial<RateLimits>;
}

export interface Sandbox {
  url: string;
  portalId: number;
  accessToken: string;
  clientId: string;
  clientSecret: string;
  appId: number;
  /** The portals that the access token lets the app into: the sample, imported and made ones. */
  portals(): Promise<SandboxPortal[]>;
  /** Without a portal: everywhere. */
  setFaults(changes: FaultChanges, portalId?: number): void;
  unknownPaths(): Promise<{ path: string; count: number }[]>;
  stop(): Promise<void>;
}

const appId = 1_160_452;
const clientId = 'sandbox-client-id';
const clientSecret = 'sandbox-client-secret';
const hubspotLimits: RateLimits = { callsPerTenSeconds: 110, searchPerSecond: 5 };

/** @throws the system's error where the port is taken or the database cannot be reached. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const pool = openPool(options.databaseUrl);
  try {
    await createSchema(pool);
    await seedOnce(pool, now());
    return await serve(options, pool, now);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function seedOnce(pool: pg.Pool, now: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(724412)');
    const known = await client.query('select 1 from sandbox.portal where portal_id = $1', [samplePortalId]);
    if (known.rowCount === 0) await seedNorthwind(client, now);
  });
}

async function serve(options: SandboxOptions, pool: pg.Pool, now: () => number): Promise<Sandbox> {
  const faults = createFaultSwitch(options.faults);
  const dispatcher = startDispatcher({ pool, target: options.webhookTarget, clientSecret, now, faults });
  const core: SandboxCore = { pool, appId, now, faults, wake: dispatcher.wake };
  const app = createSandboxApp(core, { clientId, clientSecret, limits: { ...hubspotLimits, ...options.limits } });
  const server = http.createServer(app);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
  } catch (error) {
    await dispatcher.stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const host = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
  const sample = (await readPortals(pool)).find((portal) => portal.portalId === samplePortalId);
  return {
    url: `http://${host}:${port}`,
    portalId: samplePortalId,
    accessToken: sample?.accessToken ?? '',
    clientId,
    clientSecret,
    appId,
    portals: async () => (await readPortals(pool)).filter(({ byToken }) => byToken),
    setFaults: (changed, portalId) => faults.set(portalId ?? null, changed),
    unknownPaths: async () =>
      (await pool.query('select path, count::int from sandbox.unknown_path order by count desc limit 100')).rows,
    stop: async () => {
      await dispatcher.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await pool.end();
    },
  };
}
