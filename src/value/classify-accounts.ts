// Gives each customer one class, steadily: bands around the cuts and a second look a month later keep classes from flapping.
import { BRINK_PROBABILITY, BRINK_SHARE, classProbabilities } from './class-probabilities.ts';
import { classThresholds } from './class-thresholds.ts';
import type { AccountValue, ClassOverride, ClassThresholds, ValueClass, ValueSettings, Verdict } from './model.ts';
import { dayMs } from './purchase-history.ts';
import { verdictReasons, verdictTagsOf } from './verdict-reasons.ts';

/** Entering a better class takes this much more than the cut, leaving it this much less. */
const ENTER_BAND = 1.2;
const LEAVE_BAND = 0.8;
/** This far past a cut no second look is needed. */
const CLEAR_BAND = 1.5;
const BELOW_ZERO_ENTER_SHARE = 0.2;
const BELOW_ZERO_CLEAR_SHARE = 0.5;
/** A change is confirmed by the first computation this long after it was first asked for. */
const CONFIRM_DAYS = 28;
/** The way back to the class that an account has just left is believed only after two quarters, as it may be noise; out of below zero it is free. */
const RETURN_DAYS = 200;

export interface ClassifyInput {
  values: readonly AccountValue[];
  /** The verdicts and cuts of the last computation; none on a portal's first. */
  previous?: { verdicts: readonly Verdict[]; thresholds: ClassThresholds };
  /** Epoch ms of this snapshot. */
  asOf: number;
  settings: Pick<ValueSettings, 'classShare' | 'mvcShareMax'>;
  /** Accounts that lost a contract or won a deal since: their class changes without a second look. */
  hardEvents?: ReadonlySet<string>;
  /** Classes set by hand, by account; one that has expired at `asOf` is not looked at. */
  overrides?: ReadonlyMap<string, ClassOverride>;
}

/** Value reference 6.4. Verdicts stand in the order of `values`. */
export function classifyAccounts(input: ClassifyInput): {
  verdicts: Verdict[];
  thresholds: ClassThresholds;
} {
  const { values, previous, settings } = input;
  const thresholds = classThresholds(values.filter(isClassed), settings, previous?.thresholds);
  const earlier = new Map(previous?.verdicts.map((verdict) => [verdict.accountId, verdict]));
  const verdicts = values.map((value) => verdictOf(value, { input, thresholds, before: earlier.get(value.accountId) }));
  return { verdicts, thresholds };
}

function verdictOf(
  value: AccountValue,
  { input, thresholds, before }: { input: ClassifyInput; thresholds: ClassThresholds; before: Verdict | undefined },
): Verdict {
  const { asOf } = input;
  const outcome = isClassed(value)
    ? decide({
        value,
        thresholds,
        asOf,
        ...(before === undefined ? {} : { before }),
        hard: input.hardEvents?.has(value.accountId) ?? false,
      })
    : { valueClass: null, since: before?.valueClass === null ? before.since : asOf, pending: null };
  const set = overridden(outcome, { override: input.overrides?.get(value.accountId), before, asOf });
  const margins = marginsOf(value, set.valueClass, thresholds);
  const tags = verdictTagsOf(value, set.valueClass, thresholds);
  return {
    accountId: value.accountId,
    ...set,
    ...margins,
    tags,
    probabilities: outcome.valueClass === null ? null : classProbabilities(value, thresholds),
    reasons: verdictReasons({ value, ...set, ...margins, tags }),
  };
}

type Outcome = Pick<Verdict, 'valueClass' | 'since' | 'pending' | 'cameFrom' | 'override'>;

/** A prospect or an account without evidence has no class to set. */
function overridden(
  outcome: Outcome,
  { override, before, asOf }: { override: ClassOverride | undefined; before: Verdict | undefined; asOf: number },
): Outcome {
  const { valueClass: computedClass } = outcome;
  if (override === undefined || override.expiresAt <= asOf || computedClass === null) return outcome;
  const { valueClass } = override;
  const since = before?.valueClass === valueClass ? before.since : asOf;
  return { ...outcome, valueClass, since, override: { ...override, computedClass } };
}

function isClassed({ isCustomer, hasEvidence }: AccountValue): boolean {
  return isCustomer && hasEvidence;
}

interface Decision {
  value: AccountValue;
  thresholds: ClassThresholds;
  before?: Verdict;
  asOf: number;
  hard: boolean;
}

