// Opens a delimited file as a stream of rows whatever its encoding and delimiter.
import fs from 'node:fs';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';

const SAMPLE_BYTES = 65_536;
const delimiters = [',', ';', '\t', '|'] as const;

export interface TableRow {
  /** Line of the file on which the row starts, 1-based. */
  line: number;
  cells: string[];
}

/** UTF-8, UTF-16 and Windows-1252; comma, semicolon, tab, bar or runs of blanks. Rejects with the system's error where unreadable. */
export async function* readRows(file: string): AsyncGenerator<TableRow> {
  const sample = await readSample(file);
  const encoding = encodingOf(sample);
  const delimiter = delimiterOf(new TextDecoder(encoding).decode(sample));
  const text = Readable.from(decoded(fs.createReadStream(file, { highWaterMark: 1 << 18 }), encoding));
  const parser = text.pipe(
    parse({
      bom: true,
      delimiter: delimiter ?? ' ',
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }),
  );
  text.on('error', (error) => parser.destroy(error));
  for await (const entry of parser) {
    const { record, info } = rowOf(entry);
    yield { line: info, cells: delimiter === null ? record.filter((cell) => cell !== '') : record };
  }
}

/** csv-parse types its rows as any; this is the one place that says what they are. */
function rowOf(entry: { record: string[]; info: { lines: number } }): { record: string[]; info: number } {
  return { record: entry.record, info: entry.info.lines };
}

async function readSample(file: string): Promise<Buffer> {
  const handle = await fs.promises.open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function* decoded(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function encodingOf(sample: Buffer): string {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  try {
    // A character cut at the sample's end is no error while streaming.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return 'utf-8';
  } catch {
    return 'windows-1252';
  }
}

/** The delimiter most frequent in the header line; null for blanks. */
function delimiterOf(sample: string): string | null {
  const header = sample.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
  const counts = delimiters.map((delimiter) => ({ delimiter, count: header.split(delimiter).length - 1 }));
  const most = counts.reduce((best, next) => (next.count > best.count ? next : best));
  if (most.count > 0) return most.delimiter;
  return /\S\s+\S/.test(header) ? null : ',';
}
