// Fits the candidate purchase models and chooses the one that would have forecast this portal best (rolling-origin backtest).
import { backtest, forecastOnce, heuristics, type OrderForecast } from './backtest.ts';
import type { Backtest, FitMethod, HeuristicBacktest, RateModelFit, RateModelName } from './model.ts';
import { countUntil, type PurchaseHistory } from './purchase-history.ts';
import { type HistoryCells, historyCells } from './rate/history-cells.ts';
import { fitRateModel, forecast, type RateModelChoice } from './rate/rate-model.ts';
import type { SeasonGrid } from './rate/season-summary.ts';
import { fitSeasons, seasonOf } from './seasons.ts';

/** Forecasts are made at these shares of the portal's history and checked against the rest. */
const ORIGINS = [0.5, 0.7];
const HISTORY_DAYS_MIN = 56;
const CUSTOMERS_MIN = 20;
const ERLANG_K_MAX = 6;
/** Larger portals choose on an even sample of so many accounts, where the models' errors are known to a percent, and fit the result to all. */
const CHOICE_ACCOUNTS_MAX = 25_000;
/** Without a backtest: the model in which anyone can have left, which holds on the thinnest data. */
const CHOICE_DEFAULT: RateModelName = 'mbg-nbd';

export interface RateModels {
  rateModels: RateModelFit[];
  heuristics: HeuristicBacktest[];
  chosen: RateModelName;
  aliveModel: RateModelName;
}

export interface FitWindow {
  asOfDay: number;
  daysPerUnit: number;
  fit: FitMethod;
}

/** Fits on all purchases up to `asOfDay`; `histories` must hold none after it. */
export function chooseRateModel(histories: readonly PurchaseHistory[], window: FitWindow): RateModels {
  const sample = evenSample(histories);
  const choices = refitted(
    candidates(historyCells(sample, window), window.fit),
    sample.length < histories.length ? historyCells(histories, window) : null,
  );
  const season = seasonOf(histories, window);
  if (season !== null) {
    const fitted = fitSeasons(histories, { ...window, ...season });
    choices.push({ choice: { name: 'bg-bb', erlangK: 1 }, fitted });
  }
  const origins = backtestOrigins(sample, window);
  const scored = origins.map((originDay) =>
    scoreOrigin(
      sample,
      { ...window, originDay, season },
      choices.map(({ choice }) => choice),
    ),
  );
  const rateModels = choices.map(({ choice, fitted }) => ({
    ...fitted,
    backtest: mean(scored.map(({ models }) => models.get(choice.name) ?? null)),
  }));
  const compared = heuristics.flatMap(({ name }) => {
    const result = mean(scored.map(({ rules }) => rules.get(name) ?? null));
    return result === null ? [] : [{ name, backtest: result }];
  });
  const chosen = best(rateModels);
  return { rateModels, heuristics: compared, chosen, aliveModel: canLoseOneTimeBuyers(chosen) ? chosen : 'mbg-nbd' };
}

/** Accounts stand in no order of value or age, so every n-th is as good as chance. */
function evenSample(histories: readonly PurchaseHistory[]): readonly PurchaseHistory[] {
  const step = histories.length / CHOICE_ACCOUNTS_MAX;
  if (step <= 1) return histories;
  return histories.filter((_, index) => Math.floor((index + 1) / step) > Math.floor(index / step));
}

function refitted(choices: Candidate[], cells: HistoryCells | null): Candidate[] {
  if (cells === null) return choices;
  return choices.map(({ choice, fitted }) => ({
    choice,
    fitted: fitRateModel(cells, choice, fitted.fit, fitted.parameters),
  }));
}

/** BG models let an account leave only after a repeat purchase, so they call every one-time buyer alive. */
function canLoseOneTimeBuyers(name: RateModelName): boolean {
  return name !== 'bg-nbd' && name !== 'bg-cnbd-k';
}

interface Candidate {
  choice: RateModelChoice;
  fitted: RateModelFit;
}

