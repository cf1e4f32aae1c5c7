// How sure a class is: the chance of each class given the distribution of the account's value.
import type { AccountValue, ClassThresholds, ValueClass } from './model.ts';

/** Where this chance of a loss is reached, an account is on the brink whatever it is expected to bring. */
export const BRINK_PROBABILITY = 0.2;
/** Below this share of the median positive value an account is on the brink too. */
export const BRINK_SHARE = 0.1;

/** They sum to 1. Potential is taken as it stands; only the lifetime value is uncertain. */
export function classProbabilities(value: AccountValue, thresholds: ClassThresholds): Record<ValueClass, number> {
  const { mvcMinor, mgcMinor, medianPositiveMinor } = thresholds;
  const spread = value.ltvSpreadMinor ?? [value.ltvMinor];
  const belowZero = value.probabilityBelowZero;
  const rest = 1 - belowZero;
  const mvc = mvcMinor === null ? 0 : Math.min(rest, 1 - shareBelow(spread, mvcMinor));
  const between = rest - mvc;
  const graded = value.potentialGrade !== null && value.potentialGrade !== 'C';
  const grows = mgcMinor !== null && graded && value.unrealisedPotentialMinor >= mgcMinor;
  const onBrink =
    belowZero >= BRINK_PROBABILITY
      ? between
      : Math.min(between, Math.max(0, shareBelow(spread, BRINK_SHARE * medianPositiveMinor) - belowZero));
  return {
    mvc,
    mgc: grows ? between : 0,
    low_maintenance: grows ? 0 : between - onBrink,
    migrator: grows ? 0 : onBrink,
    below_zero: belowZero,
  };
}

/** Share of the distribution below `limit`, its equally likely values joined by straight lines. */
function shareBelow(spread: readonly number[], limit: number): number {
  const last = spread.length - 1;
  if (limit <= (spread[0] ?? 0)) return limit < (spread[0] ?? 0) || last === 0 ? 0 : atLevel(0, spread.length);
  if (limit > (spread[last] ?? 0)) return 1;
  const above = spread.findIndex((value) => value >= limit);
  const from = spread[above - 1] ?? 0;
  const to = spread[above] ?? from;
  return atLevel(above - 1 + (to > from ? (limit - from) / (to - from) : 0), spread.length);
}

function atLevel(place: number, count: number): number {
  return (place + 0.5) / count;
}
