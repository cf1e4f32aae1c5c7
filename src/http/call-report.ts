// Own calls to HubSpot by day, with the share of errors and what caused them.
import type { CallCount } from '../accounts/call-days-port.ts';
import type { HttpDeps } from './http-deps.ts';

const daysShown = 14;
const causesMax = 30;
const dayMs = 86_400_000;
/** Ours, and the one at which HubSpot certifies apps (hubspot.md, section 2). */
const markShare = 0.01;
const limitShare = 0.05;

export interface CallReport {
  days: { day: string; calls: number; errors: number }[];
  causes: { day: string; status: string; policy: string; what: string; count: number }[];
  markShare: number;
  limitShare: number;
}

/** Newest day first. @param now epoch ms */
export async function callReport(
  { callDays }: Pick<HttpDeps['stores'], 'callDays'>,
  { portalId, now }: { portalId: number; now: number },
): Promise<CallReport> {
  const since = new Date(now - (daysShown - 1) * dayMs).toISOString().slice(0, 10);
  const counts = await callDays.since(portalId, since);
  const days = [...Map.groupBy(counts, ({ day }) => day)].map(([day, ofDay]) => ({
    day,
    calls: sumOf(ofDay),
    errors: sumOf(ofDay.filter(({ isError }) => isError)),
  }));
  const causes = counts
    .filter(({ isError }) => isError)
    .toSorted((left, right) => right.count - left.count)
    .slice(0, causesMax)
    .map(({ day, status, policy, what, count }) => ({ day, status, policy, what, count }));
  return { days, causes, markShare, limitShare };
}

function sumOf(counts: CallCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
