// The log-likelihood of the beta-geometric purchase models with its gradient: BG/NBD, MBG/NBD and their Erlang-k forms.
import { digamma, logGamma } from '../numeric/gamma-function.ts';
import type { Objective } from '../numeric/minimise.ts';
import { type HistoryCells, tabulateLogs } from './history-cells.ts';
import { addPenalty, type Belief } from './log-normal-prior.ts';

export interface BetaGeometricForm {
  /** True where an account can leave right after its first purchase (MBG), false where only after a repeat (BG). */
  modified: boolean;
  /** Gaps between purchases are Erlang-k; 1 is the NBD. */
  erlangK: number;
}

/**
 * Negative log-likelihood plus prior at (ln r, ln α, ln a, ln b).
 * BG/NBD: Fader, Hardie & Lee 2005; MBG/NBD: Batislam et al. 2007; Erlang-k: Platzer & Reutterer 2016.
 */
export function betaGeometricObjective(
  cells: HistoryCells,
  form: BetaGeometricForm,
  beliefs: readonly Belief[],
): Objective {
  const tables = new CountTables(cells.weightByCount.length);
  const logs = new Float64Array(cells.ageDaysMax + 1);
  const offset = gapTerm(cells, form.erlangK);
  return (point, gradient) => {
    const [r = 1, alpha = 1, a = 1, b = 1] = Array.from(point, Math.exp);
    tabulateLogs(logs, alpha, cells.daysPerUnit);
    const sums = tables.fill({ r, a, b }, cells, form);
    if (form.erlangK === 1) addCells(sums, { cells, tables, logs, alpha });
    else addErlangCells(sums, { cells, tables, logs, alpha, k: form.erlangK });
    const n = cells.customers;
    const value = sums.value + n * r * Math.log(alpha) + offset;
    gradient[0] = -r * (sums.r + n * Math.log(alpha));
    gradient[1] = -alpha * (sums.alpha + (n * r) / alpha);
    gradient[2] = -a * (sums.a + sums.left / a);
    gradient[3] = -b * sums.b;
    return -value + addPenalty(beliefs, point, gradient);
  };
}

/** Σ over purchases of ln[gap^(k−1)/(k−1)!], the part of the Erlang density that no parameter moves. */
function gapTerm(cells: HistoryCells, k: number): number {
  return (k - 1) * cells.logGaps - cells.repeats * logGamma(k);
}

/** Running sums of the log-likelihood and its derivatives; `left` is the expected number of accounts that have left. */
interface Sums {
  value: number;
  r: number;
  alpha: number;
  a: number;
  b: number;
  left: number;
}

/** What depends on the number of purchases only, computed once a count instead of once an account. */
class CountTables {
  readonly shape: Float64Array;
  readonly logLeft: Float64Array;
  readonly inverseStay: Float64Array;

  constructor(length: number) {
    this.shape = new Float64Array(length);
    this.logLeft = new Float64Array(length);
    this.inverseStay = new Float64Array(length);
  }

  fill({ r, a, b }: { r: number; a: number; b: number }, cells: HistoryCells, form: BetaGeometricForm): Sums {
    const sums: Sums = { value: 0, r: 0, alpha: 0, a: 0, b: 0, left: 0 };
    const extra = form.modified ? 1 : 0;
    const base = {
      value: logGamma(a + b) - logGamma(b) - logGamma(r),
      r: digamma(r),
      sum: digamma(a + b),
      b: digamma(b),
    };
    for (let x = 0; x < this.shape.length; x += 1) {
      const weight = cells.weightByCount[x] ?? 0;
      const shape = r + form.erlangK * x;
      const stay = b + x + extra;
      this.shape[x] = shape;
      this.logLeft[x] = x + extra > 0 ? Math.log(a / (stay - 1)) : Number.NEGATIVE_INFINITY;
      this.inverseStay[x] = x + extra > 0 ? 1 / (stay - 1) : 0;
      if (weight === 0) continue;
      const tail = digamma(a + stay);
      sums.value += weight * (base.value + logGamma(shape) + logGamma(stay) - logGamma(a + stay));
      sums.r += weight * (digamma(shape) - base.r);
      sums.a += weight * (base.sum - tail);
      sums.b += weight * (base.sum + digamma(stay) - base.b - tail);
    }
    return sums;
  }
}

