// Order histories compressed for fitting: accounts alike in (x, tx, T) are counted once, and logarithms are tabulated by day.
import type { PurchaseHistory } from '../purchase-history.ts';

/** Columns of equal length, one entry a distinct (x, tx, T); times in days. */
export interface HistoryCells {
  x: Int32Array;
  txDays: Int32Array;
  ageDays: Int32Array;
  weight: Float64Array;
  daysPerUnit: number;
  /** Accounts by number of repeat purchases, indexed by x. */
  weightByCount: Float64Array;
  ageDaysMax: number;
  customers: number;
  /** Σx and ΣT (in units) over customers. */
  repeats: number;
  exposure: number;
  /** Σ ln of the gaps between purchases in units: what Erlang-k likelihoods need to be comparable. */
  logGaps: number;
}

/** Compresses the histories of all customers as of a day; accounts that have not bought by then are left out. */
export function historyCells(
  histories: Iterable<PurchaseHistory>,
  { asOfDay, daysPerUnit }: { asOfDay: number; daysPerUnit: number },
): HistoryCells {
  const index = new Map<number, Map<number, number>>();
  const columns = { x: [] as number[], txDays: [] as number[], ageDays: [] as number[], weight: [] as number[] };
  let logGaps = 0;
  for (const { days } of histories) {
    const first = days[0];
    const last = days[days.length - 1];
    if (first === undefined || last === undefined) continue;
    logGaps += sumLogGaps(days, daysPerUnit);
    const x = days.length - 1;
    const span = (last - first) * 65_536 + (asOfDay - first);
    const row = index.get(x) ?? new Map<number, number>();
    if (row.size === 0) index.set(x, row);
    const cell = row.get(span);
    if (cell !== undefined) {
      columns.weight[cell] = (columns.weight[cell] ?? 0) + 1;
      continue;
    }
    row.set(span, columns.x.length);
    columns.x.push(x);
    columns.txDays.push(last - first);
    columns.ageDays.push(asOfDay - first);
    columns.weight.push(1);
  }
  return summed(columns, { daysPerUnit, logGaps });
}

interface Columns {
  x: number[];
  txDays: number[];
  ageDays: number[];
  weight: number[];
}

function summed(columns: Columns, rest: { daysPerUnit: number; logGaps: number }): HistoryCells {
  const totals = { customers: 0, repeats: 0, exposure: 0 };
  const weightByCount = new Float64Array(columns.x.reduce((most, x) => Math.max(most, x), 0) + 1);
  for (const [cell, x] of columns.x.entries()) {
    const weight = columns.weight[cell] ?? 0;
    weightByCount[x] = (weightByCount[x] ?? 0) + weight;
    totals.customers += weight;
    totals.repeats += weight * x;
    totals.exposure += (weight * (columns.ageDays[cell] ?? 0)) / rest.daysPerUnit;
  }
  return {
    x: Int32Array.from(columns.x),
    txDays: Int32Array.from(columns.txDays),
    ageDays: Int32Array.from(columns.ageDays),
    weight: Float64Array.from(columns.weight),
    weightByCount,
    ageDaysMax: columns.ageDays.reduce((most, age) => Math.max(most, age), 0),
    ...totals,
    ...rest,
  };
}

function sumLogGaps(days: readonly number[], daysPerUnit: number): number {
  let sum = 0;
  for (let index = 1; index < days.length; index += 1) {
    sum += Math.log(((days[index] ?? 0) - (days[index - 1] ?? 0)) / daysPerUnit);
  }
  return sum;
}

/** ln(α + day/unit) for every day from 0 to the oldest account's age, written into `table`. */
export function tabulateLogs(table: Float64Array, alpha: number, daysPerUnit: number): void {
  for (let day = 0; day < table.length; day += 1) table[day] = Math.log(alpha + day / daysPerUnit);
}
