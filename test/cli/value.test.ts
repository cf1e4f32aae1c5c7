import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { valueCommand } from '../../src/cli/value-command.ts';
import { runCommand } from '../harness/run-command.ts';
import { cdnowPurchases } from '../value/cdnow.ts';

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
