// Which CRM answers for which portal in this process, and the context that jobs are given.
import type { Crm } from '../accounts/crm.ts';
import type { Manifest } from '../accounts/manifest.ts';
import type { Stores } from '../accounts/ports.ts';
import type { Queue } from '../accounts/queue-port.ts';
import type { SyncContext } from '../accounts/sync-context.ts';
import type { HubspotCrm } from '../hubspot/hubspot-crm.ts';

/** A CRM that may count its own calls. */
type CountingCrm = Crm & Partial<Pick<HubspotCrm, 'meter' | 'handOverCalls'>>;

export interface PortalCrms {
  add(portalId: number, crm: CountingCrm): void;
  remove(portalId: number): void;
  /** Null for portals that nobody gave access to. */
  crmOf(portalId: number): CountingCrm | null;
  /** The portal's own calls to HubSpot; null where it is not connected. */
  meter(portalId: number): ReturnType<HubspotCrm['meter']> | null;
  /** Puts the calls counted since the last time into the store. */
  keepCalls(): Promise<void>;
  /** Null for portals that nobody gave access to. */
  contextOf(portalId: number): Promise<SyncContext | null>;
}

interface Parts {
  stores: Stores;
  queue: Queue;
  manifest: Manifest;
  now: () => number;
  /** For portals that another process connected: the access is kept in the store. */
  open?: ((portalId: number) => CountingCrm) | undefined;
}

export function portalCrms({ open, ...parts }: Parts): PortalCrms {
  const crms = new Map<number, CountingCrm>();
  const crmOf = (portalId: number): CountingCrm | null => {
    const crm = crms.get(portalId) ?? open?.(portalId) ?? null;
    if (crm !== null) crms.set(portalId, crm);
    return crm;
  };
  return {
    add: (portalId, crm) => {
      crms.set(portalId, crm);
    },
    remove: (portalId) => void crms.delete(portalId),
    crmOf,
    meter: (portalId) => crms.get(portalId)?.meter?.() ?? null,
    async keepCalls() {
      for (const [portalId, crm] of crms)
        await crm.handOverCalls?.((counts) => parts.stores.callDays.add(portalId, counts));
    },
    async contextOf(portalId) {
      const portal = await parts.stores.portals.find(portalId);
      const crm = portal === null ? null : crmOf(portalId);
      return crm === null || portal === null ? null : { ...parts, portal, crm };
    },
  };
}
