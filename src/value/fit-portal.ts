// Learns from all accounts of a portal what valuing one of them needs.
import { chooseRateModel } from './choose-rate-model.ts';
import { coreThreshold } from './core-threshold.ts';
import type { AccountLedger, PortalFit, ValueSettings } from './model.ts';
import { minorPerMajor } from './money.ts';
import { ledgerTotals, PortalMarginSums } from './portal-margins.ts';
import { dayMs, dayOf, type PurchaseHistory, purchaseHistory } from './purchase-history.ts';
import { fitGammaGamma } from './rate/gamma-gamma.ts';
import { rfmBounds } from './rfm.ts';

/** Raised whenever the same data give another value. */
const valueCodeVersion = '1';

const MEAN_AGE_UNITS = 40;

export interface FitPortalInput {
  /** Read once, in any order; the result does not depend on it. */
  ledgers: Iterable<AccountLedger>;
  /** Epoch ms; what happened later is not looked at. */
  asOf: number;
  settings: ValueSettings;
}

/** Works from no account at all upwards: with few, the weak prior speaks. */
export function fitPortal({ ledgers, asOf, settings }: FitPortalInput): PortalFit {
  const asOfDay = dayOf(asOf);
  const histories: PurchaseHistory[] = [];
  const margins = new PortalMarginSums();
  let accounts = 0;
  for (const ledger of ledgers) {
    accounts += 1;
    const history = purchaseHistory(ledger, asOf);
    if (history.days.length === 0) continue;
    histories.push(history);
    margins.add(ledgerTotals(ledger, asOf));
  }
  histories.sort((left, right) => (left.accountId < right.accountId ? -1 : left.accountId > right.accountId ? 1 : 0));
  const daysPerUnit = settings.daysPerUnit ?? scaledUnit(histories, asOfDay);
  const gaps = histories.flatMap(({ days }) => days.slice(1).map((day, index) => day - (days[index] ?? day)));
  gaps.sort((left, right) => left - right);
  return {
    codeVersion: valueCodeVersion,
    fittedAt: asOf,
    currency: settings.currency,
    accounts,
    customers: histories.length,
    dataRange: dataRange(histories),
    daysPerUnit,
    ...chooseRateModel(histories, { asOfDay, daysPerUnit, fit: settings.fit }),
    orderValue: fitGammaGamma(repeatSpends(histories, settings.currency), settings.fit),
    meanOrderMinor: meanOrder(histories),
    margins: margins.result(settings.marginDefault),
    coreThreshold: coreThreshold(histories, asOfDay, gaps[Math.floor(gaps.length / 2)] ?? null),
    gapP90Days: gaps[Math.ceil(gaps.length * 0.9) - 1] ?? null,
    rfm: rfmBounds(
      histories.map(({ days, amountsMinor }) => ({
        recencyDays: asOfDay - (days[days.length - 1] ?? asOfDay),
        frequency: days.length,
        monetaryMinor: sum(amountsMinor) / days.length,
      })),
    ),
  };
}

/** Days in a unit such that the mean age is 40 units, where the models' parameters are well scaled. */
function scaledUnit(histories: readonly PurchaseHistory[], asOfDay: number): number {
  const ages = histories.map(({ days }) => asOfDay - (days[0] ?? asOfDay));
  return Math.max(1, sum(ages) / Math.max(1, ages.length) / MEAN_AGE_UNITS);
}

/** The first order is left out, as in the model's paper: it is often a trial. */
function repeatSpends(histories: readonly PurchaseHistory[], currency: string): { orders: number; mean: number }[] {
  const unit = minorPerMajor(currency);
  return histories
    .filter(({ days }) => days.length > 1)
    .map(({ amountsMinor }) => {
      const repeats = amountsMinor.slice(1);
      return { orders: repeats.length, mean: sum(repeats) / repeats.length / unit };
    });
}

function meanOrder(histories: readonly PurchaseHistory[]): number {
  const orders = histories.reduce((total, { days }) => total + days.length, 0);
  return orders === 0 ? 0 : histories.reduce((total, { amountsMinor }) => total + sum(amountsMinor), 0) / orders;
}

function dataRange(histories: readonly PurchaseHistory[]): { from: number; to: number } | null {
  if (histories.length === 0) return null;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { days } of histories) {
    from = Math.min(from, days[0] ?? from);
    to = Math.max(to, days[days.length - 1] ?? to);
  }
  return { from: from * dayMs, to: to * dayMs };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
