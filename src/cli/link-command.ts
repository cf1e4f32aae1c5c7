// `quorum link LEFT.csv RIGHT.csv`: links the rows of two lists.
import type { IdentityField } from '../identity/field-names.ts';
import { isTelling } from '../identity/fields.ts';
import { linkRecords } from '../identity/link-records.ts';
import { describeEvidence } from '../identity/words.ts';
import {
  type CommandIo,
  csvCell,
  type IdentityList,
  parseIdentityOptions,
  toIdentityList,
  UsageError,
  writeResult,
} from './identity-options.ts';
import { InputError, readTable } from './read-table.ts';

const usage = `quorum link LEFT.csv RIGHT.csv [options]

Links the rows of two lists: which row of RIGHT is which record of LEFT. Writes left_id,right_id,probability,decision,reasons with
decision link (95 % and clearly the best) or review; at most one link a right row. Rows without a line are new.

  --map COLUMN=FIELD   what a column is, where its name does not say it (given_name, surname, email, company, birth_date …)
  --id COLUMN          the key, in both lists (default: a column named id, record id …, else the row number)
  --ignore COLUMN      leave a column out
  --out FILE           write there instead of standard output
  --json               JSON instead of CSV
`;

/** Exit code 0 done, 1 failed, 2 wrong usage. */
export async function linkCommand(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  try {
    const options = parseIdentityOptions(args);
    if (options.help) {
      io.stdout.write(usage);
      return 0;
    }
    const [leftFile, rightFile, ...more] = options.files;
    if (leftFile === undefined || rightFile === undefined || more.length > 0)
      throw new UsageError('It takes two files.');
    const left = toIdentityList(readTable(leftFile), options, leftFile);
    const right = toIdentityList(readTable(rightFile), options, rightFile);
    refuseStrangers(left, right);
    io.stderr.write(`${left.ids.length} left and ${right.ids.length} right rows read\n`);
    const lines = decisionLines(left, right);
    const links = lines.filter((line) => line.decision === 'link').length;
    io.stderr.write(
      `${links} linked, ${new Set(lines.filter((line) => line.decision === 'review').map((line) => line.right_id)).size} to review\n`,
    );
    writeResult(options.json ? `${JSON.stringify({ links: lines })}\n` : toCsv(lines), { out: options.out, io });
    return 0;
  } catch (error) {
    return explainFailure(error, { io, usage });
  }
}

/** Which fields say the same thing in another form. */
const alike: Partial<Record<IdentityField, string>> = {
  full_name: 'name',
  given_name: 'name',
  surname: 'name',
  street: 'place',
  address: 'place',
  birth_year: 'birth',
  birth_date: 'birth',
};

/** @throws InputError where no telling field stands in both lists: every answer would be chance. */
function refuseStrangers(left: IdentityList, right: IdentityList): void {
  const topicsOf = (list: IdentityList): Set<string> =>
    new Set([...list.fields].filter((field) => isTelling([field])).map((field) => alike[field] ?? field));
  const rightTopics = topicsOf(right);
  const web = (topics: Set<string>): boolean => topics.has('web') || topics.has('email');
  const leftTopics = topicsOf(left);
  if ([...leftTopics].some((topic) => rightTopics.has(topic)) || (web(leftTopics) && web(rightTopics))) return;
  const said = (list: IdentityList): string => [...list.fields].join(', ');
  throw new InputError(
    `${left.file} and ${right.file} have no column in common that says who somebody is: the first tells ${said(left)}, the second ${said(right)}. Nothing was linked. Name columns with --map column=field.`,
  );
}

interface Line {
  left_id: string;
  right_id: string;
  probability: number;
  decision: 'link' | 'review';
  reasons: string;
}

function decisionLines(left: IdentityList, right: IdentityList): Line[] {
  return linkRecords({ left: left.records, right: right.records }).map((decision) => ({
    left_id: left.ids[decision.left] ?? '',
    right_id: right.ids[decision.right] ?? '',
    probability: Math.round(decision.probability * 1e6) / 1e6,
    decision: decision.decision,
    reasons: describeEvidence(decision.evidence, 'en'),
  }));
}

function toCsv(lines: Line[]): string {
  const rows = lines.map((line) =>
    [line.left_id, line.right_id, line.probability, line.decision, line.reasons].map(csvCell).join(','),
  );
  return `${['left_id,right_id,probability,decision,reasons', ...rows].join('\n')}\n`;
}

/** Says what went wrong on standard error and gives the exit code; bugs are thrown on. */
export function explainFailure(error: unknown, { io, usage: text }: { io: CommandIo; usage: string }): 1 | 2 {
  if (error instanceof UsageError) {
    io.stderr.write(`${error.message}\n\n${text}`);
    return 2;
  }
  if (error instanceof InputError) {
    io.stderr.write(`${error.message}\n`);
    return 1;
  }
  throw error;
}
