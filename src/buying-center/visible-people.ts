// Which people of a map get a card of their own, which fold into their manager's “more”, and which stand in the parking lot.

import type { LayoutOptions } from './layout-map.ts';
import type { AccountMap, MapPerson, Role } from './model.ts';

export interface Visible {
  /** People without a visible manager, in order. */
  roots: string[];
  /** Visible reports by visible manager, in order. */
  childrenOf: Map<string, string[]>;
  /** By manager, or `root`. */
  foldedOf: Map<string, { managerId: string; personIds: string[]; noRole: boolean }>;
  parked: MapPerson[];
}

/** Buyers first: who signs and decides before who uses. */
const roleOrder: Role[] = [
  'economic_buyer',
  'decider',
  'executive_sponsor',
  'champion',
  'procurement',
  'technical_evaluator',
  'end_user',
  'legal_compliance',
  'influencer',
  'initiator',
  'coach',
  'gatekeeper',
];

export function chooseVisible(map: AccountMap, options: LayoutOptions): Visible {
  const personById = new Map(map.people.map((person) => [person.id, person]));
  const parkedIds = new Set(map.parkingLot);
  const placed = map.people.filter((person) => !parkedIds.has(person.id)).sort(byImportance);
  const shown = new Set<string>();
  const wanted = placed.filter(
    (person) => options.focus === 'all' || person.roles.length > 0 || isExpanded(person, options),
  );
  for (const person of wanted) {
    if (shown.size >= options.cardsMax) break;
    showWithManagers(person, { personById, shown });
  }
  return group(placed, {
    shown,
    personById,
    parked: map.parkingLot.flatMap((id) => personById.get(id) ?? []).sort(byImportance),
  });
}

function isExpanded(person: MapPerson, { expanded }: LayoutOptions): boolean {
  return expanded.includes(person.managerId ?? 'root');
}

function showWithManagers(
  person: MapPerson,
  { personById, shown }: { personById: Map<string, MapPerson>; shown: Set<string> },
): void {
  for (
    let at: MapPerson | undefined = person;
    at !== undefined && !shown.has(at.id);
    at = at.managerId === null ? undefined : personById.get(at.managerId)
  ) {
    shown.add(at.id);
  }
}

interface Grouping {
  shown: Set<string>;
  personById: Map<string, MapPerson>;
  parked: MapPerson[];
}

function group(placed: MapPerson[], { shown, personById, parked }: Grouping): Visible {
  const visible: Visible = { roots: [], childrenOf: new Map(), foldedOf: new Map(), parked };
  for (const person of placed) {
    const manager = nearestShown(person, { shown, personById });
    if (shown.has(person.id)) {
      if (manager === null) visible.roots.push(person.id);
      else visible.childrenOf.set(manager, [...(visible.childrenOf.get(manager) ?? []), person.id]);
      continue;
    }
    const key = manager ?? 'root';
    const fold = visible.foldedOf.get(key) ?? { managerId: key, personIds: [], noRole: true };
    fold.personIds.push(person.id);
    if (person.roles.length > 0) fold.noRole = false;
    visible.foldedOf.set(key, fold);
  }
  return visible;
}

function nearestShown(person: MapPerson, { shown, personById }: Pick<Grouping, 'shown' | 'personById'>): string | null {
  for (let id = person.managerId; id !== null; id = personById.get(id)?.managerId ?? null) if (shown.has(id)) return id;
  return null;
}

function byImportance(a: MapPerson, b: MapPerson): number {
  return (
    orderOf(a) - orderOf(b) || b.strength - a.strength || a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1)
  );
}

function orderOf(person: MapPerson): number {
  if (person.roles.length === 0) return roleOrder.length;
  return Math.min(...person.roles.map(({ role }) => roleOrder.indexOf(role)));
}
