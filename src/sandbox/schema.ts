// The sandbox portal's own tables, in a schema of its own.
import pg from 'pg';

const statements = `
create schema if not exists sandbox;
create table if not exists sandbox.setting (key text primary key, value jsonb not null);
create table if not exists sandbox.portal (
  portal_id bigint primary key, name text not null, currency text not null, sample boolean not null,
  source_key text unique, access_token text unique not null, created_at timestamptz not null
);
create table if not exists sandbox.token (
  token text primary key, portal_id bigint not null, kind text not null, expires_at timestamptz, scopes text[] not null default '{}'
);
create sequence if not exists sandbox.object_id start 10001;
create table if not exists sandbox.object (
  portal_id bigint not null, type text not null, id bigint not null, properties jsonb not null,
  created_at timestamptz not null, updated_at timestamptz not null,
  archived boolean not null default false, merged_into bigint, primary key (portal_id, type, id)
);
create index if not exists object_updated on sandbox.object (portal_id, type, updated_at);
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
create table if not exists sandbox.unknown_path (path text primary key, count bigint not null);
create table if not exists sandbox.file (
  portal_id bigint not null, file_id bigint not null, name text not null, bytes bytea not null, primary key (portal_id, file_id)
);`;

/** Safe when several processes start at once. */
export async function createSchema(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock(724411)');
    await client.query(statements);
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
