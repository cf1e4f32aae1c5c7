// The tags of a class and the sentences that explain it.
import type { AccountValue, ClassThresholds, Reason, ValueClass, Verdict, VerdictTag } from './model.ts';

const DRIFT_SHARE = 0.2;
const AT_RISK_ALIVE_MAX = 0.5;
const DRIVERS_MAX = 3;

export function verdictTagsOf(
  value: AccountValue,
  valueClass: ValueClass | null,
  { mgcMinor }: ClassThresholds,
): VerdictTag[] {
  const tags: VerdictTag[] = [];
  if (valueClass === 'below_zero') tags.push(value.potentialMinor <= 0 ? 'structural' : 'fixable');
  if (valueClass === 'mvc' && mgcMinor !== null && value.unrealisedPotentialMinor >= mgcMinor)
    tags.push('super_growth');
  if (valueClass === 'mvc' && (value.pAlive ?? 1) < AT_RISK_ALIVE_MAX) tags.push('at_risk');
  if (valueClass === 'migrator' || valueClass === 'low_maintenance') tags.push(...driftTags(value));
  if (valueClass === 'migrator' && value.orders < 2) tags.push('new');
  return tags;
}

/** Contribution of the last twelve months against the twelve before. */
function driftTags({ contribution12Minor: now, contributionPrevious12Minor: before }: AccountValue): VerdictTag[] {
  if (before <= 0) return [];
  if (now >= before * (1 + DRIFT_SHARE)) return ['rising'];
  return now <= before * (1 - DRIFT_SHARE) ? ['falling'] : [];
}

/** What was set by hand first, then the rule that decided, then the tags and the account's strongest drivers. */
export function verdictReasons({
  value,
  valueClass,
  thresholdMinor,
  marginToNextMinor,
  tags,
  override,
}: {
  value: AccountValue;
  valueClass: ValueClass | null;
  thresholdMinor: number;
  marginToNextMinor: number;
  tags: readonly VerdictTag[];
  override?: Verdict['override'];
}): Reason[] {
  if (valueClass === null) return [{ code: value.isCustomer ? 'no_value_evidence' : 'class_prospect', params: {} }];
  const rule: Reason = {
    code: `class_${valueClass}`,
    params: {
      ltv: value.ltvMinor,
      potential: value.unrealisedPotentialMinor,
      threshold: thresholdMinor,
      next: marginToNextMinor,
      chance: value.probabilityBelowZero,
      currency: value.currency,
    },
  };
  const byHand: Reason[] =
    override === undefined
      ? []
      : [{ code: 'class_override', params: { reason: override.reason, until: isoDay(override.expiresAt) } }];
  const tagged = tags.map((tag) => ({ code: `tag_${tag}`, params: { chance: value.pAlive ?? 1 } }));
  return [...byHand, rule, ...tagged, ...value.reasons.slice(0, DRIVERS_MAX)];
}

function isoDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
