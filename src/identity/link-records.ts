// Links the rows of a second list to the records of a first one: at most one link a row, with probability and reasons.
import { type CandidateIndex, indexCandidates } from './blocking.ts';
import { comparisonsFor } from './comparison.ts';
import { seedDefault } from './dedupe-records.ts';
import type { IdentityRecord } from './identity-record.ts';
import { type Evidence, type MatchModel, matchBits, matchEvidence, probabilityOf } from './match-model.ts';
import { weighWords } from './token-weights.ts';
import { trainModel } from './train-model.ts';

export interface LinkDecision {
  left: number;
  right: number;
  probability: number;
  decision: 'link' | 'review';
  /** Strongest first. */
  evidence: Evidence[];
}

/** 95 %: one set for every data set. */
const linkBitsMin = Math.log2(0.95 / 0.05);
/** 10 %: below it a pair is not worth a person's look. */
const reviewBitsMin = Math.log2(0.1 / 0.9);
/** How far the best must lie above a second one that is somebody else. */
const gapBitsMin = 2;
const reviewsPerRow = 3;

/** Decisions in the order of the right rows; rows without a candidate of 10 % or more have none: they are new. */
export function linkRecords(lists: { left: IdentityRecord[]; right: IdentityRecord[]; seed?: number }): LinkDecision[] {
  const records = [...lists.left, ...lists.right];
  const border = lists.left.length;
  const words = weighWords(records);
  const candidates = indexCandidates(records, {
    words,
    pairsMax: Math.max(400_000, lists.right.length * 100 + border * 20),
    border,
  });
  const model = trainModel({
    records,
    comparisons: comparisonsFor(words),
    candidates,
    allowed: (a, b) => a < border && b >= border,
    pairCount: Math.max(1, lists.left.length * lists.right.length),
    seed: lists.seed ?? seedDefault,
  });
  return lists.right.flatMap((_, row) =>
    decide(rank({ records, border, candidates, model, position: border + row }), { records, border, model }),
  );
}

interface Ranked {
  left: number;
  right: number;
  bits: number;
}

interface Search {
  records: IdentityRecord[];
  border: number;
  candidates: CandidateIndex;
  model: MatchModel;
  position: number;
}

function rank({ records, border, candidates, model, position }: Search): Ranked[] {
  const right = records[position];
  const ranked: Ranked[] = [];
  candidates.forEachBefore(position, (other) => {
    const left = records[other];
    if (other >= border || left === undefined || right === undefined) return;
    const bits = matchBits(model, left, right);
    if (bits >= reviewBitsMin) ranked.push({ left: other, right: position, bits });
  });
  return ranked.sort((a, b) => b.bits - a.bits || a.left - b.left);
}

function decide(
  ranked: Ranked[],
  { records, border, model }: Pick<Search, 'records' | 'border' | 'model'>,
): LinkDecision[] {
  const [best, second] = ranked;
  if (best === undefined) return [];
  const toDecision = (pair: Ranked, decision: 'link' | 'review'): LinkDecision[] => {
    const [left, right] = [records[pair.left], records[pair.right]];
    if (left === undefined || right === undefined) return [];
    return [
      {
        left: pair.left,
        right: pair.right - border,
        probability: probabilityOf(pair.bits),
        decision,
        evidence: matchEvidence(model, left, right),
      },
    ];
  };
  const isClear =
    second === undefined || best.bits - second.bits >= gapBitsMin || isOne({ model, records, best, second });
  if (best.bits >= linkBitsMin && isClear) return toDecision(best, 'link');
  return ranked.slice(0, reviewsPerRow).flatMap((pair) => toDecision(pair, 'review'));
}

/** Two candidates that are likely one person do not compete. */
function isOne({
  model,
  records,
  best,
  second,
}: {
  model: MatchModel;
  records: IdentityRecord[];
  best: Ranked;
  second: Ranked;
}): boolean {
  const [a, b] = [records[best.left], records[second.left]];
  return a !== undefined && b !== undefined && matchBits(model, a, b) > linkBitsMin;
}
