// Properties that hold for every purchase model, on thin, odd and extreme histories.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RateModelFit } from '../../src/value/model.ts';
import { minimise } from '../../src/value/numeric/minimise.ts';
import { seededRandom } from '../../src/value/numeric/random.ts';
import { presentValue } from '../../src/value/present-value.ts';
import type { PurchaseHistory } from '../../src/value/purchase-history.ts';
import { betaGeometricForecast } from '../../src/value/rate/beta-geometric-forecast.ts';
import { betaGeometricObjective } from '../../src/value/rate/beta-geometric-likelihood.ts';
import { erlangForecast } from '../../src/value/rate/erlang-forecast.ts';
import { drawDrive } from '../../src/value/rate/forecast.ts';
import { historyCells } from '../../src/value/rate/history-cells.ts';
import { paretoObjective } from '../../src/value/rate/pareto-nbd.ts';
import { fitRateModel, forecast, type RateModelChoice } from '../../src/value/rate/rate-model.ts';

const asOfDay = 20_000;

const choices: RateModelChoice[] = [
  { name: 'bg-nbd', erlangK: 1 },
  { name: 'mbg-nbd', erlangK: 1 },
  { name: 'pareto-nbd', erlangK: 1 },
  { name: 'bg-cnbd-k', erlangK: 2 },
  { name: 'mbg-cnbd-k', erlangK: 3 },
];

const parameters = fc.record({
  r: fc.double({ min: 0.05, max: 20, noNaN: true }),
  alpha: fc.double({ min: 0.05, max: 60, noNaN: true }),
  a: fc.double({ min: 1e-6, max: 10, noNaN: true }),
  b: fc.double({ min: 0.05, max: 20, noNaN: true }),
  s: fc.double({ min: 0.05, max: 10, noNaN: true }),
  beta: fc.double({ min: 0.05, max: 100, noNaN: true }),
});

const summary = fc
  .record({
    x: fc.integer({ min: 0, max: 300 }),
    age: fc.double({ min: 0, max: 520, noNaN: true }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ x, age, part }) => ({ x, tx: x === 0 ? 0 : age * part, age }));

function fitted(choice: RateModelChoice, values: Record<string, number>): Pick<RateModelFit, 'name' | 'parameters'> {
  return { name: choice.name, parameters: choice.erlangK > 1 ? { ...values, k: choice.erlangK } : values };
}