/** The plain models, and the Erlang forms with their likeliest k where that is above 1. */
function candidates(cells: HistoryCells, fit: FitMethod): Candidate[] {
  const fitOne = (choice: RateModelChoice): RateModelFit => fitRateModel(cells, choice, fit);
  const plain: RateModelChoice[] = [
    { name: 'bg-nbd', erlangK: 1 },
    { name: 'mbg-nbd', erlangK: 1 },
    { name: 'pareto-nbd', erlangK: 1 },
  ];
  const fitted = plain.map((choice) => ({ choice, fitted: fitOne(choice) }));
  for (const [index, name] of (['bg-cnbd-k', 'mbg-cnbd-k'] as const).entries()) {
    let best = fitted[index]?.fitted.logLikelihood ?? Number.NEGATIVE_INFINITY;
    let likeliest: Candidate | null = null;
    for (let erlangK = 2; erlangK <= ERLANG_K_MAX; erlangK += 1) {
      const next = fitOne({ name, erlangK });
      if (!(next.logLikelihood > best)) break;
      best = next.logLikelihood;
      likeliest = { choice: { name, erlangK }, fitted: next };
    }
    if (likeliest !== null) fitted.push(likeliest);
  }
  return fitted;
}

function backtestOrigins(histories: readonly PurchaseHistory[], { asOfDay }: FitWindow): number[] {
  const first = histories.reduce((least, { days }) => Math.min(least, days[0] ?? least), asOfDay);
  if (asOfDay - first < HISTORY_DAYS_MIN) return [];
  const origins = ORIGINS.map((share) => Math.round(first + share * (asOfDay - first)));
  return origins.filter(
    (origin) => histories.filter(({ days }) => (days[0] ?? asOfDay) <= origin).length >= CUSTOMERS_MIN,
  );
}

interface OriginScores {
  models: Map<RateModelName, Backtest | null>;
  rules: Map<HeuristicBacktest['name'], Backtest | null>;
}

function scoreOrigin(
  histories: readonly PurchaseHistory[],
  { originDay, asOfDay, daysPerUnit, fit, season }: FitWindow & { originDay: number; season: SeasonGrid | null },
  choices: readonly RateModelChoice[],
): OriginScores {
  const known = histories.map((history) => ({
    ...history,
    days: history.days.slice(0, countUntil(history.days, originDay)),
  }));
  const cells = historyCells(known, { asOfDay: originDay, daysPerUnit });
  const score = (expect: OrderForecast): Backtest | null =>
    backtest(histories, { originDay, endDay: asOfDay, daysPerUnit }, expect);
  const models = choices.map((choice) => {
    const fitted =
      choice.name === 'bg-bb' && season !== null
        ? fitSeasons(known, { asOfDay: originDay, daysPerUnit, fit, ...season })
        : fitRateModel(cells, choice, fit);
    return [choice.name, score(forecastOf(fitted))] as const;
  });
  return {
    models: new Map(models),
    rules: new Map(heuristics.map(({ name, expect }) => [name, score(expect)] as const)),
  };
}

/** A fitted model's orders; BG/BB looks at more than recency, frequency and age, so its accounts are each their own. */
export function forecastOf(fitted: RateModelFit): OrderForecast {
  const expect: OrderForecast = (summary, horizon) => forecast(fitted, summary).expectedOrders(horizon);
  return fitted.name === 'bg-bb' ? expect : forecastOnce(expect);
}

function mean(results: readonly (Backtest | null)[]): Backtest | null {
  const known = results.filter((result) => result !== null);
  if (known.length === 0) return null;
  const over = (read: (result: Backtest) => number): number =>
    known.reduce((sum, result) => sum + read(result), 0) / known.length;
  return {
    mae: over(({ mae }) => mae),
    rmse: over(({ rmse }) => rmse),
    expectedTotal: over(({ expectedTotal }) => expectedTotal),
    actualTotal: over(({ actualTotal }) => actualTotal),
  };
}

/** Lowest mean absolute and root mean squared error together, each as a share of the best model's. */
function best(models: readonly RateModelFit[]): RateModelName {
  const tested = models.flatMap(({ name, backtest: result }) => (result === null ? [] : [{ name, ...result }]));
  if (tested.length === 0) return CHOICE_DEFAULT;
  const maeMin = Math.min(...tested.map(({ mae }) => mae));
  const rmseMin = Math.min(...tested.map(({ rmse }) => rmse));
  const score = ({ mae, rmse }: Backtest): number => mae / Math.max(maeMin, 1e-12) + rmse / Math.max(rmseMin, 1e-12);
  return tested.reduce((least, result) => (score(result) < score(least) ? result : least)).name;
}
