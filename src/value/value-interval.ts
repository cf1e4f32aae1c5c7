// How sure a lifetime value is: its distribution over the model's parameters and the account's own rate, life, order value, margin and cost.

import { type Economics, marginRatio, serveYear } from './economics.ts';
import { type IntervalDraws, intervalDraws, type ParameterSet } from './interval-draws.ts';
import type { AccountValue, PortalFit, RateModelFit, ValueSettings } from './model.ts';
import { minorPerMajor } from './money.ts';
import { WeightedDraws } from './numeric/weighted-quantiles.ts';
import type { PipelineOutlook } from './pipeline.ts';
import { spanOf, yearDays } from './present-value.ts';
import type { RepeatSummary } from './purchase-history.ts';
import type { PurchaseOutlook } from './purchase-outlook.ts';
import { type DriveLaw, orderHazard, type Span } from './rate/forecast.ts';
import { fadedUnits } from './rate/present-orders.ts';
import { forecast } from './rate/rate-model.ts';

/** The interval leaves out this share on either side; its ends are means over levels this near. */
const TAIL_SHARE = 0.1;
const TAIL_BAND = 0.08;
/** The distribution is kept as this many equally likely values. */
const SPREAD_VALUES = 20;
/** Shape of the uncertainty of a yearly cost nobody has seen yet: a standard deviation of half its mean. */
const COST_SHAPE_MIN = 4;
/** Gains and costs this near to each other (as a share of both) count in part as a loss, so that no point tips over at once. */
const BALANCE_BAND = 0.05;
/** Phases of an Erlang model less likely than this are left out. */
const PHASE_WEIGHT_MIN = 1e-3;

type Interval = Pick<AccountValue, 'ltvLowMinor' | 'ltvHighMinor' | 'probabilityBelowZero' | 'ltvSpreadMinor'>;

interface IntervalInput {
  outlook: PurchaseOutlook;
  economics: Economics;
  fit: PortalFit;
  settings: ValueSettings;
  pipeline: PipelineOutlook;
  ltvMinor: number;
}

/** 80 % interval, distribution and P(LTV < 0). Smooth in the fit and the history: all accounts share one set of even points. */
export function valueInterval(input: IntervalInput): Interval {
  const { fit, settings, ltvMinor } = input;
  const model = fit.rateModels.find(({ name }) => name === fit.chosen);
  if (model === undefined || settings.draws < 1) return exactly(ltvMinor);
  const draws = intervalDraws(model, settings);
  const { values, belowZero } = drawValues({ ...input, model }, draws);
  return {
    // A mean can lie outside the middle of a very skewed distribution; the interval shown always holds the value shown.
    ltvLowMinor: Math.min(ltvMinor, Math.round(values.quantile(TAIL_SHARE, TAIL_BAND))),
    ltvHighMinor: Math.max(ltvMinor, Math.round(values.quantile(1 - TAIL_SHARE, TAIL_BAND))),
    probabilityBelowZero: Math.min(1, belowZero),
    ltvSpreadMinor: Array.from({ length: SPREAD_VALUES }, (_, at) =>
      Math.round(values.meanBetween(at / SPREAD_VALUES, (at + 1) / SPREAD_VALUES)),
    ),
  };
}

/** Where nothing is drawn the value stands alone. */
function exactly(ltvMinor: number): Interval {
  return {
    ltvLowMinor: ltvMinor,
    ltvHighMinor: ltvMinor,
    probabilityBelowZero: ltvMinor < 0 ? 1 : 0,
    ltvSpreadMinor: [ltvMinor],
  };
}

interface Sums {
  values: WeightedDraws;
  belowZero: number;
}

function drawValues(input: IntervalInput & { model: RateModelFit }, draws: IntervalDraws): Sums {
  const { outlook, pipeline, economics, fit } = input;
  // A customer's value is what is drawn; a prospect's is nothing unless a deal is won, and then the deals' revenue besides.
  const isProspect = outlook.pAlive === null;
  const won = isProspect ? pipeline.winProbability : 1;
  const context: DrawContext = {
    money: moneyDraws(input, draws),
    span: { ...spanOf(economics.discounting), yearsPerUnit: fit.daysPerUnit / yearDays },
    bonus: isProspect && won > 0 ? pipeline.revenueMinor / won : 0,
    share: outlook.repeat?.share ?? 0,
    contracts: contractDraws(input, draws.count),
  };
  const sums: Sums = { values: new WeightedDraws(), belowZero: 0 };
  const weight = won / draws.count;
  let nothing = 1 - won;
  for (const set of draws.sets) {
    if (outlook.repeat === null) {
      nothing += weight * (1 - (outlook.pAlive ?? 1)) * set.points.length;
      addStill(sums, { set, weight: weight * (outlook.pAlive ?? 1), context });
      continue;
    }
    const future = forecast({ name: input.model.name, parameters: set.parameters }, outlook.repeat.summary ?? justWon);
    const gone = weight * (1 - future.pAlive);
    if (context.bonus === 0 && context.contracts === null) nothing += gone * set.points.length;
    else addStill(sums, { set, weight: gone, context });
    for (const law of future.laws) {
      if (law.weight >= PHASE_WEIGHT_MIN)
        addAlive(sums, { law, set, weight: weight * future.pAlive * law.weight, context });
    }
  }
  sums.values.add(0, nothing);
  return sums;
}

