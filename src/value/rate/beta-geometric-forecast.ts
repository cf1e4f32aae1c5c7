// What BG/NBD and MBG/NBD expect of one account after the day they were fitted to.
import { hypergeometric2F1 } from '../numeric/hypergeometric.ts';
import type { RepeatSummary } from '../purchase-history.ts';
import type { Forecast } from './forecast.ts';
import { sumPurchases } from './purchase-sums.ts';

export interface BetaGeometricParameters {
  r: number;
  alpha: number;
  a: number;
  b: number;
}

/** Expected orders are singular at a = 1; this near to it they are taken on both sides. */
const SINGULAR_NEARNESS = 1e-6;
/** Beyond this the terms of the closed form overflow (a plain fit can run there) and the sum over purchases takes over. */
const CLOSED_FORM_A_MAX = 30;

/** Fader, Hardie & Lee 2005 and note 027 (stable form); Batislam et al. 2007 for the modified model. Forms: value reference 2.1, 2.2. */
export function betaGeometricForecast(
  { r, alpha, a, b }: BetaGeometricParameters,
  { x, tx, age }: RepeatSummary,
  modified: boolean,
): Forecast {
  const shape = r + x;
  const stay = b + x + (modified ? 1 : 0);
  const start = alpha + age;
  const odds = x > 0 || modified ? (a / (stay - 1)) * (start / (alpha + tx)) ** shape : 0;
  const pAlive = 1 / (1 + odds);
  const summed = (t: number) => sumPurchases({ shape, start, t, phase: 0, k: 1, a, stay });
  return {
    pAlive,
    expectedOrders: (t) =>
      pAlive * (a > CLOSED_FORM_A_MAX ? summed(t).orders : expectedWhileAlive({ shape, a, stay, start }, t)),
    // An account with rate λ and dropout p is alive at t with e^(−λpt); its mean over λ and p is this.
    survival: (t) =>
      pAlive * (a > CLOSED_FORM_A_MAX ? summed(t).alive : hypergeometric2F1(shape, a, a + stay, -t / start)),
    laws: [{ weight: 1, shape, start, phases: 1, passed: 0, dropout: { per: 'order', a, stay } }],
  };
}

interface Posterior {
  shape: number;
  a: number;
  stay: number;
  start: number;
}

function expectedWhileAlive({ shape, a, stay, start }: Posterior, t: number): number {
  if (t <= 0) return 0;
  if (Math.abs(a - 1) < SINGULAR_NEARNESS) {
    const below = expectedWhileAlive({ shape, a: 1 - 2 * SINGULAR_NEARNESS, stay, start }, t);
    return 0.5 * (below + expectedWhileAlive({ shape, a: 1 + 2 * SINGULAR_NEARNESS, stay, start }, t));
  }
  const z = t / (start + t);
  const total = a + stay - 1;
  // Where nobody leaves (a → 0) both sides of the difference vanish together and the limit is the plain NBD.
  if (a < 1e-9) return (shape * t) / start;
  const logKeep = (a - 1) * Math.log1p(-z);
  return (total / (a - 1)) * (1 - Math.exp(logKeep) * hypergeometric2F1(total - shape, a - 1, total, z));
}
