// Finds the records of one list that are the same person or company.
import { indexCandidates } from './blocking.ts';
import { clusterPairs, type ScoredPair } from './cluster-pairs.ts';
import { comparisonsFor } from './comparison.ts';
import type { IdentityRecord } from './identity-record.ts';
import { type MatchModel, matchBits } from './match-model.ts';
import { weighWords } from './token-weights.ts';
import { trainModel } from './train-model.ts';

export interface DedupeResult {
  /** By record: the position of the first record of its cluster. */
  clusterOf: Int32Array;
  /** Pairs that were compared and are likelier than one in 256. */
  pairs: ScoredPair[];
  model: MatchModel;
}

export const seedDefault = 20_260_101;
const pairsPerRecord = 60;
const pairsMin = 400_000;

/** Deterministic; cost grows with records and candidate pairs (bounded per record). */
export function dedupeRecords(records: IdentityRecord[], seed = seedDefault): DedupeResult {
  const words = weighWords(records);
  const candidates = indexCandidates(records, {
    words,
    pairsMax: Math.max(pairsMin, records.length * pairsPerRecord),
  });
  const model = trainModel({
    records,
    comparisons: comparisonsFor(words),
    candidates,
    allowed: () => true,
    pairCount: Math.max(1, (records.length * (records.length - 1)) / 2),
    seed,
  });
  const pairs: ScoredPair[] = [];
  records.forEach((right, i) => {
    candidates.forEachBefore(i, (j) => {
      const left = records[j];
      if (left === undefined) return;
      const bits = matchBits(model, left, right);
      if (bits > -8) pairs.push({ left: j, right: i, bits });
    });
  });
  return { clusterOf: clusterPairs(records.length, pairs, { bitsMin: 0, unseenBits: -4, bitsCap: 12 }), pairs, model };
}
