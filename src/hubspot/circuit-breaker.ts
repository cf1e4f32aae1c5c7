// Stops asking a portal's HubSpot while it is down: after repeated failures calls fail at once, then one call tries again.
import { CrmUnavailableError } from '../accounts/crm.ts';

export interface CircuitBreaker {
  /** @throws CrmUnavailableError while open. */
  enter(): void;
  /** Every `enter` that passed is followed by one of these. */
  succeeded(): void;
  failed(): void;
  /** No request was sent after all. */
  abandoned(): void;
}

const failuresMax = 6;
const openMs = { first: 5_000, max: 120_000 };

export function createCircuitBreaker(now: () => number): CircuitBreaker {
  let failures = 0;
  let openUntil = 0;
  let lastOpenMs = 0;
  let probing = false;
  return {
    enter: () => {
      if (failures < failuresMax) return;
      if (now() < openUntil || probing) {
        const retryAfterMs = Math.max(openUntil - now(), 1_000);
        throw new CrmUnavailableError('HubSpot failed repeatedly for this portal; calls rest for a while.', {
          retryAfterMs,
        });
      }
      probing = true;
    },
    succeeded: () => {
      failures = 0;
      lastOpenMs = 0;
      probing = false;
    },
    abandoned: () => {
      probing = false;
    },
    failed: () => {
      failures += 1;
      probing = false;
      if (failures < failuresMax) return;
      lastOpenMs = Math.min(lastOpenMs === 0 ? openMs.first : lastOpenMs * 2, openMs.max);
      openUntil = now() + lastOpenMs;
    },
  };
}
