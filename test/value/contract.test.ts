// Contract models against the published cohorts and tables of Fader & Hardie (value reference, 2.6).
import { describe, expect, it, test } from 'vitest';
import { fitRenewalModel, fitRenewals, renewalSurvival } from '../../src/value/contract/renewal-model.ts';
import {
  constantRetentionValues,
  growingDiscount,
  periodDiscount,
  residualLifetimes,
  residualRenewals,
} from '../../src/value/contract/residual-lifetime.ts';
import { hypergeometric2F1 } from '../../src/value/numeric/hypergeometric.ts';
import { cohortSpells } from './cohort-spells.ts';
import golden from './golden.json' with { type: 'json' };

const published = golden.sbg_bdw;

function within(actual: number, expected: number, relative: number): void {
  expect(Math.abs(actual / expected - 1)).toBeLessThanOrEqual(relative);
}

describe.each([
  { name: 'regular', survival: published.regular, sbg: published.sBG_fit7.regular, bdw: published.BdW_fit7.regular },
  { name: 'high end', survival: published.highend, sbg: published.sBG_fit7.highend, bdw: published.BdW_fit7.highend },
])('the published $name cohort', ({ survival, sbg, bdw }) => {
  it('gives the published parameters and log-likelihoods', () => {
    for (const [model, expected] of [
      ['sbg', { ...sbg, c: 1 }],
      ['bdw', bdw],
    ] as const) {
      const fitted = fitRenewalModel(cohortSpells(survival, 7), model, 'mle');
      expect(Math.abs(fitted.logLikelihood - expected.LL)).toBeLessThan(1e-3);
      within(fitted.parameters.gamma, expected.gamma, 1e-3);
      within(fitted.parameters.delta, expected.delta, 1e-3);
      within(fitted.parameters.c, expected.c, 1e-3);
    }
  });

  it.each(['mle', 'map'] as const)(
    'from 7 years, survival in year 12 is met within 4 % by the model that the test picks (%s)',
    (method) => {
      const { chosen } = fitRenewals(cohortSpells(survival, 7), method);
      within(renewalSurvival(chosen.parameters, 12), survival[12] ?? 0, 0.04);
    },
  );
});

test('from 4 years the parameters are the published ones', () => {
  for (const [survival, sbg, bdw] of [
    [published.regular, published.sBG_fit4.regular, published.BdW_fit4.regular],
    [published.highend, published.sBG_fit4.highend, published.BdW_fit4.highend],
  ] as const) {
    within(fitRenewalModel(cohortSpells(survival, 4), 'sbg', 'mle').parameters.gamma, sbg.gamma, 1e-3);
    within(fitRenewalModel(cohortSpells(survival, 4), 'bdw', 'mle').parameters.c, bdw.c, 1e-3);
  }
});

test('a loss seen only within an interval is counted as one, and cohorts that start later add up', () => {
  const exact = cohortSpells(published.highend, 7);
  const grouped = exact.map((spell) =>
    spell.lostBy === null || spell.lostBy > 2 ? spell : { ...spell, survived: 0, lostBy: 2 },
  );
  const young = cohortSpells(published.highend, 3);
  within(renewalSurvival(fitRenewalModel(grouped, 'bdw', 'mle').parameters, 12), 0.394, 0.06);
  within(renewalSurvival(fitRenewalModel([...exact, ...young], 'bdw', 'mle').parameters, 12), 0.394, 0.04);
});

test.each([
  { name: 'no contract', spells: [] },
  { name: 'one contract in force', spells: [{ survived: 3, lostBy: null, weight: 1 }] },
  { name: 'nobody ever left', spells: [{ survived: 12, lostBy: null, weight: 50 }] },
  { name: 'everybody left at once', spells: [{ survived: 0, lostBy: 1, weight: 50 }] },
])('the weak prior holds: $name', ({ spells }) => {
  for (const { parameters, converged, covariance } of fitRenewals(spells, 'map').models) {
    expect(converged).toBe(true);
    expect(covariance.length).toBeGreaterThan(0);
    for (const value of Object.values(parameters)) {
      expect(value).toBeGreaterThan(1e-3);
      expect(value).toBeLessThan(1e3);
    }
  }
});

test('residual renewals equal the published tables and the closed form', () => {
  for (const [key, expected] of Object.entries(published.DERL_d10)) {
    const [gamma = 0, delta = 0] = key.split(',').map(Number);
    for (const [index, value] of expected.entries()) {
      const n = index + 1;
      const sum = residualRenewals({ gamma, delta, c: 1 }, { renewal: n, discount: 0.1 });
      expect(Math.abs(sum - value)).toBeLessThan(1e-6);
      const closed =
        ((delta + n - 1) / (gamma + delta + n - 1)) * hypergeometric2F1(1, delta + n, gamma + delta + n, 1 / 1.1);
      expect(Math.abs(sum - closed)).toBeLessThan(1e-8);
    }
  }
});

test('residual value by tenure, and what one flat retention says instead', () => {
  const table = residualLifetimes({ gamma: 0.764, delta: 1.296, c: 1 }, { count: 5, discount: 0.1 });
  const values = table.map(({ renewals }) => 100 * renewals);
  const expected = published['RLV_100_d10_0.764_1.296'];
  within(values[0] ?? 0, expected.n1, 1e-6);
  within(values[1] ?? 0, expected.n2, 1e-6);
  within(values[2] ?? 0, expected.n3, 1e-6);
  within(values[4] ?? 0, expected.n5, 1e-6);
  const flat = constantRetentionValues({ margin: 100, retention: 0.833, discount: 0.1 });
  expect(flat.afterPayment * 1.1).toBeCloseTo(343.1835, 3);
});

test('the three formulas differ by exactly the first payment and by one period of discount', () => {
  const { notYetAcquired, afterPayment, endOfPeriod } = constantRetentionValues({
    margin: 80,
    retention: 0.7,
    discount: 0.12,
  });
  expect(notYetAcquired - afterPayment).toBeCloseTo(80, 9);
  expect(notYetAcquired / endOfPeriod).toBeCloseTo(1.12, 9);
});

test('periods of a year discount to the year, and growth is a smaller discount', () => {
  expect((1 + periodDiscount(0.1, 12)) ** 12).toBeCloseTo(1.1, 12);
  const grown = growingDiscount(0.1, 0.03);
  const parameters = { gamma: 1, delta: 4, c: 1 };
  const byHand = Array.from({ length: 400 }, (_, k) => (renewalSurvival(parameters, 1 + k) * 1.03 ** k) / 1.1 ** k);
  expect(residualRenewals(parameters, { renewal: 1, discount: grown })).toBeCloseTo(
    byHand.reduce((sum, term) => sum + term, 0),
    6,
  );
});
