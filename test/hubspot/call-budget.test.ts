// The portal's limits as HubSpot counts them: no window ever sees too many calls, and none is left much too empty.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CrmUnavailableError } from '../../src/accounts/crm.ts';
import { type CallBudget, createCallBudget } from '../../src/hubspot/call-budget.ts';

const now = () => performance.now();
const wait = { waitMaxMs: 10_000 };

function budgetOf(calls: number, windowMs: number): CallBudget {
  return createCallBudget(now, { general: { calls, windowMs }, search: { calls: 1, windowMs } });
}

/** The most calls that arrived within any one window. */
function busiest(arrivals: number[], windowMs: number): number {
  const sorted = arrivals.toSorted((left, right) => left - right);
  return Math.max(
    ...sorted.map((start, index) => sorted.slice(index).filter((arrival) => arrival < start + windowMs).length),
  );
}

describe('a window', () => {
  it('never sees more than its calls, whatever the latencies, and is well used', async () => {
    const [calls, windowMs, total] = [10, 100, 100];
    const budget = budgetOf(calls, windowMs);
    const arrivals: number[] = [];
    const from = now();
    const latencies = Array.from({ length: total }, (_, index) => [(index * 7) % 13, (index * 5) % 11] as const);
    await Promise.all(
      latencies.map(async ([there, back]) => {
        const slot = await budget.reserve('general', wait);
        await delay(there);
        arrivals.push(now());
        await delay(back);
        slot.settle(null);
      }),
    );
    expect(busiest(arrivals, windowMs)).toBeLessThanOrEqual(calls);
    const leastMs = (total / calls - 1) * windowMs;
    expect(now() - from).toBeGreaterThanOrEqual(leastMs);
    expect(now() - from).toBeLessThan(leastMs * 3);
  });

  it('lets a burst through at once', async () => {
    const budget = budgetOf(108, 10_000);
    const from = now();
    for (let call = 0; call < 108; call += 1) (await budget.reserve('general', wait)).settle(null);
    expect(now() - from).toBeLessThan(1_000);
    await expect(budget.reserve('general', { waitMaxMs: 20 })).rejects.toBeInstanceOf(CrmUnavailableError);
  });

  it('serves in the order of asking', async () => {
    const budget = budgetOf(1, 15);
    const served: number[] = [];
    const asks = [0, 1, 2, 3].map(async (place) => {
      const slot = await budget.reserve('general', wait);
      served.push(place);
      slot.settle(null);
    });
    await Promise.all(asks);
    expect(served).toEqual([0, 1, 2, 3]);
  });

  it('of searches is its own', async () => {
    const budget = budgetOf(1, 10_000);
    (await budget.reserve('search', wait)).settle(null);
    (await budget.reserve('general', wait)).settle(null);
    for (const kind of ['search', 'general'] as const) {
      await expect(budget.reserve(kind, { waitMaxMs: 10 })).rejects.toBeInstanceOf(CrmUnavailableError);
    }
  });
});

describe('what HubSpot says', () => {
  it('calls that others made take slots here too', async () => {
    const budget = budgetOf(108, 10_000);
    (await budget.reserve('general', wait)).settle({ max: 110, remaining: 4, intervalMs: 10_000 });
    // Two of the four are kept free.
    for (let call = 0; call < 2; call += 1) await budget.reserve('general', wait);
    await expect(budget.reserve('general', { waitMaxMs: 10 })).rejects.toBeInstanceOf(CrmUnavailableError);
  });

  it('its count of our own calls takes none twice', async () => {
    const budget = budgetOf(108, 10_000);
    for (let call = 1; call <= 108; call += 1) {
      const slot = await budget.reserve('general', { waitMaxMs: 10 });
      slot.settle({ max: 110, remaining: 110 - call, intervalMs: 10_000 });
    }
    await expect(budget.reserve('general', { waitMaxMs: 10 })).rejects.toBeInstanceOf(CrmUnavailableError);
  });

  it('another limit is taken over', async () => {
    const budget = budgetOf(3, 10_000);
    (await budget.reserve('general', wait)).settle({ max: 190, remaining: 189, intervalMs: 10_000 });
    for (let call = 0; call < 187; call += 1) await budget.reserve('general', { waitMaxMs: 10 });
    await expect(budget.reserve('general', { waitMaxMs: 10 })).rejects.toBeInstanceOf(CrmUnavailableError);
  });

  it('a rest holds everybody, then lets them go on', async () => {
    const budget = budgetOf(10, 50);
    budget.hold('general', 60);
    const from = now();
    await budget.reserve('general', wait);
    expect(now() - from).toBeGreaterThanOrEqual(58);
  });
});

it('a wait can be cancelled, and leaves its place to the next', async () => {
  const budget = budgetOf(1, 40);
  const first = await budget.reserve('general', wait);
  const stopping = new AbortController();
  const cancelled = budget.reserve('general', { ...wait, signal: stopping.signal });
  const next = budget.reserve('general', wait);
  stopping.abort();
  await expect(cancelled).rejects.toBeInstanceOf(CrmUnavailableError);
  first.settle(null);
  (await next).settle(null);
});
