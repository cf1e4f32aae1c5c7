// What holds for every portal, whatever its histories: made up by fast-check, from one account to many, orders and costs alike.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classifyAccounts } from '../../src/value/classify-accounts.ts';
import { defaultValueSettings as settings } from '../../src/value/default-settings.ts';
import { fitPortal } from '../../src/value/fit-portal.ts';
import type { AccountLedger } from '../../src/value/model.ts';
import { dayMs } from '../../src/value/purchase-history.ts';
import { valueAccount } from '../../src/value/value-account.ts';
import { entry, ledgerOf } from './ledgers.ts';

const lastDay = 20_000;
const asOf = lastDay * dayMs;

function valueAll(ledgers: AccountLedger[]) {
  const fit = fitPortal({ ledgers, asOf, settings });
  const values = ledgers.map((ledger) => valueAccount({ ledger, fit, asOf, settings }));
  return { fit, values, ...classifyAccounts({ values, asOf, settings }) };
}

const move = fc.record({
  day: fc.integer({ min: lastDay - 900, max: lastDay }),
  amountMinor: fc.integer({ min: 1, max: 5_000_000 }),
  kind: fc.constantFrom('order', 'order', 'order', 'refund', 'cost_of_goods', 'support', 'meeting'),
});
const portal = fc.array(fc.array(move, { maxLength: 12 }), { minLength: 1, maxLength: 12 }).map((accounts) =>
  accounts.map(
    (moves, at): AccountLedger => ({
      accountId: `account ${at}`,
      contributions: moves.map(({ day, amountMinor, kind }) =>
        entry(`account ${at}`, {
          day,
          kind,
          amountMinor: kind === 'order' ? amountMinor : -Math.ceil(amountMinor / 4),
        }),
      ),
      openDeals: [],
    }),
  ),
);

test('every customer has exactly one class, a prospect none; parts sum to the value; the interval holds it; nothing is no number', () => {
  fc.assert(
    fc.property(portal, (ledgers) => {
      const { values, verdicts } = valueAll(ledgers);
      expect(verdicts.map(({ accountId }) => accountId)).toEqual(ledgers.map(({ accountId }) => accountId));
      for (const [at, value] of values.entries()) {
        expect(value.parts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(value.ltvMinor);
        for (const amount of [value.ltvMinor, value.ltvLowMinor, value.ltvHighMinor, value.potentialMinor])
          expect(Number.isSafeInteger(amount)).toBe(true);
        expect(value.ltvLowMinor).toBeLessThanOrEqual(value.ltvMinor);
        expect(value.ltvHighMinor).toBeGreaterThanOrEqual(value.ltvMinor);
        const isCustomer = ledgers[at]?.contributions.some(({ kind }) => kind === 'order') ?? false;
        expect(value.isCustomer).toBe(isCustomer);
        expect(value.lifecycleStage === 'prospect').toBe(!isCustomer);
        if (!isCustomer) expect(verdicts[at]?.valueClass).toBeNull();
        else expect(['mvc', 'mgc', 'low_maintenance', 'migrator', 'below_zero']).toContain(verdicts[at]?.valueClass);
      }
    }),
    { numRuns: 60, seed: 20_260_101 },
  );
});

test('the order of accounts and of their contributions does not matter', () => {
  fc.assert(
    fc.property(portal, (ledgers) => {
      const turned = [...ledgers]
        .reverse()
        .map((ledger) => ({ ...ledger, contributions: [...ledger.contributions].reverse() }));
      const straight = valueAll(ledgers);
      const reversed = valueAll(turned);
      expect([...reversed.values].reverse().map(({ ltvMinor }) => ltvMinor)).toEqual(
        straight.values.map(({ ltvMinor }) => ltvMinor),
      );
      expect([...reversed.verdicts].reverse().map(({ valueClass }) => valueClass)).toEqual(
        straight.verdicts.map(({ valueClass }) => valueClass),
      );
    }),
    { numRuns: 25, seed: 20_260_102 },
  );
});

describe('portals that break plain maximum likelihood', () => {
  const cases: { name: string; ledgers: AccountLedger[] }[] = [
    { name: 'one account', ledgers: [ledgerOf('A', [lastDay - 300, lastDay - 200, lastDay - 100])] },
    { name: 'all on one day', ledgers: ['A', 'B', 'C'].map((id) => ledgerOf(id, [lastDay])) },
    {
      name: 'nobody ever leaves',
      ledgers: ['A', 'B', 'C', 'D'].map((id, at) =>
        ledgerOf(
          id,
          Array.from({ length: 30 }, (_, order) => lastDay - order * 30 - at),
        ),
      ),
    },
    {
      name: 'one giant',
      ledgers: [
        ledgerOf(
          'A',
          Array.from({ length: 300 }, (_, order) => lastDay - order),
          900_000_000,
        ),
        ...['B', 'C'].map((id) => ledgerOf(id, [lastDay - 500])),
      ],
    },
    { name: 'nothing but prospects', ledgers: ['A', 'B'].map((id) => ledgerOf(id, [])) },
  ];
  test.each(cases)('$name', ({ ledgers }) => {
    const { fit, values } = valueAll(ledgers);
    for (const { parameters } of fit.rateModels)
      for (const value of Object.values(parameters)) expect(value).toBeGreaterThan(1e-4);
    for (const { ltvMinor } of values) expect(Number.isSafeInteger(ltvMinor)).toBe(true);
  });
});

test('classes do not flap: a value that wobbles around the cut keeps its class until it is confirmed a month later', () => {
  const rich = ledgerOf(
    'rich',
    Array.from({ length: 20 }, (_, order) => lastDay - order * 20),
    200_000,
  );
  const others = Array.from({ length: 12 }, (_, at) =>
    ledgerOf(`other ${at}`, [lastDay - 30, lastDay - 90, lastDay - 150], 20_000),
  );
  const first = valueAll([rich, ...others]);
  const before = first.verdicts[0]?.valueClass;
  const worse = first.values.map((value, at) =>
    at === 0 ? { ...value, ltvMinor: Math.round((first.thresholds.mvcMinor ?? 0) * 0.9) } : value,
  );
  const next = classifyAccounts({ values: worse, previous: first, asOf: asOf + 31 * dayMs, settings });
  expect(before).toBe('mvc');
  expect(next.verdicts[0]?.valueClass).toBe('mvc');
});
