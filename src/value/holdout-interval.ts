// How far the total of orders to come may lie from what a model expects: draws of its parameters and of every account's future.
import type { RateModelFit } from './model.ts';
import { choleskyFactor } from './numeric/covariance.ts';
import { type Random, seededRandom } from './numeric/random.ts';
import type { RepeatSummary } from './purchase-history.ts';
import { drawParameters } from './rate/draw-parameters.ts';
import { type Drive, drawDrive } from './rate/forecast.ts';
import { forecast } from './rate/rate-model.ts';

const DRAWS = 200;
const TAIL_SHARE = 0.1;

/** The 80 % posterior predictive interval of all orders within `horizon` units from now. */
export function totalOrdersInterval(
  model: Pick<RateModelFit, 'name' | 'parameters' | 'covariance'>,
  summaries: readonly RepeatSummary[],
  { horizon, seed }: { horizon: number; seed: number },
): { low: number; high: number } {
  const random = seededRandom(seed, model.name);
  const factor = choleskyFactor(model.covariance);
  const totals = Array.from({ length: DRAWS }, () => {
    const parameters = drawParameters(model.parameters, factor, random);
    return summaries.reduce((sum, summary) => {
      const drive = drawDrive(forecast({ name: model.name, parameters }, summary), random);
      return sum + drawOrders(drive, horizon, random);
    }, 0);
  });
  totals.sort((left, right) => left - right);
  return {
    low: totals[Math.floor(DRAWS * TAIL_SHARE)] ?? 0,
    high: totals[Math.ceil(DRAWS * (1 - TAIL_SHARE)) - 1] ?? 0,
  };
}

function drawOrders({ rate, hazard }: Drive, horizon: number, random: Random): number {
  if (rate === 0) return 0;
  const life = hazard > 0 ? random.exponential(hazard) : Number.POSITIVE_INFINITY;
  return random.poisson(rate * Math.min(life, horizon));
}
