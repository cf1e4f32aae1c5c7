// The shapes of account value: what goes in (ledgers, settings), what is fitted per portal, and what comes out per account.

import type { ContractFit, RenewalModelName } from './contract/contract-fit.ts';
import type { RfmBounds } from './rfm.ts';

export const contributionKinds = [
  'order',
  'payment',
  'upgrade',
  'refund',
  'renewal',
  'cost_of_goods',
  'support',
  'meeting',
  'call',
  'email',
  'discount',
  'freight',
  'late_payment',
  'campaign',
  'referral',
] as const;
export type ContributionKind = (typeof contributionKinds)[number];

/** How a figure came about: read from a record, shared out by a key, or assumed. Worst last. */
export const grades = ['measured', 'allocated', 'estimated'] as const;
export type Grade = (typeof grades)[number];

/** Money that an account brings (+) or costs (−) at a date, in integer minor units. */
export interface Contribution {
  accountId: string;
  /** Epoch milliseconds. */
  date: number;
  kind: ContributionKind;
  /** Orders stand at their net price; a `discount` is price leakage (negative), shown but never summed again. */
  amountMinor: number;
  currency: string;
  source: { type: string; id: string };
  grade: Grade;
  /** The product family, where known. */
  product: string | null;
}

/** A deal that is neither won nor lost. */
export interface OpenDeal {
  dealId: string;
  amountMinor: number;
  /** 0..1, calibrated by the caller. */
  probability: number;
  /** Epoch milliseconds. */
  expectedClose: number | null;
}

/** All that is known about what one account brought and cost. */
export interface AccountLedger {
  accountId: string;
  contributions: Contribution[];
  openDeals: OpenDeal[];
}

export type FitMethod = 'map' | 'mle';

/** The portal's assumptions. Each has a default in `defaultValueSettings`. */
export interface ValueSettings {
  currency: string;
  /** Annual, effective. */
  discountRate: number;
  /** Contribution margin on net revenue where no cost of goods is known, 0..1. */
  marginDefault: number;
  horizonYears: number;
  fit: FitMethod;
  /** Days in one unit of model time; null scales so that the mean age is 40 units. */
  daysPerUnit: number | null;
  /** Share of purchases that an open deal precedes: the part of the forecast that the pipeline replaces, 0..1. */
  pipelineCoverage: number;
  /** Share of MVC value and of MGC potential that the top set must hold, 0..1. */
  classShare: number;
  /** The largest share of customers that may be MVC, 0..1. */
  mvcShareMax: number;
  /** Points drawn from the posterior for an account's interval; they come in whole sets of eight. */
  draws: number;
  /** Shifts those points. */
  seed: number;
}

export type RateModelName = 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd' | 'bg-cnbd-k' | 'mbg-cnbd-k' | 'bg-bb';

/** What an account was valued by: a purchase model, a contract's renewals, or, with too thin a history, its RFM cell. */
export type ValueModelName = RateModelName | RenewalModelName | 'rfm-proxy';

/** How well forecasts made before a date met what happened after it. Orders per account. */
export interface Backtest {
  mae: number;
  rmse: number;
  expectedTotal: number;
  actualTotal: number;
}

/** One purchase model fitted to a portal's order histories. */
export interface RateModelFit {
  name: RateModelName;
  fit: FitMethod;
  /** By name: r, alpha, then a, b or s, beta, and k where purchases are Erlang-k. Times in units of `daysPerUnit`. */
  parameters: Record<string, number>;
  logLikelihood: number;
  /** Of the logs of the parameters, in their order without k; empty where it could not be had. */
  covariance: number[][];
  converged: boolean;
  backtest: Backtest | null;
}

/** Order value: Gamma-Gamma on net revenue in major units. Null where no account ever bought twice. */
export interface OrderValueFit {
  fit: FitMethod;
  parameters: { p: number; q: number; v: number };
  logLikelihood: number;
  repeaters: number;
}

/** A heuristic forecast beside the models, so that a portal sees what the models are worth. */
export interface HeuristicBacktest {
  name: 'past-rate' | 'past-rate-if-recent';
  backtest: Backtest;
}

/** What the portal's accounts say about margin and cost. All ratios are of net revenue. */
export interface PortalMargins {
  /** Accounts with measured cost of goods. */
  measuredAccounts: number;
  costOfGoodsRatio: number;
  /** Standard deviation between accounts. */
  costOfGoodsSpread: number;
  discountRatio: number;
  refundRatio: number;
  freightRatio: number;
  referralRatio: number;
  /** Minor units a year while an account is alive, costs positive. */
  costToServeYear: Record<ServeKind, number>;
}

export const serveKinds = ['support', 'meeting', 'call', 'email', 'late_payment', 'campaign'] as const;
export type ServeKind = (typeof serveKinds)[number];

