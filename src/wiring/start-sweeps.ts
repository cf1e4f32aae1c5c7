// Lets the sweeps run again and again while the service is up: one soon after another, never two at a time.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Stores } from '../accounts/ports.ts';
import type { Queue } from '../accounts/queue-port.ts';
import { type Sweep, type SweepSettings, sweepAged, sweepLostNudges } from '../accounts/sweep.ts';

const dayMs = 86_400_000;
const kept: Omit<SweepSettings, 'dirtyAgeMs'> = {
  fitAgeMs: dayMs,
  recentAgeMs: 3_600_000,
  fullAgeMs: dayMs,
  inboxAgeMs: 14 * dayMs,
};
/** What a rebuild takes at most after its longest wait, before it counts as lost. */
const rebuildMaxMs = 3_000;
const nudgesEveryMs = 2_000;
const agedEveryMs = 600_000;

export interface SweepParts {
  stores: Stores;
  queue: Queue;
  log: Logger;
  now: () => number;
  signal: AbortSignal;
  /** The longest wait of an account that keeps changing, ms. */
  rebuildWaitMaxMs: number;
}

export function startSweeps(parts: SweepParts): void {
  void repeat(parts, { everyMs: nudgesEveryMs, sweep: sweepLostNudges });
  void repeat(parts, { everyMs: agedEveryMs, sweep: sweepAged });
}

/** A sweep that fails is told and comes again: what it looks for does not go away. */
async function repeat(
  { stores, queue, log, now, signal, rebuildWaitMaxMs }: SweepParts,
  { everyMs, sweep }: { everyMs: number; sweep: (request: Sweep) => Promise<void> },
): Promise<void> {
  const settings: SweepSettings = { ...kept, dirtyAgeMs: rebuildWaitMaxMs + rebuildMaxMs };
  while (!signal.aborted) {
    try {
      await sweep({ stores, queue, now: now(), settings });
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'a sweep failed and is tried again');
    }
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
