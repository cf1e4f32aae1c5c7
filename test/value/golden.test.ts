// The purchase models against published and independently computed figures for the CDNOW data.
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../src/value/backtest.ts';
import { presentValue } from '../../src/value/present-value.ts';
import { dayOf } from '../../src/value/purchase-history.ts';
import { betaGeometricForecast } from '../../src/value/rate/beta-geometric-forecast.ts';
import { expectedOrderValue, fitGammaGamma } from '../../src/value/rate/gamma-gamma.ts';
import { type HistoryCells, historyCells } from '../../src/value/rate/history-cells.ts';
import { paretoForecast } from '../../src/value/rate/pareto-nbd.ts';
import { fitRateModel, forecast, type RateModelChoice } from '../../src/value/rate/rate-model.ts';
import { sharedFile } from '../harness/shared-data.ts';
import { calibrationEnd, cdnowLedgers, cdnowPurchases, histories, holdoutEnd } from './cdnow.ts';
import golden from './golden.json' with { type: 'json' };

const sample = golden.cdnow_sample;
const purchases = cdnowPurchases();
const ledgers = purchases === null ? null : cdnowLedgers(purchases);
const originDay = dayOf(calibrationEnd);

function within(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThanOrEqual(relative);
}

const plain = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

describe('BG/NBD with the published parameters', () => {
  it('expects the published number of orders of a new customer', () => {
    const future = betaGeometricForecast(plain, { x: 0, tx: 0, age: 0 }, false);
    for (const [index, t] of sample.bgnbd.EXt_rounded_params.t.entries()) {
      expect(future.expectedOrders(t)).toBeCloseTo(sample.bgnbd.EXt_rounded_params.E[index] ?? Number.NaN, 5);
    }
  });

  it('discounts orders to the published totals', () => {
    const { horizon_years: years, weeksPerYear, ...table } = sample.bgnbd.DERT10pct_midperiod_rounded;
    const cases = [
      { summary: { x: 0, tx: 0, age: 38.86 }, expected: table['x0_T38.86'] },
      { summary: { x: 2, tx: 30.43, age: 38.86 }, expected: table['x2_tx30.43_T38.86'] },
      { summary: { x: 7, tx: 29.43, age: 38.86 }, expected: table['x7_tx29.43_T38.86'] },
    ];
    for (const { summary, expected } of cases) {
      for (const [index, horizon] of years.entries()) {
        // The published sums run over whole weeks.
        const weeks = Math.floor(horizon * weeksPerYear);
        const daysPerUnit = 365.25 / weeksPerYear;
        const sum = presentValue(betaGeometricForecast(plain, summary, false), {
          discountRate: 0.1,
          horizonYears: weeks / weeksPerYear,
          daysPerUnit,
        }).orders;
        expect(Math.abs(sum - (expected[index] ?? Number.NaN))).toBeLessThan(2e-4);
      }
    }
  });
});

describe('Pareto/NBD with the fitted parameters', () => {
  it('expects what CLVTools and BTYD expect of customer 1516', () => {
    const { x, tx, T, CE52, PAlive } = sample.pnbd.cust1516;
    const future = paretoForecast(sample.pnbd.params, { x, tx, age: T });
    expect(future.expectedOrders(52)).toBeCloseTo(CE52, 5);
    expect(future.pAlive).toBeCloseTo(PAlive, 6);
  });

  it('expects the published number of orders of a new customer in a year', () => {
    expect(paretoForecast(sample.pnbd.params, { x: 0, tx: 0, age: 0 }).expectedOrders(52)).toBeCloseTo(
      sample.pnbd.EX52,
      6,
    );
  });
});

