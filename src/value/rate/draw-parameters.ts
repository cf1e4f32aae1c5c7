// Draws the parameters of a fitted model from their posterior: normal in logarithms (Laplace's approximation).
import type { Random } from '../numeric/random.ts';

/** A plain fit that ran away is known in some direction to no power of ten; a draw goes no further from it than this. */
const SHIFT_MAX = 5;

/** `factor` is the Cholesky factor of the covariance of the logs; null leaves the parameters as they are. */
export function drawParameters(
  parameters: Record<string, number>,
  factor: readonly (readonly number[])[] | null,
  random: Random,
): Record<string, number> {
  if (factor === null || factor.length === 0) return parameters;
  const normals = factor.map(() => random.normal());
  const drawn: Record<string, number> = { ...parameters };
  // k, the last entry of an Erlang model, is not drawn: the covariance has no row for it.
  for (const [row, name] of Object.keys(parameters).slice(0, factor.length).entries()) {
    const shift = (factor[row] ?? []).reduce((sum, entry, column) => sum + entry * (normals[column] ?? 0), 0);
    drawn[name] = (parameters[name] ?? 1) * Math.exp(Math.max(-SHIFT_MAX, Math.min(SHIFT_MAX, shift)));
  }
  return drawn;
}
