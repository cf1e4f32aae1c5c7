// Which parts of a decision are filled, by whom and how well; which deals hang on one person. The status rule is Altify's, stated with it:
// red without a supportive key player, amber with one, green where one of them decides or pays.
import { defaultCoverageRules } from './coverage-rules.ts';
import type {
  Coverage,
  CoverageLevel,
  CoverageRules,
  DealCoverage,
  DealInput,
  MapPerson,
  Role,
  RoleCoverage,
} from './model.ts';
import { roles } from './model.ts';

const dayMs = 86_400_000;
const reachedDays = 180;
const answeringDays = 60;
/** A guess below this does not cover a role. */
const inferredProbabilityMin = 0.4;
/** A guess below this covers it weakly at best. */
const likelyProbabilityMin = 0.7;
const keyProbabilityMin = 0.55;
const keyRoles: ReadonlySet<Role> = new Set(['decider', 'economic_buyer', 'executive_sponsor', 'champion']);
const decidingRoles: ReadonlySet<Role> = new Set(['decider', 'economic_buyer']);

interface CoverageInput {
  people: MapPerson[];
  deals: DealInput[];
  rules: CoverageRules | undefined;
  currency: string;
  now: number;
}

/** Of an account: `people` without placeholders; who left covers nothing. */
export function coverageOf(input: CoverageInput): Coverage {
  const rules = input.rules ?? defaultCoverageRules(input.currency);
  const people = input.people.filter((person) => person.left === null && !person.placeholder);
  const open = [...input.deals.filter((deal) => deal.open)].sort((a, b) => (a.dealId < b.dealId ? -1 : 1));
  const required = requiredRoles(rules, open);
  const levels = new Map<Role, RoleCoverage>();
  for (const role of roles) levels.set(role, roleCoverage(role, people, { rules, required: required.has(role) }));
  const context: DealContext = {
    people,
    personById: new Map(people.map((each) => [each.id, each])),
    rules,
    levels,
    now: input.now,
  };
  const deals = open.map((deal) => dealCoverage(deal, context));
  const single = deals.filter((deal) => deal.singleThreaded);
  const requiredLevels = [...required].map((role) => levels.get(role)?.level ?? 'missing');
  const points = requiredLevels.reduce((sum, level) => sum + pointsOf[level], 0);
  const shown = [...levels.values()].filter((each) => each.required || each.level !== 'missing');
  return {
    percent: Math.round((100 * points) / Math.max(1, requiredLevels.length)),
    ...statusOf(people, rules),
    roles: shown.sort((a, b) => Number(b.required) - Number(a.required)),
    missingRoles: roles.filter((role) => required.has(role) && levels.get(role)?.level === 'missing'),
    peopleReached: people.filter((person) => isReached(person, rules, input.now)).length,
    singleThreaded: single.length > 0,
    singleThreadedPersonId: dearest(single)?.singleThreadedPersonId ?? null,
    valueAtRiskMinor: single.reduce((sum, deal) => sum + deal.valueAtRiskMinor, 0),
    deals,
    relationshipStrength: relationshipStrength(people),
  };
}

const pointsOf: Record<CoverageLevel, number> = { filled: 1, weak: 0.5, missing: 0 };

/** What every deal needs from the start is asked of the account even without a deal; the user always (Peppers & Rogers). */
function requiredRoles(rules: CoverageRules, open: DealInput[]): Set<Role> {
  const always = rules.requirements.filter((each) => each.amountMinorMin === 0 && each.probabilityMin === 0);
  const required = new Set<Role>(['end_user', ...always.map(({ role }) => role)]);
  for (const deal of open) for (const role of rolesAsked(rules, deal)) required.add(role);
  return required;
}

function rolesAsked(rules: CoverageRules, deal: DealInput): Set<Role> {
  const asked = rules.requirements.filter(
    (each) => deal.amountMinor >= each.amountMinorMin && (deal.probability ?? 0) >= each.probabilityMin,
  );
  return new Set<Role>(['end_user', ...asked.map(({ role }) => role)]);
}

