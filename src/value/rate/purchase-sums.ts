// The sums over purchases to come that the beta-geometric and Erlang-k forecasts share.

/** Sums over future phases end here or where less than this share of the distribution is left. */
const PHASES_MAX = 100_000;
const TAIL_MIN = 1e-10;
/** Below this logarithm a probability is carried as its logarithm: the first ones of a long history underflow. */
const LOG_MASS_MIN = -600;

interface Future {
  shape: number;
  start: number;
  t: number;
  phase: number;
  k: number;
  a: number;
  stay: number;
}

/** Phases passed within t are negative binomial; the n-th purchase needs nk − phase of them and n − 1 dropouts avoided. */
export function sumPurchases({ shape, start, t, phase, k, a, stay }: Future): { orders: number; alive: number } {
  const step = t / (start + t);
  let logMass = -shape * Math.log1p(t / start);
  let mass = logMass > LOG_MASS_MIN ? Math.exp(logMass) : 0;
  let below = mass;
  let kept = 1;
  const sums = { orders: 0, alive: 0 };
  let current = mass;
  let purchases = 0;
  for (let passed = 1; passed < PHASES_MAX; passed += 1) {
    if ((passed + phase) % k === 0) {
      sums.alive += kept * current;
      current = 0;
      sums.orders += kept * Math.max(0, 1 - below);
      kept *= (stay + purchases) / (a + stay + purchases);
      purchases += 1;
    }
    const growth = ((shape + passed - 1) / passed) * step;
    if (logMass <= LOG_MASS_MIN) {
      logMass += Math.log(growth);
      if (logMass > LOG_MASS_MIN) mass = Math.exp(logMass);
    } else mass *= growth;
    below += mass;
    current += mass;
    if (kept * (1 - below) < TAIL_MIN && passed > shape) break;
  }
  sums.alive += kept * current;
  return sums;
}
