// How close we are to a person, 0 to 100, from the traces of contact alone (who, when, how long), never from contents.
// Parts and weights after BreadBox's published formula: recency 30, frequency 25, two-way 15, depth 15, seniority 15; nightly decay comes
// with recency and the window.
import type { InteractionInput, Seniority, Trend } from './model.ts';

const dayMs = 86_400_000;
const recencyHalfLifeDays = 45;
const frequencyWindowDays = 90;
/** Weighted contacts in the window at which frequency reaches its full part, by 63 %. */
const frequencyScale = 6;

const depthOf: Record<InteractionInput['kind'], number> = { meeting: 1, call: 0.6, email: 0.25 };
const seniorityPart: Record<Seniority, number> = {
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

export interface Strength {
  score: number;
  trend: Trend;
  lastContactAt: number | null;
  count: number;
}

/** Contacts that took place: what bounced, was cancelled or missed shows the opposite of closeness. */
export function tookPlace(interaction: InteractionInput, now: number): boolean {
  return (
    interaction.at <= now && !['no_show', 'cancelled', 'bounced', 'rescheduled'].includes(interaction.outcome ?? '')
  );
}

/** Of one person with us, over interactions that took place up to `now`. */
export function strengthOf(
  interactions: InteractionInput[],
  options: { now: number; seniority: Seniority | null },
): Strength {
  const score = scoreAt(interactions, options);
  const before = scoreAt(interactions, { ...options, now: options.now - frequencyWindowDays * dayMs });
  let lastContactAt: number | null = null;
  for (const { at } of interactions) if (at <= options.now && at > (lastContactAt ?? 0)) lastContactAt = at;
  return { score, trend: trendOf(score, before), lastContactAt, count: interactions.length };
}

function trendOf(score: number, before: number): Trend {
  if (score >= before + 8) return 'rising';
  return score <= before - 8 ? 'falling' : 'steady';
}

function scoreAt(
  interactions: InteractionInput[],
  { now, seniority }: { now: number; seniority: Seniority | null },
): number {
  let last = Number.NEGATIVE_INFINITY;
  let frequency = 0;
  let deepest = 0;
  let inbound = 0;
  let outbound = 0;
  for (const { at, kind, direction } of interactions) {
    if (at > now) continue;
    if (at > last) last = at;
    const ageDays = (now - at) / dayMs;
    if (ageDays > 2 * frequencyWindowDays) continue;
    const weight = depthOf[kind] * (ageDays <= frequencyWindowDays ? 1 : 0.3);
    frequency += weight;
    deepest = Math.max(deepest, depthOf[kind] * 2 ** (-ageDays / frequencyWindowDays));
    if (direction !== 'out') inbound += weight;
    if (direction !== 'in') outbound += weight;
  }
  if (last === Number.NEGATIVE_INFINITY) return 0;
  const recency = 2 ** (-(now - last) / dayMs / recencyHalfLifeDays);
  const twoWay = inbound + outbound === 0 ? 0 : (2 * Math.min(inbound, outbound)) / (inbound + outbound);
  const contact =
    30 * recency +
    25 * (1 - Math.exp(-frequency / frequencyScale)) +
    15 * twoWay * Math.min(1, frequency / 2) +
    15 * deepest;
  const standing = seniority === null ? 0.4 : seniorityPart[seniority];
  return Math.round(Math.min(100, contact + 15 * standing * Math.min(1, contact / 40)));
}
