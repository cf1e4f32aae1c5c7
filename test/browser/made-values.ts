// A value and its class for an account, from the few figures that a test cares for.
import type { AccountValue, LifecycleStage, ValueClass, Verdict } from '../../src/value/model.ts';

export interface ValueFigures {
  ltvMinor: number;
  valueClass?: ValueClass | null;
  stage?: LifecycleStage;
}

const dayMs = 86_400_000;

/** Parts sum to the lifetime value; the interval lies a fifth to either side. */
export function makeValue(
  accountId: string,
  { ltvMinor, valueClass = 'mvc', stage = 'core_customer' }: ValueFigures,
  at: number,
): { value: AccountValue; verdict: Verdict } {
  const width = Math.round(Math.abs(ltvMinor) / 5);
  return {
    value: {
      accountId,
      currency: 'USD',
      asOf: at,
      isCustomer: true,
      ltvMinor,
      ltvLowMinor: ltvMinor - width,
      ltvHighMinor: ltvMinor + width,
      potentialMinor: ltvMinor + 500_000,
      unrealisedPotentialMinor: 500_000,
      potentialGrade: 'B',
      orders: 12,
      firstOrder: at - 900 * dayMs,
      lastOrder: at - 10 * dayMs,
      model: 'mbg-nbd',
      pAlive: 0.97,
      expectedOrders12: 8.4,
      parts: [
        { code: 'list_price_revenue', amountMinor: ltvMinor + 300_000, grade: 'measured' },
        { code: 'discount', amountMinor: -100_000, grade: 'measured' },
        { code: 'cost_of_goods', amountMinor: -200_000, grade: 'estimated' },
      ],
      contribution12Minor: 400_000,
      contributionPrevious12Minor: 300_000,
      recencyDays: 10,
      frequency: 11,
      monetaryMinor: 90_000,
      rfm: '5-4-4',
      lifecycleStage: stage,
      probabilityBelowZero: 0.01,
      hasEvidence: true,
      reasons: [],
    },
    verdict: {
      accountId,
      valueClass,
      since: at - 30 * dayMs,
      pending: null,
      reasons: [],
      thresholdMinor: 1_000_000,
      marginToNextMinor: 0,
      tags: [],
    },
  };
}