/** Everything that valuing one account needs from its portal. Plain JSON, kept with every value. */
export interface PortalFit {
  codeVersion: string;
  fittedAt: number;
  currency: string;
  accounts: number;
  customers: number;
  dataRange: { from: number; to: number } | null;
  daysPerUnit: number;
  rateModels: RateModelFit[];
  heuristics: HeuristicBacktest[];
  /** Name of the model in `rateModels` that forecasts orders. */
  chosen: RateModelName;
  /** Name of the model in `rateModels` that says whether an account is alive: one in which one-time buyers can have left. */
  aliveModel: RateModelName;
  orderValue: OrderValueFit | null;
  /** Mean net revenue of an order in minor units, over all orders. */
  meanOrderMinor: number;
  margins: PortalMargins;
  /** k*: from this many purchases on, a customer is core. 3..6. */
  coreThreshold: number;
  /** 90th percentile of the gaps between purchases, in days; null with no repeat purchase. */
  gapP90Days: number | null;
  rfm: RfmBounds;
  /** Period in days of each product family that is bought by contract; none in fits of earlier versions, as below. */
  contractFamilies?: Record<string, number>;
  contracts?: ContractFit[];
  /** Discounted orders of an average account by recency score, best last, where histories are too thin for a model. */
  proxy?: { cells: number[]; weightOrders: number } | null;
}

export const lifecycleStages = [
  'prospect',
  'first_time_buyer',
  'early_repeat_buyer',
  'core_customer',
  'defector',
] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];

export const valueClasses = ['mvc', 'mgc', 'low_maintenance', 'migrator', 'below_zero'] as const;
export type ValueClass = (typeof valueClasses)[number];

/** A sentence to be: rendered in the reader's language by words.ts. Amounts are minor units, shares 0..1, dates epoch ms. */
export interface Reason {
  code: string;
  params: Record<string, string | number>;
}

export const valuePartCodes = [
  'list_price_revenue',
  'discount',
  'refund',
  'freight',
  'referral',
  'cost_of_goods',
  'support',
  'meeting',
  'call',
  'email',
  'late_payment',
  'campaign',
] as const;
export type ValuePartCode = (typeof valuePartCodes)[number];

/** One step from revenue at list price down to the lifetime value. */
export interface ValuePart {
  code: ValuePartCode;
  amountMinor: number;
  grade: Grade;
}

/** What one account is worth. Plain JSON. Money in minor units of `currency`. */
export interface AccountValue {
  accountId: string;
  currency: string;
  asOf: number;
  /** Won at least one order; prospects have an expected value but no class. */
  isCustomer: boolean;
  ltvMinor: number;
  /** 80 % interval of what the account may bring; it holds `ltvMinor`. */
  ltvLowMinor: number;
  ltvHighMinor: number;
  /** The distribution behind the interval: equally likely values, ascending; absent from values stored by earlier versions. */
  ltvSpreadMinor?: number[];
  /** ltvMinor + unrealisedPotentialMinor. */
  potentialMinor: number;
  unrealisedPotentialMinor: number;
  /** A: own pipeline, B: at least 25 similar accounts, C: fewer. Null without potential. */
  potentialGrade: 'A' | 'B' | 'C' | null;
  /** Days with a purchase. */
  orders: number;
  firstOrder: number | null;
  lastOrder: number | null;
  model: ValueModelName;
  /** Null for prospects. */
  pAlive: number | null;
  expectedOrders12: number;
  /** They sum to `ltvMinor` to the cent. */
  parts: ValuePart[];
  /** Net contribution of the twelve months before `asOf`, and of the twelve before those. */
  contribution12Minor: number;
  contributionPrevious12Minor: number;
  recencyDays: number | null;
  frequency: number;
  /** Mean net revenue of an order. */
  monetaryMinor: number;
  /** Scores for recency, frequency and monetary value, 5 (3 in small portals) best: `5-4-3`; empty for prospects. */
  rfm: string;
  lifecycleStage: LifecycleStage;
  probabilityBelowZero: number;
  /** True where something was bought or costs are on record, so that a class can be given. */
  hasEvidence: boolean;
  reasons: Reason[];
}

export const verdictTags = ['structural', 'fixable', 'super_growth', 'at_risk', 'rising', 'falling', 'new'] as const;
export type VerdictTag = (typeof verdictTags)[number];

/** A class set by hand: it holds whatever the figures say, until it expires. */
export interface ClassOverride {
  valueClass: ValueClass;
  reason: string;
  /** Epoch ms. */
  expiresAt: number;
}

/** The class of one account and why. */
export interface Verdict {
  accountId: string;
  /** Null for prospects and for accounts without value evidence. */
  valueClass: ValueClass | null;
  /** Epoch ms of the snapshot from which the class holds. */
  since: number;
  cameFrom?: ValueClass;
  /** A class that the figures ask for but that has not been confirmed a month later. */
  pending: { valueClass: ValueClass; since: number } | null;
  reasons: Reason[];
  /** The threshold that decided, in minor units. */
  thresholdMinor: number;
  /** Money from this account's figure to the next better class; 0 for MVC and for accounts without class. */
  marginToNextMinor: number;
  tags: VerdictTag[];
  /** Chance of each class; null without class, absent from verdicts of earlier versions. */
  probabilities?: Record<ValueClass, number> | null;
  /** Set where the class is by hand, with the class that the figures give. */
  override?: ClassOverride & { computedClass: ValueClass };
}

/** The portal's cuts between classes, in minor units. */
export interface ClassThresholds {
  /** Null where no account has a positive value. */
  mvcMinor: number | null;
  /** Null where no account has potential enough. */
  mgcMinor: number | null;
  medianPositiveMinor: number;
}
