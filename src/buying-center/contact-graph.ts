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
  strength: Strength;
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
  const people = new Map<string, PersonContacts>();
  for (const { personId } of input.people) people.set(personId, { interactions: [], byOwner: new Map() });
  for (const interaction of inOrder(input.interactions)) addContact(people, interaction);
  for (const { ownerId } of input.colleagues)
    graph.mergeNode(colleagueNode(ownerId), { id: ownerId, interactions: [] });
  for (const [id, { interactions, byOwner }] of people) {
    graph.addNode(personNode(id), { id, interactions });
    for (const [ownerId, contacts] of byOwner) {
      if (!graph.hasNode(colleagueNode(ownerId))) continue;
      const strength = strengthOf(contacts, { now: input.now, seniority: null });
      if (strength.count > 0) graph.addEdge(colleagueNode(ownerId), personNode(id), { strength });
    }
  }
  return graph;
}

interface PersonContacts {
  interactions: InteractionInput[];
  byOwner: Map<string, InteractionInput[]>;
}

/** The same contact told twice counts once. */
function inOrder(interactions: InteractionInput[]): InteractionInput[] {
  const sorted = interactions.toSorted((a, b) => a.at - b.at || compare(a.id, b.id) || compare(a.kind, b.kind));
  return sorted.filter((each, at) => each.id !== sorted[at - 1]?.id || each.kind !== sorted[at - 1]?.kind);
}

/** Collected in maps first: a graph asked twice an interaction would cost more than all the rest. */
function addContact(people: Map<string, PersonContacts>, interaction: InteractionInput): void {
  const { ownerId, personIds } = interaction;
  for (const [at, personId] of personIds.entries()) {
    const contacts = people.get(personId);
    if (contacts === undefined || personIds.indexOf(personId) < at) continue;
    contacts.interactions.push(interaction);
    if (ownerId === null) continue;
    const shared = contacts.byOwner.get(ownerId);
    if (shared === undefined) contacts.byOwner.set(ownerId, [interaction]);
    else shared.push(interaction);
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
  const edges = graph.mapEdges((_edge, { strength }, colleague, person): Relationship => {
    return {
      kind: 'knows',
      fromId: graph.getNodeAttribute(colleague, 'id'),
      toId: graph.getNodeAttribute(person, 'id'),
      fact: {
        state: 'observed',
        source: 'interactions',
        date: strength.lastContactAt,
        probability: 1,
        reasons: [{ code: 'contacts', params: { count: strength.count } }],
      },
      weight: strength.score / 100,
      count: strength.count,
    };
  });
  return edges.sort((a, b) => compare(a.fromId, b.fromId) || compare(a.toId, b.toId));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
