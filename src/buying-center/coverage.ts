// Which parts of a decision are filled, by whom and how well; which deals hang on one person. The status rule is Altify's, stated with it:
// red without a close key player, amber with one, green where one of them decides or pays.
import type {
  Coverage,
  CoverageLevel,
  CoverageRule,
  DealCoverage,
  DealInput,
  MapPerson,
  Reason,
  Role,
  RoleCoverage,
} from './model.ts';
import { roles } from './model.ts';

/** The user is always looked for, since the buyer is seldom the user; the rest comes with amount and stage. */
export const defaultCoverageRules: CoverageRule[] = [
  { role: 'end_user', amountMinorMin: 0, probabilityMin: 0 },
  { role: 'decider', amountMinorMin: 0, probabilityMin: 0 },
  { role: 'champion', amountMinorMin: 0, probabilityMin: 0 },
  { role: 'procurement', amountMinorMin: 0, probabilityMin: 0.2 },
  { role: 'technical_evaluator', amountMinorMin: 200_000, probabilityMin: 0.2 },
  { role: 'economic_buyer', amountMinorMin: 200_000, probabilityMin: 0.4 },
  { role: 'executive_sponsor', amountMinorMin: 1_000_000, probabilityMin: 0.4 },
  { role: 'legal_compliance', amountMinorMin: 2_000_000, probabilityMin: 0.6 },
];

const dayMs = 86_400_000;
const reachedDays = 180;
const answeringDays = 60;
/** A person counts as a thread of a deal from this strength on (BreadBox). */
const threadStrengthMin = 30;
/** A role is filled by a person this close, or by one known for sure with any contact. */
const filledStrengthMin = 30;
const inferredMin = 0.5;

export interface CoverageInput {
  people: MapPerson[];
  deals: DealInput[];
  rules: CoverageRule[];
  now: number;
}

export function coverageOf(input: CoverageInput): Coverage {
  const people = input.people.filter((person) => person.left === null && !person.placeholder);
  const open = input.deals.filter((deal) => deal.open);
  const required = requiredRoles(input.rules, open);
  const levels = new Map<Role, RoleCoverage>(
    roles.map((role) => [role, roleCoverage(role, people, required.has(role))]),
  );
  const deals = open.map((deal) => dealCoverage(deal, { ...input, people, levels }));
  const requiredLevels = [...required].map((role) => levels.get(role)?.level ?? 'missing');
  const points = requiredLevels.reduce((sum, level) => sum + pointsOf[level], 0);
  const single = deals.filter((deal) => deal.singleThreaded);
  return {
    percent: requiredLevels.length === 0 ? 0 : Math.round((100 * points) / requiredLevels.length),
    ...statusOf(people),
    roles: roles
      .map((role) => levels.get(role))
      .filter((entry): entry is RoleCoverage => entry !== undefined && (entry.required || entry.level !== 'missing')),
    missingRoles: roles.filter((role) => required.has(role) && levels.get(role)?.level === 'missing'),
    peopleReached: people.filter((person) => isWithin(person.lastContactAt, input.now, reachedDays)).length,
    singleThreaded: single.length > 0,
    singleThreadedPersonId: single.length > 0 ? onlyThread(people, input.now) : null,
    valueAtRiskMinor: single.reduce((sum, deal) => sum + deal.valueAtRiskMinor, 0),
    deals,
    relationshipStrength: relationshipStrength(people),
  };
}

const pointsOf: Record<CoverageLevel, number> = { filled: 1, weak: 0.5, missing: 0 };

function requiredRoles(rules: CoverageRule[], open: DealInput[]): Set<Role> {
  const asks = (rule: CoverageRule): boolean =>
    (rule.amountMinorMin === 0 && rule.probabilityMin === 0) || open.some((deal) => dealAsks(rule, deal));
  return new Set(rules.filter(asks).map((rule) => rule.role));
}

function dealAsks(rule: CoverageRule, deal: DealInput): boolean {
  return deal.amountMinor >= rule.amountMinorMin && (deal.probability ?? 0) >= rule.probabilityMin;
}

function roleCoverage(role: Role, people: MapPerson[], required: boolean): RoleCoverage {
  const holders = people
    .map((person) => ({ person, fact: person.roles.find((known) => known.role === role)?.fact }))
    .filter(({ fact }) => fact !== undefined && (fact.state !== 'inferred' || fact.probability >= inferredMin));
  holders.sort((a, b) => b.person.strength - a.person.strength || (a.person.id < b.person.id ? -1 : 1));
  const isFilled = holders.some(({ person, fact }) =>
    fact?.state === 'inferred' ? person.strength >= filledStrengthMin && fact.probability >= 0.7 : person.strength > 0,
  );
  const level: CoverageLevel = holders.length === 0 ? 'missing' : isFilled ? 'filled' : 'weak';
  return { role, required, level, personIds: holders.map(({ person }) => person.id) };
}

function statusOf(people: MapPerson[]): { status: Coverage['status']; statusReason: Reason } {
  const keyRoles: Role[] = ['decider', 'economic_buyer', 'executive_sponsor', 'champion'];
  const close = people.filter(
    (person) =>
      person.strength >= 45 &&
      person.stance?.stance !== 'opponent' &&
      person.roles.some(({ role }) => keyRoles.includes(role)),
  );
  if (close.length === 0) return { status: 'red', statusReason: { code: 'no_close_key_player', params: {} } };
  const deciding = close.filter((person) =>
    person.roles.some(({ role }) => role === 'decider' || role === 'economic_buyer'),
  );
  if (deciding.length === 0)
    return { status: 'amber', statusReason: { code: 'none_decides_or_pays', params: { people: close.length } } };
  return { status: 'green', statusReason: { code: 'close_to_who_decides', params: { people: deciding.length } } };
}

interface DealContext extends CoverageInput {
  levels: Map<Role, RoleCoverage>;
}

function dealCoverage(deal: DealInput, { people, rules, now, levels }: DealContext): DealCoverage {
  const onDeal = people.filter((person) => deal.personIds.includes(person.id));
  const threads = onDeal.filter(
    (person) => person.strength >= threadStrengthMin && isWithin(person.lastContactAt, now, answeringDays),
  );
  const singleThreaded = threads.length <= 1;
  const missingRoles = rules
    .filter((rule) => (rule.amountMinorMin === 0 && rule.probabilityMin === 0) || dealAsks(rule, deal))
    .map((rule) => rule.role)
    .filter((role) => levels.get(role)?.level === 'missing');
  return {
    dealId: deal.dealId,
    name: deal.name,
    amountMinor: deal.amountMinor,
    missingRoles,
    singleThreaded,
    valueAtRiskMinor: singleThreaded ? deal.amountMinor : 0,
  };
}

function onlyThread(people: MapPerson[], now: number): string | null {
  const answering = people.filter((person) => isWithin(person.lastContactAt, now, answeringDays));
  return answering.sort((a, b) => b.strength - a.strength || (a.id < b.id ? -1 : 1))[0]?.id ?? null;
}

function isWithin(at: number | null, now: number, days: number): boolean {
  return at !== null && now - at <= days * dayMs;
}

/** The mean of the five closest, so that a large account does not look distant for its size. */
function relationshipStrength(people: MapPerson[]): number {
  const closest = people
    .map((person) => person.strength)
    .sort((a, b) => b - a)
    .slice(0, 5);
  if (closest.length === 0) return 0;
  return Math.round(closest.reduce((sum, strength) => sum + strength, 0) / Math.min(5, Math.max(3, closest.length)));
}
