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

/** Of one person with us, or with one colleague; reads only interactions that took place. One pass over them. */
export function strengthOf(
  interactions: InteractionInput[],
  { now, seniority }: { now: number; seniority: Seniority | null },
): Strength {
  const before = now - trendDays * dayMs;
  const [today, then] = [emptySums(), emptySums()];
  for (const interaction of interactions) {
    if (!tookPlace(interaction, now)) continue;
    addTo(today, { interaction, now });
    if (interaction.at <= before) addTo(then, { interaction, now: before });
  }
  const score = partsOf(today, { now, seniority });
  const change = total(score) - total(partsOf(then, { now: before, seniority }));
  return {
    score: total(score),
    reasons: today.lastAt === null ? [] : reasonsOf(score, { sums: today, now }),
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

function emptySums(): Sums {
  return { lastAt: null, count: 0, frequency: 0, deepest: 0, inbound: 0, outbound: 0 };
}

function addTo(sums: Sums, { interaction, now }: { interaction: InteractionInput; now: number }): void {
  sums.count++;
  if (sums.lastAt === null || interaction.at > sums.lastAt) sums.lastAt = interaction.at;
  const ageDays = (now - interaction.at) / dayMs;
  if (ageDays > contactAgeDaysMax) return;
  const weight = depth(interaction) * 2 ** (-ageDays / contactHalfLifeDays);
  sums.frequency += weight;
  if (weight > sums.deepest) sums.deepest = weight;
  if (interaction.direction !== 'out') sums.inbound += weight;
  if (interaction.direction !== 'in') sums.outbound += weight;
}

/** A quarter of an hour is half a meeting, an hour a whole one. */
function depth({ kind, durationMinutes }: InteractionInput): number {
  if (kind === 'email' || durationMinutes === null) return depthOf[kind];
  return depthOf[kind] * Math.max(0.5, Math.min(1, 0.5 + (durationMinutes - 15) / 90));
}

interface Parts {
  recency: number;
  frequency: number;
  twoWay: number;
  depth: number;
  standing: number;
}

function partsOf(sums: Sums, { now, seniority }: { now: number; seniority: Seniority | null }): Parts {
  if (sums.lastAt === null) return { recency: 0, frequency: 0, twoWay: 0, depth: 0, standing: 0 };
  const recency = 30 * 2 ** (-(now - sums.lastAt) / dayMs / recencyHalfLifeDays);
  const frequency = 25 * (1 - Math.exp(-sums.frequency / frequencyScale));
  const twoWay = 15 * balanceOf(sums) * Math.min(1, sums.frequency);
  const deep = 15 * sums.deepest;
  const contact = recency + frequency + twoWay + deep;
  const standing = 15 * (seniority === null ? standingUnknown : standingOf[seniority]) * Math.min(1, contact / 40);
  return { recency, frequency, twoWay, depth: deep, standing };
}

function balanceOf({ inbound, outbound }: Sums): number {
  return inbound + outbound === 0 ? 0 : (2 * Math.min(inbound, outbound)) / (inbound + outbound);
}

function total({ recency, frequency, twoWay, depth: deep, standing }: Parts): number {
  return Math.round(Math.min(100, recency + frequency + twoWay + deep + standing));
}

function reasonsOf(parts: Parts, { sums, now }: { sums: Sums; now: number }): Reason[] {
  const days = Math.floor((now - (sums.lastAt ?? now)) / dayMs);
  const reason = (
    code: string,
    { points, max, ...more }: { points: number; max: number } & Reason['params'],
  ): Reason => ({
    code,
    params: { points: Math.round(points), max, ...more },
  });
  return [
    reason('strength_recency', { points: parts.recency, max: 30, days }),
    reason('strength_frequency', { points: parts.frequency, max: 25, count: sums.count }),
    reason('strength_two_way', { points: parts.twoWay, max: 15, percent: Math.round(100 * balanceOf(sums)) }),
    reason('strength_depth', { points: parts.depth, max: 15 }),
    reason('strength_seniority', { points: parts.standing, max: 15 }),
  ];
}
