// Keeps portals' access tokens fresh: renewed ahead of their end, by one caller at a time whatever the number of processes.
import { setTimeout as delay } from 'node:timers/promises';
import type { Grant, Grants, TokenIssuer } from './access-port.ts';
import { CrmUnavailableError, PortalDisconnectedError } from './crm.ts';
import { markDisconnected } from './mark-disconnected.ts';
import type { Stores } from './ports.ts';

export interface AccessParts {
  stores: Pick<Stores, 'portals' | 'grants' | 'faults' | 'changes' | 'audit' | 'locks'>;
  issuer: Pick<TokenIssuer, 'refresh'>;
  now: () => number;
}

export interface PortalAccessTokens {
  /**
   * A token that is good for some minutes. `rejected` names one that HubSpot just refused, so that another is fetched.
   * @throws PortalDisconnectedError, CrmUnavailableError, UnreadableGrantError
   */
  accessToken(portalId: number, rejected?: string): Promise<string>;
  /** What is held in memory is read anew. */
  forget(portalId: number): void;
}

/** HubSpot's tokens last 30 minutes; no call that starts now should meet their end. */
const aheadMs = 5 * 60_000;
/** What is held in memory is compared with the store this often, so that a reinstall elsewhere is noticed. */
const heldMs = 60_000;
const waitMs = 40;
const waitMaxMs = 60_000;

export function portalAccessTokens(parts: AccessParts): PortalAccessTokens {
  const held = new Map<number, { grant: Grant; readAt: number }>();
  const renewing = new Map<number, Promise<Grant>>();
  const hold = (grant: Grant) => {
    held.set(grant.portalId, { grant, readAt: parts.now() });
    return grant;
  };
  /** Callers of this process share one renewal; other processes are kept out by the lock. */
  const renew = (portalId: number, rejected: string | undefined): Promise<Grant> => {
    const underWay = renewing.get(portalId);
    if (underWay !== undefined) return underWay;
    const renewal = freshGrant(parts, portalId, rejected)
      .then(hold)
      .finally(() => renewing.delete(portalId));
    renewing.set(portalId, renewal);
    return renewal;
  };
  return {
    forget: (portalId) => void held.delete(portalId),
    async accessToken(portalId, rejected) {
      const known = held.get(portalId);
      const isCurrent = known !== undefined && parts.now() - known.readAt < heldMs;
      const grant = isCurrent ? known.grant : hold(await loadGrant(parts.stores.grants, portalId));
      if (isFresh(grant, rejected, parts.now())) return grant.accessToken;
      try {
        return (await renew(portalId, rejected)).accessToken;
      } catch (error) {
        if (error instanceof PortalDisconnectedError) held.delete(portalId);
        const isGood = grant.accessToken !== rejected && grant.expiresAt > parts.now();
        // HubSpot is away just now: the token still has some minutes.
        if (error instanceof CrmUnavailableError && isGood) return grant.accessToken;
        throw error;
      }
    },
  };
}

function isFresh({ accessToken, expiresAt }: Grant, rejected: string | undefined, now: number): boolean {
  return accessToken !== rejected && expiresAt - aheadMs > now;
}

async function loadGrant(grants: Grants, portalId: number): Promise<Grant> {
  const grant = await grants.load(portalId);
  if (grant === null) throw new PortalDisconnectedError(`Portal ${portalId} has given no access, or took it back.`);
  return grant;
}

/** Whoever does not get the lock waits and reads what the holder kept. */
async function freshGrant(parts: AccessParts, portalId: number, rejected: string | undefined): Promise<Grant> {
  const endAt = parts.now() + waitMaxMs;
  for (;;) {
    const renewed = await parts.stores.locks.tryWithin(`access-${portalId}`, () =>
      renewOnce(parts, portalId, rejected),
    );
    if (renewed !== null) return renewed;
    await delay(waitMs);
    const grant = await loadGrant(parts.stores.grants, portalId);
    if (isFresh(grant, rejected, parts.now())) return grant;
    if (parts.now() > endAt) {
      throw new CrmUnavailableError('Another process is renewing the access of this portal.', { retryAfterMs: 5_000 });
    }
  }
}

async function renewOnce(parts: AccessParts, portalId: number, rejected: string | undefined): Promise<Grant> {
  const { stores, issuer, now } = parts;
  const grant = await loadGrant(stores.grants, portalId);
  if (isFresh(grant, rejected, now())) return grant;
  try {
    const issued = await issuer.refresh(grant.refreshToken);
    const { accessToken, refreshToken, expiresInSeconds } = issued;
    const renewed = { ...grant, accessToken, refreshToken, expiresAt: now() + expiresInSeconds * 1_000 };
    await stores.grants.save(renewed);
    return renewed;
  } catch (error) {
    if (!(error instanceof PortalDisconnectedError)) throw error;
    const present = await loadGrant(stores.grants, portalId);
    // Somebody connected the portal again in the meantime.
    if (present.refreshToken !== grant.refreshToken) return present;
    await markDisconnected({ stores, portalId, now: now() });
    throw error;
  }
}
