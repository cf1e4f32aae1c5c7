// The Fellegi–Sunter model: what each level of each comparison tells about two records being one, in bits.
// Fellegi & Sunter, "A Theory for Record Linkage" (1969); term frequencies as in Winkler (1988).
import type { Comparison } from './comparison-level.ts';
import type { IdentityRecord } from './identity-record.ts';

export interface TrainedComparison {
  comparison: Comparison;
  /** P(level | one person), P(level | two people), by level. */
  m: number[];
  u: number[];
  /** P(two people of one household or office agree because they share it); null where the field belongs to the person. */
  shared: number | null;
  /** How often each value occurs, as a share of the records. */
  frequency: Map<string, number>;
}

export interface MatchModel {
  /** P(two records drawn at random are one). */
  prior: number;
  /** log2 of pairs that are one to pairs that are two people of one household or office. */
  neighbourBits: number;
  comparisons: TrainedComparison[];
}

export interface Evidence {
  comparison: string;
  level: string;
  bits: number;
}

/** What the parts of an address may say together: they go together in any household or office, whoever lives there. */
const placeBitsMax = 13;
/** And what it may say against a person: who moves changes all of it at once. */
const placeBitsMin = -5;
const placeComparisons = new Set(['street', 'street_number', 'street_2', 'city', 'postcode', 'state', 'country']);
/** P(two people of one household or office agree because they share it), as it is usual; what is not named here belongs to the person. */
const usuallyShared: Record<string, number> = {
  surname: 0.8,
  phone: 0.5,
  email: 0.03,
  company: 0.9,
  web: 0.9,
  street: 0.9,
  street_number: 0.9,
  street_2: 0.9,
  city: 0.9,
  postcode: 0.9,
  state: 0.9,
  country: 0.9,
};
/** What the fields of a pair say, summed up: one record against strangers, and against two people under one roof. */
export interface EvidenceSum {
  stranger: number;
  place: number;
  neighbour: number;
  neighbourPlace: number;
}

/** log2 odds that the two records are one person or company. */
export function matchBits(model: MatchModel, left: IdentityRecord, right: IdentityRecord): number {
  const sum: EvidenceSum = {
    stranger: Math.log2(model.prior / (1 - model.prior)),
    place: 0,
    neighbour: model.neighbourBits,
    neighbourPlace: 0,
  };
  for (const trained of model.comparisons) {
    const at = trained.comparison.compare(left, right);
    if (at >= 0) addEvidence(sum, trained, agreement(trained, { at, left, right }));
  }
  return oddsBits(sum, arePeople(left, right));
}

/** Whether both records name a person, so that they may be two people under one roof. */
export function arePeople(left: IdentityRecord, right: IdentityRecord): boolean {
  return (left.given !== '' || left.surname !== '') && (right.given !== '' || right.surname !== '');
}

/** Adds what one field says, given P(level | one) and P(level | two strangers). */
export function addEvidence(
  sum: EvidenceSum,
  { comparison: { name }, shared }: Pick<TrainedComparison, 'comparison' | 'shared'>,
  { m, u }: { m: number; u: number },
): void {
  const bits = Math.log2(m / u);
  const beside = shared === null ? bits : Math.log2(m / (shared * m + (1 - shared) * u));
  if (placeComparisons.has(name)) {
    sum.place += bits;
    sum.neighbourPlace += beside;
  } else {
    sum.stranger += bits;
    sum.neighbour += beside;
  }
}

/** What neighbours share of a field before the lists themselves say more. */
export function usualShared({ name }: Comparison): number | null {
  return usuallyShared[name] ?? null;
}

/** P(two people under one roof) beside the odds that the pair is one. */
export function neighbourProbability(sum: EvidenceSum, odds: number): number {
  return 2 ** -besideNeighbours(sum) / (1 + 2 ** -odds);
}

/** Both alternatives weighed: strangers by chance, neighbours because they share a home or an office. */
export function oddsBits(sum: EvidenceSum, people: boolean): number {
  const place = Math.min(placeBitsMax, sum.place);
  if (!people) return sum.stranger + place;
  const stranger = sum.stranger + Math.max(placeBitsMin, place);
  const neighbour = besideNeighbours(sum);
  const low = Math.min(stranger, neighbour);
  return low - Math.log2(1 + 2 ** (low - Math.max(stranger, neighbour)));
}

function besideNeighbours(sum: EvidenceSum): number {
  return sum.neighbour + Math.max(placeBitsMin, sum.neighbourPlace);
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

function levelBits(trained: TrainedComparison, level: LevelOf): number {
  const { m, u } = agreement(trained, level);
  return Math.log2(m / u);
}

/** P(level | one) and P(level | two). */
function agreement(trained: TrainedComparison, { at, left, right }: LevelOf): { m: number; u: number } {
  return withShare(trained, { at, share: agreedShare(trained, { at, left, right }) });
}

/** How often the value agreed on occurs among others; 0 where the level says nothing about a value. */
export function agreedShare(
  { comparison, frequency }: Pick<TrainedComparison, 'comparison' | 'frequency'>,
  { at, left, right }: LevelOf,
): number {
  const level = comparison.levels[at];
  if (level === undefined || !level.frequency) return 0;
  const [a, b] = [frequency.get(comparison.value(left)) ?? 0, frequency.get(comparison.value(right)) ?? 0];
  if (level.code === 'swapped') return Math.max(a, b);
  return at === 0 ? a || b : 0;
}

/**
 * P(level | one) and P(level | two): where a value agrees, its share among others stands for the latter. Names in each other's place tell as
 * much as names in their own, since a list that swaps them does so whoever is meant.
 */
export function withShare(
  { comparison, m, u }: Pick<TrainedComparison, 'comparison' | 'm' | 'u'>,
  { at, share }: { at: number; share: number },
): { m: number; u: number } {
  const [known, usual] = [m[at] ?? 1, u[at] ?? 1];
  if (share === 0) return { m: known, u: usual };
  if (comparison.levels[at]?.code === 'swapped') {
    const both = known + (m[0] ?? 0);
    return { m: both, u: Math.max(share, (u[0] ?? 1) * 0.01) };
  }
  return { m: known, u: Math.max(share, usual * 0.01) };
}
