// Who plays which part: what somebody stated first, then what the data show, then what the title makes likely. Stances are stated only.
import type { TitleClass } from './classify-title.ts';
import type { DealInput, Fact, InteractionInput, PersonInput, Role, RoleFact, Stance } from './model.ts';

/** HubSpot's hs_buying_role values; BLOCKER is a stance, OTHER says nothing. */
const roleByHubspotValue: Record<string, Role> = {
  BUDGET_HOLDER: 'economic_buyer',
  CHAMPION: 'champion',
  DECISION_MAKER: 'decider',
  END_USER: 'end_user',
  EXECUTIVE_SPONSOR: 'executive_sponsor',
  INFLUENCER: 'influencer',
  LEGAL_AND_COMPLIANCE: 'legal_compliance',
};

export interface RoleEvidence {
  person: PersonInput;
  title: TitleClass | null;
  /** Interactions of this person that took place. */
  interactions: InteractionInput[];
  deals: DealInput[];
  now: number;
}

/** At most one inferred role beside the stated and observed ones, strongest first. */
export function rolesOf(evidence: RoleEvidence): RoleFact[] {
  const stated = statedRoles(evidence.person);
  if (stated.length > 0) return stated;
  const observed = observedRoles(evidence);
  const known = new Set(observed.map(({ role }) => role));
  return [...observed, ...inferredRoles(evidence).filter(({ role }) => !known.has(role))].slice(0, 2);
}

export function stanceOf({ person }: Pick<RoleEvidence, 'person'>): { stance: Stance; fact: Fact } | null {
  if (person.buyingRoles.includes('BLOCKER')) return { stance: 'opponent', fact: statedFact(person) };
  return null;
}

function statedRoles(person: PersonInput): RoleFact[] {
  const values = person.buyingRoles.map((value) => roleByHubspotValue[value]).filter((role) => role !== undefined);
  return [...new Set(values)].map((role) => ({ role, fact: statedFact(person) }));
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

/** On an open deal and met again and again: whoever it is, the person takes part in the decision. */
function observedRoles({ person, title, interactions, deals }: RoleEvidence): RoleFact[] {
  const onDeals = deals.filter((deal) => deal.open && deal.personIds.includes(person.personId));
  const meetings = interactions.filter(({ kind }) => kind === 'meeting').length;
  if (onDeals.length === 0 || meetings < meetingsMin) return [];
  const role: Role = title?.role ?? 'influencer';
  const last = Math.max(...interactions.map(({ at }) => at));
  const reasons = [{ code: 'meets_on_deal', params: { meetings, deals: onDeals.length } }, ...(title?.reasons ?? [])];
  return [{ role, fact: { state: 'observed', source: 'interactions', date: last, probability: 0.8, reasons } }];
}

function inferredRoles({ person, title }: RoleEvidence): RoleFact[] {
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
