// Discounting: what a stream of expected orders, or of being alive, is worth today.
import type { Forecast, Span } from './rate/forecast.ts';
import { presentOf } from './rate/present-orders.ts';

export const yearDays = 365.25;

export interface Discounting {
  /** Annual, effective. */
  discountRate: number;
  horizonYears: number;
  daysPerUnit: number;
}

/** Continuous rate per unit of model time, equal to the annual rate over a year. */
function discountPerUnit({ discountRate, daysPerUnit }: Discounting): number {
  return (Math.log1p(discountRate) * daysPerUnit) / yearDays;
}

/** The same in units of model time. */
export function spanOf(discounting: Discounting): Span {
  return {
    discount: discountPerUnit(discounting),
    end: (discounting.horizonYears * yearDays) / discounting.daysPerUnit,
  };
}

/**
 * Discounted expected orders and years alive within the horizon. Orders are ∫e^(−δt) dE[Y(t)], which equals the mid-period
 * sum of the literature up to δ²/24 a period.
 */
export function presentValue(forecast: Forecast, discounting: Discounting): { orders: number; years: number } {
  const span = spanOf(discounting);
  let orders = 0;
  let units = 0;
  const own = forecast.present?.(span);
  if (own !== undefined) return { orders: own.orders, years: (own.units * discounting.daysPerUnit) / yearDays };
  for (const law of forecast.laws) {
    if (law.weight < 1e-7) continue;
    const present = presentOf(law, span);
    orders += law.weight * present.orders;
    units += law.weight * present.units;
  }
  return {
    orders: forecast.pAlive * orders,
    years: (forecast.pAlive * units * discounting.daysPerUnit) / yearDays,
  };
}
