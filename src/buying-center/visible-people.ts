// Which people of a map get a card of their own, which fold into a stack, and which stand in the parking lot.
import type { LayoutOptions, MapStack } from './layout-model.ts';
import type { AccountMap, MapPerson, Role } from './model.ts';

export interface Fold {
  id: string;
  parentId: string | null;
  why: MapStack['why'];
  personIds: string[];
}

export interface Visible {
  /** People with a card and no visible manager, placeholders among them, in order. */
  roots: MapPerson[];
  /** Visible reports by visible manager, in order. */
  childrenOf: Map<string, string[]>;
  /** By manager; `''` for people at the top. */
  foldOf: Map<string, Fold>;
  parked: MapPerson[];
  /** The parking lot as one chip, where there is no room for its cards; `parked` is empty then. */
  parkedFold: Fold | undefined;
}

interface VisibleOptions {
  focus: NonNullable<LayoutOptions['focus']>;
  collapsed: ReadonlySet<string>;
  expanded: ReadonlySet<string>;
  cardsMax: number;
  placeholdersMax: number;
  isParkingFolded: boolean;
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

export function foldId(parentId: string | null): string {
  return `more:${parentId ?? ''}`;
}

/** Everybody is in exactly one of: a root, a child, a fold, the parking lot. */
export function chooseVisible(map: AccountMap, options: VisibleOptions): Visible {
  const personById = new Map(map.people.map((person) => [person.id, person]));
  const parkedIds = new Set(map.parkingLot);
  const placed = map.people.filter((person) => !parkedIds.has(person.id)).sort(byImportance);
  const shown = new Set<string>();
  const unwanted = new Set(placed.filter(({ placeholder }) => placeholder).slice(options.placeholdersMax));
  for (const person of placed) {
    if (isWanted(person, options) && !unwanted.has(person)) show(person, { personById, shown, options });
  }
  const parked = map.people.filter((person) => parkedIds.has(person.id)).sort(byImportance);
  return group(placed, { shown, personById, parked, options });
}

function isWanted(person: MapPerson, { focus, expanded }: VisibleOptions): boolean {
  return focus === 'all' || person.roles.length > 0 || expanded.has(foldId(person.managerId));
}

interface Showing {
  personById: Map<string, MapPerson>;
  shown: Set<string>;
  options: VisibleOptions;
}

/** Shows a person with all managers above, or not at all: a line past a hidden manager would say something false. */
function show(person: MapPerson, { personById, shown, options }: Showing): void {
  const chain: string[] = [];
  for (let at: MapPerson | undefined = person; at !== undefined && !shown.has(at.id); at = managerOf(at, personById)) {
    chain.push(at.id);
    if (at.managerId !== null && options.collapsed.has(at.managerId)) return;
  }
  if (isBelowCollapsed(chain.at(-1), personById, options.collapsed)) return;
  if (shown.size + chain.length > options.cardsMax) return;
  for (const id of chain) shown.add(id);
}

function isBelowCollapsed(
  id: string | undefined,
  personById: Map<string, MapPerson>,
  collapsed: ReadonlySet<string>,
): boolean {
  if (id === undefined || collapsed.size === 0) return false;
  for (let at = personById.get(id); at !== undefined; at = managerOf(at, personById)) {
    if (at.managerId !== null && collapsed.has(at.managerId)) return true;
  }
  return false;
}

function managerOf(person: MapPerson, personById: Map<string, MapPerson>): MapPerson | undefined {
  return person.managerId === null ? undefined : personById.get(person.managerId);
}

interface Grouping extends Showing {
  parked: MapPerson[];
}

function group(placed: MapPerson[], { shown, personById, parked, options }: Grouping): Visible {
  const visible: Visible = { roots: [], childrenOf: new Map(), foldOf: new Map(), ...parking(parked, options) };
  const nearest = nearestShown(personById, shown);
  for (const person of placed) {
    const manager = nearest(person.managerId);
    if (!shown.has(person.id)) addToFold(visible, { person, manager, options });
    else if (manager === null) visible.roots.push(person);
    else {
      const children = visible.childrenOf.get(manager);
      if (children === undefined) visible.childrenOf.set(manager, [person.id]);
      else children.push(person.id);
    }
  }
  return visible;
}

function parking(parked: MapPerson[], { isParkingFolded }: VisibleOptions): Pick<Visible, 'parked' | 'parkedFold'> {
  if (!isParkingFolded || parked.length === 0) return { parked, parkedFold: undefined };
  const personIds = parked.map(({ id }) => id);
  return { parked: [], parkedFold: { id: foldId('parking'), parentId: null, why: 'parking', personIds } };
}

function addToFold(
  visible: Visible,
  { person, manager, options }: { person: MapPerson; manager: string | null; options: VisibleOptions },
): void {
  const why = manager !== null && options.collapsed.has(manager) ? 'collapsed' : 'no_role';
  const fold = visible.foldOf.get(manager ?? '') ?? { id: foldId(manager), parentId: manager, why, personIds: [] };
  fold.personIds.push(person.id);
  if (fold.why === 'no_role' && person.roles.length > 0) fold.why = 'no_room';
  visible.foldOf.set(manager ?? '', fold);
}

/** Looks up each chain of managers once. */
function nearestShown(
  personById: Map<string, MapPerson>,
  shown: ReadonlySet<string>,
): (managerId: string | null) => string | null {
  const known = new Map<string, string | null>();
  return (managerId) => {
    const passed: string[] = [];
    let at = managerId;
    while (at !== null && !shown.has(at) && !known.has(at)) {
      passed.push(at);
      at = personById.get(at)?.managerId ?? null;
    }
    const found = at === null || shown.has(at) ? at : (known.get(at) ?? null);
    for (const id of passed) known.set(id, found);
    return found;
  };
}

function byImportance(a: MapPerson, b: MapPerson): number {
  return orderOf(a) - orderOf(b) || b.strength - a.strength || compare(a.name, b.name) || compare(a.id, b.id);
}

function orderOf(person: MapPerson): number {
  return person.roles.reduce((least, { role }) => Math.min(least, roleOrder.indexOf(role)), roleOrder.length);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
