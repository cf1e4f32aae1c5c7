// The results of `quorum value` as CSV rows and as JSON.
import type { ContractFit } from '../value/contract/contract-fit.ts';
import { constantRetentionValues, periodDiscount, residualLifetimes } from '../value/contract/residual-lifetime.ts';
import type { AccountValue, Backtest, PortalFit, ValueSettings, Verdict } from '../value/model.ts';
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
  settings: ValueSettings;
  /** By model or heuristic. */
  scores: ReadonlyMap<string, ModelScore>;
}

const DRIVERS_MAX = 3;

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
export function* reportJson({ results, fit, settings, scores }: ValueReport): Generator<string> {
  yield '{"accounts":[';
  for (const [index, result] of results.entries()) {
    yield `${index === 0 ? '\n' : ',\n'}${JSON.stringify({ ...accountRow(result), ...accountDetails(result) })}`;
  }
  const fitted = [...fit.rateModels, ...(fit.contracts ?? []).flatMap(chosenRenewals)];
  const models = fitted.map(({ name, fit: method, parameters, logLikelihood }) => ({
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
  yield `\n],"models":${JSON.stringify(models)},"chosen":${JSON.stringify(chosenOf(results, fit))},"heuristics":${JSON.stringify(heuristics)},"order_value":${JSON.stringify(orderValueModel)},"core_threshold":${fit.coreThreshold},"contracts":${JSON.stringify((fit.contracts ?? []).map((contract) => contractRow(contract, settings)))},"currency":${JSON.stringify(fit.currency)}}\n`;
}

/** The purchase model, or where contracts speak for more accounts, theirs. */
function chosenOf(results: readonly ValueResult[], fit: PortalFit): string {
  const counts = new Map<string, number>();
  for (const { value } of results) counts.set(value.model, (counts.get(value.model) ?? 0) + 1);
  const contracts = [...counts].filter(([name]) => name === 'sbg' || name === 'bdw');
  const [most] = contracts.sort((left, right) => right[1] - left[1]);
  const byContract = contracts.reduce((sum, [, count]) => sum + count, 0);
  return most !== undefined && byContract > results.length / 2 ? most[0] : fit.chosen;
}

function chosenRenewals({ models, chosen }: ContractFit): ContractFit['models'] {
  return models.filter(({ name }) => name === chosen);
}

const DAYS_IN_YEAR = 365.25;
const TABLE_RENEWALS = 12;

/** Renewals of one rhythm: the models, the residual lifetime table, and what one flat retention would say of a margin of 1 a period. */
function contractRow(contract: ContractFit, { discountRate }: ValueSettings): Record<string, unknown> {
  const discount = periodDiscount(discountRate, DAYS_IN_YEAR / contract.periodDays);
  const [model] = chosenRenewals(contract);
  const table = model === undefined ? [] : residualLifetimes(model.parameters, { count: TABLE_RENEWALS, discount });
  const flat = constantRetentionValues({ margin: 1, retention: table[0]?.retention ?? 0, discount });
  return {
    period_days: contract.periodDays,
    spells: contract.spells,
    lost: contract.lost,
    chosen: contract.chosen,
    likelihood_ratio: contract.likelihoodRatio,
    models: contract.models.map(({ name, parameters, logLikelihood }) => ({
      name,
      parameters,
      log_likelihood: logLikelihood,
    })),
    residual_lifetime: table,
    flat_retention: {
      not_yet_acquired: flat.notYetAcquired,
      after_payment: flat.afterPayment,
      end_of_period: flat.endOfPeriod,
    },
  };
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

/** What only JSON has room for: how sure the class is, how far the next one, why. Money in major units. */
function accountDetails({ value, verdict }: ValueResult): Record<string, unknown> {
  const unit = minorPerMajor(value.currency);
  return {
    potential: value.potentialMinor / unit,
    rfm: value.rfm,
    probability_below_zero: value.probabilityBelowZero,
    class_probabilities: verdict.probabilities ?? null,
    to_next_class: verdict.marginToNextMinor / unit,
    tags: verdict.tags,
    drivers: value.reasons.slice(0, DRIVERS_MAX).map((reason) => describeValueReason(reason, 'en')),
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
