// One account's purchases as seasons, and the BG/BB forecast in the portal's units of time.
import type { RepeatSummary } from '../purchase-history.ts';
import type { Forecast } from './forecast.ts';
import { type SeasonParameters, type SeasonSummary, seasonForecast } from './season-model.ts';

/** A season in which so much of its time has gone without a purchase counts as one without. */
const OVER_SHARE = 0.84;

export interface SeasonGrid {
  startDay: number;
  seasonDays: number;
}

/** Seasons after that of the first purchase; the one that is running counts once something was bought in it or it is nearly over. */
export function seasonSummary(
  days: readonly number[],
  { asOfDay, startDay, seasonDays }: SeasonGrid & { asOfDay: number },
): SeasonSummary {
  const seasonAt = (day: number): number => Math.floor((day - startDay) / seasonDays);
  const first = seasonAt(days[0] ?? asOfDay);
  const bought = new Set(days.map((day) => seasonAt(day) - first));
  bought.delete(0);
  const last = Math.max(0, ...bought);
  return {
    bought: bought.size,
    last,
    seasons: Math.max(last, seasonAt(asOfDay + (1 - OVER_SHARE) * seasonDays) - first - 1),
  };
}

/** What BG/BB expects, with times in units of the fit instead of seasons. */
export function seasonalForecast(parameters: Record<string, number>, summary: RepeatSummary): Forecast {
  const {
    alpha = 1,
    beta = 1,
    gamma = 1,
    delta = 1,
    startDay = 0,
    seasonDays = 365.25,
    unitsPerSeason = 1,
  } = parameters;
  const model: SeasonParameters = { alpha, beta, gamma, delta };
  const { days = [], asOfDay = 0 } = summary;
  const seasons =
    days.length === 0 ? { bought: 0, last: 0, seasons: 0 } : seasonSummary(days, { asOfDay, startDay, seasonDays });
  const future = seasonForecast(model, seasons);
  return {
    pAlive: future.pAlive,
    expectedOrders: (t) => future.expectedOrders(t / unitsPerSeason),
    survival: (t) => future.survival(t / unitsPerSeason),
    laws: future.laws.map((law) => ({
      ...law,
      start: law.start * unitsPerSeason,
      dropout: law.dropout.per === 'time' ? { ...law.dropout, start: law.dropout.start * unitsPerSeason } : law.dropout,
    })),
    present: ({ discount, end }) => {
      const present = future.present?.({ discount: discount * unitsPerSeason, end: end / unitsPerSeason });
      return { orders: present?.orders ?? 0, units: (present?.units ?? 0) * unitsPerSeason };
    },
  };
}
