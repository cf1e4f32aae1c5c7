// Counts one portal's own calls by status and by limit: HubSpot certifies apps by their error rate.

export interface CallCounts {
  calls: number;
  /** By HTTP status; `timeout` and `network` where no answer came. */
  byStatus: Record<string, number>;
  /** Answers 429, by HubSpot's policyName. */
  rateLimited: Record<string, number>;
  retries: number;
  /** Time spent waiting for the portal's limits, in ms. */
  waitedMs: number;
  /**
   * How far HubSpot's clock is ahead of ours, in ms, to the second; null before the first answer. Past 60,000 either way
   * somebody must set the clock: at 300,000 every webhook is refused as stale.
   */
  clockOffMs: number | null;
}

export interface CallMeter {
  answered(status: number | 'timeout' | 'network'): void;
  limited(policy: string): void;
  retried(): void;
  waited(forMs: number): void;
  clockOff(byMs: number): void;
  counts(): CallCounts;
}

export function createCallMeter(): CallMeter {
  const counts: CallCounts = { calls: 0, byStatus: {}, rateLimited: {}, retries: 0, waitedMs: 0, clockOffMs: null };
  return {
    answered: (status) => {
      counts.calls += 1;
      counts.byStatus[status] = (counts.byStatus[status] ?? 0) + 1;
    },
    limited: (policy) => {
      counts.rateLimited[policy] = (counts.rateLimited[policy] ?? 0) + 1;
    },
    retried: () => {
      counts.retries += 1;
    },
    waited: (forMs) => {
      counts.waitedMs += forMs;
    },
    clockOff: (byMs) => {
      counts.clockOffMs = byMs;
    },
    counts: () => structuredClone(counts),
  };
}
