// Where each card of a map stands: one function for server and browser. A top-down tidy tree by reporting line whose leaves stand in stacks
// on a spine, buyers first; people without a part fold to “5 more, no role”; who has no place stands in the parking lot below.
import type { AccountMap, MapPerson, Role } from './model.ts';
import { chooseVisible, type Visible } from './visible-people.ts';

export const cardSize = { width: 184, height: 96 } as const;
const gap = { column: 20, level: 44, stack: 12, indent: 18 } as const;
const chipHeight = 30;
const margin = 16;
const rowWidthMax = 1_240;
const parkingCard = { width: 184, height: 46 } as const;
const parkingMax = 24;

export interface LayoutOptions {
  /** `buying-center`: people with a part and those above them; `all`: everybody. */
  focus: 'buying-center' | 'all';
  /** Managers (person ids, or `root`) whose folded people are shown. */
  expanded: readonly string[];
  /** Cards at most; the rest folds. */
  cardsMax: number;
}

export interface CardBox {
  kind: 'person' | 'missing';
  /** Null for a missing role. */
  personId: string | null;
  role: Role | null;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface FoldBox {
  /** The manager, or `root`. */
  managerId: string;
  personIds: string[];
  /** Nobody folded here has a role. */
  noRole: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface MapLayout {
  width: number;
  height: number;
  cards: CardBox[];
  folds: FoldBox[];
  /** Reporting lines as polylines of x, y pairs. */
  lines: { points: [number, number][] }[];
  parking: { y: number; cards: CardBox[]; more: number } | null;
}

/** Deterministic and stable: the same people stand in the same places. Cost about linear in people. */
export function layoutMap(map: AccountMap, options: LayoutOptions): MapLayout {
  const visible = chooseVisible(map, options);
  const layout: MapLayout = { width: 0, height: 0, cards: [], folds: [], lines: [], parking: null };
  const blocks = [
    ...visible.roots
      .filter((id) => visible.childrenOf.has(id) || visible.foldedOf.has(id))
      .map((id) => treeBlock(id, visible)),
  ];
  const singles = visible.roots.filter((id) => !visible.childrenOf.has(id) && !visible.foldedOf.has(id));
  const loose = [
    ...singles.map((id) => cardBlock(personBox(id))),
    ...map.coverage.missingRoles.map((role) => cardBlock(missingBox(role))),
  ];
  const rootFold = visible.foldedOf.get('root');
  if (rootFold !== undefined) loose.push(foldBlock(rootFold));
  const bottom = placeInRows([...blocks, ...loose], layout);
  layout.width =
    Math.max(
      ...layout.cards.map((card) => card.x + card.width),
      ...layout.folds.map((fold) => fold.x + fold.width),
      320,
    ) + margin;
  layout.height = bottom + margin;
  placeParking(map, visible, layout);
  return layout;
}

/** A block with its parts relative to its own corner. */
interface Block {
  width: number;
  height: number;
  cards: CardBox[];
  folds: FoldBox[];
  lines: { points: [number, number][] }[];
  /** Where a line from above arrives. */
  entry: [number, number];
}

function personBox(personId: string): CardBox {
  return { kind: 'person', personId, role: null, x: 0, y: 0, ...cardSize };
}

function missingBox(role: Role): CardBox {
  return { kind: 'missing', personId: null, role, x: 0, y: 0, ...cardSize };
}

function cardBlock(card: CardBox): Block {
  return { width: card.width, height: card.height, cards: [card], folds: [], lines: [], entry: [card.width / 2, 0] };
}

function foldBlock(fold: { managerId: string; personIds: string[]; noRole: boolean }): Block {
  const box: FoldBox = { ...fold, x: 0, y: 0, width: cardSize.width, height: chipHeight };
  return { width: box.width, height: box.height, cards: [], folds: [box], lines: [], entry: [0, chipHeight / 2] };
}

function treeBlock(personId: string, visible: Visible): Block {
  const children = visible.childrenOf.get(personId) ?? [];
  const branches = children
    .filter((id) => visible.childrenOf.has(id) || visible.foldedOf.has(id))
    .map((id) => treeBlock(id, visible));
  const leaves = children
    .filter((id) => !visible.childrenOf.has(id) && !visible.foldedOf.has(id))
    .map((id) => cardBlock(personBox(id)));
  const fold = visible.foldedOf.get(personId);
  const stacked = fold === undefined ? leaves : [...leaves, foldBlock(fold)];
  if (branches.length === 0) return spineUnder(personBox(personId), stacked);
  const stack = stacked.length === 0 ? [] : [stackBlock(stacked)];
  return busUnder(personBox(personId), [...stack, ...branches]);
}

/** Leaves below their manager, in one column or two, each tied to a spine on the left. */
function spineUnder(manager: CardBox, stacked: Block[]): Block {
  const stack = stackBlock(stacked);
  const block = cardBlock(manager);
  shift(stack, 0, manager.height + gap.stack + 4);
  absorb(block, stack);
  block.lines.push({
    points: [
      [gap.indent / 2, manager.height],
      [gap.indent / 2, manager.height + gap.stack + 6],
    ],
  });
  block.width = Math.max(manager.width, stack.width);
  block.height = manager.height + gap.stack + 4 + stack.height;
  return block;
}

function stackBlock(stacked: Block[]): Block {
  const columns = stacked.length > 5 ? 2 : 1;
  const rows = Math.ceil(stacked.length / columns);
  const block: Block = { width: 0, height: 0, cards: [], folds: [], lines: [], entry: [gap.indent / 2, 0] };
  for (let column = 0; column < columns; column++) {
    const spineX = column * (cardSize.width + gap.indent) + gap.indent / 2;
    let y = 0;
    for (const part of stacked.slice(column * rows, (column + 1) * rows)) {
      const middle = y + part.height / 2;
      shift(part, spineX + gap.indent / 2, y);
      absorb(block, part);
      block.lines.push({
        points: [
          [spineX, 0],
          [spineX, middle],
          [spineX + gap.indent / 2, middle],
        ],
      });
      y += part.height + gap.stack;
    }
    block.height = Math.max(block.height, y - gap.stack);
  }
  if (columns === 2)
    block.lines.push({
      points: [
        [gap.indent / 2, 0],
        [cardSize.width + gap.indent * 1.5, 0],
      ],
    });
  block.width = columns * (cardSize.width + gap.indent);
  return block;
}

/** Branches side by side below their manager, joined by a bus. */
function busUnder(manager: CardBox, branches: Block[]): Block {
  const block = cardBlock(manager);
  const top = manager.height + gap.level;
  let x = 0;
  const entries: [number, number][] = [];
  for (const branch of branches) {
    shift(branch, x, top);
    absorb(block, branch);
    entries.push(branch.entry);
    block.height = Math.max(block.height, top + branch.height);
    x += branch.width + gap.column;
  }
  const first = entries[0]?.[0] ?? 0;
  const last = entries.at(-1)?.[0] ?? 0;
  const width = Math.max(manager.width, x - gap.column);
  const center = Math.min(Math.max((first + last) / 2, manager.width / 2), width - manager.width / 2);
  manager.x = center - manager.width / 2;
  const busY = manager.height + gap.level / 2;
  for (const [entryX, entryY] of entries)
    block.lines.push({
      points: [
        [center, manager.height],
        [center, busY],
        [entryX, busY],
        [entryX, entryY],
      ],
    });
  block.width = width;
  block.entry = [center, 0];
  return block;
}

function shift(block: Block, dx: number, dy: number): void {
  for (const box of [...block.cards, ...block.folds]) {
    box.x += dx;
    box.y += dy;
  }
  for (const line of block.lines) line.points = line.points.map(([x, y]) => [x + dx, y + dy]);
  block.entry = [block.entry[0] + dx, block.entry[1] + dy];
}

function absorb(block: Block, part: Block): void {
  block.cards.push(...part.cards);
  block.folds.push(...part.folds);
  block.lines.push(...part.lines);
}

/** Blocks left to right, in as many rows as the width asks for: several roots never make one endless row. */
function placeInRows(blocks: Block[], layout: MapLayout): number {
  let [x, y, rowHeight] = [margin, margin, 0];
  for (const block of blocks) {
    if (x > margin && x + block.width > rowWidthMax) [x, y, rowHeight] = [margin, y + rowHeight + gap.level, 0];
    shift(block, x, y);
    layout.cards.push(...block.cards);
    layout.folds.push(...block.folds);
    layout.lines.push(...block.lines);
    x += block.width + gap.column;
    rowHeight = Math.max(rowHeight, block.height);
  }
  return y + rowHeight;
}

function placeParking(map: AccountMap, visible: Visible, layout: MapLayout): void {
  const parked = visible.parked;
  if (parked.length === 0) return;
  const shown = parked.slice(0, parkingMax);
  const columns = Math.max(1, Math.floor((Math.max(layout.width, 640) - margin) / (parkingCard.width + gap.stack)));
  const top = layout.height + 30;
  const cards = shown.map(
    (person: MapPerson, at): CardBox => ({
      kind: 'person',
      personId: person.id,
      role: null,
      x: margin + (at % columns) * (parkingCard.width + gap.stack),
      y: top + Math.floor(at / columns) * (parkingCard.height + gap.stack),
      ...parkingCard,
    }),
  );
  layout.parking = { y: layout.height, cards, more: parked.length - shown.length };
  const rows = Math.ceil(shown.length / columns) + (parked.length > shown.length ? 1 : 0);
  layout.height = top + rows * (parkingCard.height + gap.stack) + margin;
  layout.width = Math.max(layout.width, ...cards.map((card) => card.x + card.width + margin));
  if (map.people.length === 0) layout.parking = null;
}
