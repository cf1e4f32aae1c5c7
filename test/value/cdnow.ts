// Reads the CDNOW purchase log and summaries that stand beside the project, in the shapes the tests use.
import fs from 'node:fs';
import type { AccountLedger } from '../../src/value/model.ts';
import { dayMs, type PurchaseHistory, purchaseHistory } from '../../src/value/purchase-history.ts';
import { sharedFile } from '../harness/shared-data.ts';
import { order } from './ledgers.ts';

export const calibrationEnd = Date.UTC(1997, 8, 30);
export const holdoutEnd = Date.UTC(1998, 5, 30);

export interface Purchase {
  accountId: string;
  day: string;
  amount: string;
}

/** Null where the log is not there (named in the output). */
export function cdnowPurchases(): Purchase[] | null {
  const file = sharedFile('data/value/cdnow/CDNOW_sample.txt');
  if (file === null) return null;
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [, accountId = '', day = '', , amount = ''] = line.trim().split(/\s+/);
    return { accountId, day, amount };
  });
}

export function cdnowLedgers(purchases: readonly Purchase[]): AccountLedger[] {
  const ledgers = new Map<string, AccountLedger>();
  for (const { accountId, day, amount } of purchases) {
    const ledger = ledgers.get(accountId) ?? { accountId, contributions: [], openDeals: [] };
    ledgers.set(accountId, ledger);
    const date = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)));
    ledger.contributions.push(order(accountId, date / dayMs, Math.round(Number(amount) * 100)));
  }
  return [...ledgers.values()];
}

export function histories(ledgers: readonly AccountLedger[], asOf: number): PurchaseHistory[] {
  return ledgers.map((ledger) => purchaseHistory(ledger, asOf));
}