if (ledgers !== null)
  describe('fits to the CDNOW sample', () => {
    const all = histories(ledgers ?? [], holdoutEnd);
    const known = histories(ledgers ?? [], calibrationEnd);
    const cells = historyCells(known, { asOfDay: originDay, daysPerUnit: 7 });
    const window = { originDay, endDay: dayOf(holdoutEnd), daysPerUnit: 7 };

    const fits: { choice: RateModelChoice; expected: { params: Record<string, number>; LL: number } }[] = [
      { choice: { name: 'bg-nbd', erlangK: 1 }, expected: sample.bgnbd },
      { choice: { name: 'mbg-nbd', erlangK: 1 }, expected: sample.mbgnbd },
      { choice: { name: 'pareto-nbd', erlangK: 1 }, expected: sample.pnbd },
    ];

    it.each(fits)('$choice.name reaches the golden parameters and log-likelihood', ({ choice, expected }) => {
      const fitted = fitRateModel(cells, choice, 'mle');
      expect(Math.abs(fitted.logLikelihood - expected.LL)).toBeLessThanOrEqual(1e-3);
      for (const [name, value] of Object.entries(expected.params))
        within(fitted.parameters[name] ?? Number.NaN, value, 1e-3);
      expect(fitted.converged).toBe(true);
    });

    it.each([
      { choice: fits[0], expected: sample.bgnbd.holdout },
      { choice: fits[1], expected: sample.mbgnbd.holdout },
      { choice: fits[2], expected: sample.pnbd.holdout },
    ])('$choice.choice.name meets the golden holdout errors', ({ choice, expected }) => {
      if (choice === undefined) throw new Error('no such fit');
      const fitted = fitRateModel(cells, choice.choice, 'mle');
      const score = backtest(all, window, (summary, t) => forecast(fitted, summary).expectedOrders(t));
      within(score?.mae ?? Number.NaN, expected.MAE, 1e-3);
      within(score?.expectedTotal ?? Number.NaN, expected.sumExpected, 1e-3);
      expect(score?.actualTotal).toBe(sample.bgnbd.holdout.sumActual);
    });

    it('expects of the first customers what BTYD expects', () => {
      for (const row of sample.first20) {
        const summary = { x: row.x, tx: row.t_x, age: row.T };
        const bg = betaGeometricForecast(sample.bgnbd.params, summary, false);
        const pareto = paretoForecast(sample.pnbd.params, summary);
        expect(Math.abs(bg.expectedOrders(39) - row.bgnbd_CE39)).toBeLessThan(1e-5);
        expect(Math.abs(bg.pAlive - row.bgnbd_PAlive)).toBeLessThan(1e-6);
        expect(Math.abs(pareto.expectedOrders(39) - row.pnbd_CE39)).toBeLessThan(1e-5);
        expect(Math.abs(pareto.pAlive - row.pnbd_PAlive)).toBeLessThan(1e-6);
        expect(expectedOrderValue(sample.gammagamma.params, { orders: row.x, mean: row.m })).toBeCloseTo(row.gg_EM, 4);
      }
    });

    it('Gamma-Gamma reaches the golden parameters, log-likelihood and mean', () => {
      const spends = known
        .filter(({ days }) => days.length > 1)
        .map(({ amountsMinor }) => {
          const repeats = amountsMinor.slice(1);
          return {
            orders: repeats.length,
            mean: repeats.reduce((sum, amount) => sum + amount, 0) / repeats.length / 100,
          };
        });
      const fitted = fitGammaGamma(spends, 'mle');
      expect(fitted?.repeaters).toBe(sample.gammagamma.n);
      expect(Math.abs((fitted?.logLikelihood ?? 0) - sample.gammagamma.LL)).toBeLessThan(1e-3);
      for (const [name, value] of Object.entries(sample.gammagamma.params)) {
        within({ ...fitted?.parameters }[name] ?? Number.NaN, value, 1e-3);
      }
    });

    it('the plain and the weak-prior fit forecast alike where data are many', () => {
      const mae = (['mle', 'map'] as const).map((method) => {
        const fitted = fitRateModel(cells, { name: 'pareto-nbd', erlangK: 1 }, method);
        return backtest(all, window, (summary, t) => forecast(fitted, summary).expectedOrders(t))?.mae ?? Number.NaN;
      });
      expect(Math.max(...mae)).toBeLessThanOrEqual(0.755);
    });
  });

const masterFile = sharedFile('data/value/cdnow/cbs_master_wk39.csv');

if (masterFile !== null)
  describe('fits to all 23,570 CDNOW customers', () => {
    const master = golden.cdnow_master;
    const cells = masterCells(masterFile ?? '');

    it.each([
      { name: 'bg-nbd' as const, params: master.bgnbd.params, LL: master.bgnbd.LL, tolerance: 1e-3 },
      { name: 'mbg-nbd' as const, params: master.mbg.params, LL: master.mbg.LL, tolerance: 1e-2 },
      { name: 'pareto-nbd' as const, params: master.pnbd.params, LL: master.pnbd.LL, tolerance: 1e-2 },
    ])('$name reaches the golden parameters and log-likelihood', ({ name, params, LL, tolerance }) => {
      const fitted = fitRateModel(cells, { name, erlangK: 1 }, 'mle');
      expect(Math.abs(fitted.logLikelihood - LL)).toBeLessThanOrEqual(tolerance);
      for (const [index, value] of Object.values(fitted.parameters).entries())
        within(value, params[index] ?? Number.NaN, 1e-3);
    });

    it('the Pareto/NBD forecasts the 39 weeks after as well as the best peer, with the weak prior as without', () => {
      const rows = fs
        .readFileSync(masterFile ?? '', 'utf8')
        .trim()
        .split('\n')
        .slice(1);
      for (const method of ['map', 'mle'] as const) {
        const fitted = fitRateModel(cells, { name: 'pareto-nbd', erlangK: 1 }, method);
        const misses = rows.map((row) => {
          const [, x = 0, tx = 0, age = 0, , actual = 0] = row.split(',').map(Number);
          return Math.abs(forecast(fitted, { x, tx, age }).expectedOrders(39) - actual);
        });
        expect(misses.reduce((sum, miss) => sum + miss, 0) / rows.length).toBeLessThanOrEqual(0.794);
      }
    });
  });

function masterCells(file: string): HistoryCells {
  const rows = fs.readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const days = rows.map((row) => {
    const [, x = 0, tx = 0, age = 0] = row.split(',').map(Number);
    const first = 1000 - Math.round(age * 7);
    // Only the first and the last purchase matter to these models; those between fill the days after the first.
    const between = Array.from({ length: Math.max(0, x - 1) }, (_, index) => first + index * 1e-6 + 1e-6);
    return x === 0 ? [first] : [first, ...between, first + Math.round(tx * 7)];
  });
  return historyCells(
    days.map((list, index) => ({ accountId: String(index), days: list, amountsMinor: [] })),
    { asOfDay: 1000, daysPerUnit: 7 },
  );
}
