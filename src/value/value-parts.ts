// The steps from revenue at list price down to the lifetime value, in whole minor units that sum to it.
import type { Economics } from './economics.ts';
import type { ValuePart } from './model.ts';
import type { PipelineOutlook } from './pipeline.ts';

/** A customer's parts; a prospect's are the first orders in its pipeline plus, at the chance to win it, what follows. */
export function partsOf(economics: Economics, pipeline?: PipelineOutlook): ValuePart[] {
  const chance = pipeline?.winProbability ?? 1;
  const revenue = chance * economics.orders * economics.orderMinor + (pipeline?.revenueMinor ?? 0);
  const leakage = economics.ratios.find(({ kind }) => kind === 'discount')?.value ?? 0;
  const parts: ValuePart[] = [
    {
      code: 'list_price_revenue',
      amountMinor: Math.round(revenue) + Math.round(-leakage * revenue),
      grade: 'measured',
    },
  ];
  for (const { kind, value, grade } of economics.ratios) {
    parts.push({
      code: kind,
      amountMinor: kind === 'discount' ? -Math.round(-value * revenue) : Math.round(value * revenue),
      grade,
    });
  }
  for (const { kind, value, grade } of economics.serve) {
    parts.push({ code: kind, amountMinor: -Math.round(chance * value * economics.years), grade });
  }
  // Negative zero would be written as a loss of nothing.
  return parts
    .filter(({ code, amountMinor }) => amountMinor !== 0 || code === 'list_price_revenue')
    .map((part) => ({ ...part, amountMinor: part.amountMinor + 0 }));
}

export function sumMinor(parts: readonly ValuePart[]): number {
  return parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
