// Inverse distribution functions: they turn evenly spread points into draws that move smoothly with the parameters.
import { logGamma } from './gamma-function.ts';

const STEPS_MAX = 80;
const TERMS_MAX = 500;
/** Beyond this Wilson & Hilferty's cube is right to 1e-6 and the series would take thousands of terms. */
const CUBE_SHAPE_MIN = 1e4;
/** Below this logarithm a quantile is nothing that a double can hold. */
const LOG_MIN = -700;

/** Standard normal quantile for u in (0, 1), by Newton's steps on the complementary error function's series. */
export function normalQuantile(u: number): number {
  if (u === 0.5) return 0;
  // χ² with one degree of freedom is the square of a normal: P(|Z| ≤ z) = P(1/2, z²/2).
  const square = 2 * gammaQuantile(Math.abs(2 * u - 1), 0.5);
  return u < 0.5 ? -Math.sqrt(square) : Math.sqrt(square);
}

/** Quantile of the gamma distribution with rate 1, for u in (0, 1) and shape > 0, to about 1e-10 relative, 1e-6 for shapes above 10,000. */
export function gammaQuantile(u: number, shape: number): number {
  if (shape > CUBE_SHAPE_MIN) return shape * (1 - 1 / (9 * shape) + normalQuantile(u) / (3 * Math.sqrt(shape))) ** 3;
  const norm = logGamma(shape);
  let low = Math.min(LOG_MIN, (Math.log(u) + logGamma(shape + 1)) / shape - 1);
  if ((Math.log(u) + logGamma(shape + 1)) / shape < LOG_MIN) return 0;
  let high = Math.log(shape + 40 + 20 * Math.sqrt(shape));
  let at = Math.min(high, firstGuess(u, shape));
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const x = Math.exp(at);
    const miss = lowerGamma(shape, x, norm) - u;
    if (miss > 0) high = at;
    else low = at;
    const slope = Math.exp(shape * at - x - norm);
    // Halley's correction: the slope's own logarithmic derivative is shape − x.
    const newton = miss / slope;
    const next = at - newton / (1 - 0.5 * Math.max(-1, Math.min(1, newton * (shape - x))));
    const moved = next > low && next < high ? next : 0.5 * (low + high);
    if (Math.abs(moved - at) < 1e-11) return Math.exp(moved);
    at = moved;
  }
  return Math.exp(at);
}

/** Logarithm of a first guess: Wilson & Hilferty's cube where it holds, the leading term of the series below. */
function firstGuess(u: number, shape: number): number {
  const series = (Math.log(u) + logGamma(shape + 1)) / shape;
  if (shape < 1) return series < 0 ? series : Math.log(1 - Math.log1p(-u));
  const z = roughNormalQuantile(u);
  const cube = (1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))) ** 3;
  return cube > 0.01 ? Math.log(shape * cube) : series;
}

/** To 5e-4 (Abramowitz & Stegun 26.2.23). */
function roughNormalQuantile(u: number): number {
  const t = Math.sqrt(-2 * Math.log(Math.min(u, 1 - u)));
  const z = t - (2.515_517 + t * (0.802_853 + t * 0.010_328)) / (1 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
  return u < 0.5 ? -z : z;
}

/** P(shape, x), the regularised lower incomplete gamma function (Abramowitz & Stegun 6.5.29, 6.5.31). */
function lowerGamma(shape: number, x: number, norm: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(shape * Math.log(x) - x - norm);
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let n = 1; n < TERMS_MAX + 10 * Math.sqrt(shape); n += 1) {
      term *= x / (shape + n);
      sum += term;
      if (term < 1e-16 * sum) break;
    }
    return front * sum;
  }
  return 1 - front * upperFraction(shape, x);
}

/** Lentz's evaluation of the continued fraction of the upper function. */
function upperFraction(shape: number, x: number): number {
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < TERMS_MAX + 10 * Math.sqrt(shape); n += 1) {
    const an = -n * (n - shape);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const delta = c * d;
    fraction *= delta;
    if (Math.abs(delta - 1) < 1e-15) break;
  }
  return fraction;
}
