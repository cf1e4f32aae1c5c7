// One service a data folder.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { AlreadyRunningError, takeServiceLock } from '../../src/wiring/service-lock.ts';

const folders: string[] = [];
const now = () => 0;

function folder(): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-lock-'));
  folders.push(made);
  return path.join(made, 'data');
}

afterEach(() => {
  for (const made of folders.splice(0)) fs.rmSync(made, { recursive: true });
});

function holdAs(dataDir: string, pid: number, url: string): void {
  fs.mkdirSync(dataDir, { recursive: true });
  fs.writeFileSync(path.join(dataDir, 'service.json'), JSON.stringify({ pid, url, startedAt: 'x' }));
}

test('the lock names process and address, and is gone after its release', () => {
  const dataDir = folder();
  const lock = takeServiceLock(dataDir, now);
  lock.announce('http://127.0.0.1:3400');
  expect(JSON.parse(fs.readFileSync(path.join(dataDir, 'service.json'), 'utf8'))).toMatchObject({
    pid: process.pid,
    url: 'http://127.0.0.1:3400',
  });
  lock.release();
  expect(fs.existsSync(path.join(dataDir, 'service.json'))).toBe(false);
});

test('a second service is told where the first one is', () => {
  const dataDir = folder();
  const first = spawn(process.execPath, ['-e', 'setTimeout(() => undefined, 60000)', 'src/main.ts'], {
    stdio: 'ignore',
  });
  try {
    holdAs(dataDir, first.pid ?? 0, 'http://127.0.0.1:3400');
    expect(() => takeServiceLock(dataDir, now)).toThrow('it serves http://127.0.0.1:3400');
    expect(() => takeServiceLock(dataDir, now)).toThrow(AlreadyRunningError);
  } finally {
    first.kill('SIGKILL');
  }
});

const stale: { what: string; content: string }[] = [
  { what: 'of a process that is gone', content: JSON.stringify({ pid: 2 ** 22 - 1, url: 'http://x', startedAt: 'x' }) },
  { what: 'that was cut off while it was written', content: '{"pid": 1' },
  { what: 'that is empty', content: '' },
];
for (const { what, content } of stale) {
  test(`a lock ${what} is taken over`, () => {
    const dataDir = folder();
    fs.mkdirSync(dataDir, { recursive: true });
    fs.writeFileSync(path.join(dataDir, 'service.json'), content);
    const lock = takeServiceLock(dataDir, now);
    expect(JSON.parse(fs.readFileSync(path.join(dataDir, 'service.json'), 'utf8')).pid).toBe(process.pid);
    lock.release();
  });
}
