// Seasonal portals: whether purchases keep to a time of the year or to the same few days, and each account's seasons as BG/BB counts them (value reference, 2.7 C).
import type { FitMethod, RateModelFit } from './model.ts';
import { yearDays } from './present-value.ts';
import type { PurchaseHistory } from './purchase-history.ts';
import { fitSeasonModel } from './rate/season-model.ts';
import { type SeasonGrid, seasonSummary } from './rate/season-summary.ts';

const CUSTOMERS_MIN = 20;
const SEASONS_MIN = 3;
/** Of the accounts and seasons with a purchase, the share with exactly one. */
const SINGLE_SHARE_MIN = 0.7;
/** Length of the mean of all purchases as points on the year's circle: 1 is one day, 0 is evenly over the year. */
const CONCENTRATION_MIN = 0.5;

/** Books closed by the quarter or month: all purchases stand on as many days as there are periods. */
const GRID_DAYS_MIN = 4;
const GRID_GAP_DAYS_MIN = 5;
const GRID_TOLERANCE = 0.12;
/** Where in its period such a day stands, so that a day early or late stays in it. */
const GRID_PLACE = 0.85;

/** Null where purchases keep to no time of the year, or where there are too few seasons to tell. */
export function seasonOf(histories: readonly PurchaseHistory[], { asOfDay }: { asOfDay: number }): SeasonGrid | null {
  const first = histories.reduce((least, { days }) => Math.min(least, days[0] ?? least), asOfDay);
  if (histories.length < CUSTOMERS_MIN) return null;
  const grid = gridOf(histories);
  if (grid !== null || asOfDay - first < SEASONS_MIN * yearDays) return grid;
  let sine = 0;
  let cosine = 0;
  let purchases = 0;
  for (const { days } of histories)
    for (const day of days) {
      const angle = (2 * Math.PI * day) / yearDays;
      sine += Math.sin(angle);
      cosine += Math.cos(angle);
      purchases += 1;
    }
  if (Math.hypot(sine, cosine) < CONCENTRATION_MIN * purchases) return null;
  const middle = (Math.atan2(sine, cosine) / (2 * Math.PI)) * yearDays;
  const startDay = middle - yearDays / 2;
  return singleShare(histories, startDay) >= SINGLE_SHARE_MIN ? { startDay, seasonDays: yearDays } : null;
}

/** The period where everybody buys on the same evenly spaced days. */
function gridOf(histories: readonly PurchaseHistory[]): SeasonGrid | null {
  const seen = new Set<number>();
  for (const { days } of histories) for (const day of days) seen.add(day);
  const days = [...seen].sort((left, right) => left - right);
  const [first] = days;
  if (first === undefined || days.length < GRID_DAYS_MIN) return null;
  const gaps = days.slice(1).map((day, index) => day - (days[index] ?? day));
  const seasonDays = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const even = gaps.every((gap) => Math.abs(gap / seasonDays - 1) <= GRID_TOLERANCE);
  return even && seasonDays >= GRID_GAP_DAYS_MIN ? { startDay: first - GRID_PLACE * seasonDays, seasonDays } : null;
}

function singleShare(histories: readonly PurchaseHistory[], startDay: number): number {
  let seasons = 0;
  let single = 0;
  for (const { days } of histories) {
    const counts = new Map<number, number>();
    for (const day of days) {
      const season = Math.floor((day - startDay) / yearDays);
      counts.set(season, (counts.get(season) ?? 0) + 1);
    }
    for (const count of counts.values()) {
      seasons += 1;
      if (count === 1) single += 1;
    }
  }
  return single / Math.max(1, seasons);
}

export function fitSeasons(
  histories: readonly PurchaseHistory[],
  window: SeasonGrid & { asOfDay: number; daysPerUnit: number; fit: FitMethod },
): RateModelFit {
  const cells = new Map<string, ReturnType<typeof seasonSummary> & { weight: number }>();
  for (const { days } of histories) {
    if (days.length === 0) continue;
    const summary = seasonSummary(days, window);
    const key = `${summary.bought}/${summary.last}/${summary.seasons}`;
    cells.set(key, { ...summary, weight: (cells.get(key)?.weight ?? 0) + 1 });
  }
  const fitted = fitSeasonModel([...cells.values()], window.fit);
  return {
    ...fitted,
    parameters: {
      ...fitted.parameters,
      startDay: window.startDay,
      seasonDays: window.seasonDays,
      unitsPerSeason: window.seasonDays / window.daysPerUnit,
    },
  };
}
