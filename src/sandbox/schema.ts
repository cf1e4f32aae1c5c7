// The sandbox portal's own tables, in a schema of its own.
import pg from 'pg';

const statements = `
create schema if not exists sandbox;
create table if not exists sandbox.setting (key text primary key, value jsonb not null);
create table if not exists sandbox.portal (
  portal_id bigint primary key, name text not null, currency text not null, sample boolean not null,
  source_key text unique, access_token text unique not null, created_at timestamptz not null,
  installed boolean not null default true, by_token boolean not null default true
);
create table if not exists sandbox.token (
  token text primary key, portal_id bigint not null, kind text not null, expires_at timestamptz, scopes text[] not null default '{}',
  user_id bigint not null default 1, redirect_uri text, code_challenge text
);
create sequence if not exists sandbox.object_id start 10001;
create table if not exists sandbox.object (
  portal_id bigint not null, type text not null, id bigint not null, properties jsonb not null,
  created_at timestamptz not null, updated_at timestamptz not null,
  archived boolean not null default false, merged_into bigint,
  indexed_properties jsonb, indexed_at timestamptz, primary key (portal_id, type, id)
);
create index if not exists object_updated on sandbox.object (portal_id, type, updated_at);
create index if not exists object_email on sandbox.object (portal_id, type, lower(properties->>'email'));
create index if not exists object_merged on sandbox.object (portal_id, type, merged_into) where merged_into is not null;
create table if not exists sandbox.association (
  portal_id bigint not null, from_type text not null, from_id bigint not null, to_type text not null, to_id bigint not null,
  type_id int not null, category text not null, primary key (portal_id, from_type, from_id, to_type, to_id, type_id)
);
create table if not exists sandbox.label (
  portal_id bigint not null, from_type text not null, to_type text not null, type_id int not null, category text not null,
  label text, name text, primary key (portal_id, from_type, to_type, type_id)
);
create table if not exists sandbox.property (
  portal_id bigint not null, type text not null, name text not null, definition jsonb not null, archived boolean not null default false,
  primary key (portal_id, type, name)
);
create table if not exists sandbox.property_group (
  portal_id bigint not null, type text not null, name text not null, label text not null, primary key (portal_id, type, name)
);
create table if not exists sandbox.owner (
  portal_id bigint not null, owner_id bigint not null, email text, first_name text, last_name text, title text, primary key (portal_id, owner_id)
);
create table if not exists sandbox.outbox (
  event_id bigint generated always as identity primary key, event jsonb not null, attempts int not null default 0,
  due_at timestamptz not null, state text not null default 'waiting'
);
create index if not exists outbox_due on sandbox.outbox (due_at, event_id) where state in ('waiting', 'held');
create table if not exists sandbox.delivery (
  delivery_id bigint generated always as identity primary key, at timestamptz not null, events int not null, attempt int not null, status text not null
);
create table if not exists sandbox.subscription (
  subscription_id bigint generated always as identity (start with 2000001) primary key, event_type text not null,
  property_name text not null default '', object_type_id text not null default '', active boolean not null, created_at timestamptz not null,
  unique (event_type, property_name, object_type_id)
);
create table if not exists sandbox.unknown_path (path text primary key, count bigint not null);
create table if not exists sandbox.file (
  portal_id bigint not null, file_id bigint not null, name text not null, bytes bytea not null, primary key (portal_id, file_id)
);`;

/** Columns that came later than their table. */
const laterColumns = [
  ['portal', 'installed', 'boolean not null default true'],
  ['portal', 'by_token', 'boolean not null default true'],
  ['token', 'user_id', 'bigint not null default 1'],
  ['token', 'redirect_uri', 'text'],
  ['token', 'code_challenge', 'text'],
  ['object', 'indexed_properties', 'jsonb'],
  ['object', 'indexed_at', 'timestamptz'],
] as const;

/** Altered only where a column is missing: even `if not exists` would wait for everyone who uses the table. */
async function addLaterColumns(client: pg.ClientBase): Promise<void> {
  const found = await client.query<{ key: string }>(
    `select table_name || '.' || column_name as key from information_schema.columns where table_schema = 'sandbox'`,
  );
  const known = new Set(found.rows.map(({ key }) => key));
  for (const [table, column, type] of laterColumns)
    if (!known.has(`${table}.${column}`))
      await client.query(`alter table sandbox.${table} add column ${column} ${type}`);
}

/** Safe when several processes start at once. */
export async function createSchema(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock(724411)');
    await client.query(statements);
    await addLaterColumns(client);
  } finally {
    await client.query('select pg_advisory_unlock(724411)').catch(() => undefined);
    client.release();
  }
}

export function openPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 });
  pool.on('error', () => undefined);
  return pool;
}

/** Runs the work in one transaction. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
