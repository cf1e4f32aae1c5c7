// Counts one portal's own calls by status, limit and day: HubSpot certifies apps by their error rate.
import type { CallCount } from '../accounts/call-days-port.ts';

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

export interface AnsweredCall {
  status: number | 'timeout' | 'network';
  /** What was asked, without ids. */
  what: string;
  /** Of a 429, HubSpot's policyName. */
  policy: string | null;
  /** The caller asked whether something exists: that it does not is an answer. */
  mayBeMissing: boolean;
}

export interface CallMeter {
  answered(call: AnsweredCall): void;
  retried(): void;
  waited(forMs: number): void;
  clockOff(byMs: number): void;
  counts(): CallCounts;
  /** Hands over what was counted since the last time; it counts as handed over once `keep` has resolved. */
  handOver(keep: (counts: CallCount[]) => Promise<void>): Promise<void>;
}

/** @param now epoch ms */
export function createCallMeter(now: () => number): CallMeter {
  const counts: CallCounts = { calls: 0, byStatus: {}, rateLimited: {}, retries: 0, waitedMs: 0, clockOffMs: null };
  const byDay = new Map<string, CallCount>();
  return {
    answered: (call) => {
      counts.calls += 1;
      counts.byStatus[call.status] = (counts.byStatus[call.status] ?? 0) + 1;
      if (call.policy !== null) counts.rateLimited[call.policy] = (counts.rateLimited[call.policy] ?? 0) + 1;
      addTo(byDay, dayCount(call, now()));
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
    async handOver(keep) {
      const given = [...byDay.values()].filter(({ count }) => count > 0).map((count) => ({ ...count }));
      if (given.length === 0) return;
      await keep(given);
      for (const count of given) addTo(byDay, { ...count, count: -count.count });
      for (const [key, { count }] of byDay) if (count === 0) byDay.delete(key);
    },
  };
}

/** What was asked is kept for errors alone: the rest would be many rows that say nothing. */
function dayCount({ status, what, policy, mayBeMissing }: AnsweredCall, at: number): CallCount {
  const isError = typeof status === 'number' && status >= 400 && !(status === 404 && mayBeMissing);
  return {
    day: new Date(at).toISOString().slice(0, 10),
    status: String(status),
    isError,
    policy: policy ?? '',
    what: isError ? what : '',
    count: 1,
  };
}

function addTo(byDay: Map<string, CallCount>, { count, ...rest }: CallCount): void {
  const key = JSON.stringify(rest);
  byDay.set(key, { ...rest, count: (byDay.get(key)?.count ?? 0) + count });
}
