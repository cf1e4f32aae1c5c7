// Builds the map of one account from what is known of its people: who knows whom, who plays which part, what is covered and whom to see
// next. Pure: the same input gives the same map, whatever its order.
import { classifyTitle, type TitleClass } from './classify-title.ts';
import {
  type ContactGraph,
  contactGraph,
  interactionsOf,
  knowsRelationships,
  strongestColleague,
} from './contact-graph.ts';
import { coverageOf } from './coverage.ts';
import { leftFact, verifyBy } from './decay.ts';
import { rolesOf, stanceOf } from './infer-roles.ts';
import type {
  AccountInput,
  AccountMap,
  DealInput,
  MapPerson,
  PersonInput,
  Relationship,
  Role,
  Seniority,
} from './model.ts';
import { seniorities } from './model.ts';
import { type ReportingLines, settleReportingLines } from './reporting-lines.ts';
import { seeNext } from './see-next.ts';
import { strengthOf } from './strength.ts';

/** About linear in people and interactions. Placeholders stand at the end of `people`, one a missing role. */
export function buildAccountMap(input: AccountInput): AccountMap {
  const known = [...new Map(input.people.map((person) => [person.personId, person])).values()].sort(byId);
  const graph = contactGraph(input);
  const lines = settleReportingLines(input.reportingLines, new Set(known.map(({ personId }) => personId)));
  const openDeals = openDealCounts(input.deals);
  const surroundings: Surroundings = { graph, lines, openDeals, titles: titleClasses(known), now: input.now };
  const people = known.map((person) => toMapPerson(person, surroundings));
  const { deals, rules, currency, now } = input;
  const coverage = coverageOf({ people, deals, rules, currency, now });
  return {
    accountId: input.accountId,
    accountName: input.accountName,
    builtAt: now,
    currency,
    people: [...people, ...coverage.missingRoles.map((role) => placeholder(role, now))],
    colleagues: [...input.colleagues].sort((a, b) => (a.ownerId < b.ownerId ? -1 : 1)),
    relationships: [...reportsTo(lines), ...knowsRelationships(graph)],
    coverage,
    seeNext: seeNext(people, coverage, now),
    parkingLot: parkingLot(people),
    brokenLines: lines.broken,
  };
}

interface Surroundings {
  graph: ContactGraph;
  lines: ReportingLines;
  /** By person. */
  openDeals: Map<string, number>;
  /** Every title is read once: many people share theirs. */
  titles: Map<string, TitleClass | null>;
  now: number;
}

function toMapPerson(person: PersonInput, { graph, lines, openDeals, titles, now }: Surroundings): MapPerson {
  const interactions = interactionsOf(graph, person);
  const title = titles.get(person.title ?? '') ?? null;
  const seniority = seniorityOf(person, title);
  const strength = strengthOf(interactions, { now, seniority });
  const roles = rolesOf({ person, title, interactions, openDeals: openDeals.get(person.personId) ?? 0, now });
  const { lastContactAt } = strength;
  return {
    id: person.personId,
    name: person.name,
    title: person.title,
    email: person.email,
    department: person.department ?? title?.department ?? null,
    seniority,
    roles,
    ...stanceOf(person),
    strength: strength.score,
    strengthReasons: strength.reasons,
    trend: strength.trend,
    strongestColleagueId: strongestColleague(graph, person.personId),
    lastContactAt,
    interactionCount: strength.count,
    verifyBy: verifyBy(person, { roles, lastContactAt }),
    left: leftFact(person, interactions),
    managerId: lines.managerOf.get(person.personId) ?? null,
    placeholder: false,
    madeUp: person.madeUp,
  };
}

function titleClasses(people: PersonInput[]): Map<string, TitleClass | null> {
  const titles = new Set(people.map(({ title }) => title ?? ''));
  return new Map([...titles].map((title) => [title, classifyTitle(title)]));
}

function seniorityOf(person: PersonInput, title: TitleClass | null): Seniority | null {
  return seniorities.find((known) => known === person.seniority) ?? title?.seniority ?? null;
}

function openDealCounts(deals: DealInput[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const deal of deals) {
    if (!deal.open) continue;
    for (const personId of new Set(deal.personIds)) counts.set(personId, (counts.get(personId) ?? 0) + 1);
  }
  return counts;
}

/** Somebody must play this part, and nobody is known to: "Economic buyer: unknown". */
function placeholder(role: Role, now: number): MapPerson {
  const reasons = [{ code: 'role_required', params: { role } }];
  return {
    id: `placeholder:${role}`,
    name: '',
    title: null,
    email: null,
    department: null,
    seniority: null,
    roles: [{ role, fact: { state: 'assumed', source: 'rules', date: now, probability: 1, reasons } }],
    stance: null,
    stanceFact: null,
    strength: 0,
    strengthReasons: [],
    trend: 'steady',
    strongestColleagueId: null,
    lastContactAt: null,
    interactionCount: 0,
    verifyBy: null,
    left: null,
    managerId: null,
    placeholder: true,
    madeUp: false,
  };
}

function reportsTo({ lines }: ReportingLines): Relationship[] {
  return lines
    .map(
      ({ personId, managerId, source, date }): Relationship => ({
        kind: 'reports_to',
        fromId: personId,
        toId: managerId,
        fact: { state: 'stated', source, date, probability: 1, reasons: [{ code: 'stated_in_hubspot', params: {} }] },
        weight: 1,
        count: 0,
      }),
    )
    .sort((a, b) => (a.fromId < b.fromId ? -1 : 1));
}

/** Nothing says where they stand: no role, no line up or down. */
function parkingLot(people: MapPerson[]): string[] {
  const managers = new Set(people.map(({ managerId }) => managerId));
  return people
    .filter((person) => person.roles.length === 0 && person.managerId === null && !managers.has(person.id))
    .map(({ id }) => id);
}

function byId(a: PersonInput, b: PersonInput): number {
  return a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : 0;
}
