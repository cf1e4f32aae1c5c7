// What the pages and the API are given: reads of the stores, the queue's figures, and what the wiring knows.
import type { BaseAdapter } from '@bull-board/api/baseAdapter';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Stores } from '../accounts/ports.ts';

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
  | 'reconcileRuns'
>;

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
  /** Asks for a comparison of the portal's mirror with the CRM. */
  reconcile?: (portalId: number) => Promise<void>;
  log: Logger;
  now: () => number;
  /** Folder of the built pages. */
  uiFolder: string;
  /** API calls a minute from one address. Default 1,200. */
  callsPerMinuteMax?: number;
}
