// The curvature of a likelihood at its optimum, as the covariance of its parameters (Laplace's approximation).
import type { Objective } from './minimise.ts';

const STEP = 1e-4;

/** Inverse Hessian of a negative log-likelihood at `point`, by central differences of its gradient. Empty where not positive definite. */
export function laplaceCovariance(objective: Objective, point: Float64Array): number[][] {
  const size = point.length;
  const hessian: number[][] = [];
  for (let index = 0; index < size; index += 1) {
    const up = gradientAt(objective, point, index, STEP);
    const down = gradientAt(objective, point, index, -STEP);
    hessian.push(Array.from(up, (entry, other) => (entry - (down[other] ?? 0)) / (2 * STEP)));
  }
  const symmetric = hessian.map((row, i) => row.map((entry, j) => 0.5 * (entry + (hessian[j]?.[i] ?? 0))));
  const factor = choleskyFactor(symmetric);
  return factor === null ? [] : invertFromFactor(factor);
}

function gradientAt(objective: Objective, point: Float64Array, index: number, step: number): Float64Array {
  const gradient = new Float64Array(point.length);
  objective(
    point.map((at, other) => (other === index ? at + step : at)),
    gradient,
  );
  return gradient;
}

/** Lower triangular factor of a symmetric matrix; null where it is not positive definite. */
export function choleskyFactor(matrix: readonly (readonly number[])[]): number[][] | null {
  const factor: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const own: number[] = [];
    for (let j = 0; j <= i; j += 1) {
      const other = j === i ? own : (factor[j] ?? []);
      let rest = row[j] ?? 0;
      for (let k = 0; k < j; k += 1) rest -= (own[k] ?? 0) * (other[k] ?? 0);
      if (j === i && !(rest > 0)) return null;
      own.push(j === i ? Math.sqrt(rest) : rest / (other[j] ?? 1));
    }
    factor.push(own);
  }
  return factor;
}

function invertFromFactor(factor: number[][]): number[][] {
  const size = factor.length;
  const columns = Array.from({ length: size }, (_, column) => {
    const forward: number[] = [];
    for (let i = 0; i < size; i += 1) {
      let rest = i === column ? 1 : 0;
      for (let k = 0; k < i; k += 1) rest -= (factor[i]?.[k] ?? 0) * (forward[k] ?? 0);
      forward.push(rest / (factor[i]?.[i] ?? 1));
    }
    const solution = new Array<number>(size).fill(0);
    for (let i = size - 1; i >= 0; i -= 1) {
      let rest = forward[i] ?? 0;
      for (let k = i + 1; k < size; k += 1) rest -= (factor[k]?.[i] ?? 0) * (solution[k] ?? 0);
      solution[i] = rest / (factor[i]?.[i] ?? 1);
    }
    return solution;
  });
  return columns;
}
