// Builds the map of one account from what is known of its people: a graph of people and colleagues, who knows whom, who plays which part,
// what is covered and whom to see next. Pure: the same input gives the same map, whatever its order.
import { DirectedGraph } from 'graphology';
import { classifyTitle, type TitleClass } from './classify-title.ts';
import { coverageOf, defaultCoverageRules } from './coverage.ts';
import { rolesOf, stanceOf } from './infer-roles.ts';
import type {
  AccountInput,
  AccountMap,
  Fact,
  InteractionInput,
  MapPerson,
  PersonInput,
  Relationship,
  Seniority,
} from './model.ts';
import { seniorities } from './model.ts';
import { type ReportingLines, settleReportingLines } from './reporting-lines.ts';
import { seeNext } from './see-next.ts';
import { type Strength, strengthOf, tookPlace } from './strength.ts';

const dayMs = 86_400_000;
/** After half of the people of a map have changed something (published: 36 % after 3 months, 58 % after 6), facts ask to be verified. */
const verifyAfterDays = { stated: 365, observed: 180, inferred: 180, assumed: 90 } as const;

/** About linear in people and interactions. Ids of people and of colleagues live in two name spaces. */
export function buildAccountMap(input: AccountInput): AccountMap {
  const graph = contactGraph(input);
  const lines = settleReportingLines(input.reportingLines, new Set(input.people.map(({ personId }) => personId)));
  const people = [...input.people].sort(byId).map((person) => toMapPerson(person, { input, graph, lines }));
  const coverage = coverageOf({
    people,
    deals: input.deals,
    rules: input.rules ?? defaultCoverageRules,
    now: input.now,
  });
  return {
    accountId: input.accountId,
    accountName: input.accountName,
    builtAt: input.now,
    currency: input.currency,
    people,
    colleagues: [...input.colleagues].sort((a, b) => (a.ownerId < b.ownerId ? -1 : 1)),
    relationships: [...reportsTo(lines), ...knows(graph, input)],
    coverage,
    seeNext: seeNext(people, coverage, input.now),
    parkingLot: parkingLot(people),
    brokenLines: lines.broken,
  };
}

interface NodeData {
  interactions: InteractionInput[];
}

interface EdgeData {
  interactions: InteractionInput[];
}

type ContactGraph = DirectedGraph<NodeData, EdgeData>;

const personNode = (id: string): string => `person ${id}`;
const colleagueNode = (id: string): string => `colleague ${id}`;

/** Colleagues and people as nodes; an edge from a colleague to a person holds the contacts of the two. */
function contactGraph(input: AccountInput): ContactGraph {
  const graph: ContactGraph = new DirectedGraph<NodeData, EdgeData>();
  for (const { personId } of input.people) graph.mergeNode(personNode(personId), { interactions: [] });
  for (const { ownerId } of input.colleagues) graph.mergeNode(colleagueNode(ownerId), { interactions: [] });
  const ordered = [...input.interactions].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  for (const interaction of ordered) {
    for (const personId of new Set(interaction.personIds)) addContact(graph, interaction, personId);
  }
  return graph;
}

function addContact(graph: ContactGraph, interaction: InteractionInput, personId: string): void {
  const person = personNode(personId);
  if (!graph.hasNode(person)) return;
  graph.getNodeAttribute(person, 'interactions').push(interaction);
  const colleague = interaction.ownerId === null ? null : colleagueNode(interaction.ownerId);
  if (colleague === null || !graph.hasNode(colleague)) return;
  const edge = graph.edge(colleague, person);
  if (edge === undefined) graph.addEdge(colleague, person, { interactions: [interaction] });
  else graph.getEdgeAttribute(edge, 'interactions').push(interaction);
}

interface Surroundings {
  input: AccountInput;
  graph: ContactGraph;
  lines: ReportingLines;
}

