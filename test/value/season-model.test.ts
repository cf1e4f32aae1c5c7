// BG/BB against the published figures for 11,104 donors (value reference, 2.5).
import fs from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { hypergeometric2F1 } from '../../src/value/numeric/hypergeometric.ts';
import { presentValue, yearDays } from '../../src/value/present-value.ts';
import { fitSeasonModel, seasonForecast } from '../../src/value/rate/season-model.ts';
import { sharedFile } from '../harness/shared-data.ts';
import golden from './golden.json' with { type: 'json' };

const published = golden.donations_bgbb;
const file = sharedFile('data/value/donations/donations_rf.csv');

/** By last season and number of seasons bought in, times 10,000. */
const table: Record<number, number[]> = {
  6: [11479, 16688, 21897, 27106, 32316, 37525],
  5: [10217, 14430, 18047, 20300, 18129],
  4: [8394, 10576, 10345, 5832],
  3: [5938, 5361, 2236],
  2: [3142, 1191],
  1: [857],
};

describe('with the published parameters', () => {
  it('expects of a new donor what the paper expects', () => {
    const future = seasonForecast(published.params, { bought: 0, last: 0, seasons: 0 });
    for (const [index, expected] of published.EXn_1_11.entries())
      expect(future.expectedOrders(index + 1)).toBeCloseTo(expected, 5);
  });

  it('expects of each recency and frequency what the paper expects over five years', () => {
    for (const [last, row] of Object.entries(table))
      for (const [index, expected] of row.entries()) {
        const future = seasonForecast(published.params, { bought: index + 1, last: Number(last), seasons: 6 });
        expect(Math.abs(future.expectedOrders(5) - expected / 10_000)).toBeLessThan(6e-5);
      }
    expect(seasonForecast(published.params, { bought: 0, last: 0, seasons: 6 }).expectedOrders(5)).toBeCloseTo(
      0.0729,
      4,
    );
  });

  it.each([
    { bought: 6, last: 6, alive: 0.93, dert: 5.9097 },
    { bought: 4, last: 4, alive: null, dert: 0.9184 },
    { bought: 2, last: 4, alive: 0.59, dert: null },
    { bought: 0, last: 0, alive: 0.11, dert: 0.1148 },
  ])('P(alive) and discounted donations of ($bought, $last)', ({ bought, last, alive, dert }) => {
    const future = seasonForecast(published.params, { bought, last, seasons: 6 });
    const discounting = { discountRate: 0.1, horizonYears: 400, daysPerUnit: yearDays };
    if (alive !== null) expect(Math.abs(future.pAlive - alive)).toBeLessThan(0.005);
    if (dert !== null) expect(Math.abs(presentValue(future, discounting).orders - dert)).toBeLessThan(1e-4);
  });

  it('discounted donations of a new donor equal the closed form', () => {
    const { alpha, beta, gamma, delta } = published.params;
    const closed =
      (((alpha / (alpha + beta)) * (delta / (gamma + delta))) / 1.1) *
      hypergeometric2F1(1, delta + 1, gamma + delta + 1, 1 / 1.1);
    const future = seasonForecast(published.params, { bought: 0, last: 0, seasons: 0 });
    const { orders } = presentValue(future, { discountRate: 0.1, horizonYears: 400, daysPerUnit: yearDays });
    expect(orders).toBeCloseTo(closed, 8);
  });
});

test.each([
  { name: 'nobody', cells: [] },
  { name: 'one who never came back', cells: [{ bought: 0, last: 0, seasons: 1, weight: 1 }] },
  { name: 'everybody always', cells: [{ bought: 6, last: 6, seasons: 6, weight: 100 }] },
])('the weak prior holds: $name', ({ cells }) => {
  const { converged, parameters } = fitSeasonModel(cells, 'map');
  expect(converged).toBe(true);
  for (const value of Object.values(parameters)) {
    expect(value).toBeGreaterThan(1e-3);
    expect(value).toBeLessThan(1e3);
  }
});

if (file !== null)
  test('the donors give the published parameters, log-likelihood and total', () => {
    const cells = fs
      .readFileSync(file ?? '', 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [bought = 0, last = 0, seasons = 0, weight = 0] = line.split(',').map(Number);
        return { bought, last, seasons, weight };
      });
    const fitted = fitSeasonModel(cells, 'mle');
    expect(Math.abs(fitted.logLikelihood - published.LL)).toBeLessThan(1e-3);
    for (const [name, value] of Object.entries(published.params))
      expect(Math.abs((fitted.parameters[name] ?? 0) / value - 1)).toBeLessThan(1e-3);
    const total = cells.reduce(
      (sum, cell) => sum + cell.weight * seasonForecast(fitted.parameters, cell).expectedOrders(5),
      0,
    );
    expect(Math.abs(total / published.sumCE5 - 1)).toBeLessThan(1e-4);
  });
