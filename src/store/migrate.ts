// Brings a database to the schema this code expects: numbered SQL files, forward only, one process at a time.
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ensureRoles } from './roles.ts';

/** The database cannot be brought to the schema this code needs; the message says why and what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

interface Migration {
  number: number;
  name: string;
  sql: string;
}

const folder = path.join(import.meta.dirname, 'migrations');
/** Advisory lock that all processes of this service take before they look at the schema ("QUOR" in ASCII). */
const migrationLock = 0x51554f52;

/**
 * Runs the migrations that the database has not seen, each in a transaction of its own. Safe to call from several processes at once.
 * @throws MigrationError when the database is newer than this code, or when its login may not do what is needed.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'quorum-migrate' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await ensureRoles(client);
    await prepareSchema(client);
    await runMissing(client, readMigrations());
  } finally {
    await client.end();
  }
}

/** Number of the newest migration in the code. */
export function newestMigration(): number {
  return readMigrations().at(-1)?.number ?? 0;
}

function readMigrations(): Migration[] {
  return fs
    .readdirSync(folder)
    .filter((file) => /^\d{4}-.+\.sql$/.test(file))
    .sort()
    .map((name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: fs.readFileSync(path.join(folder, name), 'utf8'),
    }));
}

async function prepareSchema(client: pg.Client): Promise<void> {
  await client.query(`
    create schema if not exists quorum;
    grant usage on schema quorum to quorum_app, quorum_ingress, quorum_listing;
    create table if not exists quorum.migration (
      number integer primary key,
      name text not null,
      run_at timestamptz not null default now()
    );
    grant select on quorum.migration to quorum_app;
  `);
}

async function runMissing(client: pg.Client, migrations: Migration[]): Promise<void> {
  const done = await client.query<{ number: number }>('select number from quorum.migration order by number');
  const newest = migrations.at(-1)?.number ?? 0;
  const present = done.rows.at(-1)?.number ?? 0;
  if (present > newest) {
    throw new MigrationError(
      `The database has schema ${present}, this version of Quorum knows ${newest} at most. Nothing was changed. ` +
        'Start the newer version, or restore the backup that was made before the update.',
    );
  }
  const ran = new Set(done.rows.map((row) => row.number));
  for (const migration of migrations) if (!ran.has(migration.number)) await runOne(client, migration);
}

async function runOne(client: pg.Client, { number, name, sql }: Migration): Promise<void> {
  try {
    await client.query('begin');
    // A function's new owner must be allowed to create in its schema, at the moment of the change only.
    await client.query('set local search_path = quorum, pg_temp; grant create on schema quorum to quorum_listing');
    await client.query(sql);
    await client.query('revoke create on schema quorum from quorum_listing');
    await client.query('insert into quorum.migration (number, name) values ($1, $2)', [number, name]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new MigrationError(`Migration ${name} failed; the database is as it was before it.`, { cause });
  }
}
