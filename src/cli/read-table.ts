// Reads a list of rows from a file of any usual encoding and delimiter, from a workbook, or from an archive of one, with errors that say what to do.
import fs from 'node:fs';
import { parse } from 'csv-parse/sync';
import { recognizeColumns } from '../identity/fields.ts';
import { repairText } from '../identity/repair-text.ts';
import { decodeText } from './read-table-text.ts';
import { isWorkbook, readWorkbook } from './read-table-xlsx.ts';
import { isZip, readZip, type ZipEntry, ZipError } from './read-table-zip.ts';

export interface Table {
  headers: string[];
  rows: string[][];
  /** Line of the file on which each row starts, the header's line is 1. */
  lines: number[];
}

/** What is wrong with the input, in one sentence for the person who gave it. */
export class InputError extends Error {
  override name = 'InputError';
}

const bytesMax = 2_000_000_000;
/** The header stands within so many rows: reports put titles, notes and other sections in front. */
const preambleMax = 200;

/** @throws InputError naming the file, what is wrong and what to do. */
export function readTable(file: string): Table {
  return tableOf(readBytes(file), file);
}

/** @throws InputError */
export function tableOf(bytes: Buffer, file: string): Table {
  if (isZip(bytes)) return fromArchive(bytes, file);
  const text = decodeText(bytes);
  if (text.trim() === '') throw new InputError(`${file} is empty: it needs a header line and rows below it.`);
  return toTable(parseRows(text), file);
}

interface NumberedRow {
  cells: string[];
  line: number;
}

/** A row that cannot be told apart from its neighbours is read as far as it goes. */
function parseRows(text: string): NumberedRow[] {
  const parsed: unknown = parse(text, {
    delimiter: findDelimiter(text),
    bom: true,
    relaxQuotes: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    info: true,
  });
  const records = Array.isArray(parsed) ? parsed : [];
  return records.map((entry) => ({
    cells: entry.record.map((cell: string) => repairText(cell.trim())),
    line: Number(entry.info.lines),
  }));
}

function toTable(rows: NumberedRow[], file: string): Table {
  const at = headerAt(rows);
  const header = rows[at];
  if (header === undefined) throw new InputError(`${file} has no header line.`);
  const body = rows.slice(at + 1);
  if (body.length === 0) throw new InputError(`${file} has a header line and no rows.`);
  return { headers: header.cells, rows: body.map((row) => row.cells), lines: body.map((row) => row.line) };
}

/** The row that names most known columns, the first of equals; the first row where none names two more than it. */
function headerAt(rows: NumberedRow[]): number {
  const known = ({ cells }: NumberedRow): number =>
    new Set(recognizeColumns(cells.filter((cell) => cell.length < 60)).fields.filter((field) => field !== null)).size;
  let best = 0;
  let most = known(rows[0] ?? { cells: [], line: 0 });
  rows.slice(1, preambleMax).forEach((row, position) => {
    const names = row.cells.length < 2 ? 0 : known(row);
    if (names >= 2 && names > most) [best, most] = [position + 1, names];
  });
  return best;
}

function fromArchive(bytes: Buffer, file: string): Table {
  try {
    const entries = readZip(bytes);
    if (isWorkbook(entries)) return fromWorkbook(entries, file);
    const lists = entries.filter(
      (entry) => /\.(csv|tsv|txt|xlsx)$/i.test(entry.name) && !/(^|\/)[._]/.test(entry.name),
    );
    const [only, ...others] = lists;
    if (only === undefined) throw new InputError(`${file} is an archive without a list (CSV, TSV or XLSX) in it.`);
    if (others.length > 0) {
      throw new InputError(`${file} holds ${lists.length} lists: unpack it and name the one that is meant.`);
    }
    const inside = only.read();
    if (isZip(inside) && !only.name.toLowerCase().endsWith('.xlsx')) {
      throw new InputError(`${file} holds an archive in an archive: unpack it first.`);
    }
    return isZip(inside)
      ? fromWorkbook(readZip(inside), `${file}/${only.name}`)
      : tableOf(inside, `${file}/${only.name}`);
  } catch (error) {
    if (error instanceof ZipError) throw new InputError(`${file}: ${error.message}.`, { cause: error });
    throw error;
  }
}

/** The sheet with most rows. */
function fromWorkbook(entries: ZipEntry[], file: string): Table {
  const sheets = readWorkbook(entries).map((rows) =>
    rows
      .map((cells, position) => ({ cells: cells.map((cell) => repairText(cell.trim())), line: position + 1 }))
      .filter(({ cells }) => cells.some((cell) => cell !== '')),
  );
  const largest = sheets.sort((a, b) => b.length - a.length)[0];
  if (largest === undefined || largest.length === 0)
    throw new InputError(`${file} is a workbook without a filled sheet.`);
  return toTable(largest, file);
}

function readBytes(file: string): Buffer {
  let size: number;
  try {
    size = fs.statSync(file).size;
  } catch {
    throw new InputError(`${file} is not there: check the path.`);
  }
  if (size > bytesMax) throw new InputError(`${file} has ${size} bytes; at most ${bytesMax} are read. Split it.`);
  return fs.readFileSync(file);
}

/** The delimiter that splits the lines most evenly; preambles of other shapes do not count. */
function findDelimiter(text: string): string {
  const lines = text
    .slice(0, 60_000)
    .split(/\r\n|\r|\n/)
    .slice(0, 60);
  const scores = [',', ';', '\t', '|'].map((delimiter) => {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const parts = splits(line, delimiter);
      if (parts > 1) counts.set(parts, (counts.get(parts) ?? 0) + 1);
    }
    const best = Math.max(0, ...[...counts].map(([parts, count]) => Math.min(parts, 12) * count));
    return { delimiter, score: best };
  });
  return scores.sort((a, b) => b.score - a.score)[0]?.delimiter ?? ',';
}

function splits(line: string, delimiter: string): number {
  return line.replace(/"[^"]*"/g, '').split(delimiter).length;
}
