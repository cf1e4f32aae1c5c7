// Keeps one portal's calls within HubSpot's limits: whoever wants to call waits here for a slot.
import { type CallSlot, createCallWindow, type WindowLimit } from './call-window.ts';

/** Search is limited apart from everything else. */
export type CallKind = 'general' | 'search';

/** One portal's budget: for a process that is alone with the portal, or (shared-call-budget.ts) for one of several. */
export interface CallBudget {
  /** Waits for a slot, first come, first served. @throws CrmUnavailableError after `waitMaxMs` or when cancelled. */
  reserve(kind: CallKind, wait: { waitMaxMs: number; signal?: AbortSignal | undefined }): Promise<CallSlot>;
  /** HubSpot said "too many": nobody calls for so long. */
  hold(kind: CallKind, forMs: number): void;
}

/** Two of the 110 in ten seconds stay free for what else carries the app's token; search takes four of five a second. */
export const hubspotLimits: Record<CallKind, WindowLimit> = {
  general: { calls: 108, windowMs: 10_000 },
  search: { calls: 4, windowMs: 1_000 },
};

/**
 * A window log rather than a leaky bucket: bursts go through at once, and the limit holds for every window as HubSpot sees
 * it, whatever the latency, because a slot stays taken from before the request leaves until a window after its answer came.
 */
export function createCallBudget(now: () => number, limits = hubspotLimits): CallBudget {
  const window = (limit: WindowLimit) => createCallWindow({ now, limit, share: Number.POSITIVE_INFINITY });
  const windows = { general: window(limits.general), search: window(limits.search) };
  return {
    reserve: (kind, wait) => windows[kind].reserve(wait),
    hold: (kind, forMs) => windows[kind].hold(forMs),
  };
}
