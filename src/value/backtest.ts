// How well forecasts made at an earlier day met what was bought after it.
import type { Backtest } from './model.ts';
import { countUntil, type PurchaseHistory, type RepeatSummary, repeatSummary } from './purchase-history.ts';

export interface BacktestWindow {
  /** The forecast knows purchases up to and including this day. */
  originDay: number;
  /** It is compared with purchases after the origin up to and including this day. */
  endDay: number;
  daysPerUnit: number;
}

/** Orders (days with a purchase) expected of an account for the window. */
export type OrderForecast = (summary: RepeatSummary, horizon: number) => number;

/** Over accounts that had bought by the origin; null where there is none. */
export function backtest(
  histories: Iterable<PurchaseHistory>,
  window: BacktestWindow,
  expect: OrderForecast,
): Backtest | null {
  const horizon = (window.endDay - window.originDay) / window.daysPerUnit;
  const sums = { accounts: 0, absolute: 0, squared: 0, expected: 0, actual: 0 };
  for (const { days } of histories) {
    const known = countUntil(days, window.originDay);
    const summary = repeatSummary(days.slice(0, known), window.originDay, window.daysPerUnit);
    if (summary === null) continue;
    const expected = expect(summary, horizon);
    const actual = countUntil(days, window.endDay) - known;
    sums.accounts += 1;
    sums.absolute += Math.abs(expected - actual);
    sums.squared += (expected - actual) ** 2;
    sums.expected += expected;
    sums.actual += actual;
  }
  if (sums.accounts === 0) return null;
  return {
    mae: sums.absolute / sums.accounts,
    rmse: Math.sqrt(sums.squared / sums.accounts),
    expectedTotal: sums.expected,
    actualTotal: sums.actual,
  };
}

/** Accounts alike in recency, frequency and age are forecast once. */
export function forecastOnce(expect: OrderForecast): OrderForecast {
  const known = new Map<string, number>();
  return (summary, horizon) => {
    const key = `${summary.x}/${summary.tx}/${summary.age}/${horizon}`;
    const expected = known.get(key) ?? expect(summary, horizon);
    known.set(key, expected);
    return expected;
  };
}

/** The plain forecasts that a model has to beat. */
export const heuristics: readonly { name: 'past-rate' | 'past-rate-if-recent'; expect: OrderForecast }[] = [
  { name: 'past-rate', expect: ({ x, age }, horizon) => (age > 0 ? (x / age) * horizon : 0) },
  {
    // Silent for longer than three of its own mean gaps counts as gone.
    name: 'past-rate-if-recent',
    expect: ({ x, tx, age }, horizon) => (x > 0 && age - tx <= 3 * (tx / x) ? (x / age) * horizon : 0),
  },
];
