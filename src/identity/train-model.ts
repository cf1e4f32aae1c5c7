// Learns the weights from the lists themselves, without labels: expectation–maximisation over the whole space of pairs, where pairs that
// share no blocking key count as different. u comes from seeded random pairs, corrected for the matches expected among them.
import type { CandidateIndex } from './blocking.ts';
import type { Comparison } from './comparison-level.ts';
import type { IdentityRecord } from './identity-record.ts';
import { correctedU, priorStrength, smoothed, startingM, usualU, withLimit } from './level-shares.ts';
import {
  addEvidence,
  agreedShare,
  arePeople,
  type EvidenceSum,
  type MatchModel,
  neighbourProbability,
  oddsBits,
  type TrainedComparison,
  usualShared,
  withShare,
} from './match-model.ts';
import { equalPairShare, valueShares } from './value-shares.ts';

export interface TrainingInput {
  records: IdentityRecord[];
  comparisons: Comparison[];
  candidates: CandidateIndex;
  /** Whether a pair of positions may be one at all (in two lists: one of each). */
  allowed: (left: number, right: number) => boolean;
  /** Number of allowed pairs. */
  pairCount: number;
  seed: number;
}

const sampledPairsMax = 160_000;
const randomPairsMax = 150_000;
const rounds = 25;

/** Deterministic for the same records, order and seed. */
export function trainModel(input: TrainingInput): MatchModel {
  const present = input.comparisons.filter((comparison) =>
    input.records.some((record) => comparison.value(record) !== ''),
  );
  const sample = sampleCandidates(input, present);
  const random = randomLevelShares(input, present);
  let trained = present.map(
    (comparison, column): TrainedComparison => ({
      comparison,
      m: startingM(comparison.levels.length),
      u: random[column] ?? [],
      shared: usualShared(comparison),
      frequency: valueShares(input.records, comparison),
    }),
  );
  let matches = input.records.length * 0.2;
  let neighbours = matches;
  for (let round = 0; round < rounds; round++) {
    const prior = priorOf(matches, input.pairCount);
    const step = expectAndMaximize({
      sample,
      trained,
      prior,
      neighbourBits: neighbourRatio(matches, neighbours),
      random,
      pairCount: input.pairCount,
    });
    const moved = Math.max(
      ...trained.flatMap((old, column) =>
        old.m.map((value, at) => Math.abs(value - (step.trained[column]?.m[at] ?? value))),
      ),
      0,
    );
    trained = step.trained;
    matches = step.matches;
    neighbours = step.neighbours;
    if (moved < 1e-4) break;
  }
  return {
    prior: priorOf(matches, input.pairCount),
    neighbourBits: neighbourRatio(matches, neighbours),
    comparisons: trained,
  };
}

/** Shrunk towards as many of the one as of the other. */
function neighbourRatio(matches: number, neighbours: number): number {
  const ratio = Math.log2((matches + priorStrength) / (neighbours + priorStrength * 1.4));
  return Math.max(-3, Math.min(5, ratio));
}

function priorOf(matches: number, pairCount: number): number {
  return Math.min(0.5, (matches + 0.5) / (pairCount + 1_000));
}

interface Sample {
  /** Level + 1 of each pair and comparison, 0 where nothing can be said; row after row. */
  levels: Uint8Array;
  /** Share of each value for exact agreement, beside the levels. */
  shares: Float32Array;
  /** 1 where both records of the row name a person. */
  people: Uint8Array;
  rows: number;
  width: number;
  /** How many candidate pairs a sampled one stands for. */
  scale: number;
}

function sampleCandidates(input: TrainingInput, comparisons: Comparison[]): Sample {
  let total = 0;
  for (let i = 0; i < input.records.length; i++) {
    input.candidates.forEachBefore(i, (j) => {
      if (input.allowed(j, i)) total++;
    });
  }
  const stride = Math.max(1, Math.ceil(total / sampledPairsMax));
  const width = comparisons.length;
  const rows = Math.floor(total / stride) + 1;
  const frequencies = comparisons.map((comparison) => valueShares(input.records, comparison));
  const sample: Sample = {
    levels: new Uint8Array(rows * width),
    shares: new Float32Array(rows * width),
    people: new Uint8Array(rows),
    rows: 0,
    width,
    scale: stride,
  };
  let seen = 0;
  for (let i = 0; i < input.records.length; i++) {
    input.candidates.forEachBefore(i, (j) => {
      if (!input.allowed(j, i) || seen++ % stride !== 0 || sample.rows >= rows) return;
      const left = input.records[j];
      const right = input.records[i];
      if (left === undefined || right === undefined) return;
      sample.people[sample.rows] = arePeople(left, right) ? 1 : 0;
      comparisons.forEach((comparison, column) => {
        const at = comparison.compare(left, right);
        sample.levels[sample.rows * width + column] = at + 1;
        const frequency = frequencies[column];
        if (at < 0 || frequency === undefined) return;
        sample.shares[sample.rows * width + column] = agreedShare({ comparison, frequency }, { at, left, right });
      });
      sample.rows++;
    });
  }
  return sample;
}

