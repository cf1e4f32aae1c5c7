// Unrealised potential: what better offers, prices or cheaper service could bring beyond the lifetime value.

import { type Economics, marginRatio, serveYear } from './economics.ts';
import type { AccountValue, PortalFit } from './model.ts';
import { serveKinds } from './model.ts';
import type { PipelineOutlook } from './pipeline.ts';

/** Share of accounts that close at least half of such a gap within a year (value reference, 6.2). */
const REALISED_SHARE = 0.15;
const PEERS_MIN = 25;

export interface PotentialSources {
  pipelineMinor: number;
  repriceMinor: number;
  serviceMinor: number;
}

type Potential = Pick<AccountValue, 'unrealisedPotentialMinor' | 'potentialGrade'>;

/** A prospect's pipeline is its lifetime value already, so nothing is counted on top of it. */
export function potentialOf(input: {
  economics: Economics;
  fit: PortalFit;
  pipeline: PipelineOutlook;
  isCustomer: boolean;
}): Potential {
  if (!input.isCustomer) return { unrealisedPotentialMinor: 0, potentialGrade: null };
  const sources = potentialSources(input);
  const unrealisedPotentialMinor = Math.round(sources.pipelineMinor + sources.repriceMinor + sources.serviceMinor);
  if (unrealisedPotentialMinor <= 0) return { unrealisedPotentialMinor: 0, potentialGrade: null };
  const peers = input.fit.customers >= PEERS_MIN ? 'B' : 'C';
  return { unrealisedPotentialMinor, potentialGrade: sources.pipelineMinor > 0 ? 'A' : peers };
}

/** Minor units, none negative. */
export function potentialSources({
  economics,
  fit,
  pipeline,
}: {
  economics: Economics;
  fit: PortalFit;
  pipeline: PipelineOutlook;
}): PotentialSources {
  const revenue = economics.orders * economics.orderMinor;
  const leakage = -(economics.ratios.find(({ kind }) => kind === 'discount')?.value ?? 0);
  const usualServe = serveKinds.reduce((sum, kind) => sum + fit.margins.costToServeYear[kind], 0);
  const excessServe = Math.max(0, serveYear(economics) - Math.max(usualServe, 0)) * economics.years;
  return {
    pipelineMinor: pipeline.beyondForecastMinor,
    repriceMinor: REALISED_SHARE * Math.max(0, leakage - fit.margins.discountRatio) * revenue,
    serviceMinor: marginRatio(economics) > 0 ? REALISED_SHARE * excessServe : 0,
  };
}
