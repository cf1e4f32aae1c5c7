// What a contract is still worth: discounted expected renewals, the residual lifetime table, and the textbook formulas reconciled.
import type { RenewalParameters } from './contract-fit.ts';
import { renewalSurvival } from './renewal-model.ts';

/** Renewals are summed until they add less than this share, or so many. */
const SHARE_MIN = 1e-13;
const RENEWALS_MAX = 20_000;

/** Discount a period, of k in a year, equal to the annual rate over a year. */
export function periodDiscount(annual: number, periodsPerYear: number): number {
  return (1 + annual) ** (1 / periodsPerYear) - 1;
}

/** Discount that stands for a margin growing by `growth` a period; below 0 where it grows faster than it is discounted. */
export function growingDiscount(discount: number, growth: number): number {
  return (discount - growth) / (1 + growth);
}

/**
 * Discounted expected renewals of an account about to come up for its `renewal`-th one, the coming one undiscounted:
 * DERL of Fader & Hardie 2010 with renewal = n, and DEL of one just acquired with its first payment behind it.
 */
export function residualRenewals(
  parameters: RenewalParameters,
  { renewal, discount }: { renewal: number; discount: number },
): number {
  const held = renewalSurvival(parameters, renewal - 1);
  let sum = 0;
  let factor = 1;
  for (let later = 0; later < RENEWALS_MAX; later += 1) {
    const term = (renewalSurvival(parameters, renewal + later) / held) * factor;
    sum += term;
    if (term <= SHARE_MIN * sum) break;
    factor /= 1 + discount;
  }
  return sum;
}

export interface ResidualLifetime {
  /** The renewal that comes up. */
  renewal: number;
  /** Chance that it is made. */
  retention: number;
  /** Discounted expected renewals from it on. */
  renewals: number;
}

/** One line a renewal, the first `count` of them. */
export function residualLifetimes(
  parameters: RenewalParameters,
  { count, discount }: { count: number; discount: number },
): ResidualLifetime[] {
  return Array.from({ length: count }, (_, index) => ({
    renewal: index + 1,
    retention: renewalSurvival(parameters, index + 1) / renewalSurvival(parameters, index),
    renewals: residualRenewals(parameters, { renewal: index + 1, discount }),
  }));
}

/** The three formulas for a constant margin and retention a period, which differ only in what is counted (Fader & Hardie, note 024). */
export function constantRetentionValues({
  margin,
  retention,
  discount,
}: {
  margin: number;
  retention: number;
  discount: number;
}): { notYetAcquired: number; afterPayment: number; endOfPeriod: number } {
  const perpetuity = margin / (1 + discount - retention);
  return {
    /** Paid in advance, the first payment to come: the most that winning the account may cost. */
    notYetAcquired: perpetuity * (1 + discount),
    /** The current payment has been made. */
    afterPayment: perpetuity * retention,
    /** Paid at the end of each period. */
    endOfPeriod: perpetuity,
  };
}
