// The purchase models a portal may use, each with how it is fitted and what it forecasts.
import type { FitMethod, RateModelFit, RateModelName } from '../model.ts';
import { laplaceCovariance } from '../numeric/covariance.ts';
import { minimise, type Objective } from '../numeric/minimise.ts';
import type { RepeatSummary } from '../purchase-history.ts';
import { betaGeometricForecast } from './beta-geometric-forecast.ts';
import { betaGeometricObjective } from './beta-geometric-likelihood.ts';
import { erlangForecast } from './erlang-forecast.ts';
import type { Forecast } from './forecast.ts';
import type { HistoryCells } from './history-cells.ts';
import { type Belief, betaGeometricBeliefs, paretoBeliefs } from './log-normal-prior.ts';
import { paretoForecast, paretoObjective } from './pareto-nbd.ts';
import { priorEvidence } from './prior-evidence.ts';
import { seasonalForecast } from './season-summary.ts';

export interface RateModelChoice {
  name: RateModelName;
  erlangK: number;
}

interface Form {
  names: readonly [string, string, string, string];
  start: readonly number[];
  beliefs: Belief[];
  objective: (beliefs: readonly Belief[]) => Objective;
}

/** Fits one model to the compressed histories, from `near` where a fit to some of them is known. Works from no customer at all (the prior alone, under `map`) upwards. */
export function fitRateModel(
  cells: HistoryCells,
  choice: RateModelChoice,
  fit: FitMethod,
  near?: Record<string, number>,
): RateModelFit {
  const form = formOf(cells, choice);
  const objective = form.objective(fit === 'map' ? form.beliefs : []);
  const start = near === undefined ? form.start : form.names.map((name) => Math.log(near[name] ?? 1));
  const minimum = minimise(objective, start);
  const logLikelihood = -form.objective([])(minimum.point, new Float64Array(minimum.point.length));
  const parameters = Object.fromEntries(form.names.map((name, index) => [name, Math.exp(minimum.point[index] ?? 0)]));
  return {
    name: choice.name,
    fit,
    parameters: choice.erlangK > 1 ? { ...parameters, k: choice.erlangK } : parameters,
    logLikelihood,
    covariance: laplaceCovariance(objective, minimum.point),
    converged: minimum.converged,
    backtest: null,
  };
}

/** What the fitted model expects of an account with this history. */
export function forecast(model: Pick<RateModelFit, 'name' | 'parameters'>, summary: RepeatSummary): Forecast {
  const { r = 1, alpha = 1, a = 1, b = 1, k = 1, s = 1, beta = 1 } = model.parameters;
  if (model.name === 'bg-bb') return seasonalForecast(model.parameters, summary);
  if (model.name === 'pareto-nbd') return paretoForecast({ r, alpha, s, beta }, summary);
  const modified = model.name === 'mbg-nbd' || model.name === 'mbg-cnbd-k';
  if (k > 1) return erlangForecast({ r, alpha, a, b }, summary, { modified, erlangK: k });
  return betaGeometricForecast({ r, alpha, a, b }, summary, modified);
}

/** What is known of a customer before any data: half an order in half a year. It counts where the portal's own histories are few or short. */
const PRIOR_ORDERS = 0.5;
const PRIOR_DAYS = 182.625;
/** Lives are believed to last some mean ages; of accounts won just now, no shorter ones than a month. */
const MEAN_AGE_DAYS_MIN = 30.4375;

/** Orders a unit of time over all customers. */
function pooledRate({ repeats, exposure, daysPerUnit }: HistoryCells): number {
  return (repeats + PRIOR_ORDERS) / (exposure + PRIOR_DAYS / daysPerUnit);
}

function formOf(cells: HistoryCells, { name, erlangK }: RateModelChoice): Form {
  const rate = pooledRate(cells) * erlangK;
  if (name === 'pareto-nbd') return paretoForm(cells, rate);
  const modified = name === 'mbg-nbd' || name === 'mbg-cnbd-k';
  return {
    names: ['r', 'alpha', 'a', 'b'],
    start: [Math.log(0.6), Math.log(0.6 / (1.3 * rate)), -0.3, 0.9],
    beliefs: betaGeometricBeliefs(rate, priorEvidence(cells)),
    objective: (beliefs) => betaGeometricObjective(cells, { modified, erlangK }, beliefs),
  };
}

function paretoForm(cells: HistoryCells, rate: number): Form {
  const meanAge = Math.max(cells.exposure / Math.max(1, cells.customers), MEAN_AGE_DAYS_MIN / cells.daysPerUnit);
  return {
    names: ['r', 'alpha', 's', 'beta'],
    start: [Math.log(0.6), Math.log(0.6 / (1.3 * rate)), Math.log(0.6), Math.log(0.5 * meanAge)],
    beliefs: paretoBeliefs(rate, { ...priorEvidence(cells), meanAge }),
    objective: (beliefs) => paretoObjective(cells, beliefs),
  };
}
