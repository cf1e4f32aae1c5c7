// Connects one portal: reads who it is and lets the first copy begin, or renews the properties of one that is copied.
import { defaultValueSettings } from '../value/default-settings.ts';
import type { Crm } from './crm.ts';
import type { Manifest } from './manifest.ts';
import type { Portal, Stores } from './ports.ts';
import { provisionProperties } from './provision-properties.ts';
import type { Queue } from './queue-port.ts';
import { defaultServeCosts } from './serve-costs.ts';

export interface ConnectRequest {
  crm: Crm;
  stores: Pick<Stores, 'portals' | 'progress' | 'faults' | 'changes' | 'provisioned' | 'journal' | 'writeSwitch'>;
  queue: Queue;
  manifest: Manifest;
  appId: number;
  now: number;
  /** Whether a new portal is written to at once: held where HubSpot is real, until an admin has seen what would be written. */
  writes?: 'held' | 'released';
}

/** Connecting a known portal again renews its details and copies what it missed. @throws what the CRM throws. */
export async function connectPortal(request: ConnectRequest): Promise<Portal> {
  const { crm, stores, queue, appId, now } = request;
  const details = await crm.readPortal();
  const { currency } = details;
  const settings = { ...defaultValueSettings, currency, serve: defaultServeCosts(currency) };
  const known = await stores.portals.find(details.portalId);
  const portal = await stores.portals.connect({ ...details, appId, at: now, settings });
  const writes = request.writes ?? (details.sample ? 'released' : 'held');
  await stores.writeSwitch.begin(details.portalId, { writes, at: now, by: null });
  if (known?.state === 'ready') {
    await provisionProperties({ ...request, portal, now: () => now });
    // Webhooks of the time in which nobody listened may be lost.
    await queue.scheduleReconcile(portal.portalId, 'recent');
    return portal;
  }
  if (known?.state === 'disconnected') await copyAnew(request, portal.portalId);
  await stores.portals.setState(portal.portalId, 'backfilling');
  await queue.scheduleBackfill(portal.portalId);
  await stores.changes.publish({ portalId: portal.portalId, kind: 'sync', accountId: null });
  return { ...portal, state: 'backfilling' };
}

/** While it was disconnected nobody told Quorum what changed: every source is read again. */
async function copyAnew({ stores, now }: ConnectRequest, portalId: number): Promise<void> {
  for (const step of await stores.progress.load(portalId)) {
    await stores.progress.save(portalId, {
      ...step,
      state: 'waiting',
      after: null,
      count: 0,
      expected: null,
      reason: null,
      updatedAt: now,
    });
  }
}
