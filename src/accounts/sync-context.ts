// What the use cases that copy from or write to one portal's CRM are given.
import type { Crm } from './crm.ts';
import type { Manifest } from './manifest.ts';
import type { Portal, Stores } from './ports.ts';
import type { Queue } from './queue-port.ts';

export interface SyncContext {
  portal: Portal;
  crm: Crm;
  stores: Stores;
  queue: Queue;
  manifest: Manifest;
  /** Epoch ms. */
  now: () => number;
}

/** Backfill and drain change the mirror by turns, so that an older answer of the CRM never overwrites a newer one. */
export function mirrorLock(portalId: number): string {
  return `mirror-${portalId}`;
}

/** Maps and values are made by turns: an older reading of the mirror must never be saved over a newer one. */
export function resultLock(portalId: number): string {
  return `results-${portalId}`;
}

/** Writes into the CRM go out by turns, so that each is compared with what the one before it left. */
export function writeLock(portalId: number): string {
  return `write-${portalId}`;
}
