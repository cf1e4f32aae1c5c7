// How much each word of a company name tells: rare words much, frequent ones little (inverse document frequency).
import type { IdentityRecord } from './identity-record.ts';
import { jaroWinkler } from './string-similarity.ts';

export interface TokenWeights {
  /** Share of the weight of both names that agrees, 0 to 1; misspelt words count by their likeness. */
  similarity(left: string[], right: string[]): number;
  /** Words of the name by weight, heaviest first. */
  rarest(tokens: string[]): string[];
}

/** Weights of the words of each field that is a bag of words. */
export interface WordWeights {
  company: TokenWeights;
  subject: TokenWeights;
  authors: TokenWeights;
}

/** Counted over all records of the lists. */
export function weighWords(records: Pick<IdentityRecord, 'company' | 'subject' | 'authors'>[]): WordWeights {
  return {
    company: weighTokens(records.map((record) => record.company)),
    subject: weighTokens(records.map((record) => record.subject)),
    authors: weighTokens(records.map((record) => record.authors)),
  };
}

function weighTokens(names: Iterable<string[]>): TokenWeights {
  const counts = new Map<string, number>();
  let total = 0;
  for (const tokens of names) {
    if (tokens.length === 0) continue;
    total++;
    for (const token of new Set(tokens)) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const weightOf = (count: number): number => Math.log((total + 2) / (count + 0.5)) + 0.1;
  const unseen = weightOf(0);
  const weights = new Map([...counts].map(([token, count]) => [token, weightOf(count)]));
  const weight = (token: string): number => weights.get(token) ?? unseen;
  return {
    similarity: (left, right) => softAgreement({ left, right, weight }),
    rarest: (tokens) => [...new Set(tokens)].sort((a, b) => weight(b) - weight(a) || (a < b ? -1 : 1)),
  };
}

interface Agreement {
  left: string[];
  right: string[];
  weight: (token: string) => number;
}

/** Greedy one-to-one alignment of words, best likeness first; a dice coefficient over the words' weights. */
function softAgreement({ left, right, weight }: Agreement): number {
  const used = new Array<boolean>(right.length).fill(false);
  let agreed = 0;
  let total = 0;
  for (const token of right) total += weight(token);
  for (const token of left) {
    total += weight(token);
    let best = -1;
    let likeness = 0;
    for (let j = 0; j < right.length; j++) {
      if (used[j]) continue;
      const found = tokenLikeness(token, right[j] ?? '');
      if (found > likeness) [best, likeness] = [j, found];
    }
    if (best < 0) continue;
    used[best] = true;
    agreed += likeness * (weight(token) + weight(right[best] ?? ''));
  }
  return total === 0 ? 0 : agreed / total;
}

function tokenLikeness(left: string, right: string): number {
  if (left === right) return 1;
  if (left.length < 4 || right.length < 4) return left.length === 1 && right.startsWith(left) ? 0.5 : 0;
  const similarity = jaroWinkler(left, right);
  if (similarity >= 0.9) return similarity;
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  return long.startsWith(short) ? 0.8 : 0;
}
