// Starts the real Redis that the set-up found, or uses the one at REDIS_URL. Without either the suite fails: a queue that was only
// tried on a fake is not tried.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { z } from 'zod';

export interface TestRedis {
  url: string;
  stop(): Promise<void>;
}

const serverSchema = z.object({ program: z.string(), libraryPath: z.string() });
const startTimeoutMs = 10_000;
/** The server ends when its standard input does: with us, however we end. */
const untilWeEnd = '"$0" "$@" < /dev/null & server=$!; cat > /dev/null; kill "$server"; wait "$server"';

/**
 * @param folder an empty folder for the append-only file
 * @param changes settings other than those that Quorum asks for; the server is then always one of our own
 * @throws Error with the mend where no Redis can be started
 */
export async function startRedis(folder: string, changes: Record<string, string> = {}): Promise<TestRedis> {
  const given = process.env.REDIS_URL;
  if (given && Object.keys(changes).length === 0) {
    await untilAnswers(given, () => false);
    return { url: given, stop: async () => undefined };
  }
  const port = await freePort();
  const child = spawnServer({ folder, port, changes });
  const url = `redis://127.0.0.1:${port}`;
  await untilAnswers(url, () => child.exitCode !== null);
  return { url, stop: () => stopServer(child) };
}

function spawnServer({
  folder,
  port,
  changes,
}: {
  folder: string;
  port: number;
  changes: Record<string, string>;
}): ChildProcess {
  const file = path.resolve(import.meta.dirname, '../../.quorum/redis.json');
  if (!fs.existsSync(file)) {
    throw new Error('The tests need a real Redis. Run `npm test`, which provides one, or set REDIS_URL.');
  }
  const server = serverSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    save: '',
    databases: '64',
    ...changes,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const env = { ...process.env, ...(server.libraryPath === '' ? {} : { LD_LIBRARY_PATH: server.libraryPath }) };
  return spawn('sh', ['-c', untilWeEnd, server.program, ...flags], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env,
  });
}

async function untilAnswers(url: string, hasEnded: () => boolean): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  try {
    for (const end = performance.now() + startTimeoutMs; performance.now() < end; await delay(20)) {
      if (hasEnded()) break;
      const answer = await Promise.race([redis.ping(), delay(500)]);
      if (answer === 'PONG') return;
    }
    throw new Error(`Redis did not answer within ${startTimeoutMs / 1000} s. Run \`npm test\`, or check REDIS_URL.`);
  } finally {
    redis.disconnect();
  }
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  await closed;
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port was found.');
  return address.port;
}
