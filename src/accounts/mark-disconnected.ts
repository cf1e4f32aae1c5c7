// Turns a portal to disconnected, once: its jobs then have nothing to do, no call goes out, and the pages say so.
import type { Stores } from './ports.ts';

export interface Disconnection {
  stores: Pick<Stores, 'portals' | 'grants' | 'faults' | 'changes' | 'audit' | 'locks'>;
  portalId: number;
  now: number;
}

/** For access that HubSpot no longer takes. Telling it again, from any process, changes nothing. */
export async function markDisconnected({ stores, portalId, now }: Disconnection): Promise<void> {
  await stores.locks.tryWithin(`disconnect-${portalId}`, async () => {
    const portal = await stores.portals.find(portalId);
    await stores.grants.remove(portalId);
    if (portal === null || portal.state === 'disconnected') return;
    await stores.portals.setState(portalId, 'disconnected');
    await stores.audit.append(portalId, [{ at: now, who: 'quorum', what: 'access_lost', objectIds: [] }]);
    await stores.faults.record(portalId, {
      at: now,
      where: 'access',
      what: 'HubSpot no longer lets Quorum in: the access was taken back or the app was uninstalled.',
      kept: 'All maps, values and what was written stay as they are; nothing is asked of HubSpot any more.',
      mend: 'Connect the portal again. Quorum then copies what changed in the meantime.',
    });
    await stores.changes.publish({ portalId, kind: 'sync', accountId: null });
  });
}
