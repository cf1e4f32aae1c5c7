// Keeps one portal's calls within HubSpot's limits: whoever wants to call waits here for a slot.
import { CrmUnavailableError } from '../accounts/crm.ts';

/** Search is limited apart from everything else. */
export type CallKind = 'general' | 'search';

/** What the rate headers of an answer said. */
export interface RateLimits {
  max: number;
  remaining: number;
  intervalMs: number;
}

interface CallSlot {
  /** To be called once the answer (or the failure) is there; null where it carried no rate headers. */
  settle(limits: RateLimits | null): void;
}

/** One portal's budget. This one lives in the process; a store-backed one can stand in for several processes. */
export interface CallBudget {
  /** Waits for a slot, first come, first served. @throws CrmUnavailableError after `waitMaxMs` or when cancelled. */
  reserve(kind: CallKind, wait: { waitMaxMs: number; signal?: AbortSignal | undefined }): Promise<CallSlot>;
  /** HubSpot said "too many": nobody calls for so long. */
  hold(kind: CallKind, forMs: number): void;
}

interface WindowLimit {
  calls: number;
  windowMs: number;
}

/** Two of the 110 in ten seconds stay free for what else carries the app's token; search takes four of five a second. */
const hubspotLimits: Record<CallKind, WindowLimit> = {
  general: { calls: 108, windowMs: 10_000 },
  search: { calls: 4, windowMs: 1_000 },
};

const keptFree = 2;

/**
 * A window log rather than a leaky bucket: bursts go through at once, and the limit holds for every window as HubSpot sees
 * it, whatever the latency, because a slot stays taken from before the request leaves until a window after its answer came.
 */
export function createCallBudget(now: () => number, limits = hubspotLimits): CallBudget {
  const windows = { general: createWindow(now, limits.general), search: createWindow(now, limits.search) };
  return {
    reserve: (kind, wait) => windows[kind].reserve(wait),
    hold: (kind, forMs) => windows[kind].hold(forMs),
  };
}

interface Window {
  reserve(wait: { waitMaxMs: number; signal?: AbortSignal | undefined }): Promise<CallSlot>;
  hold(forMs: number): void;
}

function createWindow(now: () => number, limit: WindowLimit): Window {
  let { calls, windowMs } = limit;
  let inFlight = 0;
  let heldUntil = 0;
  let timer: NodeJS.Timeout | undefined;
  /** When answers came, oldest first; older than a window no longer count. */
  const settled: number[] = [];
  const waiting: (() => void)[] = [];

  function free(): number {
    while (settled[0] !== undefined && settled[0] + windowMs <= now()) settled.shift();
    return calls - inFlight - settled.length;
  }

  function pump(): void {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0 && now() >= heldUntil && free() > 0) waiting.shift()?.();
    const oldest = settled[0];
    const wakeAt = Math.max(heldUntil, free() > 0 || oldest === undefined ? 0 : oldest + windowMs);
    if (waiting.length > 0 && wakeAt > now()) timer = setTimeout(pump, wakeAt - now() + 1);
  }

  function settle(answer: RateLimits | null): void {
    inFlight -= 1;
    settled.push(now());
    if (answer !== null) adopt(answer);
    pump();
  }

  /** Somebody else may call with the same limit: what HubSpot counted beyond our own calls takes slots here too. */
  function adopt(answer: RateLimits): void {
    windowMs = answer.intervalMs;
    calls = Math.max(1, answer.max - keptFree);
    const unseen = Math.min(free() + keptFree - answer.remaining, calls);
    for (let count = 0; count < unseen; count += 1) settled.push(now());
  }

  function take(): CallSlot {
    inFlight += 1;
    return { settle };
  }

  return {
    reserve: ({ waitMaxMs, signal }) => {
      if (waiting.length === 0 && now() >= heldUntil && free() > 0) return Promise.resolve(take());
      return queueUp({ waiting, waitMaxMs, signal, take, pump });
    },
    hold: (forMs) => {
      heldUntil = Math.max(heldUntil, now() + forMs);
      pump();
    },
  };
}

interface QueueUp {
  waiting: (() => void)[];
  waitMaxMs: number;
  signal: AbortSignal | undefined;
  take: () => CallSlot;
  pump: () => void;
}

function queueUp({ waiting, waitMaxMs, signal, take, pump }: QueueUp): Promise<CallSlot> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      const place = waiting.indexOf(enter);
      if (place !== -1) waiting.splice(place, 1);
      leave();
      reject(new CrmUnavailableError("No call was free within the portal's limits in time.", { retryAfterMs: 10_000 }));
    };
    const timer = setTimeout(giveUp, waitMaxMs);
    const leave = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
    const enter = (): void => {
      leave();
      resolve(take());
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    waiting.push(enter);
    if (signal?.aborted === true) giveUp();
    pump();
  });
}