interface DrawContext {
  money: MoneyDraws;
  span: Span & { yearsPerUnit: number };
  bonus: number;
  /** Of the model's orders, where a proxy stands for them. */
  share: number;
  /** Revenue in minor units and years in force of all contracts, one entry a point; null without one. */
  contracts: { revenue: Float64Array; years: Float64Array } | null;
}

/** What there is without repeat orders: a prospect's deals and a customer's contracts. */
function addStill(
  sums: Sums,
  { set, weight, context }: { set: ParameterSet; weight: number; context: DrawContext },
): void {
  const { bonus, contracts, money } = context;
  for (const point of set.points) {
    const gain = (bonus + (contracts?.revenue[point] ?? 0)) * (money.margin[point] ?? 0);
    const cost = (money.serve[point] ?? 0) * (contracts?.years[point] ?? 0);
    sums.values.add(gain - cost, weight);
    sums.belowZero += weight * lossShare(gain, cost);
  }
}

/** Of an account with contracts only, given that one is in force, as the chance of that is weighed in apart. */
function contractDraws({ outlook, settings }: IntervalInput, count: number): DrawContext['contracts'] {
  if (outlook.contracts.length === 0) return null;
  const sums = { revenue: new Float64Array(count), years: new Float64Array(count) };
  const scale = outlook.repeat === null ? 1 / Math.max(outlook.pAlive ?? 1, 1e-9) : 1;
  for (const contract of outlook.contracts) {
    const { payments, years } = contract.draws(intervalDraws(contract.model, settings));
    for (let point = 0; point < count; point += 1) {
      sums.revenue[point] = (sums.revenue[point] ?? 0) + scale * contract.paymentMinor * (payments[point] ?? 0);
      sums.years[point] = Math.max(sums.years[point] ?? 0, scale * (years[point] ?? 0));
    }
  }
  return sums;
}

/** Discounted margin of the orders less the cost to serve of each drawn life. */
function addAlive(
  sums: Sums,
  { law, set, weight, context }: { law: DriveLaw; set: ParameterSet; weight: number; context: DrawContext },
): void {
  const { dropout, phases } = law;
  const { money, span, bonus, contracts, share } = context;
  const rates = set.rate.at(law.shape);
  const leaves = set.leave.at(dropout.per === 'time' ? dropout.shape : dropout.a);
  const stays = dropout.per === 'time' ? null : set.stay.at(dropout.stay);
  for (let at = 0; at < set.points.length; at += 1) {
    const point = set.points[at] ?? 0;
    const phaseRate = (rates[at] ?? 0) / law.start;
    const leave = leaves[at] ?? 0;
    // A beta is a gamma's share of two.
    const both = leave + (stays?.[at] ?? 0);
    const hazard =
      dropout.per === 'time' ? leave / dropout.start : orderHazard(phaseRate, phases, both > 0 ? leave / both : 0);
    const units = fadedUnits(hazard + span.discount, span.end);
    const margin = money.margin[point] ?? 0;
    const revenue = share * (phaseRate / phases) * units * (money.order[point] ?? 0);
    const gain = (bonus + revenue + (contracts?.revenue[point] ?? 0)) * margin;
    const years = Math.max(share * units * span.yearsPerUnit, contracts?.years[point] ?? 0);
    const cost = (money.serve[point] ?? 0) * years;
    sums.values.add(gain - cost, weight);
    sums.belowZero += weight * lossShare(gain, cost);
  }
}

/** A prospect is drawn as an account that has bought for the first time today. */
const justWon: RepeatSummary = { x: 0, tx: 0, age: 0 };

interface MoneyDraws {
  /** By point: margin as a share of revenue, an order's net revenue and a year's cost to serve in minor units. */
  margin: Float64Array;
  order: Float64Array;
  serve: Float64Array;
}

function moneyDraws(input: IntervalInput, draws: IntervalDraws): MoneyDraws {
  const { economics, fit } = input;
  const ratio = marginRatio(economics);
  const spread = fit.margins.costOfGoodsSpread / Math.sqrt(1 + economics.purchaseDays);
  const events = Object.values(economics.totals.serveCount).reduce((sum, count) => sum + count, 0);
  const shape = COST_SHAPE_MIN + events;
  const yearly = serveYear(economics);
  return {
    margin: draws.margin.map((normal) => ratio + spread * normal),
    order: orderDraws(input, draws),
    serve: draws.cost.at(shape).map((gamma) => (yearly * gamma) / shape),
  };
}

/** The account's mean order value given its orders: inverse gamma under the Gamma-Gamma model, minor units. */
function orderDraws({ economics, outlook, fit }: IntervalInput, draws: IntervalDraws): Float64Array {
  const { repeats } = outlook;
  if (fit.orderValue === null) {
    return draws.order.at(COST_SHAPE_MIN).map((gamma) => (economics.repeatOrderMinor * gamma) / COST_SHAPE_MIN);
  }
  const { p, q, v } = fit.orderValue.parameters;
  const unit = minorPerMajor(fit.currency);
  const revenue = repeats.amountsMinor.reduce((sum, amount) => sum + amount, 0) / unit;
  const scale = p * (v + revenue) * unit;
  return draws.order.at(p * repeats.days.length + q).map((gamma) => scale / gamma);
}

/** 1 for a loss, 0 for a gain, in between where the two nearly balance. */
function lossShare(gain: number, cost: number): number {
  const size = Math.abs(gain) + Math.abs(cost);
  if (size === 0) return 0;
  const balance = (gain - cost) / size;
  return Math.max(0, Math.min(1, 0.5 - balance / (2 * BALANCE_BAND)));
}
