// Small grants, sessions and keys for the tests of access.
import crypto from 'node:crypto';
import type { ApiKey, Grant, Session } from '../../src/accounts/access-port.ts';
import type { Stores } from '../../src/accounts/ports.ts';
import { noon } from './samples.ts';

/** A key for sealing tokens, the same for the same id. */
export function tokenKey(id: string): { id: string; key: Buffer } {
  return { id, key: crypto.createHash('sha256').update(`key ${id}`).digest() };
}

export function grant(portalId: number, changed: Partial<Grant> = {}): Grant {
  return {
    portalId,
    accessToken: `access-${portalId}`,
    refreshToken: `refresh-${portalId}`,
    expiresAt: noon + 1_800_000,
    scopes: ['oauth', 'crm.objects.contacts.read'],
    userId: '7',
    grantedAt: noon,
    ...changed,
  };
}

export function session(portals: Session['portals'], changed: Partial<Session> = {}): Session {
  return { userId: '7', portals, openedAt: noon, seenAt: noon, expiresAt: noon + 3_600_000, ...changed };
}

export function apiKey(keyId: string, changed: Partial<ApiKey> = {}): ApiKey & { digest: string } {
  return {
    keyId,
    name: 'Reports',
    scope: 'read',
    createdBy: 'user:7',
    createdAt: noon,
    expiresAt: noon + 86_400_000,
    revokedAt: null,
    usedAt: null,
    digest: `digest-${keyId}`,
    ...changed,
  };
}

/** One row of the portal in each table of access. */
export async function fillAccess(stores: Stores, portalId: number): Promise<void> {
  await stores.grants.save(grant(portalId));
  await stores.portalUsers.prove(portalId, { userId: `user-${portalId}`, isAdmin: true, at: noon });
  await stores.sessions.open(`session-${portalId}`, session([{ portalId, isAdmin: true }]));
  await stores.oneTime.keep(portalId, { digest: `mark-${portalId}`, payload: 'x', expiresAt: noon + 1, now: noon });
  await stores.apiKeys.create(portalId, apiKey(`key${portalId}`));
  await stores.audit.append(portalId, [{ at: noon, who: 'user:7', what: 'account_read', objectIds: ['1'] }]);
}
