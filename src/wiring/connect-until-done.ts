// Connects the portal at start; while HubSpot is away it waits and tries again, since the pages and the ingress work without it.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connectPortal } from '../accounts/connect-portal.ts';
import { CrmUnavailableError } from '../accounts/crm.ts';
import type { Manifest } from '../accounts/manifest.ts';
import type { Stores } from '../accounts/ports.ts';
import type { Queue } from '../accounts/queue-port.ts';
import type { CallBudget } from '../hubspot/call-budget.ts';
import { createHubspotCrm, type HubspotCrm } from '../hubspot/hubspot-crm.ts';

export interface PortalAccess {
  baseUrl: string;
  /** As the port of the hubspot room asks for it: with the token that was refused, another. */
  accessToken: (rejected?: string) => Promise<string>;
  clientSecrets: string[];
  appId: number;
  /** Of a portal that is new here; see connectPortal. */
  writes?: 'held' | 'released';
}

export interface ConnectParts {
  access: PortalAccess;
  stores: Stores;
  queue: Queue;
  manifest: Manifest;
  log: Logger;
  now: () => number;
  signal: AbortSignal;
  /** The one budget of all that calls for this portal in this process. */
  budgetOf: (portalId: number) => CallBudget;
  onConnected: (portalId: number, crm: HubspotCrm) => void;
}

const waitMaxMs = 60_000;

/** @throws PortalDisconnectedError, CrmRefusedError: the access given is not one; nothing gets better by waiting. */
export async function connectUntilDone(parts: ConnectParts): Promise<void> {
  const { access, signal, log } = parts;
  const options = { baseUrl: access.baseUrl, accessToken: access.accessToken, now: parts.now, signal };
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      // Known before the first job runs: the portal's own webhooks may come while it is being connected.
      const { portalId } = await createHubspotCrm(options).readPortal();
      const crm = createHubspotCrm({ ...options, portalId, budget: parts.budgetOf(portalId) });
      parts.onConnected(portalId, crm);
      const { appId, writes } = access;
      const portal = await connectPortal({
        ...parts,
        crm,
        appId,
        now: parts.now(),
        ...(writes === undefined ? {} : { writes }),
      });
      log.info({ portalId: portal.portalId, state: portal.state }, 'portal connected');
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof CrmUnavailableError)) throw error;
      const waitMs = Math.min(waitMaxMs, Math.max(error.retryAfterMs, 1_000 * 2 ** Math.min(attempt, 6)));
      log.warn({ err: error, waitMs }, 'HubSpot cannot be reached, the portal is connected later');
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
