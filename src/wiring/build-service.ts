// Builds the service out of its rooms and hands each what it needs: stores, queue, ingress, pages, jobs, and the CRM of its portals.
import type { RequestListener } from 'node:http';
import path from 'node:path';
import type { Logger } from 'pino';
import { createWebhookIngress } from '../../webhooks/webhook-ingress.ts';
import type { Manifest } from '../accounts/manifest.ts';
import type { Stores } from '../accounts/ports.ts';
import type { Config, TokenKey } from '../config.ts';
import { createHttpApp } from '../http/create-http-app.ts';
import { createHubspotCrm } from '../hubspot/hubspot-crm.ts';
import { parseNotifications } from '../hubspot/parse-notifications.ts';
import { verifySignatureV3 } from '../hubspot/verify-signature.ts';
import { createQueue, type RunningQueue } from '../queue/create-queue.ts';
import { createStores } from '../store/create-stores.ts';
import { openQueuePool } from '../store/queue-pool.ts';
import { coalesceNudges } from './coalesce-nudges.ts';
import { connectPortals, type PortalConnections } from './connect-portals.ts';
import type { PortalAccess } from './connect-until-done.ts';
import { jobHandlers } from './job-handlers.ts';
import { keepAccess } from './keep-access.ts';
import { keepCallCounts } from './keep-call-counts.ts';
import { openAccess } from './open-access.ts';
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
  /** Seal portals' tokens; empty on the sandbox portal, which keeps none. */
  tokenKeys: readonly TokenKey[];
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
  /** Connects every portal whose administrator let Quorum in; one that fails stops no other. */
  connectAllGranted(): Promise<void>;
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
  const stores = await createStores({ databaseUrl: parts.databaseUrl, log: storeLog, tokenKeys: parts.tokenKeys });
  const queue = await openQueue(parts, storeLog).catch(async (error: unknown) => {
    ending.abort();
    await stores.close();
    throw error;
  });
  const live: Live = { url: config.publicUrl ?? '', secrets: new Set(), known: new Set(), sandbox: null };
  for (const portal of await stores.portals.list()) live.known.add(portal.portalId);
  const { crms, access, connections } = openConnections({ parts, stores, queue, live, signal: ending.signal });
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
      ...(access === null ? {} : { access: access.deps }),
      scopes: parts.manifest.scopes,
      portalControl: connections,
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
      await followPortals(stores, live);
      const own = new Set(Object.values(parts.manifest.properties).flatMap((each) => each.map(({ name }) => name)));
      await queue.work(jobHandlers(crms.contextOf, { readNotifications: parseNotifications, ownProperties: own }));
      const { rebuildWaitMaxMs } = config;
      startSweeps({ stores, queue, log, now, signal: ending.signal, rebuildWaitMaxMs });
      keepCallCounts({ crms, log, signal: ending.signal });
      const tokens = access?.oauth?.tokens;
      if (tokens !== undefined) void keepAccess({ grants: stores.grants, tokens, log, signal: ending.signal });
    },
    connect: (given) => {
      for (const secret of given.clientSecrets) live.secrets.add(secret);
      return connections.connect(given);
    },
    connectAllGranted: () => connections.connectAllGranted(),
    close: async () => {
      ending.abort();
      await queue.close();
      await crms.keepCalls().catch((error: unknown) => log.warn({ err: error }, 'the last calls were not counted'));
      await stores.close();
    },
  };
}

interface ConnectionParts {
  parts: ServiceParts;
  stores: Stores;
  queue: RunningQueue;
  live: Live;
  signal: AbortSignal;
}

function openConnections({ parts, stores, queue, live, signal }: ConnectionParts) {
  const { now } = parts;
  const access = openAccess({
    ...parts,
    stores,
    signal,
    connect: (portalId) => connections.connectGranted(portalId),
  });
  const oauth = access?.oauth ?? null;
  const budgetOf = portalBudgets({ ...parts, slots: stores.callSlots });
  const open =
    oauth === null
      ? undefined
      : (portalId: number) =>
          createHubspotCrm({ ...oauth.accessOf(portalId), portalId, budget: budgetOf(portalId), now, signal });
  const crms = portalCrms({ ...parts, stores, queue, open });
  const connections: PortalConnections = connectPortals({
    ...parts,
    stores,
    queue,
    signal,
    crms,
    budgetOf,
    oauth: () => oauth,
    onConnected: (portalId, crm) => {
      live.known.add(portalId);
      crms.add(portalId, crm);
    },
    onErased: (portalId) => void live.known.delete(portalId),
  });
  for (const secret of parts.config.hubspot?.clientSecrets ?? []) live.secrets.add(secret);
  return { crms, access, connections };
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

/** Webhooks of portals that another process connected, or let go, are told apart as well. */
async function followPortals(stores: Stores, live: Live): Promise<void> {
  await stores.changes.subscribe(({ portalId, kind }) => {
    if (kind === 'sync' || !live.known.has(portalId)) {
      void stores.portals.find(portalId).then(
        (portal) => (portal === null ? live.known.delete(portalId) : live.known.add(portalId)),
        () => undefined,
      );
    }
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
