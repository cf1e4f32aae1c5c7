// `npm run bench:value`: accuracy on CDNOW and speed of the value models beside the published marks, and how cost grows tenfold.
import { parseArgs } from 'node:util';
import { classifyAccounts } from '../../src/value/classify-accounts.ts';
import { defaultValueSettings } from '../../src/value/default-settings.ts';
import { fitPortal } from '../../src/value/fit-portal.ts';
import type { AccountLedger } from '../../src/value/model.ts';
import { dayMs, dayOf, type PurchaseHistory } from '../../src/value/purchase-history.ts';
import { historyCells } from '../../src/value/rate/history-cells.ts';
import { fitRateModel } from '../../src/value/rate/rate-model.ts';
import { valueAccount } from '../../src/value/value-account.ts';
import { calibrationEnd, cdnowLedgers, cdnowPurchases, histories, holdoutEnd } from '../value/cdnow.ts';

const { values: options } = parseArgs({ options: { accounts: { type: 'string', default: '10000' } } });
const purchases = cdnowPurchases();
if (purchases !== null) benchCdnow(cdnowLedgers(purchases));
benchPortal(Number(options.accounts));

/** Best and median of several runs, in milliseconds; the first ones warm up. */
function time(work: () => void, runs: number): { best: number; median: number } {
  const taken: number[] = [];
  for (let run = 0; run < runs + 3; run++) {
    const start = performance.now();
    work();
    if (run >= 3) taken.push(performance.now() - start);
  }
  taken.sort((a, b) => a - b);
  return { best: taken[0] ?? 0, median: taken[Math.floor(taken.length / 2)] ?? 0 };
}

function benchCdnow(ledgers: AccountLedger[]): void {
  const known = histories(ledgers, calibrationEnd);
  const asOfDay = dayOf(calibrationEnd);
  const fitAll = (people: readonly PurchaseHistory[]) => () =>
    void fitRateModel(historyCells(people, { asOfDay, daysPerUnit: 7 }), { name: 'bg-nbd', erlangK: 1 }, 'mle');
  console.log('BG/NBD by maximum likelihood, histories to parameters');
  let before = 0;
  for (const { copies, mark, runs } of [
    { copies: 1, mark: '15 ms', runs: 15 },
    { copies: 10, mark: '60 ms (prototype)', runs: 7 },
    { copies: 100, mark: '500 ms', runs: 3 },
  ]) {
    const people = Array.from({ length: copies }, () => known).flat();
    const { best, median } = time(fitAll(people), runs);
    const growth = before === 0 ? '' : `, ${(median / before).toFixed(1)} times for ten times the accounts`;
    console.log(
      `  ${people.length} accounts: best ${best.toFixed(1)} ms, median ${median.toFixed(1)} ms (mark: ${mark})${growth}`,
    );
    before = median;
  }
  const settings = { ...defaultValueSettings, daysPerUnit: 7 };
  const portal = fitPortal({ ledgers, asOf: holdoutEnd, settings });
  const chosen = portal.rateModels.find((model) => model.name === portal.chosen);
  console.log(
    `CDNOW, chosen by backtest over the last third: ${portal.chosen}, MAE ${chosen?.backtest?.mae.toFixed(4)}, RMSE ${chosen?.backtest?.rmse.toFixed(4)}`,
  );
}

/** A made-up portal with twenty orders an account: fit, value and classes of all, then of one account after a new order. */
function benchPortal(accounts: number): void {
  const asOf = Date.UTC(2026, 5, 30);
  const ledgers = Array.from({ length: accounts }, (_, at) => makeLedger(at, asOf));
  const contributions = ledgers.reduce((sum, ledger) => sum + ledger.contributions.length, 0);
  const settings = defaultValueSettings;
  const start = performance.now();
  const fit = fitPortal({ ledgers, asOf, settings });
  const fitted = performance.now();
  const values = ledgers.map((ledger) => valueAccount({ ledger, fit, asOf, settings }));
  const valued = performance.now();
  classifyAccounts({ values, asOf, settings });
  const done = performance.now();
  const seconds = (from: number, to: number): string => ((to - from) / 1_000).toFixed(1);
  console.log(
    `portal of ${accounts} accounts, ${contributions} contributions: ${seconds(start, done)} s (fit ${seconds(start, fitted)}, values ${seconds(fitted, valued)}, classes ${seconds(valued, done)})`,
  );
  console.log(
    `  for 100,000 accounts at that rate: ${(((done - start) * (100_000 / accounts)) / 1_000).toFixed(0)} s (mark: 60 s for 100,000 with 2,000,000 contributions); run with --accounts 100000 to measure`,
  );
  console.log(`  peak memory ${(process.resourceUsage().maxRSS / 1_024).toFixed(0)} MB (mark: 1,500 MB)`);
  const [one] = ledgers;
  if (one === undefined) return;
  const single = time(() => void valueAccount({ ledger: one, fit, asOf, settings }), 50);
  console.log(`  one account after a new order: median ${single.median.toFixed(2)} ms (mark: 50 ms)`);
}

/** Deterministic: gaps and amounts from the account's number. */
function makeLedger(at: number, asOf: number): AccountLedger {
  const gapDays = 12 + ((at * 37) % 90);
  const accountId = String(at);
  const contributions = Array.from({ length: 20 }, (_, order) => ({
    accountId,
    date: asOf - Math.round((20 - order) * gapDays * (0.6 + ((at * 13 + order * 7) % 10) / 12)) * dayMs,
    kind: order % 5 === 4 ? ('support' as const) : ('order' as const),
    amountMinor: order % 5 === 4 ? -3_500 : 40_000 + ((at * 101 + order * 977) % 90_000),
    currency: 'USD',
    source: { type: 'deals', id: `${at}-${order}` },
    grade: 'measured' as const,
    product: null,
  }));
  return { accountId, contributions, openDeals: [] };
}
