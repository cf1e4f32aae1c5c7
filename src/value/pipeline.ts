// Open deals: what they bring, when, and how much of it the forecast of orders holds already.

import { type Economics, marginRatio } from './economics.ts';
import type { OpenDeal, ValueSettings } from './model.ts';
import { yearDays } from './present-value.ts';
import { dayMs } from './purchase-history.ts';

/** A deal without a close date is taken to close within this time. */
const CLOSE_DAYS_DEFAULT = 90;

export interface PipelineOutlook {
  deals: number;
  /** Chance that at least one is won, deals taken as independent. */
  winProbability: number;
  /** Discounted expected revenue of all deals, minor units. */
  revenueMinor: number;
  /** Margin of that revenue beyond what the forecast holds for the same time, minor units, not negative. */
  beyondForecastMinor: number;
}

/** Value reference 2.7 (pipeline without double counting): inside the window the pipeline replaces `pipelineCoverage` of the forecast. */
export function pipelineOutlook(
  deals: readonly OpenDeal[],
  context: {
    asOf: number;
    settings: ValueSettings;
    expectedOrders: (days: number) => number;
    economics: Economics;
  },
): PipelineOutlook {
  const { asOf, settings, expectedOrders, economics } = context;
  let lost = 1;
  let revenueMinor = 0;
  let windowDays = 0;
  for (const { amountMinor, probability, expectedClose } of deals) {
    const days = expectedClose === null ? CLOSE_DAYS_DEFAULT : Math.max(0, (expectedClose - asOf) / dayMs);
    const chance = Math.min(1, Math.max(0, probability));
    lost *= 1 - chance;
    revenueMinor += chance * amountMinor * (1 + settings.discountRate) ** (-days / yearDays);
    windowDays = Math.max(windowDays, days);
  }
  const middle = (1 + settings.discountRate) ** (-0.5 * (windowDays / yearDays));
  const foreseen = settings.pipelineCoverage * expectedOrders(windowDays) * economics.orderMinor * middle;
  return {
    deals: deals.length,
    winProbability: 1 - lost,
    revenueMinor,
    beyondForecastMinor: Math.max(0, (revenueMinor - foreseen) * marginRatio(economics)),
  };
}
