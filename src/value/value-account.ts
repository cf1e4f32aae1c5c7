// What one account is worth: expected orders, their margin and the cost to serve it, discounted, with interval, parts and reasons.

import type { Economics } from './economics.ts';
import { lifecycleStage } from './lifecycle-stage.ts';
import {
  type AccountLedger,
  type AccountValue,
  type PortalFit,
  type RateModelFit,
  serveKinds,
  type ValueSettings,
} from './model.ts';
import { minorPerMajor } from './money.ts';
import { pipelineOutlook } from './pipeline.ts';
import { estimateRatio, estimateServe, ledgerTotals, ratioKinds } from './portal-margins.ts';
import { potentialOf } from './potential.ts';
import { type Discounting, presentValue, yearDays } from './present-value.ts';
import {
  dayMs,
  dayOf,
  type PurchaseHistory,
  purchaseHistory,
  type RepeatSummary,
  repeatSummary,
} from './purchase-history.ts';
import type { Forecast } from './rate/forecast.ts';
import { expectedOrderValue } from './rate/gamma-gamma.ts';
import { forecast } from './rate/rate-model.ts';
import { rfmScore } from './rfm.ts';
import { valueInterval } from './value-interval.ts';
import { partsOf, sumMinor } from './value-parts.ts';
import { valueReasons } from './value-reasons.ts';

export interface ValueAccountInput {
  ledger: AccountLedger;
  fit: PortalFit;
  /** Epoch ms. */
  asOf: number;
  settings: ValueSettings;
  /** P(alive) a snapshot earlier, where known: one low figure alone does not make a defector. */
  previousPAlive?: number;
}

/** Value reference 6.2. LTV is what the account brings if nothing changes; a prospect's is weighted by its chance to be won. */
export function valueAccount(input: ValueAccountInput): AccountValue {
  const { ledger, fit, asOf, settings } = input;
  const asOfDay = dayOf(asOf);
  const history = purchaseHistory(ledger, asOf);
  const summary = repeatSummary(history.days, asOfDay, fit.daysPerUnit);
  const isCustomer = summary !== null;
  const model = modelNamed(fit, fit.chosen);
  const future = forecast(model, summary ?? justWon);
  const economics = economicsOf(input, { history, future });
  const pipeline = pipelineOutlook(ledger.openDeals, {
    asOf,
    settings,
    future,
    economics,
    daysPerUnit: fit.daysPerUnit,
  });
  const parts = isCustomer ? partsOf(economics) : partsOf(economics, pipeline);
  const ltvMinor = sumMinor(parts);
  const potential = potentialOf({ economics, fit, pipeline, isCustomer });
  const aliveForecast =
    fit.aliveModel === fit.chosen ? future : forecast(modelNamed(fit, fit.aliveModel), summary ?? justWon);
  const interval = valueInterval({
    summary,
    economics,
    fit,
    settings,
    pipeline,
    ltvMinor,
  });
  const year = yearDays / fit.daysPerUnit;
  const pAlive = isCustomer ? aliveForecast.pAlive : null;
  const value: AccountValue = {
    accountId: ledger.accountId,
    currency: settings.currency,
    asOf,
    isCustomer,
    ltvMinor,
    ...interval,
    potentialMinor: ltvMinor + potential.unrealisedPotentialMinor,
    ...potential,
    model: model.name,
    pAlive,
    expectedOrders12: isCustomer ? future.expectedOrders(year) : pipeline.winProbability * future.expectedOrders(year),
    parts,
    contribution12Minor: economics.totals.net12Minor,
    contributionPrevious12Minor: economics.totals.netPrevious12Minor,
    ...historyFigures(history, asOfDay, fit),
    lifecycleStage: lifecycleStage({
      days: history.days,
      asOfDay,
      pAlive: pAlive ?? 1,
      ...(input.previousPAlive === undefined ? {} : { previousPAlive: input.previousPAlive }),
      coreThreshold: fit.coreThreshold,
      gapP90Days: fit.gapP90Days,
    }),
    hasEvidence: ledger.contributions.some(({ date }) => date <= asOf) || ledger.openDeals.length > 0,
    reasons: [],
  };
  return { ...value, reasons: valueReasons(value, { economics, fit, pipeline }) };
}

/** A prospect is forecast as an account that has bought for the first time today. */
const justWon: RepeatSummary = { x: 0, tx: 0, age: 0 };

/** @throws where the fit does not hold the model it names: a bug, since both are written together. */
function modelNamed(fit: PortalFit, name: RateModelFit['name']): RateModelFit {
  const found = fit.rateModels.find((model) => model.name === name);
  if (found === undefined) throw new Error(`the portal's fit holds no model ${name}`);
  return found;
}

function economicsOf(
  { ledger, fit, asOf, settings }: ValueAccountInput,
  { history, future }: { history: PurchaseHistory; future: Forecast },
): Economics {
  const totals = ledgerTotals(ledger, asOf);
  const discounting: Discounting = { ...settings, daysPerUnit: fit.daysPerUnit };
  const ratios = ratioKinds.map((kind) => ({ kind, ...estimateRatio(totals, fit.margins, kind) }));
  const serve = serveKinds.map((kind) => ({ kind, ...estimateServe(totals, fit.margins, kind) }));
  return {
    totals,
    purchaseDays: history.days.length,
    ...presentValue(future, discounting),
    discounting,
    orderMinor: orderValue(history, fit),
    ratios,
    serve,
  };
}

/** Expected net revenue of an order in minor units, all orders of the account counted. */
function orderValue(history: PurchaseHistory, fit: PortalFit): number {
  const orders = history.days.length;
  const mean = orders === 0 ? 0 : history.amountsMinor.reduce((sum, amount) => sum + amount, 0) / orders;
  if (fit.orderValue === null) {
    // Nobody has bought twice: the portal's mean weighs as much as two orders.
    return (mean * orders + fit.meanOrderMinor * 2) / (orders + 2);
  }
  const unit = minorPerMajor(fit.currency);
  return expectedOrderValue(fit.orderValue.parameters, { orders, mean: mean / unit }) * unit;
}

function historyFigures(
  { days, amountsMinor }: PurchaseHistory,
  asOfDay: number,
  fit: PortalFit,
): Pick<AccountValue, 'orders' | 'firstOrder' | 'lastOrder' | 'recencyDays' | 'frequency' | 'monetaryMinor' | 'rfm'> {
  const first = days[0];
  const last = days[days.length - 1];
  if (first === undefined || last === undefined) {
    return { orders: 0, firstOrder: null, lastOrder: null, recencyDays: null, frequency: 0, monetaryMinor: 0, rfm: '' };
  }
  const recencyDays = asOfDay - last;
  const monetaryMinor = Math.round(amountsMinor.reduce((sum, amount) => sum + amount, 0) / days.length);
  return {
    orders: days.length,
    firstOrder: first * dayMs,
    lastOrder: last * dayMs,
    recencyDays,
    frequency: days.length,
    monetaryMinor,
    rfm: rfmScore({ recencyDays, frequency: days.length, monetaryMinor }, fit.rfm),
  };
}
