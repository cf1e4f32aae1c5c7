// `quorum value ORDERS.csv`: what each account in a file of orders is worth, on the file alone.

import { once } from 'node:events';
import fs from 'node:fs';
import { CsvError } from 'csv-parse';
import { classifyAccounts } from '../value/classify-accounts.ts';
import { fitPortal } from '../value/fit-portal.ts';
import type { AccountValue, PortalFit, ValueSettings } from '../value/model.ts';
import { countUntil, dayMs, dayOf, type PurchaseHistory, purchaseHistory } from '../value/purchase-history.ts';
import { purchaseOutlook } from '../value/purchase-outlook.ts';
import { valueAccount } from '../value/value-account.ts';
import { isoDay } from './value-dates.ts';
import { holdoutScores, scoreOfRows } from './value-holdout.ts';
import { readValueOptions, type ValueOptions, valueHelp } from './value-options.ts';
import { type ReadOrders, readOrders } from './value-orders.ts';
import { type ModelScore, reportCsv, reportJson, type ValueReport, type ValueResult } from './value-report.ts';

interface CommandIo {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

/** 0 done, 1 failed (bad file or data), 2 wrong usage. Results go to standard output, the rest to standard error. */
export async function valueCommand(args: string[], io: CommandIo): Promise<0 | 1 | 2> {
  const say = (message: string): void => {
    io.stderr.write(`${message}\n`);
  };
  const read = readValueOptions(args);
  if (read.kind === 'help') {
    io.stdout.write(valueHelp);
    return 0;
  }
  if (read.kind === 'wrong-usage') {
    say(`${read.message}\n\n${valueHelp}`);
    return 2;
  }
  if (read.kind === 'failed') {
    say(read.message);
    return 1;
  }
  return run(read.options, io, say);
}

async function run(options: ValueOptions, io: CommandIo, say: (message: string) => void): Promise<0 | 1> {
  try {
    const today = dayOf(Date.now());
    const result = await readOrders(options.file, {
      currency: options.currency,
      rates: options.rates,
      dateOrder: options.dateOrder,
      lastDay: options.asOfDay ?? today,
      progress: say,
    });
    if (!result.ok) {
      say(result.message);
      return 1;
    }
    for (const note of result.orders.notes) say(note);
    const report = valueOrders(result.orders, options, say);
    if (typeof report === 'string') {
      say(report);
      return 1;
    }
    await write(options.json ? reportJson(report) : reportCsv(report), options.out, io);
    return 0;
  } catch (error) {
    if (error instanceof CsvError) {
      say(`${error.message}. Nothing was written; mend that line and run again.`);
      return 1;
    }
    if (!isSystemError(error)) throw error;
    // A reader that has seen enough (`| head`) is no failure.
    if (error.code === 'EPIPE') return 0;
    say(`${error.message}. Nothing was written; check the path and run again.`);
    return 1;
  }
}

/** What the file system refuses; anything else is a bug and is thrown on. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** The report, or why there is none. */
function valueOrders(orders: ReadOrders, options: ValueOptions, say: (message: string) => void): ValueReport | string {
  const { book, currency, newestDay } = orders;
  const endDay = options.asOfDay ?? newestDay;
  const originDay = options.holdoutDay ?? endDay;
  if (originDay > endDay || (options.holdoutDay !== null && originDay === endDay)) {
    return `--holdout ${isoDay(originDay)} is not before ${isoDay(endDay)}, so nothing is left to score. Give an earlier day.`;
  }
  const settings: ValueSettings = { ...options.settings, currency };
  const asOf = originDay * dayMs;
  say(`Valuing at ${isoDay(originDay)} in ${currency}`);
  const ledgers = { [Symbol.iterator]: () => book.ledgers(currency, endDay) };
  const fit = fitPortal({ ledgers, asOf, settings });
  say(`${fit.customers.toLocaleString('en')} customers fitted (${settings.fit}); ${fit.chosen} chosen`);
  const horizonDays = endDay - originDay;
  const values: AccountValue[] = [];
  const histories: PurchaseHistory[] = [];
  const expected: number[] = [];
  for (const ledger of ledgers) {
    // Who appears only after the holdout's start was not known then.
    if (!ledger.contributions.some(({ date }) => date <= asOf)) continue;
    const value = valueAccount({ ledger, fit, asOf, settings });
    values.push(value);
    if (options.holdoutDay === null) continue;
    histories.push(purchaseHistory(ledger, endDay * dayMs));
    // What an account that has not bought yet may buy is no forecast of these models.
    const outlook = value.isCustomer ? purchaseOutlook(ledger, { fit, asOf, settings }) : null;
    expected.push(outlook?.expectedOrders(horizonDays) ?? 0);
  }
  if (values.length === 0) return `No row is dated up to ${isoDay(originDay)}. Give a later day.`;
  const { verdicts } = classifyAccounts({ values, asOf, settings });
  const results = values.flatMap((value, index): ValueResult[] => {
    const verdict = verdicts[index];
    if (verdict === undefined) return [];
    const days = histories[index]?.days;
    const actualOrders = days === undefined ? null : days.length - countUntil(days, originDay);
    return [{ value, verdict, expectedOrders: expected[index] ?? value.expectedOrders12, actualOrders }];
  });
  if (options.holdoutDay === null) return { results, fit, settings, scores: rollingScores(fit) };
  const scores = holdoutScores(fit, histories, {
    originDay,
    endDay,
    daysPerUnit: fit.daysPerUnit,
    seed: settings.seed,
  });
  for (const name of ['sbg', 'bdw']) {
    scores.set(name, { backtest: scoreOfRows(results, name), expectedInterval: null });
  }
  return { results, fit, settings, scores };
}

function rollingScores(fit: PortalFit): Map<string, ModelScore> {
  return new Map(
    [...fit.rateModels, ...fit.heuristics].map(({ name, backtest: score }) => [
      name,
      { backtest: score, expectedInterval: null },
    ]),
  );
}

async function write(lines: Iterable<string>, out: string | null, io: CommandIo): Promise<void> {
  const target = out === null ? io.stdout : fs.createWriteStream(out);
  // A file that cannot be opened reports so by an event; waiting for it turns that into an error here.
  if (out !== null) await once(target, 'open');
  for (const line of lines) if (!target.write(line)) await once(target, 'drain');
  if (out === null) return;
  target.end();
  await once(target, 'finish');
}
