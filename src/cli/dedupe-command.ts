// `quorum dedupe FILE.csv`: finds the rows of one list that are the same person or company.
import { dedupeRecords } from '../identity/dedupe-records.ts';
import {
  type CommandIo,
  csvCell,
  parseIdentityOptions,
  toIdentityList,
  UsageError,
  writeResult,
} from './identity-options.ts';
import { explainFailure } from './link-command.ts';
import { readTable } from './read-table.ts';

const usage = `quorum dedupe FILE.csv [options]

Finds the rows that are the same person or company. Writes id,cluster_id: rows of one cluster are one; a row alone has a cluster of its own.

  --map COLUMN=FIELD   what a column is, where its name does not say it (given_name, surname, email, company, birth_date …)
  --id COLUMN          the key (default: a column named id, record id …, else the row number)
  --ignore COLUMN      leave a column out
  --out FILE           write there instead of standard output
  --json               JSON instead of CSV
`;

/** Exit code 0 done, 1 failed, 2 wrong usage. */
export async function dedupeCommand(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  try {
    const options = parseIdentityOptions(args);
    if (options.help) {
      io.stdout.write(usage);
      return 0;
    }
    const [file, ...more] = options.files;
    if (file === undefined || more.length > 0) throw new UsageError('It takes one file.');
    const list = toIdentityList(readTable(file), options, file);
    io.stderr.write(`${list.ids.length} rows read\n`);
    const { clusterOf } = dedupeRecords(list.records);
    const rows = list.ids.map((id, position) => ({ id, cluster_id: list.ids[clusterOf[position] ?? position] ?? id }));
    io.stderr.write(`${new Set(rows.map((row) => row.cluster_id)).size} clusters\n`);
    const csv = ['id,cluster_id', ...rows.map((row) => `${csvCell(row.id)},${csvCell(row.cluster_id)}`)].join('\n');
    writeResult(options.json ? `${JSON.stringify({ rows })}\n` : `${csv}\n`, { out: options.out, io });
    return 0;
  } catch (error) {
    return explainFailure(error, { io, usage });
  }
}
