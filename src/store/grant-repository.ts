// The access of portals, sealed; the keys come from the environment and never reach the database.
import type { Grant, Grants } from '../accounts/access-port.ts';
import type { PortalDatabase } from './portal-database.ts';
import { openToken, sealToken, type TokenKeys } from './seal-token.ts';

interface GrantRow {
  access_key_id: string;
  access_sealed: Buffer;
  refresh_key_id: string;
  refresh_sealed: Buffer;
  expires_at_ms: number;
  scopes: string[];
  user_id: string;
  granted_at_ms: number;
}

export function grantRepository(database: PortalDatabase, keys: TokenKeys): Grants {
  return {
    load: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<GrantRow>('select * from portal_grant where portal_id = $1', [portalId]);
        return found.rows[0] ? fromRow(keys, portalId, found.rows[0]) : null;
      }),
    async save(grant) {
      const { portalId } = grant;
      const access = sealToken(keys, grant.accessToken, { portalId, kind: 'access' });
      const refresh = sealToken(keys, grant.refreshToken, { portalId, kind: 'refresh' });
      await database.withPortal(portalId, (client) =>
        client.query(upsertGrant, [
          portalId,
          access.keyId,
          access.sealed,
          refresh.keyId,
          refresh.sealed,
          grant.expiresAt,
          grant.scopes,
          grant.userId,
          grant.grantedAt,
        ]),
      );
    },
    async remove(portalId) {
      await database.withPortal(portalId, (client) =>
        client.query('delete from portal_grant where portal_id = $1', [portalId]),
      );
    },
    async portals() {
      const found = await database.acrossPortals.query<{ id: number }>('select portals_granted() as id');
      return found.rows.map(({ id }) => id);
    },
  };
}

const upsertGrant = `
  insert into portal_grant (portal_id, access_key_id, access_sealed, refresh_key_id, refresh_sealed, expires_at_ms, scopes,
    user_id, granted_at_ms)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (portal_id) do update set access_key_id = excluded.access_key_id, access_sealed = excluded.access_sealed,
    refresh_key_id = excluded.refresh_key_id, refresh_sealed = excluded.refresh_sealed,
    expires_at_ms = excluded.expires_at_ms, scopes = excluded.scopes, user_id = excluded.user_id,
    granted_at_ms = excluded.granted_at_ms`;

function fromRow(keys: TokenKeys, portalId: number, row: GrantRow): Grant {
  const access = { keyId: row.access_key_id, sealed: row.access_sealed };
  const refresh = { keyId: row.refresh_key_id, sealed: row.refresh_sealed };
  return {
    portalId,
    accessToken: openToken(keys, access, { portalId, kind: 'access' }),
    refreshToken: openToken(keys, refresh, { portalId, kind: 'refresh' }),
    expiresAt: row.expires_at_ms,
    scopes: row.scopes,
    userId: row.user_id,
    grantedAt: row.granted_at_ms,
  };
}
