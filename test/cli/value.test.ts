import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { valueCommand } from '../../src/cli/value-command.ts';
import { runCommand } from '../harness/run-command.ts';
import { cdnowPurchases } from '../value/cdnow.ts';
import golden from '../value/golden.json' with { type: 'json' };

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'quorum-value-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Buffer): string {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
}

const modelSchema = z.object({
  name: z.string(),
  fit: z.string(),
  parameters: z.record(z.string(), z.number()),
  log_likelihood: z.number(),
  backtest: z.object({ mae: z.number(), rmse: z.number(), expected_total: z.number(), actual_total: z.number() }),
});
const answerSchema = z.object({
  accounts: z.array(z.record(z.string(), z.unknown())),
  models: z.array(modelSchema),
  chosen: z.string(),
});

test('CDNOW by maximum likelihood reaches the published BG/NBD, and the chosen model beats the best peer', async () => {
  const purchases = cdnowPurchases();
  if (purchases === null) return;
  const rows = purchases.map(
    ({ accountId, day, amount }) => `${accountId},${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)},${amount}`,
  );
  const orders = file('cdnow.csv', `account_id,date,amount\n${rows.join('\n')}\n`);
  const result = await runCommand(valueCommand, [
    orders,
    '--holdout',
    '1997-09-30',
    '--period',
    'week',
    '--fit',
    'mle',
    '--json',
  ]);
  const { accounts, models, chosen } = answerSchema.parse(JSON.parse(result.stdout));
  const betaGeometric = models.find(({ name }) => name === 'bg-nbd');
  expect(result.code).toBe(0);
  expect(accounts).toHaveLength(2_357);
  for (const [name, published] of Object.entries({ r: 0.2425965, alpha: 4.4136854, a: 0.7929888, b: 2.4261657 })) {
    expect(Math.abs((betaGeometric?.parameters[name] ?? 0) / published - 1)).toBeLessThan(1e-3);
  }
  expect(Math.abs((betaGeometric?.log_likelihood ?? 0) + 9_582.429207)).toBeLessThan(1e-3);
  const best = models.find(({ name }) => name === chosen)?.backtest;
  expect(best?.actual_total).toBe(1_882);
  expect(best?.mae).toBeLessThanOrEqual(0.755);
  expect(best?.rmse).toBeLessThanOrEqual(1.603);
});

const header =
  'account_id,orders,first_order,last_order,model,p_alive,expected_orders_next,ltv,ltv_low,ltv_high,value_class,value_class_reason,lifecycle_stage,recency,frequency,monetary';

describe('orders in several forms are read alike', () => {
  test.each([
    ['comma', 'account_id,date,amount\nA,2025-01-05,100\nA,2025-03-05,50\nB,2025-02-01,70\n'],
    [
      'semicolons and decimal commas',
      'account_id;date;amount\nA;2025-01-05;100,00\nA;2025-03-05;50,00\nB;2025-02-01;70,00\n',
    ],
    ['days first', 'account_id,date,amount\nA,05/01/2025,100\nA,05/03/2025,50\nB,25/02/2025,70\n'],
    ['compact dates', 'account_id,date,amount\nA,20250105,100\nA,20250305,50\nB,20250201,70\n'],
    [
      'UTF-16',
      Buffer.from(
        '\ufeffaccount_id\tdate\tamount\nA\t2025-01-05\t100\nA\t2025-03-05\t50\nB\t2025-02-01\t70\n',
        'utf16le',
      ),
    ],
  ])('%s', async (name, content) => {
    const result = await runCommand(valueCommand, [file(`${name}.csv`, content)]);
    const [first, ...lines] = result.stdout.trim().split('\n');
    expect(result.code).toBe(0);
    expect(first).toBe(header);
    expect(lines.map((line) => line.split(',').slice(0, 2))).toEqual([
      ['A', '2'],
      ['B', '1'],
    ]);
  });
});

test.each([
  { name: 'points part thousands', amounts: ['1.234', '2.000.000', '1.234,56'], total: 2_002_468.56 },
  { name: 'points part decimals', amounts: ['1.234', '2.5', '10'], total: 13.734 },
  {
    name: 'commas, blanks, apostrophes',
    amounts: ['"1,234.5"', '1 000', "2'000", '"12,34,567.00"'],
    total: 1_238_801.5,
  },
  { name: 'signs and currencies', amounts: ['$1,234', '5 €', '1e3'], total: 2_239 },
])('amounts of a column are read as their writer meant them: $name', async ({ amounts, total }) => {
  const rows = amounts.map((amount, at) => `A;2025-01-0${at + 1};${amount}`);
  const result = await runCommand(valueCommand, [
    file('amounts.csv', `account_id;date;amount\n${rows.join('\n')}\n`),
    '--json',
  ]);
  const [account] = answerSchema.shape.accounts.parse(JSON.parse(result.stdout).accounts);
  expect(Number(account?.monetary) * amounts.length).toBeCloseTo(total, 1);
});

