// The Pareto/NBD model: likelihood with its gradient, and what it expects of one account.
import { digamma, logGamma } from '../numeric/gamma-function.ts';
import type { Objective } from '../numeric/minimise.ts';
import { gaussLegendre } from '../numeric/quadrature.ts';
import type { RepeatSummary } from '../purchase-history.ts';
import type { Forecast } from './forecast.ts';
import { type HistoryCells, tabulateLogs } from './history-cells.ts';
import { addPenalty, type Belief } from './log-normal-prior.ts';

export interface ParetoParameters {
  r: number;
  alpha: number;
  s: number;
  beta: number;
}

/** Enough nodes for an integrand that falls by so many e-foldings: about 1e-10 of the integral is left out. */
const rules = [
  { folds: 1.5, nodes: gaussLegendre(8) },
  { folds: 5, nodes: gaussLegendre(12) },
  { folds: 12, nodes: gaussLegendre(16) },
  { folds: Number.POSITIVE_INFINITY, nodes: gaussLegendre(24) },
];
/** The integrand has fallen to e^(−30) of its start beyond this many e-foldings. */
const FOLDS_MAX = 30;

/** Negative log-likelihood plus prior at (ln r, ln α, ln s, ln β) (Schmittlein, Morrison & Colombo 1987). */
export function paretoObjective(cells: HistoryCells, beliefs: readonly Belief[]): Objective {
  const logs = new Float64Array(cells.ageDaysMax + 1);
  const betaLogs = new Float64Array(cells.ageDaysMax + 1);
  return (point, gradient) => {
    const [r = 1, alpha = 1, s = 1, beta = 1] = Array.from(point, Math.exp);
    tabulateLogs(logs, alpha, cells.daysPerUnit);
    tabulateLogs(betaLogs, beta, cells.daysPerUnit);
    const sums = countTerms(cells, r);
    sums.value += cells.customers * (r * Math.log(alpha) + s * Math.log(beta));
    for (let cell = 0; cell < cells.x.length; cell += 1) {
      const age = cells.ageDays[cell] ?? 0;
      const tx = cells.txDays[cell] ?? 0;
      const weight = cells.weight[cell] ?? 0;
      const shape = r + (cells.x[cell] ?? 0);
      const logStart = logs[age] ?? 0;
      const logStartBeta = betaLogs[age] ?? 0;
      const alive = -shape * logStart - s * logStartBeta;
      const left = leftBefore({ shape, alpha, s, beta }, { from: logs[tx] ?? 0, to: logStart });
      const share = 1 / (1 + Math.exp(alive - left.log));
      sums.value += weight * (alive > left.log ? alive - Math.log1p(-share) : left.log - Math.log(share));
      sums.r -= weight * ((1 - share) * logStart + share * left.logAlpha);
      sums.alpha -= weight * shape * ((1 - share) * Math.exp(-logStart) + share * left.inverseAlpha);
      sums.s += weight * (share * (1 / s - left.logBeta) - (1 - share) * logStartBeta);
      sums.beta -= weight * ((1 - share) * s * Math.exp(-logStartBeta) + share * (s + 1) * left.inverseBeta);
    }
    gradient[0] = -r * (sums.r + cells.customers * Math.log(alpha));
    gradient[1] = -alpha * (sums.alpha + (cells.customers * r) / alpha);
    gradient[2] = -s * (sums.s + cells.customers * Math.log(beta));
    gradient[3] = -beta * (sums.beta + (cells.customers * s) / beta);
    return -sums.value + addPenalty(beliefs, point, gradient);
  };
}

/** E[Y(t)] and P(alive): value reference, 2.3. */
export function paretoForecast({ r, alpha, s, beta }: ParetoParameters, { x, tx, age }: RepeatSummary): Forecast {
  const shape = r + x;
  const start = alpha + age;
  const startBeta = beta + age;
  const alive = -shape * Math.log(start) - s * Math.log(startBeta);
  const left = leftBefore({ shape, alpha, s, beta }, { from: Math.log(alpha + tx), to: Math.log(start) });
  const pAlive = 1 / (1 + Math.exp(left.log - alive));
  return {
    pAlive,
    expectedOrders: (t) => {
      const span = Math.log1p(t / startBeta);
      const lived = Math.abs(s - 1) * span < 1e-12 ? span : -Math.expm1(-(s - 1) * span) / (s - 1);
      return pAlive * (shape / start) * startBeta * lived;
    },
    survival: (t) => pAlive * Math.exp(-s * Math.log1p(t / startBeta)),
    laws: [{ weight: 1, shape, start, phases: 1, passed: 0, dropout: { per: 'time', shape: s, start: startBeta } }],
  };
}

interface Sums {
  value: number;
  r: number;
  alpha: number;
  s: number;
  beta: number;
}

function countTerms({ weightByCount }: HistoryCells, r: number): Sums {
  const sums: Sums = { value: 0, r: 0, alpha: 0, s: 0, beta: 0 };
  const base = logGamma(r);
  const slope = digamma(r);
  for (const [x, weight] of weightByCount.entries()) {
    if (weight === 0) continue;
    sums.value += weight * (logGamma(r + x) - base);
    sums.r += weight * (digamma(r + x) - slope);
  }
  return sums;
}

/** Logarithm of s·∫(α+u)^−shape (β+u)^−(s+1) du over the time since the last purchase, and means under that integrand. */
interface LeftBefore {
  log: number;
  logAlpha: number;
  inverseAlpha: number;
  logBeta: number;
  inverseBeta: number;
}

/** In y = ln(α+u) the power becomes an exponential, which the quadrature takes to 1e-10 without the ₂F₁ of the papers. */
function leftBefore(
  { shape, alpha, s, beta }: { shape: number; alpha: number; s: number; beta: number },
  { from, to }: { from: number; to: number },
): LeftBefore {
  const steepness = Math.max(shape - 1, 0);
  const width = steepness > 0 ? Math.min(to - from, FOLDS_MAX / steepness) : to - from;
  if (width <= 0) return { log: Number.NEGATIVE_INFINITY, logAlpha: 0, inverseAlpha: 0, logBeta: 0, inverseBeta: 0 };
  const reference = Math.log(beta - alpha + Math.exp(from));
  const means = { mass: 0, logAlpha: 0, inverseAlpha: 0, logBeta: 0, inverseBeta: 0 };
  const folds = (steepness + s + 1) * width;
  for (const { at, weight } of rules.find((rule) => folds <= rule.folds)?.nodes ?? []) {
    const y = from + width * at;
    const sum = Math.exp(y);
    const logBeta = Math.log(beta - alpha + sum);
    const mass = weight * Math.exp((1 - shape) * (y - from) - (s + 1) * (logBeta - reference));
    means.mass += mass;
    means.logAlpha += mass * y;
    means.inverseAlpha += mass / sum;
    means.logBeta += mass * logBeta;
    means.inverseBeta += mass / (beta - alpha + sum);
  }
  return {
    log: Math.log(s * width * means.mass) + (1 - shape) * from - (s + 1) * reference,
    logAlpha: means.logAlpha / means.mass,
    inverseAlpha: means.inverseAlpha / means.mass,
    logBeta: means.logBeta / means.mass,
    inverseBeta: means.inverseBeta / means.mass,
  };
}
