// The results of `quorum value` as CSV rows and as JSON.
import type { AccountValue, Backtest, PortalFit, Verdict } from '../value/model.ts';
import { minorPerMajor } from '../value/money.ts';
import { dayOf } from '../value/purchase-history.ts';
import { describeValueReason } from '../value/words.ts';
import { isoDay } from './value-dates.ts';

export interface ValueResult {
  value: AccountValue;
  verdict: Verdict;
  /** Orders expected in the next 12 months, or in the holdout. */
  expectedOrders: number;
  /** Orders in the holdout; null without one. */
  actualOrders: number | null;
}

export interface ModelScore {
  backtest: Backtest | null;
  /** 80 % interval of the total of the holdout; null without one. */
  expectedInterval: { low: number; high: number } | null;
}

export interface ValueReport {
  results: readonly ValueResult[];
  fit: PortalFit;
  /** By model or heuristic. */
  scores: ReadonlyMap<string, ModelScore>;
}

type Cell = string | number | null;

/** A line an account, header first. Money in major units, dates ISO. */
export function* reportCsv({ results }: ValueReport): Generator<string> {
  for (const [index, result] of results.entries()) {
    const row = accountRow(result);
    if (index === 0) yield `${Object.keys(row).join(',')}\n`;
    yield `${Object.values(row).map(csvCell).join(',')}\n`;
  }
}

/** One JSON document, account by account so that no string holds them all. */
export function* reportJson({ results, fit, scores }: ValueReport): Generator<string> {
  yield '{"accounts":[';
  for (const [index, result] of results.entries()) {
    yield `${index === 0 ? '\n' : ',\n'}${JSON.stringify(accountRow(result))}`;
  }
  const models = fit.rateModels.map(({ name, fit: method, parameters, logLikelihood }) => ({
    name,
    fit: method,
    parameters,
    log_likelihood: logLikelihood,
    backtest: backtestRow(scores.get(name)),
  }));
  const heuristics = fit.heuristics.map(({ name }) => ({ name, backtest: backtestRow(scores.get(name)) }));
  const orderValue = fit.orderValue;
  const orderValueModel =
    orderValue === null
      ? null
      : {
          name: 'gamma-gamma',
          fit: orderValue.fit,
          parameters: orderValue.parameters,
          log_likelihood: orderValue.logLikelihood,
        };
  yield `\n],"models":${JSON.stringify(models)},"chosen":${JSON.stringify(fit.chosen)},"heuristics":${JSON.stringify(heuristics)},"order_value":${JSON.stringify(orderValueModel)},"core_threshold":${fit.coreThreshold},"currency":${JSON.stringify(fit.currency)}}\n`;
}

function accountRow({ value, verdict, expectedOrders, actualOrders }: ValueResult): Record<string, Cell> {
  const unit = minorPerMajor(value.currency);
  const why = verdict.reasons[0];
  return {
    account_id: value.accountId,
    orders: value.orders,
    first_order: value.firstOrder === null ? null : isoDay(dayOf(value.firstOrder)),
    last_order: value.lastOrder === null ? null : isoDay(dayOf(value.lastOrder)),
    model: value.model,
    p_alive: value.pAlive,
    expected_orders_next: expectedOrders,
    ...(actualOrders === null ? {} : { actual_orders: actualOrders }),
    ltv: value.ltvMinor / unit,
    ltv_low: value.ltvLowMinor / unit,
    ltv_high: value.ltvHighMinor / unit,
    value_class: verdict.valueClass,
    value_class_reason: why === undefined ? null : describeValueReason(why, 'en'),
    lifecycle_stage: value.lifecycleStage,
    recency: value.recencyDays,
    frequency: value.frequency,
    monetary: value.monetaryMinor / unit,
  };
}

function backtestRow(score: ModelScore | undefined): Record<string, number> | null {
  if (score?.backtest === null || score === undefined) return null;
  const { mae, rmse, expectedTotal, actualTotal } = score.backtest;
  const row = { mae, rmse, expected_total: expectedTotal, actual_total: actualTotal };
  const interval = score.expectedInterval;
  return interval === null ? row : { ...row, expected_total_low: interval.low, expected_total_high: interval.high };
}

function csvCell(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
