// One service a data folder: a lock file names the process and its address. A lock whose process is gone is taken over.
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const lockSchema = z.object({ pid: z.number().int().positive(), url: z.string(), startedAt: z.string() });

export interface ServiceLock {
  /** Called once the address is known. */
  announce(url: string): void;
  release(): void;
}

/** Another process serves this folder. The message says where. */
export class AlreadyRunningError extends Error {
  override name = 'AlreadyRunningError';
}

/** @throws AlreadyRunningError; the file system's error when the folder cannot be written. */
export function takeServiceLock(dataDir: string, now: () => number): ServiceLock {
  fs.mkdirSync(dataDir, { recursive: true });
  const file = path.join(dataDir, 'service.json');
  const content = (url: string) =>
    `${JSON.stringify({ pid: process.pid, url, startedAt: new Date(now()).toISOString() })}\n`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      fs.writeFileSync(file, content(''), { flag: 'wx', mode: 0o600 });
      return {
        announce: (url) => fs.writeFileSync(file, content(url), { mode: 0o600 }),
        release: () => fs.rmSync(file, { force: true }),
      };
    } catch (error) {
      if (!isExisting(error)) throw error;
      const holder = readHolder(file);
      if (holder !== null && isAlive(holder.pid)) throw new AlreadyRunningError(describe(dataDir, holder));
      fs.rmSync(file, { force: true });
    }
  }
  throw new AlreadyRunningError(`Another Quorum is starting on ${dataDir}. Wait a moment, then run this again.`);
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

type Holder = z.infer<typeof lockSchema>;

/** A file that was cut off while it was written belongs to nobody. */
function readHolder(file: string): Holder | null {
  try {
    return lockSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Process ids are used again, also for our own: where the system shows programs, only a Node process can hold the lock. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main');
  } catch {
    return true;
  }
}

function describe(dataDir: string, { pid, url }: Holder): string {
  const where = url === '' ? 'it is still starting' : `it serves ${url}`;
  return `Quorum already runs on ${dataDir} (process ${pid}): ${where}. Use that one, stop it with Ctrl-C, or set DATA_DIR and PORT for a second one.`;
}
