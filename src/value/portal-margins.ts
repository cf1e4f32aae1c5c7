// Margin and cost: what a ledger shows, what the portal as a whole shows, and the two weighed by how much is known.
import {
  type AccountLedger,
  type Contribution,
  type Grade,
  grades,
  type PortalMargins,
  type ServeKind,
  serveKinds,
} from './model.ts';
import { dayMs, isPurchase } from './purchase-history.ts';

export const ratioKinds = ['discount', 'refund', 'freight', 'referral', 'cost_of_goods'] as const;
export type RatioKind = (typeof ratioKinds)[number];

const yearDays = 365.25;
/** Cost to serve is read from this many days back, so that a habit that has ended is forgotten. */
const SERVE_WINDOW_DAYS = 730;
/** A young account's costs are never spread over less than this. */
const EXPOSURE_DAYS_MIN = 30;
/** Weight of the portal's ratio in orders, and of its yearly cost in years. */
const PRIOR_ORDERS = 2;
const PRIOR_YEARS = 0.5;
/** Spread between accounts' cost ratios until at least two accounts show one. */
const SPREAD_DEFAULT = 0.1;

/** Totals of one ledger up to `asOf`, minor units, signs as in the ledger. */
export interface LedgerTotals {
  orders: number;
  revenueMinor: number;
  ratio: Record<RatioKind, number>;
  ratioGrade: Record<RatioKind, Grade>;
  ratioCount: Record<RatioKind, number>;
  /** Costs while a customer, in the window. */
  serve: Record<ServeKind, number>;
  serveCount: Record<ServeKind, number>;
  serveGrade: Record<ServeKind, Grade>;
  exposureYears: number;
  net12Minor: number;
  netPrevious12Minor: number;
}

export function ledgerTotals(ledger: AccountLedger, asOf: number): LedgerTotals {
  const known = ledger.contributions.filter(({ date }) => date <= asOf);
  const first = known.reduce((least, entry) => (isPurchase(entry) ? Math.min(least, entry.date) : least), asOf);
  const exposureDays = Math.max(EXPOSURE_DAYS_MIN, Math.min(SERVE_WINDOW_DAYS, (asOf - first) / dayMs));
  const totals = emptyTotals(exposureDays / yearDays);
  const start = Math.max(first, asOf - SERVE_WINDOW_DAYS * dayMs);
  for (const entry of known) {
    addEntry(totals, entry, start);
    // A discount is already in the net price of its order.
    if (entry.kind === 'discount') continue;
    const years = (asOf - entry.date) / (yearDays * dayMs);
    if (years < 1) totals.net12Minor += entry.amountMinor;
    else if (years < 2) totals.netPrevious12Minor += entry.amountMinor;
  }
  return totals;
}

function addEntry(totals: LedgerTotals, entry: Contribution, serveFrom: number): void {
  if (isPurchase(entry)) {
    totals.orders += 1;
    totals.revenueMinor += entry.amountMinor;
    return;
  }
  const ratio =
    ratioKinds.find((kind) => kind === entry.kind) ?? (entry.amountMinor < 0 ? negativePurchase(entry) : undefined);
  if (ratio !== undefined) {
    totals.ratio[ratio] += entry.amountMinor;
    totals.ratioCount[ratio] += 1;
    totals.ratioGrade[ratio] = worse(totals.ratioGrade[ratio], entry.grade);
    return;
  }
  const serve = serveKinds.find((kind) => kind === entry.kind);
  if (serve === undefined || entry.date < serveFrom) return;
  totals.serve[serve] -= entry.amountMinor;
  totals.serveCount[serve] += 1;
  totals.serveGrade[serve] = worse(totals.serveGrade[serve], entry.grade);
}

/** An order, payment, upgrade or renewal below zero takes money back. */
function negativePurchase({ kind }: Contribution): RatioKind | undefined {
  return kind === 'order' || kind === 'payment' || kind === 'upgrade' || kind === 'renewal' ? 'refund' : undefined;
}

function emptyTotals(exposureYears: number): LedgerTotals {
  const ratios = <T>(value: T): Record<RatioKind, T> => ({
    discount: value,
    refund: value,
    freight: value,
    referral: value,
    cost_of_goods: value,
  });
  return {
    orders: 0,
    revenueMinor: 0,
    ratio: ratios(0),
    ratioGrade: ratios<Grade>('measured'),
    ratioCount: ratios(0),
    serve: eachServeKind(0),
    serveCount: eachServeKind(0),
    serveGrade: eachServeKind<Grade>('measured'),
    exposureYears,
    net12Minor: 0,
    netPrevious12Minor: 0,
  };
}

