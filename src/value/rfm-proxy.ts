// Where a portal has too few repeat buyers for its model to be trusted on single accounts: recency cells, shrunk by empirical Bayes (value reference, 6.5).
import type { PortalFit, RateModelFit } from './model.ts';
import { type Discounting, presentValue, yearDays } from './present-value.ts';
import { type PurchaseHistory, repeatSummary } from './purchase-history.ts';
import { forecast } from './rate/rate-model.ts';
import { recencyCell } from './rfm.ts';

/** From this many repeat buyers on the model stands alone. */
const REPEATERS_MIN = 30;
/** Below this many purchases an account's own rate says little. */
const PURCHASES_MIN = 2;
const WEIGHT_MIN = 0.5;
const WEIGHT_MAX = 8;
/** A first purchase is never taken for a rate of more than two a year. */
const EXPOSURE_DAYS_MIN = yearDays / 2;

type Proxy = NonNullable<PortalFit['proxy']>;

/** Null where the portal has repeat buyers enough, or no customer. The weight is the prior's in purchases: the shape of the spread of purchase rates. */
export function fitProxy(
  histories: readonly PurchaseHistory[],
  context: { model: RateModelFit; asOfDay: number; discounting: Discounting; recencyDays: readonly number[] },
): Proxy | null {
  const { model, asOfDay, discounting, recencyDays } = context;
  if (histories.length === 0 || histories.filter(({ days }) => days.length > 1).length >= REPEATERS_MIN) return null;
  const sums = Array.from({ length: recencyDays.length + 1 }, () => ({ orders: 0, accounts: 0 }));
  let all = 0;
  for (const { days } of histories) {
    const summary = repeatSummary(days, asOfDay, discounting.daysPerUnit);
    const cell = sums[recencyCell(asOfDay - (days[days.length - 1] ?? asOfDay), recencyDays) - 1];
    if (summary === null || cell === undefined) continue;
    const { orders } = presentValue(forecast(model, summary), discounting);
    cell.orders += orders;
    cell.accounts += 1;
    all += orders;
  }
  const mean = all / histories.length;
  return {
    // An empty cell is worth what an average account is; a thin one lies between.
    cells: sums.map(({ orders, accounts }) => (orders + mean) / (accounts + 1)),
    weightOrders: Math.min(WEIGHT_MAX, Math.max(WEIGHT_MIN, model.parameters.r ?? 2)),
  };
}

/** The proxy's orders as a share of the model's; 1 where the model stands. */
export function proxyShare(
  fit: PortalFit,
  { days, asOfDay, modelOrders }: { days: readonly number[]; asOfDay: number; modelOrders: number },
): number {
  const { proxy } = fit;
  if (proxy === null || proxy === undefined || days.length >= PURCHASES_MIN || !(modelOrders > 0)) return 1;
  const first = days[0] ?? asOfDay;
  const last = days[days.length - 1] ?? asOfDay;
  const cell = proxy.cells[recencyCell(asOfDay - last, fit.rfm.recencyDays) - 1] ?? modelOrders;
  const exposure = Math.max(EXPOSURE_DAYS_MIN, asOfDay - first);
  // The run rate goes on for as long as it has been watched, and no longer: nothing is known of its end.
  const own = (days.length * Math.min(exposure, yearDays)) / exposure;
  const weight = days.length / (days.length + proxy.weightOrders);
  return (weight * own + (1 - weight) * cell) / modelOrders;
}
