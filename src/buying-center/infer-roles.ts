// Who plays which part: what somebody stated first, then what the data show, then what the title makes likely. Stances are stated only.
import type { TitleClass } from './classify-title.ts';
import type { Fact, InteractionInput, PersonInput, Role, RoleClaim, Stance } from './model.ts';
import { tookPlace } from './strength.ts';

/** HubSpot's hs_buying_role values; BLOCKER is a stance, OTHER says nothing. */
const roleByHubspotValue: ReadonlyMap<string, Role> = new Map([
  ['BUDGET_HOLDER', 'economic_buyer'],
  ['CHAMPION', 'champion'],
  ['DECISION_MAKER', 'decider'],
  ['END_USER', 'end_user'],
  ['EXECUTIVE_SPONSOR', 'executive_sponsor'],
  ['INFLUENCER', 'influencer'],
  ['LEGAL_AND_COMPLIANCE', 'legal_compliance'],
]);

interface RoleEvidence {
  person: PersonInput;
  title: TitleClass | null;
  /** All of the person's. */
  interactions: InteractionInput[];
  /** Open deals that name the person. */
  openDeals: number;
  now: number;
}

/** Stated ones alone where there are any; else what is observed and what the title makes likely, surest first. */
export function rolesOf(evidence: RoleEvidence): RoleClaim[] {
  const stated = statedRoles(evidence.person);
  if (stated.length > 0) return stated;
  const observed = observedRoles(evidence);
  const known = new Set(observed.map(({ role }) => role));
  return [...observed, ...inferredRoles(evidence).filter(({ role }) => !known.has(role))];
}

/** HubSpot's BLOCKER only: a stance is never inferred silently. */
export function stanceOf(person: PersonInput): { stance: Stance | null; stanceFact: Fact | null } {
  if (!person.buyingRoles.includes('BLOCKER')) return { stance: null, stanceFact: null };
  return { stance: 'opponent', stanceFact: statedFact(person) };
}

function statedRoles(person: PersonInput): RoleClaim[] {
  const held = new Set(person.buyingRoles.flatMap((value) => roleByHubspotValue.get(value) ?? []));
  return [...held].sort().map((role) => ({ role, fact: statedFact(person) }));
}

function statedFact(person: PersonInput): Fact {
  return {
    state: 'stated',
    source: 'hs_buying_role',
    date: person.updatedAt,
    probability: 1,
    reasons: [{ code: 'stated_in_hubspot', params: {} }],
  };
}

const meetingsMin = 3;

/** On an open deal and met again and again: the person takes part, as what the title says or at least with influence. */
function observedRoles({ title, interactions, openDeals, now }: RoleEvidence): RoleClaim[] {
  if (openDeals === 0) return [];
  const meetings = interactions.filter((each) => each.kind === 'meeting' && tookPlace(each, now));
  const last = meetings.at(-1);
  if (last === undefined || meetings.length < meetingsMin) return [];
  const reasons = [
    { code: 'meets_on_deal', params: { meetings: meetings.length, deals: openDeals } },
    ...(title?.role ? title.reasons : []),
  ];
  const fact: Fact = { state: 'observed', source: 'interactions', date: last.at, probability: 0.8, reasons };
  return [{ role: title?.role ?? 'influencer', fact }];
}

function inferredRoles({ person, title }: RoleEvidence): RoleClaim[] {
  if (title === null || title.role === null) return [];
  const fact: Fact = {
    state: 'inferred',
    source: 'jobtitle',
    date: person.updatedAt,
    probability: title.roleProbability,
    reasons: title.reasons,
  };
  return [{ role: title.role, fact }];
}
