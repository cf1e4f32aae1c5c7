// How close we are to a person, 0 to 100, from the traces of contact alone (who, when, how long), never from contents.
// Parts and weights after BreadBox's published formula (recency 30, frequency 25, two-way 15, depth 15, seniority 15), each part with its
// reason; beyond it every contact fades with a half-life, so that nothing falls off a cliff on day 91, and nothing counts by rank alone.
import type { InteractionInput, Reason, Seniority, Trend } from './model.ts';

const dayMs = 86_400_000;
const recencyHalfLifeDays = 45;
const contactHalfLifeDays = 60;
/** A year old contact weighs 1.5 %: older ones say nothing of today. */
const contactAgeDaysMax = 365;
/** Faded contacts at which frequency reaches 63 % of its part. */
const frequencyScale = 4;
const trendDays = 60;
const trendPoints = 8;

const depthOf: Record<InteractionInput['kind'], number> = { meeting: 1, call: 0.6, email: 0.25 };
const standingOf: Record<Seniority, number> = {
  entry: 0.2,
  employee: 0.4,
  senior: 0.5,
  manager: 0.65,
  director: 0.8,
  vp: 0.9,
  executive: 1,
  partner: 1,
  owner: 1,
};
const standingUnknown = 0.4;
const failedOutcomes = new Set(['no_show', 'cancelled', 'canceled', 'bounced', 'rescheduled', 'failed']);

export interface Strength {
  score: number;
  reasons: Reason[];
  trend: Trend;
  lastContactAt: number | null;
  count: number;
}

/** Contacts that took place: what bounced, was cancelled, missed or lies ahead is no closeness. */
export function tookPlace(interaction: InteractionInput, now: number): boolean {
  return interaction.at <= now && !failedOutcomes.has(interaction.outcome ?? '');
}

/** Of one person with us, or with one colleague; reads only interactions that took place. Linear in interactions. */
export function strengthOf(
  interactions: InteractionInput[],
  { now, seniority }: { now: number; seniority: Seniority | null },
): Strength {
  const today = scoreAt(interactions, { now, seniority });
  const before = scoreAt(interactions, { now: now - trendDays * dayMs, seniority });
  const change = today.score - before.score;
  return {
    score: today.score,
    reasons: today.reasons,
    trend: change >= trendPoints ? 'rising' : change <= -trendPoints ? 'falling' : 'steady',
    lastContactAt: today.lastAt,
    count: today.count,
  };
}

interface Sums {
  lastAt: number | null;
  count: number;
  frequency: number;
  deepest: number;
  inbound: number;
  outbound: number;
}

function sumsAt(interactions: InteractionInput[], now: number): Sums {
  const sums: Sums = { lastAt: null, count: 0, frequency: 0, deepest: 0, inbound: 0, outbound: 0 };
  for (const interaction of interactions) {
    if (!tookPlace(interaction, now)) continue;
    sums.count++;
    if (interaction.at > (sums.lastAt ?? Number.NEGATIVE_INFINITY)) sums.lastAt = interaction.at;
    const ageDays = (now - interaction.at) / dayMs;
    if (ageDays > contactAgeDaysMax) continue;
    const weight = depth(interaction) * 2 ** (-ageDays / contactHalfLifeDays);
    sums.frequency += weight;
    sums.deepest = Math.max(sums.deepest, weight);
    if (interaction.direction !== 'out') sums.inbound += weight;
    if (interaction.direction !== 'in') sums.outbound += weight;
  }
  return sums;
}

/** A quarter of an hour is half a meeting, an hour a whole one. */
function depth({ kind, durationMinutes }: InteractionInput): number {
  if (kind === 'email' || durationMinutes === null) return depthOf[kind];
  return depthOf[kind] * Math.min(1, 0.5 + Math.max(0, durationMinutes - 15) / 90);
}

function scoreAt(
  interactions: InteractionInput[],
  { now, seniority }: { now: number; seniority: Seniority | null },
): { score: number; reasons: Reason[]; lastAt: number | null; count: number } {
  const { lastAt, count, frequency, deepest, inbound, outbound } = sumsAt(interactions, now);
  if (lastAt === null) return { score: 0, reasons: [], lastAt, count };
  const ageDays = (now - lastAt) / dayMs;
  const answered = inbound + outbound === 0 ? 0 : (2 * Math.min(inbound, outbound)) / (inbound + outbound);
  const recency = 30 * 2 ** (-ageDays / recencyHalfLifeDays);
  const often = 25 * (1 - Math.exp(-frequency / frequencyScale));
  const twoWay = 15 * answered * Math.min(1, frequency);
  const deep = 15 * deepest;
  const contact = recency + often + twoWay + deep;
  const standing = 15 * (seniority === null ? standingUnknown : standingOf[seniority]) * Math.min(1, contact / 40);
  const part = (code: string, points: number, pointsMax: number, more: Reason['params'] = {}): Reason => ({
    code,
    params: { points: Math.round(points), max: pointsMax, ...more },
  });
  return {
    score: Math.round(Math.min(100, contact + standing)),
    reasons: [
      part('strength_recency', recency, 30, { days: Math.floor(ageDays) }),
      part('strength_frequency', often, 25, { count }),
      part('strength_two_way', twoWay, 15, { percent: Math.round(100 * answered) }),
      part('strength_depth', deep, 15),
      part('strength_seniority', standing, 15),
    ],
    lastAt,
    count,
  };
}
