// Sessions, the users who proved that they belong to a portal, and what is good for one use.
import type { OneTime, PortalUsers, Session, Sessions } from '../accounts/access-port.ts';
import type { PortalDatabase } from './portal-database.ts';

interface SessionRow {
  portal_id: number;
  user_id: string;
  is_admin: boolean;
  opened_at_ms: number;
  seen_at_ms: number;
  expires_at_ms: number;
}

export function sessionRepository(database: PortalDatabase): Sessions {
  return {
    async open(digest, { portals, userId, openedAt, seenAt, expiresAt }) {
      for (const { portalId, isAdmin } of portals) {
        await database.withPortal(portalId, (client) =>
          client.query(
            `insert into session (portal_id, digest, user_id, is_admin, opened_at_ms, seen_at_ms, expires_at_ms)
             values ($1, $2, $3, $4, $5, $6, $7)`,
            [portalId, digest, userId, isAdmin, openedAt, seenAt, expiresAt],
          ),
        );
      }
    },
    async find(digest) {
      const found = await database.acrossPortals.query<SessionRow>('select * from session_rows($1)', [digest]);
      return toSession(found.rows);
    },
    async touch(digest, { portals, at }) {
      for (const { portalId } of portals) {
        await database.withPortal(portalId, (client) =>
          client.query('update session set seen_at_ms = $3 where portal_id = $1 and digest = $2 and seen_at_ms < $3', [
            portalId,
            digest,
            at,
          ]),
        );
      }
    },
    async close(digest, portalIds) {
      for (const portalId of portalIds) {
        await database.withPortal(portalId, (client) =>
          client.query('delete from session where portal_id = $1 and digest = $2', [portalId, digest]),
        );
      }
    },
    async purge(portalId, before) {
      await database.withPortal(portalId, (client) =>
        client.query('delete from session where portal_id = $1 and expires_at_ms < $2', [portalId, before]),
      );
    },
  };
}

function toSession(rows: SessionRow[]): Session | null {
  const [first] = rows;
  if (first === undefined) return null;
  return {
    userId: first.user_id,
    portals: rows.map((row) => ({ portalId: row.portal_id, isAdmin: row.is_admin })),
    openedAt: first.opened_at_ms,
    // A session was seen wherever it was seen last.
    seenAt: Math.max(...rows.map((row) => row.seen_at_ms)),
    expiresAt: first.expires_at_ms,
  };
}

export function portalUserRepository(database: PortalDatabase): PortalUsers {
  return {
    async prove(portalId, { userId, isAdmin, at }) {
      await database.withPortal(portalId, (client) =>
        client.query(
          `insert into portal_user (portal_id, user_id, is_admin, proved_at_ms) values ($1, $2, $3, $4)
           on conflict (portal_id, user_id) do update set is_admin = excluded.is_admin, proved_at_ms = excluded.proved_at_ms`,
          [portalId, userId, isAdmin, at],
        ),
      );
    },
    async portalsOf(userId, since) {
      const found = await database.acrossPortals.query<{ portal_id: number; is_admin: boolean }>(
        'select portal_id, is_admin from user_portals($1) where proved_at_ms >= $2',
        [userId, since],
      );
      return found.rows.map((row) => ({ portalId: row.portal_id, isAdmin: row.is_admin }));
    },
  };
}

export function oneTimeRepository(database: PortalDatabase): OneTime {
  return {
    keep: (portalId, { digest, payload, expiresAt, now }) =>
      database.withPortal(portalId, async (client) => {
        await client.query('delete from one_time where portal_id = $1 and expires_at_ms < $2', [portalId, now]);
        const kept = await client.query(
          `insert into one_time (portal_id, digest, payload, expires_at_ms) values ($1, $2, $3, $4) on conflict do nothing`,
          [portalId, digest, payload, expiresAt],
        );
        return kept.rowCount === 1;
      }),
    take: (portalId, digest, now) =>
      database.withPortal(portalId, async (client) => {
        const taken = await client.query<{ payload: string | null; expires_at_ms: number }>(
          'delete from one_time where portal_id = $1 and digest = $2 returning payload, expires_at_ms',
          [portalId, digest],
        );
        const [row] = taken.rows;
        return row === undefined || row.expires_at_ms < now ? null : { payload: row.payload };
      }),
  };
}
