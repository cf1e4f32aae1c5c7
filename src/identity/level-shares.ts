// Shares of the levels of agreement, among pairs that are one (m) and that are two (u), as counted and shrunk towards what is usual.
import type { Comparison } from './comparison-level.ts';

/** How many made-up matches stand for what is known before the data: agreement is usual, slips are not. */
export const priorStrength = 120;
/** How many made-up pairs of different people stand for the usual shares: they count in small lists only. */
const usualPairs = 2_000;

/** Exact .9, the last level .04, the rest share what remains. */
export function startingM(levels: number): number[] {
  if (levels === 2) return [0.95, 0.05];
  return Array.from({ length: levels }, (_, at) => (at === 0 ? 0.9 : at === levels - 1 ? 0.04 : 0.06 / (levels - 2)));
}

export function smoothed(counts: number[], prior: number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0) + priorStrength;
  return counts.map((count, at) => Math.max(1e-5, (count + priorStrength * (prior[at] ?? 0)) / total));
}

/** P(different | one) at most at the limit, the other levels in their proportion. */
export function withLimit(m: number[], differentMax: number): number[] {
  const last = m.at(-1) ?? 0;
  if (last <= differentMax) return m;
  const scale = (1 - differentMax) / Math.max(1 - last, 1e-6);
  return m.map((value, at) => (at === m.length - 1 ? differentMax : value * scale));
}

interface Correction {
  random: number[];
  usual: number[];
  matched: number[];
  matches: number;
  pairCount: number;
}

/** Random pairs hold the matches too: they are taken out, so that frequent duplicates do not look like chance. */
export function correctedU({ random, usual, matched, matches, pairCount }: Correction): number[] {
  const others = Math.max(pairCount - matches, 1);
  const shares = random.map((share, at) => {
    const seen = Math.max(share * pairCount - (matched[at] ?? 0), share * pairCount * 0.02, 0);
    return Math.max((seen + usualPairs * (usual[at] ?? 0)) / (others + usualPairs), 1e-8);
  });
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

export function usualU({ levels, usualShare, nearShare }: Comparison): number[] {
  const between = nearShare ?? Math.min(0.02, usualShare * 3);
  const last = 1 - usualShare - between * (levels.length - 2);
  return levels.map((_, at) => (at === 0 ? usualShare : at === levels.length - 1 ? last : between));
}
