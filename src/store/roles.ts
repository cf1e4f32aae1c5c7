// The three database roles under which everything runs, so that row-level security holds even for a superuser's login.
import pg from 'pg';

export const appRole = 'quorum_app';
export const ingressRole = 'quorum_ingress';
const roles = [appRole, ingressRole, 'quorum_listing'];

/** The login may not create or take on the roles; the message carries the SQL that an administrator has to run. */
export class DatabaseRoleError extends Error {
  override name = 'DatabaseRoleError';
}

const insufficientPrivilege = '42501';
const takenMeanwhile = new Set(['42710', '23505']);

/**
 * Creates the roles where missing and lets the login take them on. Roles belong to the whole cluster: another database's start may be
 * creating them at the same moment.
 * @throws DatabaseRoleError when the login lacks the right.
 */
export async function ensureRoles(client: pg.Client): Promise<void> {
  try {
    for (const role of roles) await ensureRole(client, role);
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError) || cause.code !== insufficientPrivilege) throw cause;
    const login = await client.query<{ name: string }>('select quote_ident(session_user) as name');
    throw new DatabaseRoleError(forTheAdministrator(login.rows[0]?.name ?? 'the_login'), { cause });
  }
}

async function ensureRole(client: pg.Client, role: string): Promise<void> {
  const known = await client.query<{ held: boolean; bypass: boolean }>(
    `select coalesce(bool_or(pg_has_role(session_user, oid, 'member')), false) as held,
       coalesce(bool_or(rolsuper or rolbypassrls), false) as bypass
     from pg_roles where rolname = $1 having count(*) > 0`,
    [role],
  );
  const [found] = known.rows;
  if (found?.bypass) {
    throw new DatabaseRoleError(
      `The role ${role} bypasses row-level security. Run: alter role ${role} nosuperuser nobypassrls`,
    );
  }
  if (!found) await client.query(`create role ${role} nologin`).catch(ignoreTaken);
  if (!found?.held) await client.query(`grant ${role} to session_user`).catch(ignoreTaken);
}

function ignoreTaken(error: unknown): void {
  if (!(error instanceof pg.DatabaseError) || !takenMeanwhile.has(error.code ?? '')) throw error;
}

function forTheAdministrator(login: string): string {
  const lines = roles.map((role) => `create role ${role} nologin; grant ${role} to ${login};`);
  return `The database login may not create the roles that keep portals apart. An administrator has to run once: ${lines.join(' ')}`;
}
