// How sure a lifetime value is: draws of the model's parameters and of the account's own rate, life, order value, margin and cost.

import { type Economics, marginRatio, serveYear } from './economics.ts';
import type { AccountValue, PortalFit, ValueSettings } from './model.ts';
import { minorPerMajor } from './money.ts';
import { choleskyFactor } from './numeric/covariance.ts';
import { type Random, seededRandom } from './numeric/random.ts';
import type { PipelineOutlook } from './pipeline.ts';
import { discountedUnits, yearDays } from './present-value.ts';
import type { RepeatSummary } from './purchase-history.ts';
import { drawParameters } from './rate/draw-parameters.ts';
import { forecast } from './rate/rate-model.ts';

/** The interval leaves out this share on either side. */
const TAIL_SHARE = 0.1;
/** Shape of the uncertainty of a yearly cost nobody has seen yet: a standard deviation of half its mean. */
const COST_SHAPE_MIN = 4;
/** An account's own chance outweighs the parameters' by far, so each draw of these serves several of the former. */
const DRAWS_PER_PARAMETERS = 10;

type Interval = Pick<AccountValue, 'ltvLowMinor' | 'ltvHighMinor' | 'probabilityBelowZero'>;

interface IntervalInput {
  accountId: string;
  /** Null for a prospect. */
  summary: RepeatSummary | null;
  economics: Economics;
  fit: PortalFit;
  settings: ValueSettings;
  pipeline: PipelineOutlook;
  ltvMinor: number;
}

/** 80 % interval and P(LTV < 0). The same account, data and seed give the same interval, whatever else is valued. */
export function valueInterval(input: IntervalInput): Interval {
  const { accountId, fit, settings, ltvMinor } = input;
  const model = fit.rateModels.find(({ name }) => name === fit.chosen);
  if (model === undefined || settings.draws < 1) {
    return { ltvLowMinor: ltvMinor, ltvHighMinor: ltvMinor, probabilityBelowZero: ltvMinor < 0 ? 1 : 0 };
  }
  const random = seededRandom(settings.seed, accountId);
  const factor = choleskyFactor(model.covariance);
  const draws: number[] = [];
  while (draws.length < settings.draws) {
    const parameters = drawParameters(model.parameters, factor, random);
    const future = forecast({ name: model.name, parameters }, input.summary ?? { x: 0, tx: 0, age: 0 });
    for (let draw = 0; draw < DRAWS_PER_PARAMETERS && draws.length < settings.draws; draw += 1) {
      draws.push(drawValue(input, future, random));
    }
  }
  draws.sort((left, right) => left - right);
  const low = draws[Math.floor(draws.length * TAIL_SHARE)] ?? ltvMinor;
  const high = draws[Math.ceil(draws.length * (1 - TAIL_SHARE)) - 1] ?? ltvMinor;
  return {
    // A mean can lie outside the middle of a very skewed distribution; the interval shown always holds the value shown.
    ltvLowMinor: Math.min(ltvMinor, Math.round(low)),
    ltvHighMinor: Math.max(ltvMinor, Math.round(high)),
    probabilityBelowZero: draws.filter((draw) => draw < 0).length / draws.length,
  };
}

function drawValue(input: IntervalInput, future: ReturnType<typeof forecast>, random: Random): number {
  const { economics, fit, summary, pipeline } = input;
  const drive = future.draw(random);
  const units = discountedUnits(drive, economics.discounting);
  const years = (units * fit.daysPerUnit) / yearDays;
  const spread = fit.margins.costOfGoodsSpread / Math.sqrt(1 + economics.purchaseDays);
  const margin = marginRatio(economics) + spread * random.normal();
  const events = Object.values(economics.totals.serveCount).reduce((sum, count) => sum + count, 0);
  const shape = COST_SHAPE_MIN + events;
  const serve = serveYear(economics) * random.gamma(shape, shape);
  const value = drive.rate * units * drawOrderValue(economics, fit, random) * margin - serve * years;
  if (summary !== null) return value;
  return random.uniform() < pipeline.winProbability
    ? value + (pipeline.revenueMinor / pipeline.winProbability) * margin
    : 0;
}

/** The account's mean order value given its orders: inverse gamma under the Gamma-Gamma model, minor units. */
function drawOrderValue({ totals, purchaseDays, orderMinor }: Economics, fit: PortalFit, random: Random): number {
  if (fit.orderValue === null) return orderMinor * random.gamma(COST_SHAPE_MIN, COST_SHAPE_MIN);
  const { p, q, v } = fit.orderValue.parameters;
  const unit = minorPerMajor(fit.currency);
  const revenue = totals.revenueMinor / unit;
  return (p / random.gamma(p * purchaseDays + q, v + revenue)) * unit;
}
