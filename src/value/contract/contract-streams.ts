// Tells contracts from repeat orders, account by account and product family by product family, and reads each contract's run of payments.
import type { AccountLedger, Contribution } from '../model.ts';
import { dayOf, isPurchase } from '../purchase-history.ts';

/** One contract of an account: payments in a fixed rhythm. */
export interface ContractStream {
  family: string;
  periodDays: number;
  /** Payments of the run that is still going or ended last, oldest first. */
  payments: { day: number; amountMinor: number }[];
  /** Numbers of payments of earlier runs: contracts that lapsed and were taken up again. */
  lapsed: number[];
  /** True where the next payment is overdue by more than its grace. */
  ended: boolean;
}

export interface SplitLedger {
  contracts: ContractStream[];
  /** All that is not a contract's payment. */
  rest: AccountLedger;
}

const periodsDays = [7, 14, 30.4375, 91.3125, 182.625, 365.25, 730.5, 1095.75];
const YEAR_DAYS = 365.25;
/** A gap belongs to a rhythm within this share of it. */
const PERIOD_TOLERANCE = 0.25;
/** Even spacing and equal amounts, as billing runs make them, over at least so many payments. */
const REGULAR_PAYMENTS_MIN = 4;
const REGULAR_GAP_SHARE = 0.15;
const REGULAR_GAP_DAYS = 3;
const EQUAL_SHARE = 0.02;
const EQUAL_PAIRS_MIN = 0.75;
/** A family is a contract where this share of its purchases are renewals by name, or of its frequent buyers pay regularly. */
const RENEWAL_SHARE_MIN = 0.3;
const REGULAR_SHARE_MIN = 0.6;
/** Fewer regular payers than this show a contract only where nearly all of the family's buyers pay so, and so small a share never does. */
const REGULAR_ACCOUNTS_MIN = 5;
const REGULAR_ACCOUNTS_SHARE_MIN = 0.05;
/** A later payment than this many periods starts a new run. */
const BREAK_PERIODS = 1.6;
const GRACE_SHARE = 0.5;
const GRACE_DAYS_MAX = 45;

/** Families are products as the ledger names them; no name is the family ''. */
export function splitLedger(
  ledger: AccountLedger,
  asOf: number,
  families: Readonly<Record<string, number>>,
): SplitLedger {
  if (Object.keys(families).length === 0 && !ledger.contributions.some(({ kind }) => kind === 'renewal'))
    return { contracts: [], rest: ledger };
  const contracts: ContractStream[] = [];
  const taken = new Set<string>();
  for (const [family, purchases] of purchasesByFamily(ledger, asOf)) {
    const byName = purchases.some(({ kind }) => kind === 'renewal');
    const period = families[family];
    if (!byName && period === undefined) continue;
    const payments = byDay(purchases);
    if (!byName && payments.length >= REGULAR_PAYMENTS_MIN && regularPeriod(payments) === null) continue;
    taken.add(family);
    contracts.push(streamOf(family, payments, { periodDays: ownPeriod(payments) ?? period ?? YEAR_DAYS, asOf }));
  }
  if (contracts.length === 0) return { contracts, rest: ledger };
  const contributions = ledger.contributions.filter((entry) => !(isPayment(entry) && taken.has(entry.product ?? '')));
  return { contracts, rest: { ...ledger, contributions } };
}

/** Days after a payment is due until which the contract is not taken for ended. */
export function graceDays(periodDays: number): number {
  return Math.min(GRACE_SHARE * periodDays, GRACE_DAYS_MAX);
}

/** Gathers over all ledgers which families are bought by contract. */
export class ContractFamilies {
  private readonly tallies = new Map<string, FamilyTally>();

  add(ledger: AccountLedger, asOf: number): void {
    for (const [family, purchases] of purchasesByFamily(ledger, asOf)) {
      const tally = this.tallies.get(family) ?? {
        accounts: 0,
        purchases: 0,
        renewals: 0,
        frequent: 0,
        periods: [],
        ownPeriods: [],
      };
      this.tallies.set(family, tally);
      tally.accounts += 1;
      tally.purchases += purchases.length;
      tally.renewals += purchases.filter(({ kind }) => kind === 'renewal').length;
      const payments = byDay(purchases);
      if (payments.length >= REGULAR_PAYMENTS_MIN) {
        tally.frequent += 1;
        const period = regularPeriod(payments);
        if (period !== null) tally.periods.push(period);
      }
      if (tally.renewals > 0) tally.ownPeriods.push(ownPeriod(payments) ?? 0);
    }
  }

  /** False where no family is a contract and no purchase is a renewal by name. */
  anyContract(): boolean {
    return Object.keys(this.result()).length > 0 || [...this.tallies.values()].some(({ renewals }) => renewals > 0);
  }

