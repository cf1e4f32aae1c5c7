// How often the values of a field occur: what an agreement on a rare or a frequent one is worth.
import type { Comparison } from './comparison-level.ts';
import type { IdentityRecord } from './identity-record.ts';
import { commonShare } from './name-shares.ts';

/** How many made-up records stand for the usual share of a value: they count in small lists only. */
const usualRecords = 300;

/** P(two random records agree exactly), counted over all pairs rather than sampled. */
export function equalPairShare(records: IdentityRecord[], comparison: Comparison): number {
  const counts = countValues(records, comparison);
  let equal = 0;
  let total = 0;
  for (const count of counts.values()) {
    equal += count * (count - 1);
    total += count;
  }
  return equal / Math.max(total * (total - 1), 1);
}

/** How often each value occurs among other records, shrunk towards the usual share. */
export function valueShares(records: IdentityRecord[], comparison: Comparison): Map<string, number> {
  const counts = countValues(records, comparison);
  let total = 0;
  for (const count of counts.values()) total += count;
  for (const [value, count] of counts) {
    const usual = usualRecords * (commonShare(comparison.name, value) ?? comparison.usualShare);
    const share = (Math.max(0, count - 2) + usual) / (total + usualRecords);
    counts.set(value, Math.min(share, comparison.shareMax ?? 1));
  }
  return counts;
}

function countValues(records: IdentityRecord[], comparison: Comparison): Map<string, number> {
  const counts = new Map<string, number>();
  for (const record of records) {
    const value = comparison.value(record);
    if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