function roleCoverage(
  role: Role,
  people: MapPerson[],
  { rules, required }: { rules: CoverageRules; required: boolean },
): RoleCoverage {
  const holders = people.flatMap((person) => {
    const fact = person.roles.find((known) => known.role === role)?.fact;
    if (fact === undefined || fact.state === 'assumed') return [];
    if (fact.state === 'inferred' && fact.probability < inferredProbabilityMin) return [];
    const isSure = fact.state !== 'inferred' || fact.probability >= likelyProbabilityMin;
    return [{ person, isFilled: isSure && person.strength >= rules.filledStrengthMin }];
  });
  holders.sort(
    (a, b) =>
      Number(b.isFilled) - Number(a.isFilled) ||
      b.person.strength - a.person.strength ||
      (a.person.id < b.person.id ? -1 : 1),
  );
  const level: CoverageLevel = holders.length === 0 ? 'missing' : holders[0]?.isFilled ? 'filled' : 'weak';
  return { role, required, level, personIds: holders.map(({ person }) => person.id) };
}

/** Closeness stands for support where nobody stated a stance; a stated skeptic or opponent is never a supporter. */
function statusOf(people: MapPerson[], rules: CoverageRules): Pick<Coverage, 'status' | 'statusReason'> {
  const supportive = people.filter((person) => isSupportive(person, rules) && plays(person, keyRoles));
  if (supportive.length === 0) return { status: 'red', statusReason: { code: 'no_supportive_key_player', params: {} } };
  const deciding = supportive.filter((person) => plays(person, decidingRoles));
  if (deciding.length === 0) {
    return { status: 'amber', statusReason: { code: 'none_decides_or_pays', params: { people: supportive.length } } };
  }
  return { status: 'green', statusReason: { code: 'supporter_decides', params: { people: deciding.length } } };
}

/** A weak guess makes no key player. */
function plays(person: MapPerson, wanted: ReadonlySet<Role>): boolean {
  return person.roles.some(
    ({ role, fact }) => wanted.has(role) && (fact.state !== 'inferred' || fact.probability >= keyProbabilityMin),
  );
}

function isSupportive({ stance, strength }: MapPerson, rules: CoverageRules): boolean {
  if (stance === 'opponent' || stance === 'skeptic') return false;
  return stance === 'mentor' || stance === 'supporter' || strength >= rules.supportiveStrengthMin;
}

interface DealContext {
  people: MapPerson[];
  personById: Map<string, MapPerson>;
  rules: CoverageRules;
  levels: Map<Role, RoleCoverage>;
  now: number;
}

/** A deal hangs on one person when at most one of its people is in live contact with us. */
function dealCoverage(deal: DealInput, { people, personById, rules, levels, now }: DealContext): DealCoverage {
  const named = deal.personIds.flatMap((id) => personById.get(id) ?? []);
  const onDeal = [...new Set(named.length > 0 ? named : people)];
  const threads = onDeal
    .filter(
      (person) => person.strength >= rules.reachedStrengthMin && isWithin(person.lastContactAt, now, answeringDays),
    )
    .sort((a, b) => b.strength - a.strength || (a.id < b.id ? -1 : 1));
  const singleThreaded = threads.length <= 1;
  return {
    dealId: deal.dealId,
    name: deal.name,
    missingRoles: roles.filter((role) => rolesAsked(rules, deal).has(role) && levels.get(role)?.level === 'missing'),
    singleThreaded,
    singleThreadedPersonId: singleThreaded ? (threads[0]?.id ?? null) : null,
    valueAtRiskMinor: singleThreaded ? deal.amountMinor : 0,
  };
}

function dearest(deals: DealCoverage[]): DealCoverage | undefined {
  return [...deals]
    .filter((deal) => deal.singleThreadedPersonId !== null)
    .sort((a, b) => b.valueAtRiskMinor - a.valueAtRiskMinor || (a.dealId < b.dealId ? -1 : 1))[0];
}

function isReached(person: MapPerson, rules: CoverageRules, now: number): boolean {
  return person.strength >= rules.reachedStrengthMin && isWithin(person.lastContactAt, now, reachedDays);
}

function isWithin(at: number | null, now: number, days: number): boolean {
  return at !== null && now - at <= days * dayMs;
}

/** The mean of the five closest, at least three counted, so that a large account does not look distant for its size. */
function relationshipStrength(people: MapPerson[]): number {
  const closest = people
    .map((person) => person.strength)
    .sort((a, b) => b - a)
    .slice(0, 5);
  return Math.round(closest.reduce((sum, strength) => sum + strength, 0) / Math.max(3, closest.length));
}
