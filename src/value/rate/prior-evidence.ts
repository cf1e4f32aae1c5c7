// What a portal's own histories say about the centre of the weak prior: how alike its buyers are, and whether anybody has left.
import type { HistoryCells } from './history-cells.ts';

/** An account that has been silent for longer than this many of its own mean gaps may have left. */
const SILENT_GAPS = 3;
/** Customers' weight of the usual centre against the portal's own moments. */
const PRIOR_CUSTOMERS = 10;
const PRIOR_LEFT = 0.5;
const SHAPE_USUAL = 0.6;
const SHAPE_MAX = 50;

export interface PriorEvidence {
  /** Centre for the shape of the purchase rates' distribution: never below the usual one, as leavers look like variety. */
  shape: number;
  /** Accounts that may have left a purchase, and a unit of time. */
  leftPerOrder: number;
  leftPerUnit: number;
}

/** Empirical Bayes by moments; with few customers it stays at what is usual. */
export function priorEvidence(cells: HistoryCells): PriorEvidence {
  const rate = cells.exposure > 0 ? cells.repeats / cells.exposure : 0;
  let excess = 0;
  let squares = 0;
  let left = PRIOR_LEFT;
  for (let cell = 0; cell < cells.x.length; cell += 1) {
    const weight = cells.weight[cell] ?? 0;
    const x = cells.x[cell] ?? 0;
    const tx = (cells.txDays[cell] ?? 0) / cells.daysPerUnit;
    const age = (cells.ageDays[cell] ?? 0) / cells.daysPerUnit;
    excess += weight * ((x - rate * age) ** 2 - rate * age);
    squares += weight * (rate * age) ** 2;
    if (x > 0 ? age - tx > SILENT_GAPS * (tx / x) : age * rate > SILENT_GAPS) left += weight;
  }
  const moment = excess > squares / SHAPE_MAX ? squares / excess : SHAPE_MAX;
  const own = cells.customers / (cells.customers + PRIOR_CUSTOMERS);
  const shape = cells.repeats > 0 ? Math.max(SHAPE_USUAL, SHAPE_USUAL ** (1 - own) * moment ** own) : SHAPE_USUAL;
  return {
    shape,
    leftPerOrder: left / (cells.repeats + cells.customers + 1),
    leftPerUnit: left / Math.max(cells.exposure, 1e-9),
  };
}
