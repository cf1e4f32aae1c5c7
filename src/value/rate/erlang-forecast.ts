// What the Erlang-k purchase models expect of one account: exact sums over the phase it stands in and the purchases to come.
import type { RepeatSummary } from '../purchase-history.ts';
import type { BetaGeometricParameters } from './beta-geometric-forecast.ts';
import type { BetaGeometricForm } from './beta-geometric-likelihood.ts';
import type { Forecast } from './forecast.ts';
import { sumPurchases } from './purchase-sums.ts';

/**
 * Between purchases an account passes k phases at rate λ; given the time since its last purchase it has passed j of them
 * with the weight of the j-th term of the likelihood (Platzer & Reutterer 2016), and λ is then Gamma(r + kx + j, α + T).
 */
export function erlangForecast(
  { r, alpha, a, b }: BetaGeometricParameters,
  { x, tx, age }: RepeatSummary,
  { modified, erlangK: k }: BetaGeometricForm,
): Forecast {
  const shape = r + k * x;
  const stay = b + x + (modified ? 1 : 0);
  const start = alpha + age;
  const phases = phaseWeights({ k, shape, ratio: (age - tx) / start });
  const total = phases.reduce((sum, weight) => sum + weight, 0);
  const odds = x > 0 || modified ? ((a / (stay - 1)) * (start / (alpha + tx)) ** shape) / total : 0;
  const pAlive = 1 / (1 + odds);
  const over = (each: (phase: number) => number): number =>
    pAlive * phases.reduce((sum, weight, phase) => sum + (weight / total) * each(phase), 0);
  return {
    pAlive,
    expectedOrders: (t) =>
      t <= 0 ? 0 : over((phase) => sumPurchases({ shape: shape + phase, start, t, phase, k, a, stay }).orders),
    survival: (t) =>
      t <= 0 ? pAlive : over((phase) => sumPurchases({ shape: shape + phase, start, t, phase, k, a, stay }).alive),
    laws: phases.map((weight, passed) => ({
      weight: weight / total,
      shape: shape + passed,
      start,
      phases: k,
      passed,
      dropout: { per: 'order', a, stay },
    })),
  };
}

function phaseWeights({ k, shape, ratio }: { k: number; shape: number; ratio: number }): number[] {
  const weights = [1];
  for (let j = 1; j < k; j += 1) weights.push(((weights[j - 1] ?? 0) * (shape + j - 1) * ratio) / j);
  return weights;
}