test.each([
  ['7 Jan 2025'],
  ['January 7, 2025'],
  ['07-Jan-25'],
  ['2025-01-07T10:00:00Z'],
  ['2025.01.07 9:15'],
  ['20250107'],
  ['45664'],
])('the date %s is 7 January 2025', async (date) => {
  const result = await runCommand(valueCommand, [file('date.csv', `account_id;date;amount\nA;${date};10\n`), '--json']);
  expect(answerSchema.shape.accounts.parse(JSON.parse(result.stdout).accounts)[0]?.first_order).toBe('2025-01-07');
});

const cohorts = [
  { name: 'regular', survival: golden.sbg_bdw.regular },
  { name: 'high end', survival: golden.sbg_bdw.highend },
];
test.each(
  cohorts.flatMap((cohort) => [
    { ...cohort, kind: '' },
    { ...cohort, kind: 'subscription' },
  ]),
)(
  'yearly contracts ($name, kind "$kind") are forecast by their renewals from 7 years to 12, not by a constant churn',
  async ({ survival, kind }) => {
    const rows = Array.from({ length: 1_000 }, (_, account) => {
      const rank = (account + 0.5) / 1_000;
      const years = survival.filter((share) => share > rank).length;
      return Array.from({ length: years }, (_unused, year) => `c${account},${2008 + year}-03-15,500,${kind}`);
    }).flat();
    const result = await runCommand(valueCommand, [
      file('contracts.csv', `account_id,date,amount,kind\n${rows.join('\n')}\n`),
      '--holdout',
      '2015-04-30',
      '--as-of',
      '2020-04-30',
      '--json',
    ]);
    const { accounts, chosen } = answerSchema.parse(JSON.parse(result.stdout));
    const total = (column: string): number => accounts.reduce((sum, account) => sum + Number(account[column]), 0);
    expect(['sbg', 'bdw']).toContain(chosen);
    expect(Math.abs(total('expected_orders_next') / total('actual_orders') - 1)).toBeLessThan(0.05);
  },
);

test('JSON says how sure the class is', async () => {
  const rows = ['A,2024-01-05,900', 'A,2024-06-05,900', 'B,2024-02-05,40', 'C,2024-03-05,70', 'C,2024-09-05,60'];
  const result = await runCommand(valueCommand, [
    file('sure.csv', `account_id,date,amount\n${rows.join('\n')}\n`),
    '--json',
  ]);
  for (const account of answerSchema.shape.accounts.parse(JSON.parse(result.stdout).accounts)) {
    const chances = z.record(z.string(), z.number()).parse(account.class_probabilities);
    expect(Object.values(chances).reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 9);
  }
});

test('one row is valued, and a refund lowers what an account brought', async () => {
  const one = await runCommand(valueCommand, [file('one.csv', 'account_id,date,amount\nA,2025-01-05,100\n')]);
  const refunded = await runCommand(valueCommand, [
    file('refund.csv', 'account_id,date,amount\nA,2025-01-05,100\nA,2025-01-09,-40\nA,2025-02-05,100\n'),
    '--json',
  ]);
  expect(one.code).toBe(0);
  expect(one.stdout.trim().split('\n')).toHaveLength(2);
  expect(answerSchema.shape.accounts.parse(JSON.parse(refunded.stdout).accounts)[0]).toMatchObject({
    account_id: 'A',
    orders: 2,
  });
});

test.each([
  { name: 'nothing there', args: ['nowhere.csv'], code: 1, message: /nowhere\.csv/ },
  { name: 'a header alone', args: [file('header.csv', 'account_id,date,amount\n')], code: 1, message: /no row/ },
  {
    name: 'a quotation mark that is never closed',
    args: [file('quote.csv', 'account_id,date,amount\n"A,2025-01-01,5\n')],
    code: 1,
    message: /line/i,
  },
  {
    name: 'dates in two orders',
    args: [file('orders.csv', 'account_id,date,amount\nA,25/02/2025,5\nA,02/26/2025,5\n')],
    code: 1,
    message: /YYYY-MM-DD/,
  },
  {
    name: 'nothing but the future',
    args: [file('future.csv', 'account_id,date,amount\nA,2199-01-01,5\n')],
    code: 1,
    message: /row 2/,
  },
  { name: 'an empty file', args: [file('empty.csv', '')], code: 1, message: /empty|header/i },
  { name: 'missing columns', args: [file('columns.csv', 'who,when\nA,2025-01-01\n')], code: 1, message: /account_id/ },
  {
    name: 'several currencies without rates',
    args: [file('currencies.csv', 'account_id,date,amount,currency\nA,2025-01-01,5,USD\nB,2025-01-02,5,EUR\n')],
    code: 1,
    message: /EUR/,
  },
  { name: 'no file named', args: [], code: 2, message: /ORDERS\.csv/ },
  {
    name: 'an unknown option',
    args: [file('x.csv', 'account_id,date,amount\nA,2025-01-01,5\n'), '--nonsense'],
    code: 2,
    message: /nonsense/,
  },
  {
    name: 'an impossible rate',
    args: [file('y.csv', 'account_id,date,amount\nA,2025-01-01,5\n'), '--discount-rate', 'much'],
    code: 2,
    message: /discount-rate/,
  },
])('$name is refused with $code and a reason', async ({ args, code, message }) => {
  const result = await runCommand(valueCommand, args);
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(message);
  expect(result.stdout).toBe('');
});
