// `npm start` as a user meets it: one line, one service a folder, a clean end, and a start after a kill.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');
const running: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of running.splice(0))
    if (child.exitCode === null && child.signalCode === null) await end(child, 'SIGTERM');
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-start-'));
  fs.chmodSync(folder, 0o755);
  folders.push(folder);
  return path.join(folder, 'data');
}

interface Started {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  /** Resolves with the address in the one line, or with null when the process ended without it. */
  url: Promise<string | null>;
  code: Promise<number | null>;
}

function start(env: Record<string, string>): Started {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', SANDBOX_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let out = '';
  let err = '';
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = new Promise<string | null>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const address = /^Quorum is ready at (\S+)/.exec(out)?.[1];
      if (address !== undefined) resolve(address);
    });
    void code.then(() => resolve(null));
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return { child, out: () => out, err: () => err, url, code };
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.kill(signal);
  return closed;
}

test('it prints one line, answers, refuses a second start with the address, ends cleanly, and starts again within 5 s', async () => {
  const dataDir = newFolder();
  const first = start({ DATA_DIR: dataDir });
  const url = await first.url;
  expect(url, first.err()).not.toBeNull();
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  const second = start({ DATA_DIR: dataDir });
  expect(await second.code).toBe(1);
  expect(second.err()).toContain(`it serves ${url}`);
  expect(second.err().trim().split('\n')).toHaveLength(1);

  expect(await end(first.child, 'SIGINT')).toBe(0);
  expect(first.out().trim().split('\n')).toHaveLength(1);
  expect(fs.existsSync(path.join(dataDir, 'service.json'))).toBe(false);
  expect(fs.existsSync(path.join(dataDir, 'postgres', 'postmaster.pid'))).toBe(false);

  const startedAt = performance.now();
  const third = start({ DATA_DIR: dataDir });
  expect(await third.url).not.toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test('after a kill the next start takes the folder over', async () => {
  const dataDir = newFolder();
  const first = start({ DATA_DIR: dataDir });
  await first.url;
  await end(first.child, 'SIGKILL');
  const second = start({ DATA_DIR: dataDir });
  expect(await second.url, second.err()).not.toBeNull();
});

test('Ctrl-C that comes twice for one key press, as npm passes it on, still ends cleanly', async () => {
  const dataDir = newFolder();
  const first = start({ DATA_DIR: dataDir });
  await first.url;
  const code = end(first.child, 'SIGINT');
  first.child.kill('SIGINT');
  expect(await code).toBe(0);
  expect(fs.existsSync(path.join(dataDir, 'service.json'))).toBe(false);
});

test('a taken port, a missing database, a missing Redis and a wrong setting are each told in one sentence', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const failures: { env: Record<string, string>; says: string }[] = [
    { env: { PORT: String(port) }, says: `Port ${port} is taken` },
    { env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, says: 'The database cannot be reached' },
    { env: { REDIS_URL: 'redis://127.0.0.1:1' }, says: 'Redis cannot be reached' },
    { env: { PORT: 'many' }, says: 'PORT' },
  ];
  for (const { env, says } of failures) {
    const failed = start({ DATA_DIR: newFolder(), ...env });
    expect(await failed.code).toBe(1);
    expect(failed.err()).toContain(says);
    expect(failed.err().trim().split('\n')).toHaveLength(1);
    expect(failed.out()).toBe('');
  }
  taken.close();
});
