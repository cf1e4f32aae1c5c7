// Weak priors that keep a fit from running away where a portal has few accounts or no visible churn.
import type { PriorEvidence } from './prior-evidence.ts';

/** Of the mean life that the silent accounts suggest: some of them have only paused. */
const LIFE_SHARE = 0.5;

/** A normal belief about a sum of coefficients times log parameters, or about ln(e^p + e^q). */
export type Belief =
  | { of: 'combination'; coefficients: readonly number[]; mean: number; deviation: number }
  | { of: 'log-sum'; indices: readonly [number, number]; mean: number; deviation: number };

/** Subtracts the log density of the beliefs at the log parameters from `value`, and its gradient. */
export function addPenalty(beliefs: readonly Belief[], point: Float64Array, gradient: Float64Array): number {
  let penalty = 0;
  for (const belief of beliefs) {
    const slopes = slopesOf(belief, point);
    const distance = (beliefAt(belief, point) - belief.mean) / belief.deviation;
    penalty += 0.5 * distance * distance;
    for (const [index, slope] of slopes.entries()) {
      gradient[index] = (gradient[index] ?? 0) + (distance / belief.deviation) * slope;
    }
  }
  return penalty;
}

function beliefAt(belief: Belief, point: Float64Array): number {
  if (belief.of === 'combination') {
    return belief.coefficients.reduce((sum, factor, index) => sum + factor * (point[index] ?? 0), 0);
  }
  const [left, right] = belief.indices;
  return Math.log(Math.exp(point[left] ?? 0) + Math.exp(point[right] ?? 0));
}

function slopesOf(belief: Belief, point: Float64Array): readonly number[] {
  if (belief.of === 'combination') return belief.coefficients;
  const [left, right] = belief.indices;
  const share = 1 / (1 + Math.exp((point[right] ?? 0) - (point[left] ?? 0)));
  return Array.from(point, (_, index) => (index === left ? share : index === right ? 1 - share : 0));
}

/** Beliefs about (ln r, ln α, ln a, ln b) of the beta-geometric models; measured on four published data sets (value reference, 4.3). */
export function betaGeometricBeliefs(pooledRate: number, { shape, leftPerOrder }: PriorEvidence): Belief[] {
  // Where the portal's own silent accounts are fewer than usual, fewer are believed to leave.
  const leaving = Math.min(-1.2, Math.log(leftPerOrder));
  return [
    { of: 'combination', coefficients: [1, 0, 0, 0], mean: Math.log(shape), deviation: 1 },
    { of: 'combination', coefficients: [1, -1, 0, 0], mean: Math.log(1.3 * pooledRate), deviation: 1.5 },
    { of: 'combination', coefficients: [0, 0, 1, -1], mean: leaving, deviation: 1.2 },
    { of: 'log-sum', indices: [2, 3], mean: Math.log(3.2), deviation: 1 },
  ];
}

/** Beliefs about (ln r, ln α, ln s, ln β) of the Pareto/NBD: as above for buying; leaving about as varied, lives of a few mean ages. */
export function paretoBeliefs(
  pooledRate: number,
  { meanAge, shape, leftPerUnit }: PriorEvidence & { meanAge: number },
): Belief[] {
  const life = Math.max(meanAge, LIFE_SHARE / leftPerUnit);
  return [
    { of: 'combination', coefficients: [1, 0, 0, 0], mean: Math.log(shape), deviation: 1 },
    { of: 'combination', coefficients: [1, -1, 0, 0], mean: Math.log(1.3 * pooledRate), deviation: 1.5 },
    { of: 'combination', coefficients: [0, 0, 1, 0], mean: Math.log(0.6), deviation: 1 },
    { of: 'combination', coefficients: [0, 0, -1, 1], mean: Math.log(life), deviation: 1.5 },
  ];
}

/** Beliefs about (ln p, ln q, ln v) of the Gamma-Gamma model for orders worth `meanValue` on average. */
export function orderValueBeliefs(meanValue: number): Belief[] {
  return [
    { of: 'combination', coefficients: [1, 0, 0], mean: Math.log(3), deviation: 1 },
    { of: 'combination', coefficients: [0, 1, 0], mean: Math.log(3.5), deviation: 0.7 },
    { of: 'combination', coefficients: [1, -1, 1], mean: Math.log((meanValue * 2.5) / 3.5), deviation: 1 },
  ];
}
