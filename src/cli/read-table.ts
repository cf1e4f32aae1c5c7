// Reads a list of rows from a file of any usual encoding and delimiter, with errors that say what to do.
import fs from 'node:fs';
import { parse } from 'csv-parse/sync';

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

/** @throws InputError naming the file, what is wrong and what to do. */
export function readTable(file: string): Table {
  const text = decodeText(readBytes(file));
  if (text.trim() === '') throw new InputError(`${file} is empty: it needs a header line and rows below it.`);
  const delimiter = findDelimiter(text);
  const parsed: unknown = parse(text, {
    delimiter,
    relaxQuotes: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    info: true,
  });
  const records = Array.isArray(parsed) ? parsed : [];
  const cells = records.map((entry) => entry.record.map((cell: string) => cell.trim()));
  const [headers, ...rows] = cells;
  if (headers === undefined) throw new InputError(`${file} has no header line.`);
  if (rows.length === 0) throw new InputError(`${file} has a header line and no rows.`);
  return { headers, rows, lines: records.slice(1).map((entry) => Number(entry.info.lines)) };
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

/** UTF-8 or UTF-16 by their marks, UTF-8 where it is valid, windows-1252 otherwise. */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const zeros = bytes.subarray(0, 200).filter((byte) => byte === 0).length;
  if (zeros > 20) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The delimiter that splits the first lines most evenly. */
function findDelimiter(text: string): string {
  const lines = text.slice(0, 20_000).split(/\r?\n/).slice(0, 10);
  const scores = [',', ';', '\t', '|'].map((delimiter) => {
    const header = splits(lines[0] ?? '', delimiter);
    const alike = lines.filter((line) => splits(line, delimiter) === header).length;
    return { delimiter, score: header > 1 ? header * alike : 0 };
  });
  return scores.sort((a, b) => b.score - a.score)[0]?.delimiter ?? ',';
}

function splits(line: string, delimiter: string): number {
  return line.replace(/"[^"]*"/g, '').split(delimiter).length;
}
