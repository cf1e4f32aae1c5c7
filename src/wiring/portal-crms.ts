// Which CRM answers for which portal in this process, and the context that jobs are given.
import type { Crm } from '../accounts/crm.ts';
import type { Manifest } from '../accounts/manifest.ts';
import type { Stores } from '../accounts/ports.ts';
import type { Queue } from '../accounts/queue-port.ts';
import type { SyncContext } from '../accounts/sync-context.ts';
import type { HubspotCrm } from '../hubspot/hubspot-crm.ts';

/** A CRM that may count its own calls. */
type CountingCrm = Crm & Partial<Pick<HubspotCrm, 'meter'>>;

export interface PortalCrms {
  add(portalId: number, crm: CountingCrm): void;
  /** The portal's own calls to HubSpot; null where it is not connected. */
  meter(portalId: number): ReturnType<HubspotCrm['meter']> | null;
  /** Null for portals that nobody gave access to. */
  contextOf(portalId: number): Promise<SyncContext | null>;
}

export function portalCrms(parts: { stores: Stores; queue: Queue; manifest: Manifest; now: () => number }): PortalCrms {
  const crms = new Map<number, CountingCrm>();
  return {
    add: (portalId, crm) => {
      crms.set(portalId, crm);
    },
    meter: (portalId) => crms.get(portalId)?.meter?.() ?? null,
    async contextOf(portalId) {
      const crm = crms.get(portalId);
      const portal = crm === undefined ? null : await parts.stores.portals.find(portalId);
      return crm === undefined || portal === null ? null : { ...parts, portal, crm };
    },
  };
}