  /** Period in days by family. */
  result(): Record<string, number> {
    const families: Record<string, number> = {};
    for (const [family, tally] of this.tallies) {
      const { purchases, renewals, periods, ownPeriods } = tally;
      if (!isRegular(tally) && renewals < RENEWAL_SHARE_MIN * purchases) continue;
      const known = (periods.length > 0 ? periods : ownPeriods).filter((period) => period > 0);
      families[family] = mostFrequent(known) ?? YEAR_DAYS;
    }
    return families;
  }
}

interface FamilyTally {
  accounts: number;
  purchases: number;
  renewals: number;
  frequent: number;
  periods: number[];
  ownPeriods: number[];
}

function isRegular({ accounts, frequent, periods }: FamilyTally): boolean {
  const regular = periods.length;
  if (regular === 0 || regular < REGULAR_SHARE_MIN * frequent || regular < REGULAR_ACCOUNTS_SHARE_MIN * accounts)
    return false;
  return regular >= REGULAR_ACCOUNTS_MIN || regular >= REGULAR_SHARE_MIN * accounts;
}

interface Payment {
  day: number;
  amountMinor: number;
}

function isPayment(entry: Contribution): boolean {
  return isPurchase(entry) && entry.kind !== 'upgrade';
}

function purchasesByFamily({ contributions }: AccountLedger, asOf: number): Map<string, Contribution[]> {
  const families = new Map<string, Contribution[]>();
  for (const entry of contributions) {
    if (!isPayment(entry) || entry.date > asOf) continue;
    const family = entry.product ?? '';
    const list = families.get(family);
    if (list === undefined) families.set(family, [entry]);
    else list.push(entry);
  }
  return families;
}

function byDay(purchases: readonly Contribution[]): Payment[] {
  const days = new Map<number, number>();
  for (const { date, amountMinor } of purchases) days.set(dayOf(date), (days.get(dayOf(date)) ?? 0) + amountMinor);
  return [...days].sort(([left], [right]) => left - right).map(([day, amountMinor]) => ({ day, amountMinor }));
}

function streamOf(
  family: string,
  payments: readonly Payment[],
  { periodDays, asOf }: { periodDays: number; asOf: number },
): ContractStream {
  const runs: Payment[][] = [];
  for (const payment of payments) {
    const run = runs[runs.length - 1];
    const before = run?.[run.length - 1];
    if (run !== undefined && before !== undefined && payment.day - before.day <= BREAK_PERIODS * periodDays)
      run.push(payment);
    else runs.push([payment]);
  }
  const current = runs.pop() ?? [];
  const last = current[current.length - 1]?.day ?? 0;
  return {
    family,
    periodDays,
    payments: current,
    lapsed: runs.map((run) => run.length),
    ended: dayOf(asOf) - last > periodDays + graceDays(periodDays),
  };
}

/** The rhythm of evenly spaced, equal payments; null where they are not. */
function regularPeriod(payments: readonly Payment[]): number | null {
  const gaps = gapsOf(payments);
  const middle = median(gaps);
  const period = middle === null ? null : standardPeriod(middle);
  if (period === null || middle === null) return null;
  const even = gaps.every((gap) => Math.abs(gap - middle) <= Math.max(REGULAR_GAP_DAYS, REGULAR_GAP_SHARE * middle));
  const equal = payments.slice(1).filter(({ amountMinor }, at) => {
    const before = payments[at]?.amountMinor ?? 0;
    return amountMinor > 0 && Math.abs(amountMinor - before) <= EQUAL_SHARE * before;
  }).length;
  return even && equal >= EQUAL_PAIRS_MIN * gaps.length ? period : null;
}

function ownPeriod(payments: readonly Payment[]): number | null {
  const middle = median(gapsOf(payments));
  return middle === null ? null : nearestPeriod(middle);
}

function standardPeriod(gap: number): number | null {
  const nearest = nearestPeriod(gap);
  return Math.abs(gap / nearest - 1) <= PERIOD_TOLERANCE ? nearest : null;
}

function nearestPeriod(gap: number): number {
  const distance = (period: number): number => Math.abs(Math.log(period / Math.max(gap, 1)));
  return periodsDays.reduce((best, next) => (distance(next) < distance(best) ? next : best), YEAR_DAYS);
}

function gapsOf(payments: readonly Payment[]): number[] {
  return payments.slice(1).map(({ day }, at) => day - (payments[at]?.day ?? day));
}

function median(values: readonly number[]): number | null {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? null;
}

function mostFrequent(values: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1] || left[0] - right[0])[0]?.[0] ?? null;
}
