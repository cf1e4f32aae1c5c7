// `quorum import FOLDER`: loads a HubSpot export (companies, contacts, deals as CSV) into a sandbox portal of its own.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { importExport } from '../sandbox/import-export.ts';
import { runningEmbeddedPostgres, startEmbeddedPostgres } from '../store/embedded-postgres.ts';
import { type CommandIo, UsageError } from './identity-options.ts';
import { explainFailure } from './link-command.ts';
import { InputError } from './read-table.ts';

const usage = `quorum import FOLDER [options]

Loads a HubSpot export into a sandbox portal of its own: the CSV files of companies, contacts and deals in FOLDER, as HubSpot writes them.
Nothing leaves this machine. The same folder again brings the same portal up to date and makes no doubles.

  --name NAME   what the portal is called (default: the folder's name)
  --json        counts and refused rows as JSON
`;

const refusedShownMax = 20;

/** Exit code 0 done, 1 failed, 2 wrong usage. Rows that are refused are named and never stop the rest. */
export async function importCommand(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parseOptions(args);
    if (values.help) {
      io.stdout.write(usage);
      return 0;
    }
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) throw new UsageError('It takes one folder.');
    if (!fs.existsSync(folder) || !fs.statSync(folder).isDirectory())
      throw new InputError(`${folder} is not a folder: check the path.`);
    const result = await withDatabase((databaseUrl) =>
      importExport({ databaseUrl, folder, portalName: values.name ?? path.basename(path.resolve(folder)) }),
    );
    io.stdout.write(
      values.json
        ? `${JSON.stringify({ portalId: result.portalId, counts: result.counts, rejected: result.rejected })}\n`
        : describe(result),
    );
    return Object.values(result.counts).some((count) => count > 0) ? 0 : 1;
  } catch (error) {
    return explainFailure(error, { io, usage });
  }
}

function parseOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** DATABASE_URL, else the embedded database: the running service's, or one started for the moment. */
async function withDatabase<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  if (config.databaseUrl !== undefined) return work(config.databaseUrl);
  const dataDir = path.join(config.dataDir, 'postgres');
  const running = runningEmbeddedPostgres(dataDir);
  if (running !== null) return work(running);
  const started = await startEmbeddedPostgres({ dataDir });
  try {
    return await work(started.url);
  } finally {
    await started.stop();
  }
}

type ImportResult = Awaited<ReturnType<typeof importExport>>;

function describe({ portalId, counts, rejected }: ImportResult): string {
  const loaded = Object.entries(counts).map(([type, count]) => `${count} ${type.replaceAll('_', ' ')}`);
  const refused = rejected.slice(0, refusedShownMax).map(({ file, row, reason }) => `  ${file}, row ${row}: ${reason}`);
  const more =
    rejected.length > refusedShownMax ? [`  and ${rejected.length - refusedShownMax} more (--json lists all)`] : [];
  const lines = [
    `Loaded into sandbox portal ${portalId}: ${loaded.join(', ')}.`,
    ...(rejected.length > 0
      ? [`Left out: ${rejected.length} of the rows; all others were kept:`, ...refused, ...more]
      : []),
    'Run npm start (or look at the running service): the portal is in the list at the top of the page.',
  ];
  return `${lines.join('\n')}\n`;
}
