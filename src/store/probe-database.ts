// Asks a PostgreSQL whether it can be used, without changing anything in it: for `quorum doctor`.
import pg from 'pg';

export type DatabaseProbe =
  | { isReachable: true; version: string; versionNumber: number; canCreate: boolean }
  | { isReachable: false; reason: string };

const connectTimeoutMs = 5_000;

/** @param url postgres:// address; never part of the answer, since it carries a password. */
export async function probeDatabase(url: string): Promise<DatabaseProbe> {
  try {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const answer = await client.query<{ version: string; number: string; create: boolean }>(
        `select current_setting('server_version') as version, current_setting('server_version_num') as number,
                has_database_privilege(current_database(), 'create') as create`,
      );
      const [row] = answer.rows;
      if (row === undefined) return { isReachable: false, reason: 'it answered nothing' };
      return {
        isReachable: true,
        version: row.version.split(' ')[0] ?? row.version,
        versionNumber: Number(row.number),
        canCreate: row.create,
      };
    } finally {
      await client.end();
    }
  } catch (error) {
    return { isReachable: false, reason: reasonOf(error) };
  }
}

/** A refused connection to a name with several addresses comes as one error for each, without a message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : 'unknown error';
}
