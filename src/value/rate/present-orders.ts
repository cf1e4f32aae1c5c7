// Discounted orders and time alive, as means over what drives an account: trapezoidal sums in logarithms, which converge exponentially.
import { logBeta, logGamma } from '../numeric/gamma-function.ts';
import { type DriveLaw, orderHazard, type Span } from './forecast.ts';

interface Present {
  orders: number;
  units: number;
}

/** e^(−this) of a sum is left out at either end. */
const FOLDS = 20;
const NODES_MAX = 4000;
/** Below this product of fade and span the correction for Erlang phases is that of an account that never leaves. */
const FADE_MIN = 1e-6;

/** Of an account that is alive. Exact but for the far end of Erlang forms, where the phase is taken to stand as it does today. */
export function presentOf(law: DriveLaw, span: Span): Present {
  return law.dropout.per === 'time' ? overTime(law, law.dropout, span) : overOrders(law, law.dropout, span);
}

/** (1 − e^(−fade·end))/fade: discounted units alive where both risks fade at a constant rate. */
export function fadedUnits(fade: number, end: number): number {
  return fade * end < 1e-9 ? end : -Math.expm1(-fade * end) / fade;
}

function overTime({ shape, start, phases }: DriveLaw, risk: { shape: number; start: number }, span: Span): Present {
  const whole = fadedUnits(span.discount, span.end);
  const grid = gammaGrid(risk.shape, risk.start);
  let units = whole;
  for (let at = 0; at < grid.values.length; at += 1) {
    const fade = (grid.values[at] ?? 0) + span.discount;
    units += (grid.weights[at] ?? 0) * (fadedUnits(fade, span.end) - whole);
  }
  return { orders: ((shape / start) * units) / phases, units };
}

function overOrders(law: DriveLaw, chance: { a: number; stay: number }, span: Span): Present {
  const rates = gammaGrid(law.shape, law.start);
  const fastest = rates.values[rates.values.length - 1] ?? 1;
  const slowest = Math.max(span.discount, 1 / span.end);
  const chances = betaGrid(chance, Math.log(slowest / fastest));
  // Where hardly anything is discounted away before the horizon, the correction for phases is left out.
  const phased = law.phases > 1 && span.discount * span.end >= FADE_MIN;
  const shares = phased ? chances.values.map((p) => orderHazard(1, law.phases, p)) : chances.values;
  const whole = fadedUnits(span.discount, span.end);
  const sums = { orders: 0, units: whole };
  for (let at = 0; at < rates.values.length; at += 1) {
    const rate = rates.values[at] ?? 0;
    const weight = rates.weights[at] ?? 0;
    const mean = phased ? meanOfPhases(law, { rate, chances, shares }, span) : meanOfOrders(rate, chances, span);
    sums.orders += (weight * mean.orders) / (phased ? 1 : law.phases);
    sums.units += weight * (mean.units - whole);
  }
  return sums;
}

/** Over the chances of leaving, as a difference from never leaving. */
function meanOfOrders(rate: number, chances: Grid, { discount, end }: Span): Present {
  const whole = fadedUnits(discount, end);
  let units = whole;
  for (let at = 0; at < chances.values.length; at += 1) {
    const fade = rate * (chances.values[at] ?? 0) + discount;
    units += (chances.weights[at] ?? 0) * (fadedUnits(fade, end) - whole);
  }
  return { orders: rate * units, units };
}

/** The same where an order takes several phases: a renewal process, each order a geometric step. */
function meanOfPhases(
  { phases, passed }: DriveLaw,
  { rate, chances, shares }: { rate: number; chances: Grid; shares: readonly number[] },
  { discount, end }: Span,
): Present {
  const logStep = -Math.log1p(discount / rate);
  const first = Math.exp((phases - passed) * logStep);
  const next = Math.exp(phases * logStep);
  const lost = -Math.expm1(phases * logStep);
  const whole = fadedUnits(discount, end);
  const never = (first / lost) * discount * whole;
  const sums = { orders: never, units: whole };
  for (let at = 0; at < chances.values.length; at += 1) {
    const p = chances.values[at] ?? 0;
    const weight = chances.weights[at] ?? 0;
    const within = -Math.expm1(-(rate * (shares[at] ?? 0) + discount) * end);
    const all = first / (p * next + lost);
    sums.orders += weight * (all * within - never);
    sums.units += weight * (((1 - p * all) / discount) * within - whole);
  }
  return sums;
}

interface Grid {
  values: number[];
  weights: number[];
}

/** Nodes of Gamma(shape, start), evenly spaced in the logarithm. */
function gammaGrid(shape: number, start: number): Grid {
  const norm = logGamma(shape);
  const step = Math.min(0.4, 0.85 / Math.sqrt(shape));
  const centre = Math.log(shape);
  const from = centre - FOLDS / (shape + 1) - 4 / Math.sqrt(shape + 1);
  const to = Math.log(shape + 7 * Math.sqrt(shape) + FOLDS);
  const grid: Grid = { values: [], weights: [] };
  for (let at = from, node = 0; at <= to && node < NODES_MAX; at += step, node += 1) {
    const x = Math.exp(at);
    grid.values.push(x / start);
    grid.weights.push(step * Math.exp(shape * at - x - norm));
  }
  return grid;
}

/** Nodes of Beta(a, stay), evenly spaced in the log odds, down to well below `knee`, where a chance of leaving begins to matter. */
function betaGrid({ a, stay }: { a: number; stay: number }, knee: number): Grid {
  const norm = logBeta(a, stay);
  const step = Math.min(0.5, 0.95 * Math.sqrt(1 / a + 1 / stay));
  const centre = Math.log(a / stay);
  const from = Math.min(knee, centre) - FOLDS / (a + 1);
  const to = Math.log(Math.expm1(Math.min(700, (a + 7 * Math.sqrt(a) + FOLDS) / stay)));
  const grid: Grid = { values: [], weights: [] };
  for (let at = from, node = 0; at <= to && node < NODES_MAX; at += step, node += 1) {
    const odds = Math.exp(at);
    grid.values.push(odds / (1 + odds));
    grid.weights.push(step * Math.exp(a * at - (a + stay) * Math.log1p(odds) - norm));
  }
  return grid;
}
