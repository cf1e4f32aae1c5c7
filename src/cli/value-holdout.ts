// Scores the forecasts of `quorum value --holdout`: each model, each heuristic, and the contracts, against what was bought.
import { backtest, heuristics } from '../value/backtest.ts';
import { forecastOf } from '../value/choose-rate-model.ts';
import { totalOrdersInterval } from '../value/holdout-interval.ts';
import type { Backtest, PortalFit } from '../value/model.ts';
import { countUntil, type PurchaseHistory, repeatSummary } from '../value/purchase-history.ts';
import type { ModelScore, ValueResult } from './value-report.ts';

export interface Holdout {
  originDay: number;
  endDay: number;
  daysPerUnit: number;
  seed: number;
}

/** By model or heuristic, over the accounts that had bought by the origin. */
export function holdoutScores(
  fit: PortalFit,
  histories: readonly PurchaseHistory[],
  window: Holdout,
): Map<string, ModelScore> {
  const horizon = (window.endDay - window.originDay) / window.daysPerUnit;
  const summaries = histories.flatMap(({ days }) => {
    const known = days.slice(0, countUntil(days, window.originDay));
    const summary = repeatSummary(known, window.originDay, window.daysPerUnit);
    return summary === null ? [] : [summary];
  });
  const scores = new Map<string, ModelScore>();
  for (const model of fit.rateModels) {
    scores.set(model.name, {
      backtest: backtest(histories, window, forecastOf(model)),
      expectedInterval: totalOrdersInterval(model, summaries, { horizon, seed: window.seed }),
    });
  }
  for (const { name, expect } of heuristics) {
    scores.set(name, { backtest: backtest(histories, window, expect), expectedInterval: null });
  }
  return scores;
}

/** Of the accounts that one model spoke for, from their own rows: how contracts are scored. Null without one. */
export function scoreOfRows(results: readonly ValueResult[], model: string): Backtest | null {
  const rows = results.filter(({ value, actualOrders }) => value.model === model && actualOrders !== null);
  if (rows.length === 0) return null;
  const sums = { absolute: 0, squared: 0, expected: 0, actual: 0 };
  for (const { expectedOrders, actualOrders } of rows) {
    const miss = expectedOrders - (actualOrders ?? 0);
    sums.absolute += Math.abs(miss);
    sums.squared += miss * miss;
    sums.expected += expectedOrders;
    sums.actual += actualOrders ?? 0;
  }
  return {
    mae: sums.absolute / rows.length,
    rmse: Math.sqrt(sums.squared / rows.length),
    expectedTotal: sums.expected,
    actualTotal: sums.actual,
  };
}
