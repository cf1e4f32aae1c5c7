// `quorum doctor`: what Quorum finds on this machine, row by row, each with ok or the mend.
import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { checkMachine } from './doctor-machine.ts';
import { checkPrograms } from './doctor-programs.ts';
import type { DoctorRow } from './doctor-row.ts';
import { checkStores } from './doctor-stores.ts';

interface CommandIo {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

const usage = `quorum doctor [--json]

Says what is there, what is missing or wrong, and the mend. It changes nothing and prints no secret.

  --json   {"ok": true|false, "rows": [{"name", "ok", "finding", "mend"}]}

Exit codes: 0 all is well, 1 something is wrong, 2 wrong usage.
`;

/** Exit code 0 all is well, 1 something is wrong, 2 wrong usage. */
export async function doctorCommand(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  const options = parseOptions(args);
  if (typeof options === 'string') {
    io.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    io.stdout.write(usage);
    return 0;
  }
  const rows = await examine();
  const isOk = rows.every((row) => row.isOk);
  io.stdout.write(options.json ? asJson(rows, isOk) : asText(rows, isOk));
  return isOk ? 0 : 1;
}

function parseOptions(args: string[]): { json: boolean; help: boolean } | string {
  try {
    const { values } = parseArgs({
      args,
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    });
    return { json: values.json, help: values.help };
  } catch (error) {
    return error instanceof Error ? error.message : 'The options were not understood.';
  }
}

async function examine(): Promise<DoctorRow[]> {
  const programs = checkPrograms();
  const settings = readSettings();
  if (settings instanceof ConfigError) return [...(await programs), describeSettings(settings)];
  const found = await Promise.all([programs, checkStores(settings), checkMachine(settings)]);
  return found.flat();
}

function readSettings(): Config | ConfigError {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** Settings that cannot be used are a row of their own: nothing that hangs on them can be looked at. */
function describeSettings(error: ConfigError): DoctorRow {
  return { name: 'Settings', isOk: false, finding: error.message, mend: 'Change the environment as it says.' };
}

function asJson(rows: DoctorRow[], isOk: boolean): string {
  const printed = rows.map(({ isOk: ok, mend, ...row }) => ({ ...row, ok, mend: mend ?? null }));
  return `${JSON.stringify({ ok: isOk, rows: printed }, null, 2)}\n`;
}

function asText(rows: DoctorRow[], isOk: boolean): string {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.flatMap(({ name, isOk: ok, finding, mend }) => [
    `${ok ? 'ok   ' : 'WRONG'}  ${name.padEnd(width)}  ${finding}`,
    ...(mend === undefined ? [] : [`${' '.repeat(width + 9)}→ ${mend}`]),
  ]);
  return `${lines.join('\n')}\n\n${isOk ? 'All is well.' : 'Something is wrong: see the rows marked WRONG.'}\n`;
}