function decide({ value, thresholds, before, asOf, hard }: Decision): Outcome {
  // What was set by hand leaves no trace in what the figures say.
  const held = before?.override?.computedClass ?? before?.valueClass ?? null;
  if (before === undefined || held === null) {
    return { valueClass: proposedClass(value, thresholds, null), since: asOf, pending: null };
  }
  const asked = proposedClass(value, thresholds, held);
  const kept = { valueClass: held, since: before.since, ...(before.cameFrom ? { cameFrom: before.cameFrom } : {}) };
  if (asked === held) return { ...kept, pending: null };
  const since = before.pending?.valueClass === asked ? before.pending.since : asOf;
  const returns = held !== 'below_zero' && asked === before.cameFrom && asOf - before.since < RETURN_DAYS * dayMs;
  const confirmed = !returns && asOf - since >= CONFIRM_DAYS * dayMs;
  if (confirmed || hard || isClear(asked, value, thresholds))
    return { valueClass: asked, since: asOf, pending: null, cameFrom: held };
  return { ...kept, pending: { valueClass: asked, since } };
}

/** First match wins. With a class held, its own cut is lowered and the others' raised. */
function proposedClass(value: AccountValue, thresholds: ClassThresholds, held: ValueClass | null): ValueClass {
  const { ltvMinor, unrealisedPotentialMinor, potentialGrade, probabilityBelowZero } = value;
  const band = (valueClass: ValueClass): number => (held === null ? 1 : held === valueClass ? LEAVE_BAND : ENTER_BAND);
  const { mvcMinor, mgcMinor, medianPositiveMinor } = thresholds;
  const zero = held === null || held === 'below_zero' ? 0 : -BELOW_ZERO_ENTER_SHARE * medianPositiveMinor;
  if (ltvMinor < zero || (ltvMinor < 0 && medianPositiveMinor === 0)) return 'below_zero';
  if (mvcMinor !== null && ltvMinor >= mvcMinor * band('mvc')) return 'mvc';
  const graded = potentialGrade !== null && potentialGrade !== 'C';
  if (mgcMinor !== null && graded && unrealisedPotentialMinor >= mgcMinor * band('mgc')) return 'mgc';
  const brink = band('migrator');
  const onBrink =
    probabilityBelowZero >= BRINK_PROBABILITY * brink || ltvMinor < (BRINK_SHARE * medianPositiveMinor) / brink;
  return onBrink ? 'migrator' : 'low_maintenance';
}

function isClear(
  asked: ValueClass,
  value: AccountValue,
  { mvcMinor, mgcMinor, medianPositiveMinor }: ClassThresholds,
): boolean {
  if (asked === 'mvc') return mvcMinor !== null && value.ltvMinor >= CLEAR_BAND * mvcMinor;
  if (asked === 'mgc') return mgcMinor !== null && value.unrealisedPotentialMinor >= CLEAR_BAND * mgcMinor;
  if (asked === 'below_zero') return value.ltvMinor < -BELOW_ZERO_CLEAR_SHARE * medianPositiveMinor;
  return false;
}

/** The cut that decided, and the money to the next better class. */
function marginsOf(
  { ltvMinor, unrealisedPotentialMinor }: AccountValue,
  valueClass: ValueClass | null,
  { mvcMinor, mgcMinor, medianPositiveMinor }: ClassThresholds,
): Pick<Verdict, 'thresholdMinor' | 'marginToNextMinor'> {
  const toMvc = mvcMinor === null ? 0 : Math.max(0, mvcMinor - ltvMinor);
  const toMgc = mgcMinor === null ? toMvc : Math.max(0, mgcMinor - unrealisedPotentialMinor);
  const brink = Math.round(BRINK_SHARE * medianPositiveMinor);
  if (valueClass === null) return { thresholdMinor: 0, marginToNextMinor: 0 };
  if (valueClass === 'mvc') return { thresholdMinor: mvcMinor ?? 0, marginToNextMinor: 0 };
  if (valueClass === 'mgc') return { thresholdMinor: mgcMinor ?? 0, marginToNextMinor: toMvc };
  if (valueClass === 'migrator') return { thresholdMinor: brink, marginToNextMinor: Math.max(0, brink - ltvMinor) };
  if (valueClass === 'below_zero') return { thresholdMinor: 0, marginToNextMinor: Math.max(0, -ltvMinor) };
  return { thresholdMinor: mvcMinor ?? 0, marginToNextMinor: Math.min(toMvc, toMgc) };
}
