// Discounting: what a stream of expected orders, or of being alive, is worth today.
import { gaussLegendre } from './numeric/quadrature.ts';
import type { Drive, Forecast } from './rate/forecast.ts';

const nodes = gaussLegendre(24);
export const yearDays = 365.25;

export interface Discounting {
  /** Annual, effective. */
  discountRate: number;
  horizonYears: number;
  daysPerUnit: number;
}

/** Continuous rate per unit of model time, equal to the annual rate over a year. */
export function discountPerUnit({ discountRate, daysPerUnit }: Discounting): number {
  return (Math.log1p(discountRate) * daysPerUnit) / yearDays;
}

function horizonUnits({ horizonYears, daysPerUnit }: Discounting): number {
  return (horizonYears * yearDays) / daysPerUnit;
}

/**
 * Discounted expected orders within the horizon, ∫e^(−δt) dE[Y(t)], by parts. It equals the mid-period sum of the
 * literature up to δ²/24 a period.
 */
export function discountedOrders(forecast: Forecast, discounting: Discounting): number {
  const rate = discountPerUnit(discounting);
  const end = horizonUnits(discounting);
  const inside = integrate(end, (t) => Math.exp(-rate * t) * forecast.expectedOrders(t));
  return Math.exp(-rate * end) * forecast.expectedOrders(end) + rate * inside;
}

/** Discounted expected years alive within the horizon. */
export function discountedYears(forecast: Forecast, discounting: Discounting): number {
  const rate = discountPerUnit(discounting);
  const units = integrate(horizonUnits(discounting), (t) => Math.exp(-rate * t) * forecast.survival(t));
  return (units * discounting.daysPerUnit) / yearDays;
}

/** Discounted units of time alive for an account whose drive is known. */
export function discountedUnits({ rate, hazard }: Drive, discounting: Discounting): number {
  if (rate === 0) return 0;
  const fade = hazard + discountPerUnit(discounting);
  const end = horizonUnits(discounting);
  return fade * end < 1e-9 ? end : -Math.expm1(-fade * end) / fade;
}

/** Nodes lie denser near 0, where forecasts bend most. */
function integrate(end: number, value: (t: number) => number): number {
  return nodes.reduce((sum, { at, weight }) => sum + weight * 3 * at * at * end * value(end * at * at * at), 0);
}
