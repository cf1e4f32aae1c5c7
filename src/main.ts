// `npm start`: takes the data folder, starts the database where none is given, serves, and without HubSpot credentials opens the
// sandbox portal. Standard output carries one line, the address.
import path from 'node:path';
import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import manifestFile from '../manifest.json' with { type: 'json' };
import packageFile from '../package.json' with { type: 'json' };
import { parseManifest } from './accounts/manifest.ts';
import { type Config, readConfig } from './config.ts';
import type { Sandbox } from './sandbox/start-sandbox.ts';
import { startEmbeddedPostgres } from './store/embedded-postgres.ts';
import { migrateDatabase } from './store/migrate.ts';
import { buildService, type Service } from './wiring/build-service.ts';
import { endOfLife } from './wiring/end-of-life.ts';
import { explainFailure } from './wiring/explain-failure.ts';
import { listen } from './wiring/listen.ts';
import { openLog } from './wiring/open-log.ts';
import { takeServiceLock } from './wiring/service-lock.ts';
import { readTokenKeys } from './wiring/token-keys.ts';

const now = () => Date.now();
/** Active jobs and open answers get this long when the service is asked to stop, ms. */
const stopWithinMs = 20_000;
/** npm passes Ctrl-C on to a process that had it from the terminal already, ms. */
const sameKeypressMs = 1_500;
/** How often the sandbox is asked for portals that were imported meanwhile, ms. */
const newPortalsEveryMs = 3_000;

const parts = endOfLife();
let config: Config | null = null;
let log: Logger | null = null;
/** What fails while everything is being ended fails because of it. */
let isStopping = false;
/** Sandbox portals that were connected. */
const connected = new Set<number>();

try {
  config = readConfig(process.env);
  await start(config);
} catch (error) {
  if (!isStopping) {
    await parts.end(log);
    fail(error, config);
  }
}

async function start(settings: Config): Promise<void> {
  const lock = takeServiceLock(settings.dataDir, now);
  parts.add('lock', () => lock.release());
  log = openLog(settings, process.stderr.isTTY);
  endWithGrace(log);
  const databaseUrl = await openDatabase(settings);
  const service = await buildService({
    config: settings,
    databaseUrl,
    isExclusive: settings.databaseUrl === undefined && settings.redisUrl === undefined,
    manifest: parseManifest(manifestFile),
    tokenKeys: settings.hubspot === undefined ? [] : readTokenKeys(settings),
    version: packageFile.version,
    log,
    now,
  });
  parts.add('service', () => service.close());
  const listening = await listen(service.listener, settings);
  parts.add('server', () => listening.close());
  service.setAddress(listening.url);
  lock.announce(listening.url);
  await serve({ settings, service, databaseUrl, url: listening.url });
}

async function openDatabase(settings: Config): Promise<string> {
  let url = settings.databaseUrl;
  if (url === undefined) {
    const postgres = await startEmbeddedPostgres({ dataDir: path.join(settings.dataDir, 'postgres') });
    parts.add('database', () => postgres.stop());
    url = postgres.url;
  }
  await migrateDatabase(url);
  return url;
}

interface Serving {
  settings: Config;
  service: Service;
  databaseUrl: string;
  url: string;
}

async function serve({ settings, service, databaseUrl, url }: Serving): Promise<void> {
  const { hubspot } = settings;
  if (hubspot !== undefined) {
    process.stdout.write(`Quorum is ready at ${url}\n`);
    const { accessToken, clientSecrets, appId } = hubspot;
    await service.work();
    if (accessToken === undefined) await service.connectAllGranted();
    else {
      const { hubspotBaseUrl: baseUrl } = settings;
      await service.connect({ baseUrl, accessToken: async () => accessToken, clientSecrets, appId });
    }
    return;
  }
  const sandbox = await openSandbox(settings, databaseUrl, url);
  service.setSandbox(sandbox);
  process.stdout.write(`Quorum is ready at ${url} · sandbox portal at ${sandbox.url}\n`);
  await service.work();
  await connectSandbox(service, sandbox);
  const timer = setInterval(() => void connectSandbox(service, sandbox).catch(logFailure), newPortalsEveryMs);
  parts.add('new portals', () => clearInterval(timer));
}

/** Loaded only where it is needed: a service with credentials never runs any of it. */
async function openSandbox(settings: Config, databaseUrl: string, url: string): Promise<Sandbox> {
  const { startSandbox } = await import('./sandbox/start-sandbox.ts');
  const sandbox = await startSandbox({
    databaseUrl,
    host: settings.host,
    port: settings.sandboxPort,
    webhookTarget: `${settings.publicUrl ?? url}/webhooks/hubspot`,
  });
  parts.add('sandbox', () => sandbox.stop());
  return sandbox;
}

/** The sample and whatever was imported, also while the service runs. */
async function connectSandbox(service: Service, { url, clientSecret, appId, portals }: Sandbox): Promise<void> {
  for (const { portalId, accessToken } of await portals()) {
    if (connected.has(portalId)) continue;
    connected.add(portalId);
    const access = { baseUrl: url, accessToken: async () => accessToken, clientSecrets: [clientSecret], appId };
    await service.connect({ ...access, writes: 'released' });
  }
}

function logFailure(error: unknown): void {
  if (!isStopping) log?.warn({ err: error }, 'new sandbox portals could not be looked for');
}

/** Errors that nobody caught end the service too: its state is unknown, and everything that was kept is in the database. */
function endWithGrace(logger: Logger): void {
  const stop = async (reason: { err?: Error | undefined; signal?: string | undefined }) => {
    isStopping = true;
    if (reason.err !== undefined) logger.fatal({ err: reason.err }, 'the service ends after an error');
    await parts.end(logger);
    if (reason.err !== undefined) fail(reason.err, config);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const grace = closeWithGrace({ delay: stopWithinMs, skip: [...signals, 'beforeExit'], logger: false }, stop);
  let askedAt: number | null = null;
  for (const signal of signals) {
    process.on(signal, () => {
      if (askedAt === null) {
        askedAt = performance.now();
        grace.close();
      } else if (performance.now() - askedAt > sameKeypressMs) {
        process.exit(1);
      }
    });
  }
}

/** One sentence where the reason is known, else the error itself. */
function fail(error: unknown, at: Config | null): void {
  const sentence = explainFailure(error, at);
  if (sentence === null) console.error(error);
  else process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
