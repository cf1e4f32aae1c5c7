// Why an account is worth what it is: the drivers that differ most from the portal, strongest first.

import { type Economics, marginRatio, serveYear } from './economics.ts';
import type { AccountValue, PortalFit, Reason } from './model.ts';
import type { PipelineOutlook } from './pipeline.ts';
import { potentialSources } from './potential.ts';

const REASONS_MAX = 4;

/** Rendered by words.ts. */
export function valueReasons(
  value: AccountValue,
  context: { economics: Economics; fit: PortalFit; pipeline: PipelineOutlook },
): Reason[] {
  const { economics, pipeline } = context;
  const money = { currency: value.currency };
  if (!value.isCustomer) {
    if (pipeline.deals === 0) return [{ code: 'no_purchase', params: {} }];
    return [
      {
        code: 'prospect_pipeline',
        params: { deals: pipeline.deals, chance: pipeline.winProbability, amount: value.ltvMinor, ...money },
      },
    ];
  }
  const revenue = Math.round(economics.orders * economics.orderMinor);
  const serve = Math.round(serveYear(economics) * economics.years);
  const sources = potentialSources(context);
  const weighed: { weight: number; reason: Reason }[] = [
    {
      weight: revenue,
      reason: { code: 'revenue', params: { amount: revenue, orders: value.expectedOrders12, ...money } },
    },
    {
      weight: Math.abs(marginRatio(economics)) * revenue,
      reason: { code: 'margin', params: { share: marginRatio(economics) } },
    },
    { weight: Math.abs(serve), reason: { code: 'cost_to_serve', params: { amount: serve, ...money } } },
    // An account that may have left loses that share of everything.
    {
      weight: (1 - (value.pAlive ?? 1)) * revenue,
      reason: { code: 'alive', params: { chance: value.pAlive ?? 1, days: value.recencyDays ?? 0 } },
    },
    {
      weight: sources.pipelineMinor,
      reason: {
        code: 'pipeline',
        params: { amount: Math.round(sources.pipelineMinor), deals: pipeline.deals, ...money },
      },
    },
    {
      weight: sources.repriceMinor,
      reason: { code: 'reprice', params: { amount: Math.round(sources.repriceMinor), ...money } },
    },
    {
      weight: sources.serviceMinor,
      reason: { code: 'cheaper_service', params: { amount: Math.round(sources.serviceMinor), ...money } },
    },
  ];
  const drivers = weighed
    .filter(({ weight }) => Math.round(weight) > 0)
    .sort((left, right) => right.weight - left.weight);
  const reasons = drivers.slice(0, REASONS_MAX).map(({ reason }) => reason);
  if (value.orders < 2) reasons.push({ code: 'thin_history', params: { orders: value.orders } });
  return reasons;
}
