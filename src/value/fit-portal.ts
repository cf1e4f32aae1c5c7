// Learns from all accounts of a portal what valuing one of them needs.
import { chooseRateModel } from './choose-rate-model.ts';
import { ContractFamilies, splitLedger } from './contract/contract-streams.ts';
import { ContractSpells } from './contract/fit-contracts.ts';
import { coreThreshold } from './core-threshold.ts';
import type { AccountLedger, PortalFit, ValueSettings } from './model.ts';
import { minorPerMajor } from './money.ts';
import { ledgerTotals, PortalMarginSums } from './portal-margins.ts';
import { dayMs, dayOf, type PurchaseHistory, purchaseHistory } from './purchase-history.ts';
import { fitGammaGamma } from './rate/gamma-gamma.ts';
import { rfmBounds } from './rfm.ts';
import { fitProxy } from './rfm-proxy.ts';

/** Raised whenever the same data give another value. */
const valueCodeVersion = '2';

const MEAN_AGE_UNITS = 40;

export interface FitPortalInput {
  /** In any order; the result does not depend on it. Iterated a second time where contracts are found. */
  ledgers: Iterable<AccountLedger>;
  /** Epoch ms; what happened later is not looked at. */
  asOf: number;
  settings: ValueSettings;
}

/** Works from no account at all upwards: with few, the weak prior speaks. */
export function fitPortal({ ledgers, asOf, settings }: FitPortalInput): PortalFit {
  const asOfDay = dayOf(asOf);
  const read = readLedgers(ledgers, asOf);
  const { histories, repeats } = read;
  const daysPerUnit = settings.daysPerUnit ?? scaledUnit(repeats.length > 0 ? repeats : histories, asOfDay);
  const gaps = histories.flatMap(({ days }) => days.slice(1).map((day, index) => day - (days[index] ?? day)));
  gaps.sort((left, right) => left - right);
  const models = chooseRateModel(repeats, { asOfDay, daysPerUnit, fit: settings.fit });
  const rfm = rfmBounds(
    histories.map(({ days, amountsMinor }) => ({
      recencyDays: asOfDay - (days[days.length - 1] ?? asOfDay),
      frequency: days.length,
      monetaryMinor: sum(amountsMinor) / days.length,
    })),
  );
  const chosen = models.rateModels.find(({ name }) => name === models.chosen);
  return {
    codeVersion: valueCodeVersion,
    fittedAt: asOf,
    currency: settings.currency,
    accounts: read.accounts,
    customers: histories.length,
    dataRange: dataRange(histories),
    daysPerUnit,
    ...models,
    orderValue: fitGammaGamma(repeatSpends(repeats, settings.currency), settings.fit),
    meanOrderMinor: meanOrder(repeats.length > 0 ? repeats : histories),
    margins: read.margins.result(settings.marginDefault),
    coreThreshold: coreThreshold(histories, asOfDay, gaps[Math.floor(gaps.length / 2)] ?? null),
    gapP90Days: gaps[Math.ceil(gaps.length * 0.9) - 1] ?? null,
    rfm,
    contractFamilies: read.families,
    contracts: read.spells.result(settings.fit),
    proxy:
      chosen === undefined
        ? null
        : fitProxy(repeats, {
            model: chosen,
            asOfDay,
            discounting: { ...settings, daysPerUnit },
            recencyDays: rfm.recencyDays,
          }),
  };
}

interface ReadLedgers {
  accounts: number;
  /** Of all customers, and of those purchases that are no contract's payments. By account. */
  histories: PurchaseHistory[];
  repeats: PurchaseHistory[];
  margins: PortalMarginSums;
  families: Record<string, number>;
  spells: ContractSpells;
}

/** Which families are contracts is known only when all ledgers have been seen; they are then read once more. */
function readLedgers(ledgers: Iterable<AccountLedger>, asOf: number): ReadLedgers {
  const families = new ContractFamilies();
  const read = { accounts: 0, histories: [] as PurchaseHistory[], margins: new PortalMarginSums() };
  for (const ledger of ledgers) {
    read.accounts += 1;
    const history = purchaseHistory(ledger, asOf);
    if (history.days.length === 0) continue;
    read.histories.push(history);
    read.margins.add(ledgerTotals(ledger, asOf));
    families.add(ledger, asOf);
  }
  read.histories.sort(byAccount);
  const known = families.result();
  const spells = new ContractSpells();
  if (!families.anyContract()) return { ...read, repeats: read.histories, families: known, spells };
  const repeats: PurchaseHistory[] = [];
  for (const ledger of ledgers) {
    const { contracts, rest } = splitLedger(ledger, asOf, known);
    for (const contract of contracts) spells.add(contract);
    const history = purchaseHistory(rest, asOf);
    if (history.days.length > 0) repeats.push(history);
  }
  return { ...read, repeats: repeats.sort(byAccount), families: known, spells };
}

function byAccount(left: PurchaseHistory, right: PurchaseHistory): number {
  return left.accountId < right.accountId ? -1 : left.accountId > right.accountId ? 1 : 0;
}

/** Days in a unit such that the mean age is 40 units, where the models' parameters are well scaled. */
function scaledUnit(histories: readonly PurchaseHistory[], asOfDay: number): number {
  const ages = histories.map(({ days }) => asOfDay - (days[0] ?? asOfDay));
  return Math.max(1, sum(ages) / Math.max(1, ages.length) / MEAN_AGE_UNITS);
}

/** The first order is left out, as in the model's paper: it is often a trial. */
function repeatSpends(histories: readonly PurchaseHistory[], currency: string): { orders: number; mean: number }[] {
  const unit = minorPerMajor(currency);
  return histories
    .filter(({ days }) => days.length > 1)
    .map(({ amountsMinor }) => {
      const repeats = amountsMinor.slice(1);
      return { orders: repeats.length, mean: sum(repeats) / repeats.length / unit };
    });
}

function meanOrder(histories: readonly PurchaseHistory[]): number {
  const orders = histories.reduce((total, { days }) => total + days.length, 0);
  return orders === 0 ? 0 : histories.reduce((total, { amountsMinor }) => total + sum(amountsMinor), 0) / orders;
}

function dataRange(histories: readonly PurchaseHistory[]): { from: number; to: number } | null {
  if (histories.length === 0) return null;
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { days } of histories) {
    from = Math.min(from, days[0] ?? from);
    to = Math.max(to, days[days.length - 1] ?? to);
  }
  return { from: from * dayMs, to: to * dayMs };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
