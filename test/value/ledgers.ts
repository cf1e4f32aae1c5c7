// Small ledgers for tests.
import type { AccountLedger, Contribution, ContributionKind } from '../../src/value/model.ts';
import { dayMs } from '../../src/value/purchase-history.ts';

export function entry(
  accountId: string,
  { day, amountMinor, kind }: { day: number; amountMinor: number; kind: ContributionKind },
): Contribution {
  return {
    accountId,
    date: day * dayMs,
    kind,
    amountMinor,
    currency: 'USD',
    source: { type: 'test', id: `${accountId}/${day}` },
    grade: 'measured',
    product: null,
  };
}

export function order(accountId: string, day: number, amountMinor: number): Contribution {
  return entry(accountId, { day, amountMinor, kind: 'order' });
}

/** Orders of 100.00 on the given days. */
export function ledgerOf(accountId: string, days: readonly number[], amountMinor = 10_000): AccountLedger {
  return { accountId, contributions: days.map((day) => order(accountId, day, amountMinor)), openDeals: [] };
}
