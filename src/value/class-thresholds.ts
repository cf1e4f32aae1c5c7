// The portal's own cuts: which value makes an account most valuable, and which potential makes one most growable.
import type { AccountValue, ClassThresholds, ValueSettings } from './model.ts';

/** Potential below this share of the median positive value is not worth a growth plan. */
const POTENTIAL_FLOOR_SHARE = 0.25;
/** A cut moves only when the data move it by more than this share. */
const CUT_MOVE_MIN = 0.1;

type Settings = Pick<ValueSettings, 'classShare' | 'mvcShareMax'>;

/** Value reference 6.4, over customers with evidence. Earlier cuts are kept while new ones are within 10 % of them. */
export function classThresholds(
  customers: readonly AccountValue[],
  settings: Settings,
  previous?: ClassThresholds,
): ClassThresholds {
  const positive = customers.map(({ ltvMinor }) => ltvMinor).filter((ltv) => ltv > 0);
  const medianPositiveMinor = median(positive);
  const countMax = Math.max(1, Math.floor(customers.length * settings.mvcShareMax));
  const mvcMinor = settled(topCut(positive, settings.classShare, countMax), previous?.mvcMinor);
  const growable = customers.filter(
    ({ ltvMinor, unrealisedPotentialMinor, potentialGrade }) =>
      ltvMinor >= 0 &&
      (mvcMinor === null || ltvMinor < mvcMinor) &&
      potentialGrade !== null &&
      potentialGrade !== 'C' &&
      unrealisedPotentialMinor >= POTENTIAL_FLOOR_SHARE * medianPositiveMinor,
  );
  const potentials = growable
    .map(({ unrealisedPotentialMinor }) => unrealisedPotentialMinor)
    .filter((value) => value > 0);
  const mgcMinor = settled(topCut(potentials, settings.classShare, potentials.length), previous?.mgcMinor);
  return { mvcMinor, mgcMinor, medianPositiveMinor };
}

/** The least value in the smallest set of greatest values that holds the share of their sum and at most `countMax` of them. */
function topCut(values: readonly number[], share: number, countMax: number): number | null {
  const sorted = [...values].sort((left, right) => right - left);
  const total = sorted.reduce((sum, value) => sum + value, 0);
  let held = 0;
  let cut: number | null = null;
  for (const [index, value] of sorted.entries()) {
    if (index >= countMax && value !== cut) break;
    // Equal values stand or fall together; only at the very top may they exceed the largest set.
    if (index >= countMax)
      return sorted.find((other) => other > value) === undefined ? value : leastAbove(sorted, value);
    cut = value;
    held += value;
    if (held >= share * total) break;
  }
  return cut;
}

function leastAbove(sorted: readonly number[], value: number): number {
  return sorted.reduce((least, other) => (other > value ? other : least), Number.POSITIVE_INFINITY);
}

function settled(cut: number | null, previous: number | null | undefined): number | null {
  if (cut === null || previous === null || previous === undefined) return cut;
  return Math.abs(cut - previous) > CUT_MOVE_MIN * previous ? cut : previous;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round(0.5 * (upper + (sorted[middle - 1] ?? 0)));
}
