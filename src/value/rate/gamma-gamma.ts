// Value per order: the Gamma-Gamma model of spend (Fader, Hardie & Lee 2005b, note 025), fitted to accounts that bought again.

import type { FitMethod, OrderValueFit } from '../model.ts';
import { digamma, logGamma } from '../numeric/gamma-function.ts';
import { minimise, type Objective } from '../numeric/minimise.ts';
import { addPenalty, type Belief, orderValueBeliefs } from './log-normal-prior.ts';

/** An account's repeat orders: how many, and their mean value in major units, above 0. */
export interface SpendSummary {
  orders: number;
  mean: number;
}

/** Null where no account has a repeat order with a value. */
export function fitGammaGamma(spends: readonly SpendSummary[], fit: FitMethod): OrderValueFit | null {
  const used = spends.filter(({ orders, mean }) => orders > 0 && mean > 0);
  if (used.length === 0) return null;
  const meanValue = used.reduce((sum, { mean }) => sum + mean, 0) / used.length;
  const beliefs = fit === 'map' ? orderValueBeliefs(meanValue) : [];
  const start = [Math.log(3), Math.log(3.5), Math.log((meanValue * 2.5) / 3)];
  const columns = spendColumns(used);
  const minimum = minimise(gammaGammaObjective(columns, beliefs), start);
  const [p = 1, q = 2, v = 1] = Array.from(minimum.point, Math.exp);
  const logLikelihood = -gammaGammaObjective(columns, [])(minimum.point, new Float64Array(3));
  return { fit, parameters: { p, q, v }, logLikelihood, repeaters: used.length };
}

/** E(mean order value | orders, mean), major units; the portal's mean for an account without orders. Needs q > 1. */
export function expectedOrderValue({ p, q, v }: OrderValueFit['parameters'], { orders, mean }: SpendSummary): number {
  // With q ≤ 1 the mean has no expectation; just above 1 it is the account's own mean that counts.
  const shape = Math.max(p * orders + q - 1, 1e-6);
  return (p * (v + mean * orders)) / shape;
}

interface SpendColumns {
  /** Index into `counts`. */
  group: Int32Array;
  mean: Float64Array;
  logMeanSum: number;
  counts: number[];
  accounts: number[];
  /** Σ ln mean by group. */
  logMeans: Float64Array;
}

function spendColumns(spends: readonly SpendSummary[]): SpendColumns {
  const counts = [...new Set(spends.map(({ orders }) => orders))];
  const groups = new Map(counts.map((count, index) => [count, index]));
  const group = Int32Array.from(spends, ({ orders }) => groups.get(orders) ?? 0);
  const accounts = counts.map(() => 0);
  const logMeans = new Float64Array(counts.length);
  let logMeanSum = 0;
  for (const [index, { mean }] of spends.entries()) {
    const at = group[index] ?? 0;
    accounts[at] = (accounts[at] ?? 0) + 1;
    logMeans[at] = (logMeans[at] ?? 0) + Math.log(mean);
    logMeanSum += Math.log(mean);
  }
  return { group, mean: Float64Array.from(spends, ({ mean }) => mean), logMeanSum, counts, accounts, logMeans };
}

/** Negative log-likelihood plus prior at (ln p, ln q, ln v), with analytic gradient; gamma functions once a count. */
function gammaGammaObjective(columns: SpendColumns, beliefs: readonly Belief[]): Objective {
  const { group, mean, counts, accounts, logMeans } = columns;
  return (point, gradient) => {
    const [p = 1, q = 1, v = 1] = Array.from(point, Math.exp);
    const logV = Math.log(v);
    let value = mean.length * (q * logV - logGamma(q)) - columns.logMeanSum;
    let byP = 0;
    let byQ = mean.length * (logV - digamma(q));
    let byV = (mean.length * q) / v;
    for (const [at, count] of counts.entries()) {
      const times = accounts[at] ?? 0;
      const shape = p * count;
      const logs = (logMeans[at] ?? 0) + times * Math.log(count);
      const tail = digamma(shape + q);
      value += times * (logGamma(shape + q) - logGamma(shape)) + shape * logs;
      byP += count * (times * (tail - digamma(shape)) + logs);
      byQ += times * tail;
    }
    for (let index = 0; index < mean.length; index += 1) {
      const count = counts[group[index] ?? 0] ?? 0;
      const sum = v + (mean[index] ?? 0) * count;
      const logSum = Math.log(sum);
      const shape = p * count + q;
      value -= shape * logSum;
      byP -= count * logSum;
      byQ -= logSum;
      byV -= shape / sum;
    }
    gradient[0] = -p * byP;
    gradient[1] = -q * byQ;
    gradient[2] = -v * byV;
    return -value + addPenalty(beliefs, point, gradient);
  };
}
