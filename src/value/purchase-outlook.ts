// The router: which model speaks for an account's purchases to come, contract by contract and for its repeat orders (value reference, 2.7).
import { type ContractOutlook, contractOutlook } from './contract/contract-outlook.ts';
import { splitLedger } from './contract/contract-streams.ts';
import { renewalModelFor } from './contract/fit-contracts.ts';
import type { AccountLedger, PortalFit, RateModelFit, ValueModelName, ValueSettings } from './model.ts';
import { type Discounting, presentValue, yearDays } from './present-value.ts';
import { dayOf, type PurchaseHistory, purchaseHistory, type RepeatSummary, repeatSummary } from './purchase-history.ts';
import type { Forecast } from './rate/forecast.ts';
import { forecast } from './rate/rate-model.ts';
import { proxyShare } from './rfm-proxy.ts';

export interface PurchaseOutlook {
  /** Speaks for most of the money to come. */
  model: ValueModelName;
  /** All purchases, and those that are no contract's payments. */
  history: PurchaseHistory;
  repeats: PurchaseHistory;
  contracts: ContractOutlook[];
  /** Repeat orders; null where the account has only contracts. A prospect is forecast as won today. */
  repeat: RepeatOutlook | null;
  /** Null for a prospect. */
  pAlive: number | null;
  /** Orders and payments within so many days. */
  expectedOrders(days: number): number;
}

interface RepeatOutlook {
  summary: RepeatSummary | null;
  future: Forecast;
  /** What the proxy makes of the model's orders, 1 where the model stands alone. */
  share: number;
  /** Discounted orders and years alive. */
  orders: number;
  years: number;
}

/** A prospect is forecast as an account that has bought for the first time today. */
const justWon: RepeatSummary = { x: 0, tx: 0, age: 0 };

export function purchaseOutlook(
  ledger: AccountLedger,
  { fit, asOf, settings }: { fit: PortalFit; asOf: number; settings: ValueSettings },
): PurchaseOutlook {
  const asOfDay = dayOf(asOf);
  const discounting: Discounting = { ...settings, daysPerUnit: fit.daysPerUnit };
  const { contracts: streams, rest } = splitLedger(ledger, asOf, fit.contractFamilies ?? {});
  const contracts = streams.flatMap((stream) => {
    const model = renewalModelFor(fit.contracts ?? [], stream.periodDays);
    return model === null ? [] : [contractOutlook(stream, model, { asOfDay, discounting })];
  });
  const history = purchaseHistory(ledger, asOf);
  // Contracts in a portal whose fit knows none are valued as orders until the next fit.
  const repeats = contracts.length === 0 ? history : purchaseHistory(rest, asOf);
  const repeat =
    contracts.length > 0 && repeats.days.length === 0 ? null : repeatOutlook(repeats, { fit, asOfDay, discounting });
  return {
    model: modelOf(fit, { contracts, repeats, repeat }),
    history,
    repeats,
    contracts,
    repeat,
    pAlive: history.days.length === 0 ? null : aliveChance(fit, { contracts, repeat }),
    expectedOrders: (days) =>
      (repeat === null ? 0 : repeat.share * repeat.future.expectedOrders(days / fit.daysPerUnit)) +
      contracts.reduce((sum, contract) => sum + contract.expectedPayments(days), 0),
  };
}

function repeatOutlook(
  { days }: PurchaseHistory,
  { fit, asOfDay, discounting }: { fit: PortalFit; asOfDay: number; discounting: Discounting },
): RepeatOutlook {
  const summary = repeatSummary(days, asOfDay, fit.daysPerUnit);
  const future = forecast(modelNamed(fit, fit.chosen), summary ?? justWon);
  const { orders, years } = presentValue(future, discounting);
  const share = summary === null ? 1 : proxyShare(fit, { days, asOfDay, modelOrders: orders });
  return { summary, future, share, orders: share * orders, years: share * years };
}

function modelOf(
  fit: PortalFit,
  { contracts, repeats, repeat }: Pick<PurchaseOutlook, 'contracts' | 'repeats' | 'repeat'>,
): ValueModelName {
  const byContract = contracts.reduce((sum, { payments, paymentMinor }) => sum + payments * paymentMinor, 0);
  const [largest] = [...contracts].sort(
    (left, right) => right.payments * right.paymentMinor - left.payments * left.paymentMinor,
  );
  const orderMinor = repeats.amountsMinor.reduce((sum, amount) => sum + amount, 0) / Math.max(1, repeats.days.length);
  if (largest !== undefined && (repeat === null || byContract >= repeat.orders * orderMinor)) return largest.model.name;
  return repeat !== null && repeat.share !== 1 ? 'rfm-proxy' : fit.chosen;
}

/** That at least one contract is in force or that orders may still come. */
function aliveChance(fit: PortalFit, { contracts, repeat }: Pick<PurchaseOutlook, 'contracts' | 'repeat'>): number {
  let gone = contracts.reduce((product, { pAlive }) => product * (1 - pAlive), 1);
  if (repeat !== null) {
    const alive =
      fit.aliveModel === fit.chosen
        ? repeat.future
        : forecast(modelNamed(fit, fit.aliveModel), repeat.summary ?? justWon);
    gone *= 1 - alive.pAlive;
  }
  return 1 - gone;
}

/** @throws where the fit does not hold the model it names: a bug, since both are written together. */
function modelNamed(fit: PortalFit, name: RateModelFit['name']): RateModelFit {
  const found = fit.rateModels.find((model) => model.name === name);
  if (found === undefined) throw new Error(`the portal's fit holds no model ${name}`);
  return found;
}

/** Orders and payments of the next twelve months. */
export function ordersInYear(outlook: PurchaseOutlook): number {
  return outlook.expectedOrders(yearDays);
}
