// Which CRM answers for which portal in this process, and the context that jobs are given.
import type { Crm } from '../accounts/crm.ts';
import type { Manifest } from '../accounts/manifest.ts';
import type { Stores } from '../accounts/ports.ts';
import type { Queue } from '../accounts/queue-port.ts';
import type { SyncContext } from '../accounts/sync-context.ts';

export interface PortalCrms {
  add(portalId: number, crm: Crm): void;
  has(portalId: number): boolean;
  /** Null for portals that nobody gave access to. */
  contextOf(portalId: number): Promise<SyncContext | null>;
}

export function portalCrms(parts: { stores: Stores; queue: Queue; manifest: Manifest; now: () => number }): PortalCrms {
  const crms = new Map<number, Crm>();
  return {
    add: (portalId, crm) => {
      crms.set(portalId, crm);
    },
    has: (portalId) => crms.has(portalId),
    async contextOf(portalId) {
      const crm = crms.get(portalId);
      const portal = crm === undefined ? null : await parts.stores.portals.find(portalId);
      return crm === undefined || portal === null ? null : { ...parts, portal, crm };
    },
  };
}
