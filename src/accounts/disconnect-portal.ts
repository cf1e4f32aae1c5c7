// Disconnects a portal from our side: work stops, what Quorum added to HubSpot stays or goes, the access is given back, and on
// request everything that was kept of the portal is deleted.
import { setTimeout as delay } from 'node:timers/promises';
import type { Grant, TokenIssuer } from './access-port.ts';
import { type Crm, CrmRefusedError, CrmUnavailableError, PortalDisconnectedError, type RemovalReport } from './crm.ts';
import type { Manifest } from './manifest.ts';
import type { Portal, Stores } from './ports.ts';
import { mirrorLock, resultLock } from './sync-context.ts';

export interface DisconnectRequest {
  portalId: number;
  /** As the audit log names the person. */
  who: string;
  properties: 'keep' | 'remove';
  data: 'keep' | 'delete';
}

export interface DisconnectParts {
  stores: Stores;
  /** Null where the portal's access is gone already. */
  crm: Pick<Crm, 'removeProvisioned'> | null;
  /** Null where there is no OAuth: the access is then not ours to give back. */
  issuer: Pick<TokenIssuer, 'revoke' | 'uninstall'> | null;
  manifest: Manifest;
  now: () => number;
  /** How long running work of the portal is waited for before its data are deleted, ms. */
  waitMaxMs?: number;
}

export type Disconnected =
  | { outcome: 'still-working' }
  | ({ outcome: 'disconnected'; isRevoked: boolean } & RemovalReport);

/**
 * Asking again goes on where it stopped. Where HubSpot cannot be asked for the removal, the portal is as it was.
 * @throws CrmUnavailableError, CrmRefusedError
 */
export async function disconnectPortal(parts: DisconnectParts, request: DisconnectRequest): Promise<Disconnected> {
  const { stores, now } = parts;
  const { portalId, who } = request;
  const portal = await stores.portals.find(portalId);
  if (portal === null) return { outcome: 'disconnected', isRevoked: false, removed: [], notRemoved: [] };
  // First of all: jobs of a disconnected portal have nothing to do.
  await stores.portals.setState(portalId, 'disconnected');
  const report = await removeProperties(parts, request, portal);
  const isRevoked = await giveBack(parts, portalId);
  await stores.grants.remove(portalId);
  if (portal.state !== 'disconnected') {
    await stores.audit.append(portalId, [{ at: now(), who, what: 'portal_disconnected', objectIds: [] }]);
  }
  const isErased = request.data === 'delete' && (await eraseData(parts, portalId));
  await stores.changes.publish({ portalId, kind: 'sync', accountId: null });
  if (request.data === 'delete' && !isErased) return { outcome: 'still-working' };
  return { outcome: 'disconnected', isRevoked, ...report };
}

async function removeProperties(
  { stores, crm, manifest, now }: DisconnectParts,
  { portalId, who, properties }: DisconnectRequest,
  { state }: Portal,
): Promise<RemovalReport> {
  if (properties === 'keep' || crm === null) return { removed: [], notRemoved: [] };
  try {
    const report = await crm.removeProvisioned(manifest);
    const entry = { at: now(), who, what: 'properties_removed' as const, objectIds: report.removed };
    await stores.audit.append(portalId, [entry]);
    return report;
  } catch (error) {
    // Access that HubSpot took back in the meantime cannot remove anything, and there is nothing left to give back.
    if (error instanceof PortalDisconnectedError) return { removed: [], notRemoved: [] };
    await stores.portals.setState(portalId, state);
    throw error;
  }
}

/** What HubSpot does not take is gone already; our copy of it is deleted in any case. */
async function giveBack({ stores, issuer }: DisconnectParts, portalId: number): Promise<boolean> {
  const grant = await stores.grants.load(portalId).catch((): Grant | null => null);
  if (grant === null || issuer === null) return false;
  try {
    await issuer.uninstall(grant.accessToken);
    await issuer.revoke(grant.refreshToken);
    return true;
  } catch (error) {
    if (error instanceof CrmUnavailableError || error instanceof CrmRefusedError) return false;
    throw error;
  }
}

const retryMs = 200;

/** Under the locks of all that writes for this portal, so that nothing is written after the end. */
async function eraseData({ stores, now, waitMaxMs = 30_000 }: DisconnectParts, portalId: number): Promise<boolean> {
  const { locks } = stores;
  const endAt = now() + waitMaxMs;
  for (;;) {
    const erased = await locks.tryWithin(mirrorLock(portalId), () =>
      locks.tryWithin(resultLock(portalId), async () => {
        await stores.portalData.erase(portalId);
        return true;
      }),
    );
    if (erased === true) return true;
    if (now() > endAt) return false;
    await delay(retryMs);
  }
}
