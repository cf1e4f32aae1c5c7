// Keeps a portal's calls within HubSpot's limits where several processes make them: each calls within a share of the slots, which
// it renews now and then. A call itself never waits for the store unless the share is used up.
import crypto from 'node:crypto';
import { type CallSlots, shareHoldsMs } from '../accounts/call-slots-port.ts';
import { type CallBudget, type CallKind, hubspotLimits } from './call-budget.ts';
import { type CallWindow, createCallWindow } from './call-window.ts';

export interface SharedBudgetOptions {
  portalId: number;
  slots: CallSlots;
  now: () => number;
  limits?: typeof hubspotLimits;
}

/** How often a share is renewed while calls are made: a newcomer gets its part within about this and a window. */
const renewalsPerWindow = 10;
const renewLeastMs = 250;
/** Where more is wanted than was asked for, the store is asked again no sooner, ms. */
const askAgainMs = 40;

export function createSharedCallBudget(options: SharedBudgetOptions): CallBudget {
  const limits = options.limits ?? hubspotLimits;
  const holder = crypto.randomUUID();
  const windows: Record<CallKind, CallWindow> = {
    general: createSharedWindow({ ...options, limits, holder, kind: 'general' }),
    search: createSharedWindow({ ...options, limits, holder, kind: 'search' }),
  };
  return {
    reserve: (kind, wait) => windows[kind].reserve(wait),
    hold: (kind, forMs) => windows[kind].hold(forMs),
  };
}

function createSharedWindow(options: Required<SharedBudgetOptions> & { holder: string; kind: CallKind }): CallWindow {
  const { portalId, slots, now, limits, holder, kind } = options;
  const renewEveryMs = Math.max(renewLeastMs, limits[kind].windowMs / renewalsPerWindow);
  let isAsking = false;
  let isMet = true;
  let askedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const window = createCallWindow({
    now,
    limit: limits[kind],
    share: 0,
    onWant: () => askWithin(isMet ? askAgainMs : renewEveryMs),
  });

  function askWithin(waitMs: number): void {
    if (isAsking) return;
    clearTimeout(timer);
    const inMs = Math.max(0, askedAt + waitMs - now());
    if (inMs === 0) void ask();
    else timer = setTimeout(() => void ask(), inMs).unref();
  }

  /** While the store is asked no slot is taken: what was reported as used has to stay true. */
  async function ask(): Promise<void> {
    isAsking = true;
    askedAt = now();
    const { used, waiting, total, restMs } = window.state();
    window.allow(0);
    let limit = 0;
    try {
      const share = await slots.share(portalId, { kind, holder, used, wanted: used + waiting, total, restMs });
      limit = share.limit;
      isMet = limit >= used + waiting;
      if (share.restMs > restMs) window.hold(share.restMs);
    } catch {
      // Without the store nobody knows what the others use; whoever waits is told when its time is over.
    } finally {
      isAsking = false;
      if (now() - askedAt < shareHoldsMs) window.allow(limit);
      if (used > 0 || waiting > 0 || window.state().waiting > 0) askWithin(renewEveryMs);
    }
  }

  return {
    ...window,
    hold: (forMs) => {
      window.hold(forMs);
      askWithin(0);
    },
  };
}
