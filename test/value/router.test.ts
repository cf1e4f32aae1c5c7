// Which model speaks for which account: contracts, repeat orders and histories too thin for either.
import { describe, expect, it, test } from 'vitest';
import { defaultValueSettings as settings } from '../../src/value/default-settings.ts';
import { fitPortal } from '../../src/value/fit-portal.ts';
import type { AccountLedger, ContributionKind } from '../../src/value/model.ts';
import { seededRandom } from '../../src/value/numeric/random.ts';
import { dayMs } from '../../src/value/purchase-history.ts';
import { purchaseOutlook } from '../../src/value/purchase-outlook.ts';
import { valueAccount } from '../../src/value/value-account.ts';
import { entry, ledgerOf } from './ledgers.ts';

const lastDay = 20_000;
const asOf = lastDay * dayMs;

interface Payments {
  count: number;
  /** Days since the last of them. */
  silent: number;
  gap?: number;
  kind?: ContributionKind;
  product?: string | null;
  amountMinor?: number;
}

function paid(accountId: string, payments: Payments): AccountLedger {
  const { count, silent, gap = 30, kind = 'order', product = null, amountMinor = 9_900 } = payments;
  const contributions = Array.from({ length: count }, (_, at) => ({
    ...entry(accountId, { day: lastDay - silent - (count - 1 - at) * gap, amountMinor, kind }),
    product,
  }));
  return { accountId, contributions, openDeals: [] };
}

/** Irregular orders of irregular size. */
function bought(accountId: string, orders: number, seed: number): AccountLedger {
  const random = seededRandom(seed, accountId);
  const days = Array.from({ length: orders }, () => lastDay - Math.floor(random.uniform() * 700));
  const ledger = ledgerOf(accountId, days);
  return {
    ...ledger,
    contributions: ledger.contributions.map((order) => ({
      ...order,
      amountMinor: 1_000 + Math.floor(random.uniform() * 90_000),
    })),
  };
}

function valueAll(ledgers: AccountLedger[]) {
  const fit = fitPortal({ ledgers, asOf, settings });
  return { fit, values: ledgers.map((ledger) => valueAccount({ ledger, fit, asOf, settings })) };
}

/** Forty monthly contracts of all ages; every fourth ended half a year ago. */
function subscribers(shared: Partial<Payments> = {}): AccountLedger[] {
  return Array.from({ length: 40 }, (_, at) =>
    paid(`s${at}`, { count: 2 + (at % 18), silent: at % 4 === 0 ? 180 : at % 29, ...shared }),
  );
}

describe.each([
  { name: 'named renewals', shared: { kind: 'renewal' as const } },
  { name: 'even, equal payments without a name', shared: {} },
])('contracts known by $name', ({ shared }) => {
  const { fit, values } = valueAll(subscribers(shared));

  it('are valued by their renewals', () => {
    expect(new Set(values.map(({ model }) => model)).size).toBe(1);
    expect(['sbg', 'bdw']).toContain(values[0]?.model);
    expect(fit.contracts?.[0]?.periodDays).toBe(30.4375);
    expect(fit.contracts?.[0]?.spells).toBe(40);
    expect(fit.contracts?.[0]?.lost).toBe(10);
  });

  it('end when a payment has been missed for longer than its grace', () => {
    expect(values[0]).toMatchObject({ pAlive: 0, ltvMinor: 0, expectedOrders12: 0 });
    expect(values[1]?.pAlive).toBe(1);
    expect(values[1]?.expectedOrders12).toBeGreaterThan(8);
  });

  it('are worth more the longer they have been renewed, as the faithful remain', () => {
    const inForce = values.filter(({ pAlive }) => pAlive === 1);
    const young = inForce.filter(({ orders }) => orders < 6);
    const old = inForce.filter(({ orders }) => orders > 14);
    const mean = (list: typeof inForce): number => list.reduce((sum, { ltvMinor }) => sum + ltvMinor, 0) / list.length;
    expect(mean(old)).toBeGreaterThan(mean(young));
  });

  it('have an interval around their value, and the loss of an overdue one is weighed in', () => {
    for (const { ltvMinor, ltvLowMinor, ltvHighMinor, pAlive } of values) {
      if (pAlive === 0) continue;
      expect(ltvLowMinor).toBeLessThan(ltvMinor);
      expect(ltvHighMinor).toBeGreaterThan(ltvMinor);
    }
    const ledger = paid('late', { count: 6, silent: 40, ...shared });
    expect(valueAccount({ ledger, fit, asOf, settings }).pAlive).toBeLessThan(1);
  });
});

