// Options and output shared by `link` and `dedupe`.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { type IdentityField, identityFields } from '../identity/field-names.ts';
import { isTelling, recognizeColumns } from '../identity/fields.ts';
import { type IdentityRecord, toIdentityRecord } from '../identity/identity-record.ts';
import { InputError, type Table } from './read-table.ts';

export interface CommandIo {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

export interface IdentityOptions {
  files: string[];
  overrides: Record<string, IdentityField>;
  ignore: string[];
  idColumn: string | undefined;
  json: boolean;
  help: boolean;
  out: string | undefined;
}

/** Wrong usage: the message says what is wrong; the command exits with 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** @throws UsageError */
export function parseIdentityOptions(args: string[]): IdentityOptions {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        map: { type: 'string', multiple: true },
        ignore: { type: 'string', multiple: true },
        id: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return {
      files: positionals,
      overrides: Object.fromEntries((values.map ?? []).flatMap((entry) => entry.split(',')).map(parseOverride)),
      ignore: (values.ignore ?? []).flatMap((entry) => entry.split(',')).map((column) => column.trim()),
      idColumn: values.id,
      json: values.json,
      help: values.help,
      out: values.out,
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function parseOverride(entry: string): [string, IdentityField] {
  const at = entry.lastIndexOf('=');
  const word = entry
    .slice(at + 1)
    .trim()
    .replaceAll('-', '_')
    .replaceAll(' ', '_');
  const field = identityFields.find((known) => known === word);
  if (at <= 0 || field === undefined) {
    throw new UsageError(`--map ${entry}: it takes column=field, with a field of ${identityFields.join(', ')}.`);
  }
  return [entry.slice(0, at).trim(), field];
}

export interface IdentityList {
  file: string;
  headers: string[];
  /** What the columns say, each once. */
  fields: Set<IdentityField>;
  ids: string[];
  records: IdentityRecord[];
}

const idNames = ['id', 'unique_id', 'record id', 'record_id', 'rec_id', 'uid', 'key'];

/** @throws InputError where no column says who somebody is, or the key is not unique. */
export function toIdentityList(table: Table, options: IdentityOptions, file: string): IdentityList {
  const idAt = findIdColumn(table, options, file);
  const idHeader = table.headers[idAt];
  const ignore = idHeader === undefined ? options.ignore : [...options.ignore, idHeader];
  const columns = recognizeColumns(table.headers, {
    overrides: options.overrides,
    ignore,
    rows: table.rows.slice(0, 400),
  });
  if (!isTelling(columns.fields)) {
    throw new InputError(
      `${file}: none of the columns ${table.headers.join(', ')} says who somebody is. Name them with --map column=field.`,
    );
  }
  const ids = table.rows.map((row, position) => (idAt < 0 ? String(position + 1) : (row[idAt] ?? '')));
  refuseDoubles(ids, { table, file, idHeader });
  const fields = new Set(columns.fields.filter((field) => field !== null));
  return {
    file,
    headers: table.headers,
    fields,
    ids,
    records: table.rows.map((row) => toIdentityRecord(row, columns)),
  };
}

function findIdColumn(table: Table, options: IdentityOptions, file: string): number {
  if (options.idColumn !== undefined) {
    const at = table.headers.indexOf(options.idColumn);
    if (at < 0) throw new InputError(`${file} has no column ${options.idColumn}; it has ${table.headers.join(', ')}.`);
    return at;
  }
  const lower = table.headers.map((header) => header.toLowerCase());
  const found = idNames
    .map((name) => lower.indexOf(name))
    .find((at) => at >= 0 && !options.ignore.includes(table.headers[at] ?? ''));
  return found ?? -1;
}

function refuseDoubles(
  ids: string[],
  { table, file, idHeader }: { table: Table; file: string; idHeader: string | undefined },
): void {
  const seen = new Map<string, number>();
  ids.forEach((id, position) => {
    const before = seen.get(id);
    if (before !== undefined) {
      throw new InputError(
        `${file}: lines ${table.lines[before]} and ${table.lines[position]} have the same ${idHeader} ${id}. Name a unique column with --id.`,
      );
    }
    seen.set(id, position);
  });
}

/** One CSV cell, quoted where it must be; a leading formula sign is made harmless for spreadsheets. */
export function csvCell(value: string | number): string {
  const text =
    typeof value === 'number'
      ? String(value)
      : /^\s*[=+\-@\t\r＝＋－＠]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value)
        ? `'${value}`
        : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** To the file asked for, or to standard output. */
export function writeResult(text: string, options: { out: string | undefined; io: CommandIo }): void {
  if (options.out === undefined) options.io.stdout.write(text);
  else fs.writeFileSync(options.out, text);
}
