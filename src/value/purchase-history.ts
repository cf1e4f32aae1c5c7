// One account's purchases as the models see them: days with a purchase, and the net revenue of each.
import type { AccountLedger, ContributionKind } from './model.ts';

export const dayMs = 86_400_000;

/** Kinds that are a purchase where their amount is not negative; which source of a sale counts is decided by who builds the ledger. */
const purchaseKinds: ReadonlySet<ContributionKind> = new Set(['order', 'payment', 'upgrade', 'renewal']);

export interface PurchaseHistory {
  accountId: string;
  /** Days since the epoch with at least one purchase, ascending; several purchases on a day are one. */
  days: number[];
  /** Net revenue of each of those days, minor units. */
  amountsMinor: number[];
}

export function isPurchase(contribution: { kind: ContributionKind; amountMinor: number }): boolean {
  return purchaseKinds.has(contribution.kind) && contribution.amountMinor >= 0;
}

export function dayOf(epochMs: number): number {
  return Math.floor(epochMs / dayMs);
}

/** Purchases up to and including the day of `asOf`. */
export function purchaseHistory(ledger: AccountLedger, asOf: number): PurchaseHistory {
  const lastDay = dayOf(asOf);
  const byDay = new Map<number, number>();
  for (const contribution of ledger.contributions) {
    const day = dayOf(contribution.date);
    if (day <= lastDay && isPurchase(contribution)) byDay.set(day, (byDay.get(day) ?? 0) + contribution.amountMinor);
  }
  const days = [...byDay.keys()].sort((left, right) => left - right);
  return { accountId: ledger.accountId, days, amountsMinor: days.map((day) => byDay.get(day) ?? 0) };
}

/** How many of the ascending days are not after `day`. */
export function countUntil(days: readonly number[], day: number): number {
  let count = days.length;
  while (count > 0 && (days[count - 1] ?? 0) > day) count -= 1;
  return count;
}

/** Recency, frequency and age in the models' terms: x repeat purchases, the last at tx, observed for T units since the first. */
export interface RepeatSummary {
  x: number;
  tx: number;
  age: number;
  /** The purchases themselves and the day they are seen from, for models that count seasons. */
  days?: readonly number[];
  asOfDay?: number;
}

/** Null for an account that has not bought by `asOfDay`. */
export function repeatSummary(days: readonly number[], asOfDay: number, daysPerUnit: number): RepeatSummary | null {
  const first = days[0];
  const last = days[days.length - 1];
  if (first === undefined || last === undefined) return null;
  return { x: days.length - 1, tx: (last - first) / daysPerUnit, age: (asOfDay - first) / daysPerUnit, days, asOfDay };
}