test('one account may have a contract and order besides: both are counted, each by its model', () => {
  const service = subscribers({ product: 'service', kind: 'renewal' });
  const orders = Array.from({ length: 60 }, (_, at) => bought(`o${at}`, 1 + (at % 9), 5));
  const both: AccountLedger = {
    accountId: 'both',
    contributions: [
      ...paid('both', { count: 12, silent: 3, product: 'service', kind: 'renewal' }).contributions,
      ...bought('both', 8, 9).contributions,
    ],
    openDeals: [],
  };
  const { fit, values } = valueAll([...service, ...orders, both]);
  const outlook = purchaseOutlook(both, { fit, asOf, settings });
  const alone = purchaseOutlook(bought('both', 8, 9), { fit, asOf, settings });
  expect(outlook.contracts).toHaveLength(1);
  expect(outlook.expectedOrders(365)).toBeCloseTo(
    alone.expectedOrders(365) + (outlook.contracts[0]?.expectedPayments(365) ?? 0),
    9,
  );
  for (const value of values.slice(40, 100)) expect(['sbg', 'bdw']).not.toContain(value.model);
});

test('a few buyers who happen to order evenly make no contract of what hundreds order as they like', () => {
  const even = Array.from({ length: 3 }, (_, at) => paid(`e${at}`, { count: 5, silent: at }));
  const { fit } = valueAll([...even, ...Array.from({ length: 80 }, (_, at) => bought(`o${at}`, 1 + (at % 3), 6))]);
  expect(fit.contractFamilies).toEqual({});
});

test('a contract taken up again after a break is a lost one and a new one', () => {
  const again = paid('again', { count: 5, silent: 10, kind: 'renewal' });
  const earlier = paid('again', { count: 4, silent: 400, kind: 'renewal' });
  const ledger = { ...again, contributions: [...earlier.contributions, ...again.contributions] };
  const { fit } = valueAll([ledger]);
  expect(fit.contracts?.[0]).toMatchObject({ spells: 2, lost: 1 });
});

describe('a portal that buys once a year, before the holidays', () => {
  const random = seededRandom(3, 'seasons');
  const seasonal = Array.from({ length: 120 }, (_, at) => {
    const chance = random.beta(1.2, 0.8);
    const leaves = random.beta(0.7, 2.8);
    const days: number[] = [];
    for (let season = at % 3; season < 8; season += 1) {
      if (season > at % 3 && random.uniform() < leaves) break;
      const day = Math.round(season * 365.25) + 17_100 + Math.floor(random.uniform() * 40);
      if (season === at % 3 || random.uniform() < chance) days.push(day);
    }
    return ledgerOf(`y${at}`, days, 10_000 + 100 * at);
  });
  const { fit, values } = valueAll(seasonal);

  it('is known as seasonal, and its model stands beside the others with its own backtest', () => {
    const model = fit.rateModels.find(({ name }) => name === 'bg-bb');
    const best = Math.min(...fit.rateModels.map(({ backtest }) => backtest?.mae ?? Number.POSITIVE_INFINITY));
    expect(model?.converged).toBe(true);
    expect(model?.backtest?.mae ?? 1).toBeLessThan(1.1 * best);
    expect(fit.chosen).toBe('bg-bb');
  });

  it('expects at most one order a year, and values all within their intervals', () => {
    for (const { expectedOrders12, ltvMinor, ltvLowMinor, ltvHighMinor, model } of values) {
      expect(model).toBe('bg-bb');
      expect(expectedOrders12).toBeLessThanOrEqual(1);
      expect(ltvLowMinor).toBeLessThanOrEqual(ltvMinor);
      expect(ltvHighMinor).toBeGreaterThanOrEqual(ltvMinor);
    }
  });

  it('one that orders all year round is not', () => {
    const { fit: other } = valueAll(Array.from({ length: 60 }, (_, at) => bought(`o${at}`, 6, 4)));
    expect(other.rateModels.map(({ name }) => name)).not.toContain('bg-bb');
  });
});

