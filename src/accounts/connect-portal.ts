// Connects one portal: reads who it is, makes Quorum's properties there, and lets the first copy begin.
import { defaultValueSettings } from '../value/default-settings.ts';
import { type Crm, CrmRefusedError, type ProvisionReport } from './crm.ts';
import type { Manifest } from './manifest.ts';
import type { Portal, Stores } from './ports.ts';
import type { Queue } from './queue-port.ts';
import { defaultServeCosts } from './serve-costs.ts';

export interface ConnectRequest {
  crm: Crm;
  stores: Pick<Stores, 'portals' | 'progress' | 'faults' | 'changes'>;
  queue: Queue;
  manifest: Manifest;
  appId: number;
  now: number;
}

/** Connecting a known portal again renews its details and copies what it missed. @throws what the CRM throws. */
export async function connectPortal(request: ConnectRequest): Promise<Portal> {
  const { crm, stores, queue, appId, now } = request;
  const details = await crm.readPortal();
  const { currency } = details;
  const settings = { ...defaultValueSettings, currency, serve: defaultServeCosts(currency) };
  const known = await stores.portals.find(details.portalId);
  const portal = await stores.portals.connect({ ...details, appId, at: now, settings });
  await provision(request, portal.portalId);
  if (known?.state === 'ready') return portal;
  if (known?.state === 'disconnected') await copyAnew(request, portal.portalId);
  await stores.portals.setState(portal.portalId, 'backfilling');
  await queue.scheduleBackfill(portal.portalId);
  await stores.changes.publish({ portalId: portal.portalId, kind: 'sync', accountId: null });
  return { ...portal, state: 'backfilling' };
}

/** Without its properties Quorum still draws maps and values: what cannot be made is told and the rest goes on. */
async function provision({ crm, stores, manifest, now }: ConnectRequest, portalId: number): Promise<void> {
  let failed: ProvisionReport['failed'];
  try {
    failed = (await crm.provision(manifest)).failed;
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
    failed = [{ name: manifest.group.name, reason: `${error.status} ${error.category}` }];
  }
  if (failed.length === 0) return;
  await stores.faults.record(portalId, {
    at: now,
    where: 'connect-portal',
    what: `These properties could not be made in HubSpot: ${failed.map(({ name, reason }) => `${name} (${reason})`).join(', ')}.`,
    kept: 'Maps and values are made and shown here; only these properties are not written.',
    mend: 'Grant the schema scopes, or make room for custom properties, and connect the portal again.',
  });
}

/** While it was disconnected nobody told Quorum what changed: every source is read again. */
async function copyAnew({ stores, now }: ConnectRequest, portalId: number): Promise<void> {
  for (const step of await stores.progress.load(portalId)) {
    await stores.progress.save(portalId, {
      ...step,
      state: 'waiting',
      after: null,
      count: 0,
      reason: null,
      updatedAt: now,
    });
  }
}