function toMapPerson(person: PersonInput, { input, graph, lines }: Surroundings): MapPerson {
  const all = graph.getNodeAttribute(personNode(person.personId), 'interactions');
  const happened = all.filter((interaction) => tookPlace(interaction, input.now));
  const title = person.title === null ? null : classifyTitle(person.title);
  const seniority = seniorityOf(person, title);
  const strength = strengthOf(happened, { now: input.now, seniority });
  const roleFacts = rolesOf({ person, title, interactions: happened, deals: input.deals, now: input.now });
  return {
    id: person.personId,
    name: person.name,
    title: person.title,
    email: person.email,
    department: person.department ?? title?.department ?? null,
    seniority,
    roles: roleFacts,
    stance: stanceOf({ person }),
    strength: strength.score,
    trend: strength.trend,
    strongestColleagueId: strongestColleague(graph, person.personId, input),
    lastContactAt: strength.lastContactAt,
    interactionCount: strength.count,
    verifyBy: verifyBy({ person, strength, facts: roleFacts.map(({ fact }) => fact) }),
    left: leftFact(person, all),
    managerId: lines.managerOf.get(person.personId) ?? null,
    placeholder: false,
    madeUp: person.madeUp,
  };
}

function seniorityOf(person: PersonInput, title: TitleClass | null): Seniority | null {
  return seniorities.find((known) => known === person.seniority) ?? title?.seniority ?? null;
}

function strongestColleague(graph: ContactGraph, personId: string, input: AccountInput): string | null {
  const scored = graph.mapInEdges(personNode(personId), (_edge, { interactions }, colleague) => ({
    ownerId: colleague.slice('colleague '.length),
    score: strengthOf(
      interactions.filter((interaction) => tookPlace(interaction, input.now)),
      { now: input.now, seniority: null },
    ).score,
  }));
  return scored.sort((a, b) => b.score - a.score || (a.ownerId < b.ownerId ? -1 : 1))[0]?.ownerId ?? null;
}

/** The earliest date at which something known of the person grows old; contact renews it. */
function verifyBy({
  person,
  strength,
  facts,
}: {
  person: PersonInput;
  strength: Strength;
  facts: Fact[];
}): number | null {
  if (facts.length === 0) return null;
  const due = facts.map(
    (fact) =>
      Math.max(fact.date ?? person.updatedAt, strength.lastContactAt ?? 0) + verifyAfterDays[fact.state] * dayMs,
  );
  return Math.min(...due);
}

/** Gone for sure where HubSpot says so; likely where the last mail bounced and nothing came after. */
function leftFact(person: PersonInput, interactions: InteractionInput[]): Fact | null {
  if (person.left)
    return {
      state: 'observed',
      source: 'bounce',
      date: person.updatedAt,
      probability: 0.9,
      reasons: [{ code: 'mail_bounced', params: {} }],
    };
  const last = interactions.at(-1);
  if (last?.outcome !== 'bounced') return null;
  return {
    state: 'inferred',
    source: 'interactions',
    date: last.at,
    probability: 0.7,
    reasons: [{ code: 'mail_bounced', params: {} }],
  };
}

function reportsTo(lines: ReportingLines): Relationship[] {
  return lines.lines
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

function knows(graph: ContactGraph, input: AccountInput): Relationship[] {
  const edges = graph.mapEdges((_edge, { interactions }, colleague, person): Relationship | null => {
    const happened = interactions.filter((interaction) => tookPlace(interaction, input.now));
    const { score, lastContactAt, count } = strengthOf(happened, { now: input.now, seniority: null });
    if (count === 0) return null;
    const reasons = [{ code: 'contacts', params: { count } }];
    const fact: Fact = { state: 'observed', source: 'interactions', date: lastContactAt, probability: 1, reasons };
    return {
      kind: 'knows',
      fromId: colleague.slice('colleague '.length),
      toId: person.slice('person '.length),
      fact,
      weight: score,
      count,
    };
  });
  return edges
    .filter((edge): edge is Relationship => edge !== null)
    .sort((a, b) => (a.fromId === b.fromId ? (a.toId < b.toId ? -1 : 1) : a.fromId < b.fromId ? -1 : 1));
}

function parkingLot(people: MapPerson[]): string[] {
  const managers = new Set(people.map(({ managerId }) => managerId));
  return people
    .filter((person) => person.roles.length === 0 && person.managerId === null && !managers.has(person.id))
    .map(({ id }) => id);
}

function byId(a: PersonInput, b: PersonInput): number {
  return a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : 0;
}
