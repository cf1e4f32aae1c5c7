// Where an account stands between prospect and defector (Blattberg, Getz & Thomas 2001; value reference, 6.5).
import type { LifecycleStage } from './model.ts';

const ALIVE_MIN = 0.3;
const SILENCE_DAYS_MIN = 180;
const SILENCE_GAPS = 2.5;

export interface LifecycleInput {
  /** Days with a purchase, ascending. */
  days: readonly number[];
  asOfDay: number;
  /** From a model in which one-time buyers can have left. */
  pAlive: number;
  /** The same a snapshot earlier; leave it out where there was none, and a single low figure is believed. */
  previousPAlive?: number;
  coreThreshold: number;
  gapP90Days: number | null;
}

/** A defector who buys again starts over as an early repeat buyer. */
export function lifecycleStage(input: LifecycleInput): LifecycleStage {
  const { days, asOfDay, pAlive, coreThreshold } = input;
  const last = days[days.length - 1];
  if (last === undefined) return 'prospect';
  const silenceMax = silenceLimit(days, input.gapP90Days);
  const left = pAlive < ALIVE_MIN && (input.previousPAlive ?? pAlive) < ALIVE_MIN;
  if (left || (days.length < 2 && asOfDay - last > silenceMax)) return 'defector';
  if (days.length === 1) return 'first_time_buyer';
  return ordersSinceReturn(days, silenceMax) >= coreThreshold ? 'core_customer' : 'early_repeat_buyer';
}

function silenceLimit(days: readonly number[], gapP90Days: number | null): number {
  const gaps = days.slice(1).map((day, index) => day - (days[index] ?? day));
  const median = gaps.sort((left, right) => left - right)[Math.floor(gaps.length / 2)] ?? 0;
  return Math.max(SILENCE_GAPS * median, gapP90Days ?? 0, SILENCE_DAYS_MIN);
}

/** Purchases since the last silence longer than the limit; all of them where there was none. */
function ordersSinceReturn(days: readonly number[], silenceMax: number): number {
  let count = 1;
  for (let index = days.length - 1; index > 0; index -= 1) {
    if ((days[index] ?? 0) - (days[index - 1] ?? 0) > silenceMax) break;
    count += 1;
  }
  return count;
}