interface Round {
  sample: Sample;
  trained: TrainedComparison[];
  prior: number;
  neighbourBits: number;
  random: number[][];
  pairCount: number;
}

function expectAndMaximize({ sample, trained, prior, neighbourBits, random, pairCount }: Round): {
  trained: TrainedComparison[];
  matches: number;
  neighbours: number;
} {
  const hasPeople = trained.some(({ comparison }) => comparison.name === 'given_name' || comparison.name === 'surname');
  const counts = trained.map(({ m }) => new Array<number>(m.length).fill(0));
  const besideCounts = trained.map(({ m }) => new Array<number>(m.length).fill(0));
  const start = Math.log2(prior / (1 - prior));
  let matches = 0;
  let neighbours = 0;
  for (let row = 0; row < sample.rows; row++) {
    const sum = rowEvidence({ sample, trained, start, neighbourBits, row });
    const isPeople = sample.people[row] === 1;
    const bits = oddsBits(sum, isPeople);
    const probability = 1 / (1 + 2 ** -bits);
    if (isPeople) {
      const beside = neighbourProbability(sum, bits) * sample.scale;
      neighbours += beside;
      if (beside > 1e-6) addLevels({ sample, counts: besideCounts, row, weight: beside });
    }
    if (probability < 1e-6) continue;
    matches += probability * sample.scale;
    addLevels({ sample, counts, row, weight: probability * sample.scale });
  }
  const next = trained.map((old, column) => {
    const count = counts[column] ?? [];
    const limit = hasPeople && old.comparison.name === 'company' ? 0.4 : old.comparison.differentMax;
    const m = withLimit(smoothed(count, startingM(count.length)), limit);
    return {
      ...old,
      m,
      shared: sharedBeside(old.comparison, besideCounts[column] ?? []),
      u: correctedU({
        random: random[column] ?? [],
        usual: usualU(old.comparison),
        matched: count,
        matches,
        pairCount,
      }),
    };
  });
  return { trained: next, matches, neighbours };
}

interface RowOf {
  sample: Sample;
  trained: TrainedComparison[];
  start: number;
  neighbourBits: number;
  row: number;
}

function rowEvidence({ sample, trained, start, neighbourBits, row }: RowOf): EvidenceSum {
  const sum: EvidenceSum = { stranger: start, place: 0, neighbour: neighbourBits, neighbourPlace: 0 };
  const base = row * sample.width;
  for (let column = 0; column < sample.width; column++) {
    const at = (sample.levels[base + column] ?? 0) - 1;
    const known = trained[column];
    if (at < 0 || known === undefined) continue;
    addEvidence(sum, known, withShare(known, { at, share: sample.shares[base + column] ?? 0 }));
  }
  return sum;
}

function addLevels({
  sample,
  counts,
  row,
  weight,
}: {
  sample: Sample;
  counts: number[][];
  row: number;
  weight: number;
}): void {
  for (let column = 0; column < sample.width; column++) {
    const at = (sample.levels[row * sample.width + column] ?? 0) - 1;
    const count = counts[column];
    if (at >= 0 && count !== undefined) count[at] = (count[at] ?? 0) + weight;
  }
}

/** How often neighbours share a field, shrunk towards what is usual. */
function sharedBeside(comparison: Comparison, counts: number[]): number | null {
  const usual = usualShared(comparison);
  if (usual === null) return null;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const share = ((counts[0] ?? 0) + priorStrength * usual) / (total + priorStrength);
  return Math.max(0.002, Math.min(0.95, share));
}

function randomLevelShares(input: TrainingInput, comparisons: Comparison[]): number[][] {
  const counts = comparisons.map(({ levels }) => new Array<number>(levels.length).fill(0));
  const n = input.records.length;
  const next = sequence(input.seed);
  const pairs = Math.min(randomPairsMax, Math.max(2_000, n * n));
  for (let pair = 0; pair < pairs; pair++) {
    const i = Math.floor(next() * n);
    const j = Math.floor(next() * n);
    const left = input.records[i];
    const right = input.records[j];
    if (i === j || left === undefined || right === undefined || !input.allowed(Math.min(i, j), Math.max(i, j)))
      continue;
    comparisons.forEach((comparison, column) => {
      const at = comparison.compare(left, right);
      const count = counts[column];
      if (at >= 0 && count !== undefined) count[at] = (count[at] ?? 0) + 1;
    });
  }
  return counts.map((count, column) => {
    const total = count.reduce((sum, value) => sum + value, 0) + 1;
    const shares = count.map((value) => (value + 1 / count.length) / total);
    const comparison = comparisons[column];
    if (comparison?.levels[0]?.frequency) shares[0] = equalPairShare(input.records, comparison);
    return shares;
  });
}

/** Numbers in [0, 1) from a seed (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
