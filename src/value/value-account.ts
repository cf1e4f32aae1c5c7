// What one account is worth: expected orders, their margin and the cost to serve it, discounted, with interval, parts and reasons.

import type { Economics } from './economics.ts';
import { lifecycleStage } from './lifecycle-stage.ts';
import { type AccountLedger, type AccountValue, type PortalFit, serveKinds, type ValueSettings } from './model.ts';
import { minorPerMajor } from './money.ts';
import { pipelineOutlook } from './pipeline.ts';
import { estimateRatio, estimateServe, ledgerTotals, ratioKinds } from './portal-margins.ts';
import { potentialOf } from './potential.ts';
import { dayMs, dayOf, type PurchaseHistory } from './purchase-history.ts';
import { ordersInYear, type PurchaseOutlook, purchaseOutlook } from './purchase-outlook.ts';
import { expectedOrderValue } from './rate/gamma-gamma.ts';
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
  const outlook = purchaseOutlook(ledger, { fit, asOf, settings });
  const { history, pAlive } = outlook;
  const isCustomer = pAlive !== null;
  const economics = economicsOf(input, outlook);
  const pipeline = pipelineOutlook(ledger.openDeals, {
    asOf,
    settings,
    expectedOrders: outlook.expectedOrders,
    economics,
  });
  const parts = isCustomer ? partsOf(economics) : partsOf(economics, pipeline);
  const ltvMinor = sumMinor(parts);
  const potential = potentialOf({ economics, fit, pipeline, isCustomer });
  const interval = valueInterval({ outlook, economics, fit, settings, pipeline, ltvMinor });
  const orders12 = ordersInYear(outlook);
  const value: AccountValue = {
    accountId: ledger.accountId,
    currency: settings.currency,
    asOf,
    isCustomer,
    ltvMinor,
    ...interval,
    potentialMinor: ltvMinor + potential.unrealisedPotentialMinor,
    ...potential,
    model: outlook.model,
    pAlive,
    expectedOrders12: isCustomer ? orders12 : pipeline.winProbability * orders12,
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

function economicsOf({ ledger, fit, asOf, settings }: ValueAccountInput, outlook: PurchaseOutlook): Economics {
  const totals = ledgerTotals(ledger, asOf);
  const { repeats, repeat, contracts } = outlook;
  const repeatOrderMinor = orderValue(repeats, fit);
  const payments = contracts.reduce((sum, contract) => sum + contract.payments, 0);
  const paymentsMinor = contracts.reduce((sum, contract) => sum + contract.payments * contract.paymentMinor, 0);
  const orders = (repeat?.orders ?? 0) + payments;
  const revenueMinor = (repeat?.orders ?? 0) * repeatOrderMinor + paymentsMinor;
  return {
    totals,
    purchaseDays: outlook.history.days.length,
    orders,
    years: contracts.reduce((most, { years }) => Math.max(most, years), repeat?.years ?? 0),
    discounting: { ...settings, daysPerUnit: fit.daysPerUnit },
    orderMinor: contracts.length === 0 ? repeatOrderMinor : orders > 0 ? revenueMinor / orders : 0,
    repeatOrderMinor,
    ratios: ratioKinds.map((kind) => ({ kind, ...estimateRatio(totals, fit.margins, kind) })),
    serve: serveKinds.map((kind) => ({ kind, ...estimateServe(totals, fit.margins, kind) })),
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
