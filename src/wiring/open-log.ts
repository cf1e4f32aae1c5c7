// Where the log goes: JSON lines without personal data, to a file beside the data when a person sits at the terminal, else to standard error.
import fs from 'node:fs';
import path from 'node:path';
import { destination, type Logger, pino } from 'pino';
import type { Config } from '../config.ts';

const fileBytesMax = 20 * 1024 * 1024;

/** Standard output stays free: it carries one line, the address. */
export function openLog({ dataDir, logLevel }: Pick<Config, 'dataDir' | 'logLevel'>, isTerminal: boolean): Logger {
  const target = isTerminal ? destination({ dest: logFile(dataDir), sync: true, mkdir: true }) : destination(2);
  return pino({ level: logLevel, base: null, serializers: { err: nameAndPlace } }, target);
}

/** One file, and the one before it. */
function logFile(dataDir: string): string {
  const file = path.join(dataDir, 'quorum.log');
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > fileBytesMax) fs.renameSync(file, `${file}.1`);
  return file;
}

/** Messages of drivers may quote values of rows: the error's name, its code and where it was thrown are enough to find it. */
function nameAndPlace(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const place = error.stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 4);
  const cause = error.cause === undefined ? {} : { cause: nameAndPlace(error.cause) };
  return { type: error.name, ...('code' in error ? { code: error.code } : {}), place, ...cause };
}
