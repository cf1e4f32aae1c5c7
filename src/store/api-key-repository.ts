// Keys for machines: what they may do, until when, and the digest of their secret.
import type { ApiKey, ApiKeys } from '../accounts/access-port.ts';
import { storableText } from './json-text.ts';
import type { PortalDatabase } from './portal-database.ts';

const columns = `key_id as "keyId", name, scope, created_by as "createdBy", created_at_ms as "createdAt",
  expires_at_ms as "expiresAt", revoked_at_ms as "revokedAt", used_at_ms as "usedAt"`;

export function apiKeyRepository(database: PortalDatabase): ApiKeys {
  return {
    list: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<ApiKey>(
          `select ${columns} from api_key where portal_id = $1 order by created_at_ms desc, key_id`,
          [portalId],
        );
        return found.rows;
      }),
    async create(portalId, key) {
      await database.withPortal(portalId, (client) =>
        client.query(
          `insert into api_key (portal_id, key_id, name, scope, digest, created_by, created_at_ms, expires_at_ms)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [
            portalId,
            key.keyId,
            storableText(key.name),
            key.scope,
            key.digest,
            key.createdBy,
            key.createdAt,
            key.expiresAt,
          ],
        ),
      );
    },
    find: (portalId, keyId) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<ApiKey & { digest: string }>(
          `select ${columns}, digest from api_key where portal_id = $1 and key_id = $2`,
          [portalId, keyId],
        );
        return found.rows[0] ?? null;
      }),
    async used(portalId, keyId, at) {
      await database.withPortal(portalId, (client) =>
        client.query('update api_key set used_at_ms = $3 where portal_id = $1 and key_id = $2', [portalId, keyId, at]),
      );
    },
    revoke: (portalId, keyId, at) =>
      database.withPortal(portalId, async (client) => {
        const revoked = await client.query(
          'update api_key set revoked_at_ms = $3 where portal_id = $1 and key_id = $2 and revoked_at_ms is null',
          [portalId, keyId, at],
        );
        return revoked.rowCount === 1;
      }),
  };
}
