// Reads the made-up subscription portal RavenStack as ledgers: a payment a billing period while a subscription runs, and tickets as cost.
import fs from 'node:fs';
import type { AccountLedger, Contribution } from '../../src/value/model.ts';
import { dayMs } from '../../src/value/purchase-history.ts';
import { sharedFile } from '../harness/shared-data.ts';
import { entry } from './ledgers.ts';

const ticketCostMinor = 2_500;
const monthDays = 30.4375;
const yearDays = 365.25;

/** Null where the files are not there (named in the output). Payments after `endDay` have not been made yet. */
export function ravenstackLedgers(endDay: number): AccountLedger[] | null {
  const subscriptions = readTable('data/value/ravenstack/ravenstack_subscriptions.csv');
  const tickets = readTable('data/value/ravenstack/ravenstack_support_tickets.csv');
  if (subscriptions === null || tickets === null) return null;
  const ledgers = new Map<string, AccountLedger>();
  const add = (accountId: string, contributions: Contribution[]): void => {
    const ledger = ledgers.get(accountId) ?? { accountId, contributions: [], openDeals: [] };
    ledgers.set(accountId, ledger);
    ledger.contributions.push(...contributions);
  };
  for (const row of subscriptions) add(row.account_id ?? '', paymentsOf(row, endDay));
  for (const { account_id: accountId = '', submitted_at: date = '' } of tickets) {
    add(accountId, [entry(accountId, { day: dayNumber(date), amountMinor: -ticketCostMinor, kind: 'support' })]);
  }
  return [...ledgers.values()];
}

function paymentsOf(row: Record<string, string>, endDay: number): Contribution[] {
  const yearly = row.billing_frequency === 'annual';
  const amountMinor = Math.round(Number(yearly ? row.arr_amount : row.mrr_amount) * 100);
  const first = dayNumber(row.start_date ?? '');
  const last = row.end_date ? Math.min(endDay, dayNumber(row.end_date) - 1) : endDay;
  const payments: Contribution[] = [];
  for (let count = 0; amountMinor > 0; count += 1) {
    const day = first + Math.round(count * (yearly ? yearDays : monthDays));
    if (day > last) break;
    const payment = entry(row.account_id ?? '', { day, amountMinor, kind: 'renewal' });
    payments.push({ ...payment, product: row.subscription_id ?? null });
  }
  return payments;
}

function dayNumber(date: string): number {
  return Date.parse(date.slice(0, 10)) / dayMs;
}

function readTable(name: string): Record<string, string>[] | null {
  const file = sharedFile(name);
  if (file === null) return null;
  const [header = '', ...lines] = fs.readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])));
}