function eachServeKind<T>(value: T): Record<ServeKind, T> {
  return { support: value, meeting: value, call: value, email: value, late_payment: value, campaign: value };
}

function worse(left: Grade, right: Grade): Grade {
  return grades.indexOf(left) >= grades.indexOf(right) ? left : right;
}

/** Pools the ledgers of all customers. Where no cost of goods is on record the default margin stands. */
export class PortalMarginSums {
  private readonly ratio: Record<RatioKind, number> = {
    discount: 0,
    refund: 0,
    freight: 0,
    referral: 0,
    cost_of_goods: 0,
  };
  private readonly serve = eachServeKind(0);
  private readonly costRatios: { ratio: number; weight: number }[] = [];
  private revenue = 0;
  private revenueWithCost = 0;
  private years = 0;

  add(totals: LedgerTotals): void {
    if (totals.orders === 0) return;
    this.revenue += totals.revenueMinor;
    this.years += totals.exposureYears;
    for (const kind of ratioKinds) this.ratio[kind] += totals.ratio[kind];
    for (const kind of serveKinds) this.serve[kind] += totals.serve[kind];
    if (totals.ratioCount.cost_of_goods === 0 || totals.revenueMinor <= 0) return;
    this.revenueWithCost += totals.revenueMinor;
    this.costRatios.push({ ratio: -totals.ratio.cost_of_goods / totals.revenueMinor, weight: totals.revenueMinor });
  }

  result(marginDefault: number): PortalMargins {
    const share = (kind: RatioKind): number => (this.revenue > 0 ? this.ratio[kind] / this.revenue : 0);
    const measured = this.costRatios.length;
    const costOfGoodsRatio =
      this.revenueWithCost > 0 ? -this.ratio.cost_of_goods / this.revenueWithCost : 1 - marginDefault;
    return {
      measuredAccounts: measured,
      costOfGoodsRatio,
      costOfGoodsSpread: measured >= 2 ? spreadOf(this.costRatios, costOfGoodsRatio) : SPREAD_DEFAULT,
      discountRatio: -share('discount'),
      refundRatio: -share('refund'),
      freightRatio: share('freight'),
      referralRatio: share('referral'),
      costToServeYear: mapServe((kind) => (this.years > 0 ? this.serve[kind] / this.years : 0)),
    };
  }
}

function spreadOf(ratios: readonly { ratio: number; weight: number }[], mean: number): number {
  const total = ratios.reduce((sum, { weight }) => sum + weight, 0);
  return Math.sqrt(ratios.reduce((sum, { ratio, weight }) => sum + weight * (ratio - mean) ** 2, 0) / total);
}

/** A share of net revenue (positive adds, negative takes) or a yearly cost, with where it comes from. */
export interface Estimate {
  value: number;
  /** Weight of the account's own figures in it, 0..1. */
  own: number;
  grade: Grade;
}

export function estimateRatio(totals: LedgerTotals, margins: PortalMargins, kind: RatioKind): Estimate {
  const portal = {
    discount: -margins.discountRatio,
    refund: -margins.refundRatio,
    freight: margins.freightRatio,
    referral: margins.referralRatio,
    cost_of_goods: -margins.costOfGoodsRatio,
  }[kind];
  const observed = totals.ratioCount[kind] > 0 || (kind !== 'cost_of_goods' && totals.orders > 0);
  const own = observed && totals.revenueMinor > 0 ? totals.orders / (totals.orders + PRIOR_ORDERS) : 0;
  const ratio = totals.revenueMinor > 0 ? totals.ratio[kind] / totals.revenueMinor : 0;
  const fromPortal: Grade = kind === 'cost_of_goods' && margins.measuredAccounts === 0 ? 'estimated' : 'allocated';
  return { value: own * ratio + (1 - own) * portal, own, grade: own > 0 ? totals.ratioGrade[kind] : fromPortal };
}

/** Cost of one kind in a year while alive, minor units, positive. */
export function estimateServe(totals: LedgerTotals, margins: PortalMargins, kind: ServeKind): Estimate {
  const own = totals.orders > 0 ? totals.exposureYears / (totals.exposureYears + PRIOR_YEARS) : 0;
  const yearly = totals.serve[kind] / totals.exposureYears;
  const grade = totals.serveCount[kind] > 0 ? totals.serveGrade[kind] : 'allocated';
  return { value: own * yearly + (1 - own) * margins.costToServeYear[kind], own, grade };
}

function mapServe(each: (kind: ServeKind) => number): Record<ServeKind, number> {
  const result = eachServeKind(0);
  for (const kind of serveKinds) result[kind] = each(kind);
  return result;
}
