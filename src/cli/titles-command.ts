// `quorum titles FILE.csv`: seniority, department and likely role for job titles.
import { parseArgs } from 'node:util';
import { classifyTitle } from '../buying-center/classify-title.ts';
import { describeReason } from '../buying-center/reason-words.ts';
import { type CommandIo, csvCell, UsageError, writeResult } from './identity-options.ts';
import { explainFailure } from './link-command.ts';
import { InputError, readTable, type Table } from './read-table.ts';

const usage = `quorum titles FILE.csv [options]

Reads a column named title; best in English, Vietnamese and German, also in French, Spanish and Italian. Writes
title,seniority,department,role,confidence in the order of the file: seniority on HubSpot's scale (entry, employee, senior, manager,
director, vp, executive, partner, owner), the likeliest part in a purchase, and how sure the seniority is (0 to 1). What cannot be read
stays empty with confidence 0.

  --column NAME   the column with the titles, where it is not named title
  --out FILE      write there instead of standard output
  --json          JSON instead of CSV, with the reasons
  --help          this text
`;

interface TitlesOptions {
  file: string;
  column: string | undefined;
  out: string | undefined;
  json: boolean;
}

/** Exit code 0 done, 1 failed, 2 wrong usage. */
export async function titlesCommand(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  try {
    const options = parseOptions(args);
    if (options === 'help') {
      io.stdout.write(usage);
      return 0;
    }
    const rows = titlesOf(readTable(options.file), options).map(toRow);
    io.stderr.write(`${rows.length} titles read, ${rows.filter((row) => row.seniority === '').length} without words\n`);
    write(options.json ? `${JSON.stringify({ rows })}\n` : toCsv(rows), { out: options.out, io });
    return 0;
  } catch (error) {
    return explainFailure(error, { io, usage });
  }
}

function parseOptions(args: string[]): TitlesOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('It takes one file.');
  return { file, column: values.column, out: values.out, json: values.json };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        column: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

const columnNames = ['title', 'job title', 'job_title', 'jobtitle', 'chức danh', 'chức vụ', 'position'];

/** Of a list of one column a comma does not end the title: `Vice President, Sales` needs no quotes there. */
function titlesOf({ headers, rows }: Table, { column, file }: TitlesOptions): string[] {
  const known = headers.map((header) => header.trim().toLowerCase().normalize('NFC'));
  const wanted = column === undefined ? columnNames : [column.trim().toLowerCase().normalize('NFC')];
  const at = wanted.map((name) => known.indexOf(name)).find((position) => position >= 0);
  if (at === undefined) {
    const name = column ?? 'title';
    throw new InputError(`${file} has no column ${name}; it has ${headers.join(', ')}. Name it with --column NAME.`);
  }
  return rows.map((row) => (headers.length === 1 ? row.join(', ') : (row[at] ?? '')));
}

interface TitleRow {
  title: string;
  seniority: string;
  department: string;
  role: string;
  confidence: number;
  reasons: string[];
}

function toRow(title: string): TitleRow {
  const found = classifyTitle(title);
  if (found === null) return { title, seniority: '', department: '', role: '', confidence: 0, reasons: [] };
  return {
    title,
    seniority: found.seniority,
    department: found.department ?? '',
    role: found.role ?? '',
    confidence: found.confidence,
    reasons: found.reasons.map((reason) => describeReason(reason, 'en')),
  };
}

function toCsv(rows: TitleRow[]): string {
  const lines = rows.map((row) =>
    [row.title, row.seniority, row.department, row.role, row.confidence].map(csvCell).join(','),
  );
  return `${['title,seniority,department,role,confidence', ...lines].join('\n')}\n`;
}

function write(text: string, target: { out: string | undefined; io: CommandIo }): void {
  try {
    writeResult(text, target);
  } catch (error) {
    throw new InputError(`${target.out} cannot be written: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
