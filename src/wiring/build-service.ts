// Builds the service out of its rooms and hands each what it needs: stores, queue, ingress, pages, jobs, and the CRM of its portals.
import type { RequestListener } from 'node:http';
import path from 'node:path';
import type { Logger } from 'pino';
import { createWebhookIngress } from '../../webhooks/webhook-ingress.ts';
import type { Manifest } from '../accounts/manifest.ts';
import type { Stores } from '../accounts/ports.ts';
import type { Config } from '../config.ts';
import { createHttpApp } from '../http/create-http-app.ts';
import { parseNotifications } from '../hubspot/parse-notifications.ts';
import { verifySignatureV3 } from '../hubspot/verify-signature.ts';
import { createQueue, type RunningQueue } from '../queue/create-queue.ts';
import { createStores } from '../store/create-stores.ts';
import { openQueuePool } from '../store/queue-pool.ts';
import { coalesceNudges } from './coalesce-nudges.ts';
import { connectUntilDone, type PortalAccess } from './connect-until-done.ts';
import { jobHandlers } from './job-handlers.ts';
import { portalBudgets } from './portal-budgets.ts';
import { portalCrms } from './portal-crms.ts';
import { startSweeps } from './start-sweeps.ts';

export interface ServiceParts {
  config: Config;
  /** Of a database that is migrated. */
  databaseUrl: string;
  /** True where no other process works on this database. */
  isExclusive: boolean;
  manifest: Manifest;
  version: string;
  log: Logger;
  now: () => number;
}

interface SandboxInfo {
  url: string;
  /** Signs its webhooks, which may come before its portals are connected. */
  clientSecret: string;
  unknownPaths(): Promise<{ path: string; count: number }[]>;
}

interface StoreLog {
  warn(details: Record<string, unknown>, message: string): void;
}

export interface Service {
  listener: RequestListener;
  /** Called once the server listens: the address under which it is reached. */
  setAddress(url: string): void;
  /** Where the sandbox portal's own pages are, and what it did not know. */
  setSandbox(sandbox: SandboxInfo): void;
  /** Starts the jobs and the sweeps; once. */
  work(): Promise<void>;
  /** Connects one more portal; tries again by itself while HubSpot is away. */
  connect(access: PortalAccess): Promise<void>;
  /** Takes no more work, waits for what runs, closes every connection. */
  close(): Promise<void>;
}

/** What is known only once the service runs. */
interface Live {
  url: string;
  secrets: Set<string>;
  known: Set<number>;
  sandbox: SandboxInfo | null;
}

/** @throws the drivers' errors where a store cannot be reached. */
export async function buildService(parts: ServiceParts): Promise<Service> {
  const { config, log, now } = parts;
  const ending = new AbortController();
  const storeLog = quietAfter(ending.signal, log);
  const stores = await createStores({ databaseUrl: parts.databaseUrl, log: storeLog });
  const queue = await openQueue(parts, storeLog).catch(async (error: unknown) => {
    ending.abort();
    await stores.close();
    throw error;
  });
  const live: Live = { url: config.publicUrl ?? '', secrets: new Set(), known: new Set(), sandbox: null };
  for (const portal of await stores.portals.list()) live.known.add(portal.portalId);
  const budgetOf = portalBudgets({ ...parts, slots: stores.callSlots });
  const crms = portalCrms({ stores, queue, manifest: parts.manifest, now });
  const ingress = openIngress({ parts, stores, queue, live, storeLog });
  return {
    listener: createHttpApp({
      stores,
      queue,
      ingress: ingress.router,
      ingressCounts: ingress.counts,
      version: parts.version,
      publicUrl: () => live.url,
      sandboxUrl: () => live.sandbox?.url ?? null,
      sandboxStats: async () => ({ unknownPaths: (await live.sandbox?.unknownPaths()) ?? [] }),
      crmMeter: (portalId) => crms.meter(portalId),
      reconcile: (portalId) => queue.scheduleReconcile(portalId, 'full'),
      log,
      now,
      uiFolder: path.resolve(import.meta.dirname, '../../.quorum/ui'),
    }),
    setAddress: (url) => {
      live.url = config.publicUrl ?? url;
    },
    setSandbox: (sandbox) => {
      live.sandbox = sandbox;
      live.secrets.add(sandbox.clientSecret);
    },
    work: async () => {
      const own = new Set(Object.values(parts.manifest.properties).flatMap((each) => each.map(({ name }) => name)));
      await queue.work(jobHandlers(crms.contextOf, { readNotifications: parseNotifications, ownProperties: own }));
      const { rebuildWaitMaxMs } = config;
      startSweeps({ stores, queue, log, now, signal: ending.signal, rebuildWaitMaxMs });
    },
    connect: async (access) => {
      for (const secret of access.clientSecrets) live.secrets.add(secret);
      await connectUntilDone({
        ...parts,
        stores,
        queue,
        access,
        signal: ending.signal,
        budgetOf,
        onConnected: (portalId, crm) => {
          live.known.add(portalId);
          crms.add(portalId, crm);
        },
      });
    },
    close: async () => {
      ending.abort();
      await queue.close();
      await stores.close();
    },
  };
}

interface IngressParts {
  parts: ServiceParts;
  stores: Stores;
  queue: RunningQueue;
  live: Live;
  storeLog: StoreLog;
}

function openIngress({ parts: { now, log }, stores, queue, live, storeLog }: IngressParts) {
  const onLost = (error: unknown, portalId: number) =>
    storeLog.warn({ err: error, portalId }, 'a nudge was lost, the sweep makes up for it');
  return createWebhookIngress({
    publicUrl: () => live.url,
    verify: (request) => verifySignatureV3(request, { secrets: [...live.secrets], now: now() }),
    inbox: stores.inboxWriter,
    knownPortal: (portalId) => live.known.has(portalId),
    nudge: coalesceNudges({ queue, withinMs: 20, onLost }),
    now,
    log,
  });
}

function openQueue({ config, databaseUrl, isExclusive, now }: ServiceParts, log: StoreLog): Promise<RunningQueue> {
  return createQueue({
    store: config.redisUrl === undefined ? { postgresPool: openQueuePool(databaseUrl) } : { redisUrl: config.redisUrl },
    rebuildQuietMs: config.rebuildQuietMs,
    rebuildWaitMaxMs: config.rebuildWaitMaxMs,
    now,
    onError: (error) => log.warn({ err: error }, 'the queue lost its store for a moment'),
    isExclusive,
  });
}

/** Pools count as closed a moment before their connections are: what the database then says to them is no news. */
function quietAfter(ended: AbortSignal, log: Logger): StoreLog {
  return {
    warn: (details, message) => {
      if (!ended.aborted) log.warn(details, message);
    },
  };
}
