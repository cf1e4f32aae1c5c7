// Intervals: they move smoothly with the fit, hold what they promise, and hold the truth as often as they say.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { defaultValueSettings } from '../../src/value/default-settings.ts';
import { fitPortal } from '../../src/value/fit-portal.ts';
import type { PortalFit } from '../../src/value/model.ts';
import { evenPoints } from '../../src/value/numeric/even-points.ts';
import { WeightedDraws } from '../../src/value/numeric/weighted-quantiles.ts';
import { dayMs } from '../../src/value/purchase-history.ts';
import { valueAccount } from '../../src/value/value-account.ts';
import { cdnowLedgers, cdnowPurchases, holdoutEnd } from './cdnow.ts';
import { coverage } from './coverage.ts';
import { ledgerOf } from './ledgers.ts';

const settings = defaultValueSettings;
const purchases = cdnowPurchases();

function perturbed(fit: PortalFit, by: number): PortalFit {
  return {
    ...fit,
    rateModels: fit.rateModels.map((model) => ({
      ...model,
      parameters: Object.fromEntries(
        Object.entries(model.parameters).map(([name, value], at) => [name, value * (at % 2 === 0 ? 1 + by : 1 - by)]),
      ),
    })),
  };
}

if (purchases !== null)
  describe('on CDNOW', () => {
    const ledgers = cdnowLedgers(purchases ?? []);
    const fit = fitPortal({ ledgers, asOf: holdoutEnd, settings });

    it('a fit that moves by 0.1 % moves the ends of intervals by far less than 1 % of the value they speak of', () => {
      const moved = perturbed(fit, 1e-3);
      const shifts = ledgers
        .flatMap((ledger) => {
          const before = valueAccount({ ledger, fit, asOf: holdoutEnd, settings });
          const after = valueAccount({ ledger, fit: moved, asOf: holdoutEnd, settings });
          const scale = Math.max(1_000, before.ltvHighMinor);
          return [before.ltvLowMinor - after.ltvLowMinor, before.ltvHighMinor - after.ltvHighMinor].map(
            (shift) => Math.abs(shift) / scale,
          );
        })
        .sort((left, right) => left - right);
      const at = (level: number): number => shifts[Math.floor(level * shifts.length)] ?? 1;
      expect(at(0.5)).toBeLessThan(0.001);
      expect(at(0.95)).toBeLessThan(0.005);
      expect(at(0.99)).toBeLessThan(0.01);
      expect(at(0.9999)).toBeLessThan(0.02);
    });

    it('80 % intervals of the holdout total hold the truth in 70 to 90 % of resampled portals of 100 accounts', () => {
      const { held, resamples } = coverage(ledgers, { resamples: 30, accounts: 100, seed: 4 });
      expect(held / resamples).toBeGreaterThanOrEqual(0.7);
      expect(held / resamples).toBeLessThanOrEqual(0.9);
    });
  });

test('an interval does not depend on what else is valued, nor on when', () => {
  const asOf = 20_000 * dayMs;
  const ledgers = Array.from({ length: 30 }, (_, at) => ledgerOf(`a${at}`, [19_500, 19_600 + at, 19_900 + 2 * at]));
  const fit = fitPortal({ ledgers, asOf, settings });
  const copy: PortalFit = structuredClone(fit);
  const [first] = ledgers;
  if (first === undefined) throw new Error('no ledger');
  const alone = valueAccount({ ledger: first, fit: copy, asOf, settings });
  for (const ledger of ledgers) valueAccount({ ledger, fit, asOf, settings });
  expect(valueAccount({ ledger: first, fit, asOf, settings })).toEqual(alone);
});

test('points fill every dimension perfectly and every pair of dimensions evenly, whatever the seed', () => {
  for (const seed of [0, 1, 20_051]) {
    const columns = evenPoints(200, 6, seed);
    for (const [at, column] of columns.entries()) {
      expect([...column].sort((left, right) => left - right)[0]).toBeCloseTo(0.5 / 200, 12);
      expect(new Set(column).size).toBe(200);
      for (const other of columns.slice(at + 1)) {
        const quarters = new Map<number, number>();
        for (const [point, u] of column.entries()) {
          const cell = 4 * Math.floor(u * 4) + Math.floor((other[point] ?? 0) * 4);
          quarters.set(cell, (quarters.get(cell) ?? 0) + 1);
        }
        // 12.5 a cell on average; chance would leave a cell below 3 or above 25 now and then.
        expect(quarters.size).toBe(16);
        expect(Math.max(...quarters.values())).toBeLessThanOrEqual(25);
      }
    }
  }
});

test('weighted quantiles keep order, stay inside the draws and average to the mean', () => {
  const draw = fc.record({
    value: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(draw, { minLength: 1, maxLength: 60 }), (list) => {
      const draws = new WeightedDraws();
      for (const { value, weight } of list) draws.add(value, weight);
      const values = list.map(({ value }) => value);
      const low = draws.quantile(0.1, 0.08);
      const high = draws.quantile(0.9, 0.08);
      expect(low).toBeLessThanOrEqual(high + 1e-6);
      expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
      expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
      const total = list.reduce((sum, { weight }) => sum + weight, 0);
      const mean = list.reduce((sum, { value, weight }) => sum + value * weight, 0) / total;
      expect(Math.abs(draws.meanBetween(0, 1) - mean)).toBeLessThan(1e-6 * (1 + Math.max(...values.map(Math.abs))));
    }),
    { numRuns: 200, seed: 7 },
  );
});
