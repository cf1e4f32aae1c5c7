// One of a portal's limits as a log of the window: who waits, what is taken, and when it is free again.
import { CrmUnavailableError } from '../accounts/crm.ts';

/** What the rate headers of an answer said. */
export interface RateLimits {
  max: number;
  remaining: number;
  intervalMs: number;
}

export interface CallSlot {
  /** To be called once the answer (or the failure) is there; null where it carried no rate headers. */
  settle(limits: RateLimits | null): void;
}

export interface WindowLimit {
  calls: number;
  windowMs: number;
}

export interface CallWindow {
  reserve(wait: { waitMaxMs: number; signal?: AbortSignal | undefined }): Promise<CallSlot>;
  /** Nobody calls for so long. */
  hold(forMs: number): void;
  /** What this process may have taken at once where it shares the limit with others; no more than the limit is ever taken. */
  allow(share: number): void;
  state(): WindowState;
}

interface WindowState {
  /** Calls under way and those that are still counted. */
  used: number;
  waiting: number;
  /** For all processes together. */
  total: number;
  restMs: number;
}

export interface WindowOptions {
  now: () => number;
  limit: WindowLimit;
  /** What may be taken before `allow` says otherwise. */
  share: number;
  /** Somebody waits and nothing is free. */
  onWant?: () => void;
}

/** Left to whatever else carries the app's token. */
const keptFree = 2;

export function createCallWindow({ now, limit, share: firstShare, onWant }: WindowOptions): CallWindow {
  let { calls: total, windowMs } = limit;
  let share = firstShare;
  let inFlight = 0;
  let heldUntil = 0;
  let timer: NodeJS.Timeout | undefined;
  /** When answers came, oldest first; older than a window no longer count. */
  const settled: number[] = [];
  const waiting: (() => void)[] = [];

  function used(): number {
    while (settled[0] !== undefined && settled[0] + windowMs <= now()) settled.shift();
    return inFlight + settled.length;
  }

  const free = () => Math.min(total, share) - used();

  function pump(): void {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0 && now() >= heldUntil && free() > 0) waiting.shift()?.();
    if (waiting.length === 0) return;
    const oldest = settled[0];
    const wakeAt = Math.max(heldUntil, free() > 0 || oldest === undefined ? 0 : oldest + windowMs);
    if (wakeAt > now()) timer = setTimeout(pump, wakeAt - now() + 1);
    if (free() <= 0) onWant?.();
  }

  function settle(answer: RateLimits | null): void {
    inFlight -= 1;
    settled.push(now());
    if (answer !== null) adopt(answer);
    pump();
  }

  /** Somebody else may call with the same limit: what HubSpot counted beyond the shares that it has takes slots here too. */
  function adopt(answer: RateLimits): void {
    windowMs = answer.intervalMs;
    total = Math.max(1, answer.max - keptFree);
    const ofOthers = Math.max(0, total - share);
    const unseen = Math.min(answer.max - answer.remaining - used() - ofOthers, total);
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
    allow: (allowed) => {
      share = allowed;
      pump();
    },
    state: () => ({
      used: used(),
      waiting: waiting.length,
      total,
      restMs: Math.max(0, heldUntil - now()),
    }),
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
