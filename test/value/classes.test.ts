// Classes: how sure they are, and what a person sets by hand.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { classProbabilities } from '../../src/value/class-probabilities.ts';
import { classifyAccounts } from '../../src/value/classify-accounts.ts';
import { defaultValueSettings as settings } from '../../src/value/default-settings.ts';
import { fitPortal } from '../../src/value/fit-portal.ts';
import type { AccountValue, ClassOverride } from '../../src/value/model.ts';
import { dayMs } from '../../src/value/purchase-history.ts';
import { valueAccount } from '../../src/value/value-account.ts';
import { describeValueReason } from '../../src/value/words.ts';
import { ledgerOf } from './ledgers.ts';

const lastDay = 20_000;
const asOf = lastDay * dayMs;

function portalValues(): AccountValue[] {
  const ledgers = Array.from({ length: 24 }, (_, at) =>
    ledgerOf(
      `a${at}`,
      Array.from({ length: 2 + (at % 7) }, (_unused, order) => lastDay - 5 * at - order * (20 + ((at * 7) % 30))),
      5_000 + 3_000 * at,
    ),
  );
  const fit = fitPortal({ ledgers, asOf, settings });
  return ledgers.map((ledger) => valueAccount({ ledger, fit, asOf, settings }));
}

describe('class probabilities', () => {
  it('sum to 1 and are none below 0, whatever the cuts', () => {
    const values = portalValues();
    fc.assert(
      fc.property(
        fc.constantFrom(...values),
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.integer({ min: 0, max: 5_000_000 }),
        (value, mvcMinor, medianPositiveMinor) => {
          const chances = classProbabilities(value, { mvcMinor, mgcMinor: null, medianPositiveMinor });
          for (const chance of Object.values(chances)) expect(chance).toBeGreaterThanOrEqual(-1e-12);
          expect(Object.values(chances).reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 200, seed: 11 },
    );
  });

  it('are higher for the class given than by chance, and fall as its cut rises', () => {
    const { verdicts } = classifyAccounts({ values: portalValues(), asOf, settings });
    const own = verdicts.flatMap(({ valueClass, probabilities }) =>
      valueClass === null ? [] : [probabilities?.[valueClass] ?? 0],
    );
    expect(own.reduce((sum, chance) => sum + chance, 0) / own.length).toBeGreaterThan(0.5);
    const [value] = portalValues();
    if (value === undefined) throw new Error('no value');
    const atCut = (mvcMinor: number): number =>
      classProbabilities(value, { mvcMinor, mgcMinor: null, medianPositiveMinor: 1 }).mvc;
    expect(atCut(value.ltvMinor * 0.5)).toBeGreaterThan(atCut(value.ltvMinor));
    expect(atCut(value.ltvMinor)).toBeGreaterThan(atCut(value.ltvMinor * 2));
  });
});

describe('a class set by hand', () => {
  const values = portalValues();
  const first = classifyAccounts({ values, asOf, settings });
  const [account] = first.verdicts;
  const set: ClassOverride = {
    valueClass: account?.valueClass === 'mvc' ? 'low_maintenance' : 'mvc',
    reason: 'Board contact',
    expiresAt: asOf + 60 * dayMs,
  };
  const overrides = new Map([[account?.accountId ?? '', set]]);

  it('holds with its reason until it expires, and then the figures speak again', () => {
    const during = classifyAccounts({ values, previous: first, asOf: asOf + 30 * dayMs, settings, overrides });
    const verdict = during.verdicts[0];
    expect(verdict?.valueClass).toBe(set.valueClass);
    expect(verdict?.override?.computedClass).toBe(account?.valueClass);
    expect(verdict?.reasons[0] && describeValueReason(verdict.reasons[0], 'en')).toMatch(/by hand.*Board contact/);
    const after = classifyAccounts({ values, previous: during, asOf: asOf + 61 * dayMs, settings, overrides });
    expect(after.verdicts[0]?.valueClass).toBe(account?.valueClass);
    expect(after.verdicts[0]?.override).toBeUndefined();
  });

  it('moves no other account', () => {
    const during = classifyAccounts({ values, previous: first, asOf: asOf + dayMs, settings, overrides });
    expect(during.verdicts.slice(1).map(({ valueClass }) => valueClass)).toEqual(
      first.verdicts.slice(1).map(({ valueClass }) => valueClass),
    );
  });
});

test('an account does not go back to the class it has just left until two quarters have passed', () => {
  const values = portalValues();
  const first = classifyAccounts({ values, asOf, settings });
  const at = first.verdicts.findIndex(({ valueClass }) => valueClass === 'mvc');
  const cut = first.thresholds.mvcMinor ?? 0;
  const withValue = (share: number): AccountValue[] =>
    values.map((value, index) => (index === at ? { ...value, ltvMinor: Math.round(share * cut) } : value));
  const classes: (string | null | undefined)[] = [];
  let previous = first;
  // Down for two quarters, then a little above the cut for four.
  for (const [quarter, share] of [0.5, 0.5, 1.35, 1.35, 1.35, 1.35].entries()) {
    const now = asOf + (quarter + 1) * 91 * dayMs;
    const next = classifyAccounts({ values: withValue(share), previous, asOf: now, settings });
    previous = { ...next, thresholds: first.thresholds };
    classes.push(next.verdicts[at]?.valueClass);
  }
  expect(classes.slice(0, 4)).toEqual(['mvc', 'low_maintenance', 'low_maintenance', 'low_maintenance']);
  expect(classes[5]).toBe('mvc');
});

test('a prospect has no class to set', () => {
  const fit = fitPortal({ ledgers: [], asOf, settings });
  const value = valueAccount({ ledger: ledgerOf('p', []), fit, asOf, settings });
  const overrides = new Map([['p', { valueClass: 'mvc' as const, reason: 'Hope', expiresAt: asOf + dayMs }]]);
  const [verdict] = classifyAccounts({ values: [value], asOf, settings, overrides }).verdicts;
  expect(verdict?.valueClass).toBeNull();
  expect(verdict?.probabilities).toBeNull();
});
