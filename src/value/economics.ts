// What an account's orders bring and cost from now on, and the ratios that follow from it.
import type { ServeKind } from './model.ts';
import type { Estimate, LedgerTotals, RatioKind } from './portal-margins.ts';
import type { Discounting } from './present-value.ts';

/** What an account's orders bring and cost from now on. Money in minor units. */
export interface Economics {
  totals: LedgerTotals;
  /** Days with a purchase so far. */
  purchaseDays: number;
  /** Discounted expected orders and discounted expected years alive. */
  orders: number;
  years: number;
  discounting: Discounting;
  /** Net revenue of an order, payments of contracts among them; and of a repeat order alone. */
  orderMinor: number;
  repeatOrderMinor: number;
  ratios: (Estimate & { kind: RatioKind })[];
  serve: (Estimate & { kind: ServeKind })[];
}

/** What is left of one unit of net revenue. Discounts are in the net price already. */
export function marginRatio({ ratios }: Economics): number {
  return ratios.reduce((sum, { kind, value }) => (kind === 'discount' ? sum : sum + value), 1);
}

/** Minor units a year while alive. */
export function serveYear({ serve }: Economics): number {
  return serve.reduce((sum, { value }) => sum + value, 0);
}
