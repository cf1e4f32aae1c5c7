// Who of us is in contact with whom of them: a graph whose edges from colleagues to people carry their interactions, and what it says.
import { DirectedGraph } from 'graphology';
import type { AccountInput, Colleague, InteractionInput, PersonInput, Relationship } from './model.ts';
import { type Strength, strengthOf } from './strength.ts';

interface PersonNode {
  id: string;
  /** All of the person's, oldest first, also those that failed. */
  interactions: InteractionInput[];
}

interface ContactEdge {
  interactions: InteractionInput[];
  strength: Strength | null;
}

export type ContactGraph = DirectedGraph<PersonNode, ContactEdge>;

/** Owner ids and contact ids come from two number ranges that overlap. */
const personNode = (id: string): string => `person ${id}`;
const colleagueNode = (id: string): string => `colleague ${id}`;

/** Linear in interactions, but for sorting them. What names unknown people or owners adds no node. */
export function contactGraph(
  input: Pick<AccountInput, 'people' | 'colleagues' | 'interactions' | 'now'>,
): ContactGraph {
  const graph: ContactGraph = new DirectedGraph<PersonNode, ContactEdge>();
  for (const { personId } of input.people) graph.mergeNode(personNode(personId), { id: personId, interactions: [] });
  for (const { ownerId } of input.colleagues)
    graph.mergeNode(colleagueNode(ownerId), { id: ownerId, interactions: [] });
  for (const interaction of inOrder(input.interactions)) addContact(graph, interaction);
  graph.forEachEdge((_edge, attributes) => {
    attributes.strength = strengthOf(attributes.interactions, { now: input.now, seniority: null });
  });
  return graph;
}

/** The same contact told twice counts once. */
function inOrder(interactions: InteractionInput[]): InteractionInput[] {
  const unique = new Map(interactions.map((each) => [`${each.kind} ${each.id}`, each]));
  return [...unique.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

function addContact(graph: ContactGraph, interaction: InteractionInput): void {
  const colleague = interaction.ownerId === null ? null : colleagueNode(interaction.ownerId);
  const isOurs = colleague !== null && graph.hasNode(colleague);
  for (const personId of new Set(interaction.personIds)) {
    const person = personNode(personId);
    if (!graph.hasNode(person)) continue;
    graph.getNodeAttribute(person, 'interactions').push(interaction);
    if (!isOurs) continue;
    const edge = graph.edge(colleague, person);
    if (edge === undefined) graph.addEdge(colleague, person, { interactions: [interaction], strength: null });
    else graph.getEdgeAttribute(edge, 'interactions').push(interaction);
  }
}

/** All interactions of a person, oldest first. */
export function interactionsOf(graph: ContactGraph, { personId }: Pick<PersonInput, 'personId'>): InteractionInput[] {
  return graph.getNodeAttribute(personNode(personId), 'interactions');
}

/** Our colleague who is closest to the person; null when nobody had contact. */
export function strongestColleague(graph: ContactGraph, personId: string): Colleague['ownerId'] | null {
  let best: { ownerId: string; score: number } | null = null;
  graph.forEachInEdge(personNode(personId), (_edge, { strength }, colleague) => {
    const ownerId = graph.getNodeAttribute(colleague, 'id');
    if (strength === null || strength.count === 0) return;
    if (best === null || strength.score > best.score || (strength.score === best.score && ownerId < best.ownerId)) {
      best = { ownerId, score: strength.score };
    }
  });
  return ownerIdOf(best);
}

function ownerIdOf(best: { ownerId: string } | null): string | null {
  return best === null ? null : best.ownerId;
}

/** Who of us knows whom, with how well and since when; ordered by ids. */
export function knowsRelationships(graph: ContactGraph): Relationship[] {
  const edges = graph.mapEdges((_edge, { strength }, colleague, person): Relationship[] => {
    if (strength === null || strength.count === 0) return [];
    return [
      {
        kind: 'knows',
        fromId: graph.getNodeAttribute(colleague, 'id'),
        toId: graph.getNodeAttribute(person, 'id'),
        fact: {
          state: 'observed',
          source: 'interactions',
          date: strength.lastContactAt,
          probability: 1,
          reasons: [{ code: 'contacts', params: { count: strength.count } }, ...strength.reasons],
        },
        weight: strength.score / 100,
        count: strength.count,
      },
    ];
  });
  return edges.flat().sort((a, b) => compare(a.fromId, b.fromId) || compare(a.toId, b.toId));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