describe.each(choices)('$name', (choice) => {
  it('gives probabilities and finite, rising order counts for any history', () => {
    fc.assert(
      fc.property(parameters, summary, (values, history) => {
        const future = forecast(fitted(choice, values), history);
        expect(future.pAlive).toBeGreaterThanOrEqual(0);
        expect(future.pAlive).toBeLessThanOrEqual(1);
        let before = 0;
        for (const t of [0.1, 1, 10, 100]) {
          const orders = future.expectedOrders(t);
          expect(orders).toBeGreaterThanOrEqual(before - 1e-9 * (1 + before));
          expect(future.survival(t)).toBeLessThanOrEqual(future.pAlive * (1 + 1e-9));
          expect(future.survival(t)).toBeGreaterThanOrEqual(0);
          before = orders;
        }
        expect(Number.isFinite(before)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('draws have the mean that the forecast says', () => {
    const future = forecast(fitted(choice, { r: 1.4, alpha: 6, a: 0.9, b: 2.4, s: 0.8, beta: 12 }), {
      x: 4,
      tx: 20,
      age: 30,
    });
    const random = seededRandom(7, choice.name);
    const draws = Array.from({ length: 40_000 }, () => drawDrive(future, random));
    const alive = draws.filter(({ rate }) => rate > 0).length / draws.length;
    const lived =
      draws.reduce((sum, { rate, hazard }) => sum + (rate > 0 ? Math.exp(-hazard * 15) : 0), 0) / draws.length;
    expect(Math.abs(alive - future.pAlive)).toBeLessThan(0.01);
    // Between purchases an Erlang account cannot leave, so its hazard is an approximation there.
    expect(Math.abs(lived - future.survival(15))).toBeLessThan(choice.erlangK > 1 ? 0.05 : 0.01);
  });

  it.each([
    { name: 'nobody', histories: [] },
    { name: 'one account with one order', histories: [[19_990]] },
    { name: 'one account with one order today', histories: [[asOfDay]] },
    { name: 'everybody on one day', histories: Array.from({ length: 40 }, () => [19_000]) },
    {
      name: 'no visible churn',
      histories: Array.from({ length: 40 }, (_, account) =>
        Array.from({ length: 30 }, (_unused, week) => 19_760 + (account % 7) + week * 8),
      ),
    },
    {
      name: 'one giant',
      histories: [Array.from({ length: 400 }, (_, day) => 19_600 + day), [19_500], [19_400, 19_500]],
    },
    {
      name: 'everybody gone long ago',
      histories: Array.from({ length: 30 }, (_, account) => [10_000 + account, 10_020 + account, 10_050]),
    },
  ])('fits with the weak prior: $name', ({ histories }) => {
    const cells = historyCells(asHistories(histories), { asOfDay, daysPerUnit: 7 });
    const result = fitRateModel(cells, choice, 'map');
    expect(result.converged).toBe(true);
    for (const value of Object.values(result.parameters)) {
      expect(value).toBeGreaterThan(1e-4);
      // With no repeat order at all a rate of one in centuries is what the data say.
      expect(value).toBeLessThan(1e5);
    }
    expect(result.covariance).toHaveLength(4);
    const future = forecast(result, { x: 1, tx: 3, age: 10 });
    expect(Number.isFinite(future.expectedOrders(52))).toBe(true);
  });

  it('does not care in which order accounts come', () => {
    const lists = [[1, 5, 9], [2], [3, 90], [40, 60, 80, 100], [7]].map((days) =>
      days.map((day) => asOfDay - 120 + day),
    );
    const one = fitRateModel(historyCells(asHistories(lists), { asOfDay, daysPerUnit: 7 }), choice, 'map');
    const other = fitRateModel(
      historyCells(asHistories([...lists].reverse()), { asOfDay, daysPerUnit: 7 }),
      choice,
      'map',
    );
    for (const [name, value] of Object.entries(one.parameters)) expect(other.parameters[name]).toBeCloseTo(value, 5);
  });

  it('says the same in days as in weeks', () => {
    const lists = Array.from({ length: 60 }, (_, account) =>
      Array.from(
        { length: 1 + (account % 6) },
        (_unused, index) => asOfDay - 280 + ((account * 13) % 60) + index * (11 + (account % 9)),
      ),
    );
    const [weeks, days] = [7, 1].map((daysPerUnit) =>
      fitRateModel(historyCells(asHistories(lists), { asOfDay, daysPerUnit }), choice, 'mle'),
    );
    if (weeks === undefined || days === undefined) throw new Error('two fits were asked for');
    const inWeeks = forecast(weeks, { x: 3, tx: 10, age: 20 });
    const inDays = forecast(days, { x: 3, tx: 70, age: 140 });
    expect(inDays.pAlive).toBeCloseTo(inWeeks.pAlive, 3);
    expect(inDays.expectedOrders(70) / inWeeks.expectedOrders(10)).toBeCloseTo(1, 3);
  });
});

it.each([
  { name: 'bg', form: { modified: false, erlangK: 1 } },
  { name: 'mbg', form: { modified: true, erlangK: 1 } },
  { name: 'bg k = 3', form: { modified: false, erlangK: 3 } },
])('the gradient of $name is the slope of its likelihood', ({ form }) => {
  const cells = historyCells(asHistories([[1, 40, 90], [2], [3, 90, 91, 92], [0, 200]]), {
    asOfDay: 300,
    daysPerUnit: 7,
  });
  checkGradient(betaGeometricObjective(cells, form, []));
});

it('the gradient of pareto is the slope of its likelihood', () => {
  checkGradient(
    paretoObjective(
      historyCells(asHistories([[1, 40, 90], [2], [3, 90, 91, 92], [0, 200]]), { asOfDay: 300, daysPerUnit: 7 }),
      [],
    ),
  );
});

it('Erlang sums with k = 1 equal the closed forms', () => {
  fc.assert(
    fc.property(parameters, summary, fc.boolean(), (values, history, modified) => {
      // Hundreds of purchases on one day forecast more phases than the sum is allowed.
      fc.pre(history.x < 100);
      const parameters = { ...values, alpha: values.alpha + 0.5 };
      const closed = betaGeometricForecast(parameters, history, modified);
      const summed = erlangForecast(parameters, history, { modified, erlangK: 1 });
      expect(summed.pAlive).toBeCloseTo(closed.pAlive, 10);
      const orders = closed.expectedOrders(20);
      expect(Math.abs(summed.expectedOrders(20) - orders)).toBeLessThan(1e-5 * (1 + orders));
      expect(Math.abs(summed.survival(20) - closed.survival(20))).toBeLessThan(1e-5);
    }),
    { numRuns: 100 },
  );
});

it('holds at 300 orders in a hundred years and around a = 1', () => {
  const old = betaGeometricForecast({ r: 0.24, alpha: 4.4, a: 0.79, b: 2.4 }, { x: 300, tx: 5000, age: 5200 }, false);
  expect(Number.isFinite(old.expectedOrders(5200))).toBe(true);
  const at = (a: number): number =>
    betaGeometricForecast({ r: 0.24, alpha: 4.4, a, b: 2.4 }, { x: 3, tx: 20, age: 30 }, true).expectedOrders(52);
  expect(at(1) / at(1.00001)).toBeCloseTo(1, 4);
});

it('where nobody leaves it is the plain NBD', () => {
  const future = betaGeometricForecast({ r: 2, alpha: 5, a: 1e-12, b: 3 }, { x: 6, tx: 20, age: 30 }, true);
  expect(future.pAlive).toBeCloseTo(1, 9);
  expect(future.expectedOrders(10)).toBeCloseTo((8 * 10) / 35, 6);
});

it('without discounting, discounted orders are expected orders and a year alive is a year', () => {
  const future = betaGeometricForecast({ r: 2, alpha: 5, a: 0.5, b: 3 }, { x: 6, tx: 20, age: 30 }, true);
  const discounting = { discountRate: 0, horizonYears: 3, daysPerUnit: 7 };
  expect(presentValue(future, discounting).orders).toBeCloseTo(future.expectedOrders((3 * 365.25) / 7), 5);
  const forever = betaGeometricForecast({ r: 2, alpha: 5, a: 1e-12, b: 3 }, { x: 6, tx: 20, age: 30 }, true);
  expect(presentValue(forever, discounting).years).toBeCloseTo(3, 6);
});

it('minimises a curved valley to its floor', () => {
  const minimum = minimise(
    (point, gradient) => {
      const [x = 0, y = 0] = point;
      gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
      gradient[1] = 200 * (y - x * x);
      return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    },
    [-1.2, 1],
  );
  expect(minimum.converged).toBe(true);
  expect(minimum.point[0]).toBeCloseTo(1, 5);
  expect(minimum.point[1]).toBeCloseTo(1, 5);
});

function checkGradient(objective: (point: Float64Array, gradient: Float64Array) => number): void {
  const point = Float64Array.from([0.3, 1.1, -0.4, 0.7]);
  const gradient = new Float64Array(4);
  objective(point, gradient);
  const step = 1e-5;
  for (let index = 0; index < 4; index += 1) {
    const moved = (by: number): number =>
      objective(
        point.map((value, at) => (at === index ? value + by : value)),
        new Float64Array(4),
      );
    expect(gradient[index]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 5);
  }
}

function asHistories(lists: readonly (readonly number[])[]): PurchaseHistory[] {
  return lists.map((days, index) => ({ accountId: String(index), days: [...days], amountsMinor: days.map(() => 100) }));
}