interface CellInputs {
  cells: HistoryCells;
  tables: CountTables;
  logs: Float64Array;
  alpha: number;
}

function addCells(sums: Sums, { cells, tables, logs, alpha }: CellInputs): void {
  const unit = 1 / cells.daysPerUnit;
  const { x, txDays, ageDays, weight } = cells;
  for (let cell = 0; cell < x.length; cell += 1) {
    const count = x[cell] ?? 0;
    const tx = txDays[cell] ?? 0;
    const age = ageDays[cell] ?? 0;
    const times = weight[cell] ?? 0;
    const shape = tables.shape[count] ?? 0;
    const logAge = logs[age] ?? 0;
    const logLast = logs[tx] ?? 0;
    const odds = Math.exp((tables.logLeft[count] ?? 0) + shape * (logAge - logLast));
    const left = odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds);
    const mixture = odds < 1e300 ? Math.log1p(odds) - shape * logAge : (tables.logLeft[count] ?? 0) - shape * logLast;
    sums.value += times * mixture;
    sums.r -= times * ((1 - left) * logAge + left * logLast);
    sums.alpha -= times * shape * ((1 - left) / (alpha + age * unit) + left / (alpha + tx * unit));
    sums.b -= times * left * (tables.inverseStay[count] ?? 0);
    sums.left += times * left;
  }
}

function addErlangCells(sums: Sums, { cells, tables, logs, alpha, k }: CellInputs & { k: number }): void {
  const unit = 1 / cells.daysPerUnit;
  const { x, txDays, ageDays, weight } = cells;
  for (let cell = 0; cell < x.length; cell += 1) {
    const count = x[cell] ?? 0;
    const tx = txDays[cell] ?? 0;
    const age = ageDays[cell] ?? 0;
    const times = weight[cell] ?? 0;
    const shape = tables.shape[count] ?? 0;
    const logAge = logs[age] ?? 0;
    const logLast = logs[tx] ?? 0;
    const rate = alpha + age * unit;
    const phases = phaseSeries({ k, shape, ratio: ((age - tx) * unit) / rate });
    const logAlive = Math.log(phases.sum) - shape * logAge;
    const logGone = (tables.logLeft[count] ?? 0) - shape * logLast;
    const left = 1 / (1 + Math.exp(logAlive - logGone));
    sums.value += times * (logAlive > logGone ? logAlive - Math.log1p(-left) : logGone - Math.log(left));
    sums.r -= times * ((1 - left) * (logAge - phases.byShape / phases.sum) + left * logLast);
    sums.alpha -=
      times * ((1 - left) * ((shape + phases.byIndex / phases.sum) / rate) + left * (shape / (alpha + tx * unit)));
    sums.b -= times * left * (tables.inverseStay[count] ?? 0);
    sums.left += times * left;
  }
}

/** Σ_{j<k} ratio^j/j!·Γ(shape+j)/Γ(shape), with its derivative by shape and its sum weighted by j. */
function phaseSeries({ k, shape, ratio }: { k: number; shape: number; ratio: number }): {
  sum: number;
  byShape: number;
  byIndex: number;
} {
  let term = 1;
  let harmonic = 0;
  const series = { sum: 1, byShape: 0, byIndex: 0 };
  for (let j = 1; j < k; j += 1) {
    term *= ((shape + j - 1) * ratio) / j;
    harmonic += 1 / (shape + j - 1);
    series.sum += term;
    series.byShape += term * harmonic;
    series.byIndex += term * j;
  }
  return series;
}
