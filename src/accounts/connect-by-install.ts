// Lets a portal in whose administrator just consented: keeps its access, remembers the user, and connects it.
import type { IssuedTokens, TokenOwner } from './access-port.ts';
import type { Stores } from './ports.ts';

export interface Installation {
  tokens: IssuedTokens;
  owner: TokenOwner;
  stores: Pick<Stores, 'grants' | 'portalUsers' | 'portals' | 'audit'>;
  connect: (portalId: number) => Promise<void>;
  now: number;
}

/** HubSpot tells nobody when a user leaves a portal: what was proved longer ago has to be proved again. */
const provedMaxMs = 30 * 86_400_000;

/**
 * Installing again renews the access and resumes. Returns the portals that the user belongs to.
 * Only users who may install apps get so far: Super Admins and those with App Marketplace Access.
 */
export async function connectByInstall(request: Installation): Promise<{ portalId: number; isAdmin: boolean }[]> {
  const { tokens, owner, stores, connect, now } = request;
  const { portalId, userId, scopes } = owner;
  const { accessToken, refreshToken, expiresInSeconds } = tokens;
  const before = await stores.portals.find(portalId);
  await stores.grants.save({
    portalId,
    accessToken,
    refreshToken,
    expiresAt: now + expiresInSeconds * 1_000,
    scopes,
    userId,
    grantedAt: now,
  });
  await stores.portalUsers.prove(portalId, { userId, isAdmin: true, at: now });
  if (before === null || before.state === 'disconnected') {
    await stores.audit.append(portalId, [{ at: now, who: `user:${userId}`, what: 'portal_connected', objectIds: [] }]);
  }
  await connect(portalId);
  return stores.portalUsers.portalsOf(userId, now - provedMaxMs);
}
