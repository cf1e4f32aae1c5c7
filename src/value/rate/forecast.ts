// What a purchase model says about one account from now on. Times are in the fit's units.
import type { Random } from '../numeric/random.ts';

/** Continuous discount rate a unit of time, and the units that count. */
export interface Span {
  discount: number;
  end: number;
}

export interface Forecast {
  pAlive: number;
  /** Orders expected within t units. */
  expectedOrders(t: number): number;
  /** Probability that the account is still alive in t units. */
  survival(t: number): number;
  /** How rate and risk are spread if the account is alive; the weights sum to 1. */
  laws: readonly DriveLaw[];
  /** Discounted orders and time alive, where a model has its own form for them. */
  present?(span: Span): { orders: number; units: number };
}

/** The posterior of what drives an account that is alive. */
export interface DriveLaw {
  weight: number;
  /** Phases a unit of time: Gamma(shape, start). An order takes `phases` of them, and `passed` of the next one's are behind. */
  shape: number;
  start: number;
  phases: number;
  passed: number;
  /** Leaving after an order with a Beta(a, stay) chance, or at any time with a Gamma(shape, start) risk. */
  dropout: { per: 'order'; a: number; stay: number } | { per: 'time'; shape: number; start: number };
}

/** Orders a unit of time while alive, and the risk a unit of time of leaving; a rate of 0 is an account that has left. */
export interface Drive {
  rate: number;
  hazard: number;
}

/** One draw of what drives the account. */
export function drawDrive({ pAlive, laws }: Forecast, random: Random): Drive {
  if (random.uniform() >= pAlive) return { rate: 0, hazard: 0 };
  const law = pick(laws, random.uniform());
  if (law === undefined) return { rate: 0, hazard: 0 };
  const { shape, start, phases, dropout } = law;
  const phaseRate = random.gamma(shape, start);
  const hazard =
    dropout.per === 'time'
      ? random.gamma(dropout.shape, dropout.start)
      : orderHazard(phaseRate, phases, random.beta(dropout.a, dropout.stay));
  return { rate: phaseRate / phases, hazard };
}

/** The rate at which accounts leave that pass `phases` phases an order and leave after one with chance p (the decay of their renewal process). */
export function orderHazard(phaseRate: number, phases: number, p: number): number {
  return phases === 1 ? phaseRate * p : -phaseRate * Math.expm1(Math.log1p(-Math.min(p, 1 - 1e-12)) / phases);
}

function pick(laws: readonly DriveLaw[], at: number): DriveLaw | undefined {
  let rest = at;
  for (const law of laws) {
    rest -= law.weight;
    if (rest < 0) return law;
  }
  return laws[laws.length - 1];
}
