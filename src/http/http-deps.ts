// What the pages and the API are given: reads of the stores, the queue's figures, and what the wiring knows.
import type { BaseAdapter } from '@bull-board/api/baseAdapter';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { AccessStores } from '../accounts/access-port.ts';
import type { Disconnected, DisconnectRequest } from '../accounts/disconnect-portal.ts';
import type { Stores } from '../accounts/ports.ts';
import type { AccessDeps } from './access-deps.ts';

export type ReadStores = Pick<
  Stores,
  | 'portals'
  | 'inbox'
  | 'mirror'
  | 'results'
  | 'journal'
  | 'progress'
  | 'faults'
  | 'accounts'
  | 'changes'
  | 'dirtyAccounts'
  | 'writeRuns'
  | 'withheld'
  | 'writeSwitch'
  | 'provisioned'
  | 'callDays'
  | 'reconcileRuns'
> &
  AccessStores;

interface QueueFigures {
  counts(): Promise<Record<string, { waiting: number; active: number; delayed: number; failed: number }>>;
  boardQueues(): BaseAdapter[];
}

interface CallFigures {
  calls: number;
  byStatus: Record<string, number>;
  rateLimited: Record<string, number>;
  retries: number;
  waitedMs: number;
  clockOffMs: number | null;
}

interface PortalControl {
  /** @throws CrmUnavailableError, CrmRefusedError */
  disconnect(request: DisconnectRequest): Promise<Disconnected>;
  /** With the access that was given at the start; false where the portal has to be connected through HubSpot. */
  reconnect(portalId: number): Promise<boolean>;
}

export interface HttpDeps {
  stores: ReadStores;
  queue: QueueFigures;
  /** Mounted at /webhooks/hubspot before anything that reads bodies. */
  ingress: Router;
  ingressCounts?: () => {
    accepted: number;
    refused: Record<string, number>;
    odd: Record<string, number>;
    unavailable: number;
  };
  version: string;
  /** The address under which the service is reached, known only once it listens; empty before. */
  publicUrl: () => string;
  /** Where the sandbox portal's own pages are; null without a sandbox. */
  sandboxUrl?: () => string | null;
  /** What the sandbox answered 501 to. */
  sandboxStats?: () => Promise<{ unknownPaths: { path: string; count: number }[] }>;
  /** Own calls to the portal's CRM; null before the portal is connected. */
  crmMeter?: (portalId: number) => CallFigures | null;
  /** Who may come in; undefined on the sandbox portal of this machine, where nobody signs in. */
  access?: AccessDeps;
  /** Scopes of the manifest, beside those that a portal granted. */
  scopes?: { required: readonly string[]; optional: readonly string[] };
  portalControl?: PortalControl;
  /** Asks for a comparison of the portal's mirror with the CRM. */
  reconcile?: (portalId: number) => Promise<void>;
  log: Logger;
  now: () => number;
  /** Folder of the built pages. */
  uiFolder: string;
  /** API calls a minute from one address. Default 1,200. */
  callsPerMinuteMax?: number;
}