test('books closed by the quarter give one chance a period, whatever the amounts', () => {
  const random = seededRandom(12, 'quarters');
  const quarters = Array.from({ length: 12 }, (_, at) => Math.round(lastDay - (11 - at) * 91.3125));
  const ledgers = Array.from({ length: 150 }, (_, at) => {
    const chance = random.beta(6, 1);
    const lives = random.uniform() < 0.7 ? 12 : Math.floor(random.uniform() * 12);
    const days = quarters.filter((_day, quarter) => quarter === 0 || (quarter < lives && random.uniform() < chance));
    return ledgerOf(`q${at}`, days, 10_000 + 700 * at);
  }).map((ledger) => ({
    ...ledger,
    contributions: ledger.contributions.map((order) => ({
      ...order,
      amountMinor: 1_000 + Math.floor(random.uniform() * 50_000),
    })),
  }));
  const { fit } = valueAll(ledgers);
  const errors = new Map(fit.rateModels.map(({ name, backtest }) => [name, backtest?.mae ?? 0]));
  expect(errors.get('bg-bb')).toBeLessThan(0.8 * (errors.get('bg-nbd') ?? 0));
});

test('buyers who are all alike and never leave are not forecast as if some had', () => {
  const random = seededRandom(2, 'alike');
  const ledgers = Array.from({ length: 80 }, (_, at) =>
    ledgerOf(
      `a${at}`,
      Array.from({ length: 90 }, () => lastDay - Math.floor(random.uniform() * 360)),
    ),
  );
  const { values } = valueAll(ledgers);
  const yearly = values.map(({ expectedOrders12, orders }) => expectedOrders12 / orders);
  expect(Math.min(...yearly)).toBeGreaterThan(0.9);
  for (const { pAlive } of values) expect(pAlive).toBeGreaterThan(0.95);
});

describe('histories too thin for a model', () => {
  const thin = valueAll(Array.from({ length: 20 }, (_, at) => ledgerOf(`t${at}`, [lastDay - 15 * at], 10_000)));

  it('are valued by a proxy, and flagged', () => {
    expect(new Set(thin.values.map(({ model }) => model))).toEqual(new Set(['rfm-proxy']));
    expect(thin.fit.proxy).not.toBeNull();
  });

  it('are worth less the longer they have been silent', () => {
    expect(thin.values[0]?.ltvMinor).toBeGreaterThan(thin.values[19]?.ltvMinor ?? 0);
  });

  it('leave those with a history, and portals with repeat buyers enough, to the models', () => {
    const mixed = valueAll([
      ...Array.from({ length: 40 }, (_, at) => bought(`o${at}`, 3, 8)),
      ledgerOf('one', [lastDay - 5]),
    ]);
    expect(mixed.fit.proxy).toBeNull();
    expect(mixed.values.some(({ model }) => model === 'rfm-proxy')).toBe(false);
  });
});

test('a fit kept from an earlier version, which knows no contract, values payments as orders', () => {
  const ledgers = subscribers();
  const fit = fitPortal({ ledgers, asOf, settings });
  const { contracts, contractFamilies, proxy, ...earlier } = fit;
  const [ledger] = ledgers;
  if (ledger === undefined) throw new Error('no ledger');
  expect(contracts).toHaveLength(1);
  expect(contractFamilies).toEqual({ '': 30.4375 });
  expect(proxy).toBeNull();
  const { model, ltvMinor } = valueAccount({ ledger, fit: earlier, asOf, settings });
  expect(model).toBe(fit.chosen);
  expect(Number.isSafeInteger(ltvMinor)).toBe(true);
});
