// Finds the minimum of a smooth function from its gradient: BFGS with a line search that insists on descent and curvature.

/** Writes the gradient into `gradient` and returns the value. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  point: Float64Array;
  value: number;
  converged: boolean;
  iterations: number;
}

const ITERATIONS_MAX = 300;
const LINE_STEPS_MAX = 40;
const GAIN_MIN = 1e-10;
/** A shorter step in every coordinate is lost in rounding. */
const STEP_MIN = 1e-9;
const SUFFICIENT_DECREASE = 1e-4;
const CURVATURE = 0.9;
/** Longest first step in a coordinate; coordinates are logarithms, so this is a factor of e^1. */
const FIRST_STEP_MAX = 1;

/** BFGS (Nocedal & Wright 2006, algorithm 6.1). Coordinates are held within ±`boundMax` so that no likelihood overflows. */
export function minimise(
  objective: Objective,
  start: readonly number[],
  { gradientMax = 1e-7, boundMax = 30 } = {},
): Minimum {
  const size = start.length;
  let point = Float64Array.from(start);
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  let inverse = scaledIdentity(size, 1);
  let fresh = true;
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration += 1) {
    const scale = Math.max(1, Math.abs(value));
    if (largest(gradient) <= gradientMax * Math.sqrt(scale))
      return { point, value, converged: true, iterations: iteration };
    let direction = descent(inverse, gradient);
    // Half of this is what a Newton step would still gain; of a likelihood, a hundred-thousandth of a standard error.
    if (!fresh && Math.abs(dot(direction, gradient)) <= GAIN_MIN)
      return { point, value, converged: true, iterations: iteration };
    if (dot(direction, gradient) >= 0) {
      inverse = scaledIdentity(size, 1);
      direction = descent(inverse, gradient);
      fresh = true;
    }
    const step = searchLine({
      objective,
      point,
      value,
      gradient,
      direction,
      boundMax,
      first: firstStep(direction, fresh),
    });
    if (step === null || value - step.value <= 1e-15 * scale) {
      if (step !== null && step.value < value) ({ point, value, gradient } = step);
      if (fresh) return { point, value, converged: largest(gradient) <= 1e-3 * scale, iterations: iteration };
      inverse = scaledIdentity(size, 1);
      fresh = true;
      continue;
    }
    inverse = update(inverse, { from: point, to: step.point, before: gradient, after: step.gradient, fresh });
    fresh = false;
    ({ point, value, gradient } = step);
  }
  return { point, value, converged: false, iterations: ITERATIONS_MAX };
}

interface Line {
  objective: Objective;
  point: Float64Array;
  value: number;
  gradient: Float64Array;
  direction: Float64Array;
  boundMax: number;
  first: number;
}

/** A step with sufficient decrease and curvature, by bisection between brackets (weak Wolfe conditions). */
function searchLine(
  line: Line,
): { point: Float64Array<ArrayBuffer>; value: number; gradient: Float64Array<ArrayBuffer> } | null {
  const slope = dot(line.direction, line.gradient);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let length = line.first;
  let best: ReturnType<typeof searchLine> = null;
  const lengthMin = STEP_MIN / Math.max(largest(line.direction), 1e-300);
  for (let tries = 0; tries < LINE_STEPS_MAX && length > lengthMin; tries += 1) {
    const point = line.point.map((at, index) => clamp(at + length * (line.direction[index] ?? 0), line.boundMax));
    const gradient = new Float64Array(point.length);
    const value = line.objective(point, gradient);
    if (!Number.isFinite(value) || value > line.value + SUFFICIENT_DECREASE * length * slope) {
      high = length;
    } else {
      best = { point, value, gradient };
      if (dot(line.direction, gradient) >= CURVATURE * slope) return best;
      low = length;
    }
    length = Number.isFinite(high) ? 0.5 * (low + high) : 2 * length;
  }
  return best;
}

function firstStep(direction: Float64Array, fresh: boolean): number {
  return fresh ? Math.min(1, FIRST_STEP_MAX / Math.max(largest(direction), 1e-300)) : 1;
}

interface Step {
  from: Float64Array;
  to: Float64Array;
  before: Float64Array;
  after: Float64Array;
  fresh: boolean;
}

function update(inverse: Float64Array[], { from, to, before, after, fresh }: Step): Float64Array[] {
  const size = from.length;
  const moved = to.map((at, index) => at - (from[index] ?? 0));
  const bent = after.map((at, index) => at - (before[index] ?? 0));
  const curvature = dot(moved, bent);
  if (curvature <= 1e-12 * Math.sqrt(dot(moved, moved) * dot(bent, bent))) return inverse;
  const base = fresh ? scaledIdentity(size, curvature / dot(bent, bent)) : inverse;
  const product = base.map((row) => dot(row, bent));
  const factor = (1 + dot(Float64Array.from(product), bent) / curvature) / curvature;
  return base.map((row, i) =>
    row.map((entry, j) => {
      const mi = moved[i] ?? 0;
      const mj = moved[j] ?? 0;
      return entry + factor * mi * mj - ((product[i] ?? 0) * mj + mi * (product[j] ?? 0)) / curvature;
    }),
  );
}

function descent(inverse: Float64Array[], gradient: Float64Array): Float64Array {
  return Float64Array.from(inverse, (row) => -dot(row, gradient));
}

function scaledIdentity(size: number, scale: number): Float64Array[] {
  return Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_unused, j) => (i === j ? scale : 0)),
  );
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function largest(vector: Float64Array): number {
  return vector.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
}

function clamp(value: number, boundMax: number): number {
  return Math.min(boundMax, Math.max(-boundMax, value));
}
