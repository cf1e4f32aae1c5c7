// The Fellegi–Sunter model: what each level of each comparison tells about two records being one, in bits.
// Fellegi & Sunter, "A Theory for Record Linkage" (1969); term frequencies as in Winkler (1988).
import type { Comparison } from './comparison.ts';
import type { IdentityRecord } from './identity-record.ts';

export interface TrainedComparison {
  comparison: Comparison;
  /** P(level | one person), P(level | two people), by level. */
  m: number[];
  u: number[];
  /** How often each value occurs, as a share of the records. */
  frequency: Map<string, number>;
}

export interface MatchModel {
  /** P(two records drawn at random are one). */
  prior: number;
  comparisons: TrainedComparison[];
}

export interface Evidence {
  comparison: string;
  level: string;
  bits: number;
}

/** What the parts of an address may say together: they go together in any household or office, whoever lives there. */
const placeBitsMax = 13;
const placeComparisons = new Set(['street', 'street_number', 'street_2', 'city', 'postcode', 'state', 'country']);

/** log2 odds that the two records are one person or company. */
export function matchBits(model: MatchModel, left: IdentityRecord, right: IdentityRecord): number {
  let bits = Math.log2(model.prior / (1 - model.prior));
  let placeBits = 0;
  for (const trained of model.comparisons) {
    const at = trained.comparison.compare(left, right);
    if (at < 0) continue;
    const said = levelBits(trained, { at, left, right });
    if (isPlace(trained.comparison)) placeBits += said;
    else bits += said;
  }
  return bits + capPlaceBits(placeBits);
}

export function isPlace(comparison: Comparison): boolean {
  return placeComparisons.has(comparison.name);
}

export function capPlaceBits(bits: number): number {
  return Math.min(bits, placeBitsMax);
}

/** The same by field, strongest first: the reasons. */
export function matchEvidence(model: MatchModel, left: IdentityRecord, right: IdentityRecord): Evidence[] {
  return model.comparisons
    .flatMap((trained) => {
      const at = trained.comparison.compare(left, right);
      if (at < 0) return [];
      const level = trained.comparison.levels[at]?.code ?? 'different';
      return [{ comparison: trained.comparison.name, level, bits: levelBits(trained, { at, left, right }) }];
    })
    .sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits));
}

export function probabilityOf(bits: number): number {
  return 1 / (1 + 2 ** -bits);
}

interface LevelOf {
  at: number;
  left: IdentityRecord;
  right: IdentityRecord;
}

function levelBits(trained: TrainedComparison, { at, left, right }: LevelOf): number {
  const m = trained.m[at] ?? 1;
  const u = trained.u[at] ?? 1;
  if (!trained.comparison.levels[at]?.frequency) return Math.log2(m / u);
  const value = trained.comparison.value(left) || trained.comparison.value(right);
  const share = trained.frequency.get(value);
  if (share === undefined || at > 0) return Math.log2(m / u);
  return Math.log2(m / Math.max(share, u * 0.01));
}
