// BG/BB: buyers with one chance to buy a season (Fader, Hardie & Shang 2010; note 010): likelihood with its gradient, fit and forecast.
import type { FitMethod, RateModelFit } from '../model.ts';
import { laplaceCovariance } from '../numeric/covariance.ts';
import { digamma, logBeta } from '../numeric/gamma-function.ts';
import { minimise, type Objective } from '../numeric/minimise.ts';
import type { Forecast, Span } from './forecast.ts';
import { addPenalty, type Belief } from './log-normal-prior.ts';

/** `seasons` chances to buy since the first purchase, `bought` of them taken, the last one in season `last` (0: none). */
export interface SeasonSummary {
  bought: number;
  last: number;
  seasons: number;
}

export interface SeasonParameters {
  /** Buying in a season: Beta(alpha, beta). Leaving before one: Beta(gamma, delta). */
  alpha: number;
  beta: number;
  gamma: number;
  delta: number;
}

type SeasonFit = Omit<RateModelFit, 'parameters'> & { parameters: SeasonParameters & Record<string, number> };

/** Buying in about half of the seasons, leaving in one of five, both as varied as among the published donors. */
const beliefs: readonly Belief[] = [
  { of: 'combination', coefficients: [1, -1, 0, 0], mean: 0, deviation: 1.2 },
  { of: 'log-sum', indices: [0, 1], mean: Math.log(2), deviation: 1 },
  { of: 'combination', coefficients: [0, 0, 1, -1], mean: -1.4, deviation: 1.2 },
  { of: 'log-sum', indices: [2, 3], mean: Math.log(3.4), deviation: 1 },
];

export function fitSeasonModel(cells: readonly (SeasonSummary & { weight: number })[], fit: FitMethod): SeasonFit {
  const objective = seasonObjective(cells, fit === 'map' ? beliefs : []);
  const minimum = minimise(objective, [0, 0, Math.log(0.7), Math.log(2.7)]);
  const [alpha = 1, beta = 1, gamma = 1, delta = 1] = Array.from(minimum.point, Math.exp);
  return {
    name: 'bg-bb',
    fit,
    parameters: { alpha, beta, gamma, delta },
    logLikelihood: -seasonObjective(cells, [])(minimum.point, new Float64Array(4)),
    covariance: laplaceCovariance(objective, minimum.point),
    converged: minimum.converged,
    backtest: null,
  };
}

function seasonObjective(cells: readonly (SeasonSummary & { weight: number })[], prior: readonly Belief[]): Objective {
  return (point, gradient) => {
    const [alpha = 1, beta = 1, gamma = 1, delta = 1] = Array.from(point, Math.exp);
    const parameters = { alpha, beta, gamma, delta };
    const sums = new Float64Array(4);
    let value = 0;
    for (const cell of cells) {
      const paths = pathLogs(parameters, cell);
      const most = Math.max(...paths);
      const total = paths.reduce((sum, log) => sum + Math.exp(log - most), 0);
      value += cell.weight * (most + Math.log(total));
      for (const [left, log] of paths.entries())
        addSlopes(sums, { parameters, cell, left, weight: (cell.weight * Math.exp(log - most)) / total });
    }
    const scales = [alpha, beta, gamma, delta];
    for (const [at, scale] of scales.entries()) gradient[at] = -scale * (sums[at] ?? 0);
    return -value + addPenalty(prior, point, gradient);
  };
}

/** Log-likelihoods of still buying (first), and of having left just before each of the seasons without a purchase since the last. */
function pathLogs({ alpha, beta, gamma, delta }: SeasonParameters, { bought, last, seasons }: SeasonSummary): number[] {
  const base = -logBeta(alpha, beta) - logBeta(gamma, delta);
  const paths = [base + logBeta(alpha + bought, beta + seasons - bought) + logBeta(gamma, delta + seasons)];
  for (let idle = 0; idle < seasons - last; idle += 1) {
    paths.push(base + logBeta(alpha + bought, beta + last - bought + idle) + logBeta(gamma + 1, delta + last + idle));
  }
  return paths;
}

interface PathSlopes {
  parameters: SeasonParameters;
  cell: SeasonSummary;
  left: number;
  weight: number;
}

function addSlopes(sums: Float64Array, { parameters, cell, left, weight }: PathSlopes): void {
  const { alpha, beta, gamma, delta } = parameters;
  const { bought, last, seasons } = cell;
  const lived = left === 0 ? seasons : last + left - 1;
  const ended = left === 0 ? 0 : 1;
  const both = digamma(alpha + beta) - digamma(alpha + beta + lived);
  const life = digamma(gamma + delta) - digamma(gamma + delta + lived + ended);
  const add = (at: number, slope: number): void => {
    sums[at] = (sums[at] ?? 0) + weight * slope;
  };
  add(0, digamma(alpha + bought) - digamma(alpha) + both);
  add(1, digamma(beta + lived - bought) - digamma(beta) + both);
  add(2, digamma(gamma + ended) - digamma(gamma) + life);
  add(3, digamma(delta + lived) - digamma(delta) + life);
}

/** Times are in seasons. Value reference 2.5. */
export function seasonForecast(parameters: SeasonParameters, summary: SeasonSummary): Forecast {
  const { alpha, beta, gamma, delta } = parameters;
  const { bought, seasons } = summary;
  const paths = pathLogs(parameters, summary);
  const most = Math.max(...paths);
  const total = paths.reduce((sum, log) => sum + Math.exp(log - most), 0);
  const alive = Math.exp((paths[0] ?? 0) - most) / total;
  const chance = (alpha + bought) / (alpha + beta + seasons);
  /** Of one not gone by the last season: still buying in the k-th from now. */
  const stays = (k: number): number => Math.exp(logBeta(gamma, delta + seasons + k) - logBeta(gamma, delta + seasons));
  const upTo = (t: number, each: (k: number, share: number) => number): number => {
    let sum = 0;
    for (let k = 1; k < t + 1; k += 1) sum += each(k, Math.min(1, t - k + 1));
    return sum;
  };
  return {
    pAlive: alive * stays(1),
    expectedOrders: (t) => alive * chance * upTo(t, (k, share) => share * stays(k)),
    survival: (t) => alive * stays(1 + t),
    laws: [
      {
        weight: 1,
        shape: alpha + bought,
        start: alpha + beta + seasons,
        phases: 1,
        passed: 0,
        dropout: { per: 'time', shape: gamma, start: delta + seasons + 1 },
      },
    ],
    present: ({ discount, end }: Span) => {
      const units = alive * upTo(end, (k, share) => share * stays(k) * Math.exp(-discount * k));
      return { orders: chance * units, units };
    },
  };
}
