// Puts the counts of own calls into the store every few seconds, so that a restart loses almost none.
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { PortalCrms } from './portal-crms.ts';

const everyMs = 5_000;

export function keepCallCounts(parts: { crms: PortalCrms; log: Logger; signal: AbortSignal }): void {
  void repeat(parts);
}

/** Counts that could not be kept are kept the next time. */
async function repeat({ crms, log, signal }: { crms: PortalCrms; log: Logger; signal: AbortSignal }): Promise<void> {
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
    await crms.keepCalls().catch((error: unknown) => {
      if (!signal.aborted) log.warn({ err: error }, 'calls could not be counted and are counted later');
    });
  }
}
