// Gauss's hypergeometric function for real arguments z < 1 and c > 0, as the purchase models need it.
import { signedLogGamma } from './gamma-function.ts';

/** Beyond this the power series needs thousands of terms and the expansion around 1 takes over. */
const SERIES_Z_MAX = 0.99;
const TERMS_MAX = 100_000;
/** The expansion around 1 is singular where c − a − b is an integer; this near to one it is taken on both sides. */
const INTEGER_NEARNESS = 1e-5;

/** ₂F₁(a, b; c; z) for z < 1 and c > 0 (Abramowitz & Stegun 15.1.1, 15.3.4, 15.3.6). */
export function hypergeometric2F1(a: number, b: number, c: number, z: number): number {
  if (z < 0) return (1 - z) ** -b * hypergeometric2F1(c - a, b, c, z / (z - 1));
  if (z <= SERIES_Z_MAX) return powerSeries(a, b, c, z);
  const excess = c - a - b;
  if (Math.abs(excess - Math.round(excess)) >= INTEGER_NEARNESS) return aroundOne(a, b, c, z);
  return 0.5 * (aroundOne(a, b + INTEGER_NEARNESS * 2, c, z) + aroundOne(a, b - INTEGER_NEARNESS * 2, c, z));
}

function powerSeries(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < TERMS_MAX; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    // Terms may grow before they shrink, so a small one ends the sum only where the next is smaller still.
    if (Math.abs(term) <= 1e-17 * Math.abs(sum) && n > 2 * (Math.abs(a) + Math.abs(b))) break;
    if (term === 0) break;
  }
  return sum;
}

function aroundOne(a: number, b: number, c: number, z: number): number {
  const excess = c - a - b;
  const first = gammaRatio(c, excess, c - a, c - b) * powerSeries(a, b, 1 - excess, 1 - z);
  const second = gammaRatio(c, -excess, a, b) * powerSeries(c - a, c - b, 1 + excess, 1 - z);
  return first + second * (1 - z) ** excess;
}

/** Γ(p)Γ(q) / (Γ(u)Γ(v)); zero where u or v is a pole of Γ. */
function gammaRatio(p: number, q: number, u: number, v: number): number {
  if (isPole(u) || isPole(v)) return 0;
  const above = [signedLogGamma(p), signedLogGamma(q)];
  const below = [signedLogGamma(u), signedLogGamma(v)];
  let log = 0;
  let sign = 1;
  for (const part of above) {
    log += part.log;
    sign *= part.sign;
  }
  for (const part of below) {
    log -= part.log;
    sign *= part.sign;
  }
  return sign * Math.exp(log);
}

function isPole(x: number): boolean {
  return x <= 0 && x === Math.round(x);
}
