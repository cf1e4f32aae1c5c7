// Where everything on a map stands: one function for server and browser. Trees of reporting lines first; people outside of them by level,
// buyers first; roles still to find; people without a place in the parking lot below. Nothing overlaps, and rows keep to a width.
import {
  type Block,
  emptyBlock,
  flatten,
  intoRows,
  type Metrics,
  metricsOf,
  place,
  roundedPath,
} from './layout-blocks.ts';
import type { LayoutOptions, MapBox, MapHeading, MapLayout, MapLevel, MapStack } from './layout-model.ts';
import { cardBlock, foldBlock, treeBlock } from './layout-tree.ts';
import type { AccountMap, MapPerson, Seniority } from './model.ts';
import { chooseVisible, type Fold, foldId, type Visible } from './visible-people.ts';

const widthMin = 320;
const lineRadius = 7;
/** Page for each pixel of card: gaps, and rows that do not come out even. */
const pageShare = 4;

/** Deterministic; the same people stand in the same places. Everybody is in exactly one box or stack. About linear in people. */
export function layoutMap(map: AccountMap, options: LayoutOptions = {}): MapLayout {
  const size = options.size ?? 'full';
  const base = metricsOf[size];
  const expanded = new Set(options.expanded);
  const visible = chooseVisible(map, {
    focus: options.focus ?? 'buying-center',
    collapsed: new Set(options.collapsed),
    expanded,
    cardsMax: options.cardsMax ?? base.cardsMax,
    placeholdersMax: base.placeholdersMax,
    isParkingFolded: base.parkedMax === 0 && !expanded.has(foldId('parking')),
  });
  const pageWidth = options.widthMax ?? (size === 'full' ? fittingWidth(visible, base) : base.widthMax);
  const metrics = { ...base, widthMax: Math.max(base.card.width * 2, pageWidth - 2 * base.margin) };
  const layout = emptyLayout(size);
  const page = placeContent(layout, { visible, metrics });
  placeParking(layout, { parked: visible.parked, metrics, top: page, isOpen: expanded.has(foldId('parking')) });
  settleSize(layout, { metrics, widthWanted: size === 'picture' ? pageWidth : widthMin });
  return layout;
}

/** Many cards ask for a wider page, so that it does not become a ribbon: about as wide as high. */
function fittingWidth({ roots, childrenOf }: Visible, { card, widthMax }: Metrics): number {
  const cards = [...childrenOf.values()].reduce((sum, children) => sum + children.length, roots.length);
  return Math.max(widthMax, Math.round(Math.sqrt(cards * card.width * card.height * pageShare)));
}

function emptyLayout(size: MapLayout['size']): MapLayout {
  return { width: 0, height: 0, size, boxes: [], lines: [], stacks: [], headings: [], parkingLot: null };
}

interface Content {
  visible: Visible;
  metrics: Metrics;
}

/** Trees, then groups; gives back where the page ends. */
function placeContent(layout: MapLayout, { visible, metrics }: Content): number {
  const isTree = ({ id }: MapPerson): boolean => visible.childrenOf.has(id) || visible.foldOf.has(id);
  const trees = visible.roots
    .filter(isTree)
    .map(({ id }) => treeBlock(id, { visible, metrics }, { depth: 0, widthMax: metrics.widthMax }));
  let bottom = placeRows(layout, { blocks: trees, visible, metrics, top: metrics.margin });
  const singles = visible.roots.filter((person) => !isTree(person));
  for (const { kind, people } of groupsOf(singles)) {
    bottom = placeGroup(layout, { kind, people, visible, metrics, top: bottom });
  }
  const chips = [visible.foldOf.get(''), visible.parkedFold].filter((fold) => fold !== undefined);
  const blocks = chips.map((fold) => foldBlock(fold, metrics));
  return placeRows(layout, { blocks, visible, metrics, top: bottom });
}

const levelOf: Record<Seniority, MapLevel> = {
  owner: 'leadership',
  partner: 'leadership',
  executive: 'leadership',
  vp: 'leadership',
  director: 'leadership',
  manager: 'management',
  senior: 'staff',
  employee: 'staff',
  entry: 'staff',
};
const groupOrder: MapHeading['kind'][] = ['leadership', 'management', 'staff', 'unknown', 'still_to_find'];

function groupsOf(people: MapPerson[]): { kind: MapHeading['kind']; people: MapPerson[] }[] {
  const kindOf = (person: MapPerson): MapHeading['kind'] => {
    if (person.placeholder) return 'still_to_find';
    return person.seniority === null ? 'unknown' : levelOf[person.seniority];
  };
  const groups = Map.groupBy(people, kindOf);
  return groupOrder.flatMap((kind) => {
    const members = groups.get(kind);
    return members === undefined ? [] : [{ kind, people: members }];
  });
}

interface GroupPlan extends Content {
  kind: MapHeading['kind'];
  people: MapPerson[];
  top: number;
}

function placeGroup(layout: MapLayout, { kind, people, visible, metrics, top }: GroupPlan): number {
  const height = metrics.gap.heading;
  layout.headings.push({ kind, count: people.length, x: metrics.margin, y: top, width: metrics.widthMax, height });
  const blocks = people.map(({ id }) => cardBlock(id, { metrics, depth: 0 }));
  return placeRows(layout, { blocks, visible, metrics, top: top + height });
}

interface RowsPlan extends Content {
  blocks: Block[];
  top: number;
}

/** Rows of blocks from `top` on; gives back where the next thing may stand. */
function placeRows(layout: MapLayout, { blocks, visible, metrics, top }: RowsPlan): number {
  const page = emptyBlock();
  const { column, stack } = metrics.gap;
  let y = top;
  for (const row of intoRows(blocks, { widthMax: metrics.widthMax, gap: column })) {
    let x = metrics.margin;
    for (const block of row) {
      place(page, block, [x, y]);
      x += block.width + column;
    }
    y += row.reduce((most, { height }) => Math.max(most, height), 0) + stack + 6;
  }
  collect(layout, page, visible);
  return y;
}

function collect(layout: MapLayout, page: Block, visible: Visible): void {
  const { foldOf, parkedFold } = visible;
  const all = [...foldOf.values(), ...(parkedFold === undefined ? [] : [parkedFold])];
  const folds = new Map(all.map((fold) => [fold.id, fold]));
  const { items, lines } = flatten(page);
  for (const { kind, id, depth, x, y, width, height } of items) {
    const rectangle = { x, y, width, height };
    const fold = kind === 'fold' ? folds.get(id) : undefined;
    if (fold === undefined) layout.boxes.push({ personId: id, area: 'tree', depth, ...rectangle });
    else layout.stacks.push(stackOf(fold, rectangle));
  }
  for (const { fromId, toId, points } of lines) {
    layout.lines.push({ kind: 'reports_to', fromId, toId, path: roundedPath(points, lineRadius) });
  }
}

function stackOf(fold: Fold, rectangle: Pick<MapStack, 'x' | 'y' | 'width' | 'height'>): MapStack {
  return { ...fold, ...rectangle };
}

interface ParkingPlan {
  parked: MapPerson[];
  metrics: Metrics;
  top: number;
  isOpen: boolean;
}

function placeParking(layout: MapLayout, { parked, metrics, top, isOpen }: ParkingPlan): void {
  if (parked.length === 0) {
    layout.height = top;
    return;
  }
  const { margin, gap, parked: card } = metrics;
  const inset = metrics.parkedMax === 0 ? 0 : 12;
  const shown = isOpen ? parked : parked.slice(0, metrics.parkedMax);
  const headingHeight = shown.length === 0 ? 0 : gap.heading - 8;
  const columns = Math.max(1, Math.floor((metrics.widthMax - 2 * inset + gap.stack) / (card.width + gap.stack)));
  const placeOf = (at: number): Pick<MapBox, 'x' | 'y'> => ({
    x: margin + inset + (at % columns) * (card.width + gap.stack),
    y: top + inset + headingHeight + Math.floor(at / columns) * (card.height + gap.stack),
  });
  shown.forEach(({ id }, at) => {
    layout.boxes.push({ personId: id, area: 'parking', depth: 0, ...placeOf(at), ...card });
  });
  const rest = parked.slice(shown.length).map(({ id }) => id);
  if (rest.length > 0) {
    const size = { ...metrics.chip, width: Math.max(metrics.chip.width, 200) };
    layout.stacks.push({
      id: foldId('parking'),
      parentId: null,
      why: 'parking',
      personIds: rest,
      ...placeOf(shown.length),
      ...size,
    });
  }
  const rows = Math.ceil((shown.length + (rest.length > 0 ? 1 : 0)) / columns);
  const height = 2 * inset + headingHeight + rows * (card.height + gap.stack) - gap.stack;
  if (shown.length > 0) {
    const heading = {
      x: margin + inset,
      y: top + inset - 6,
      width: metrics.widthMax - 2 * inset,
      height: headingHeight,
    };
    layout.headings.push({ kind: 'parking_lot', count: parked.length, ...heading });
    layout.parkingLot = { x: margin, y: top, width: metrics.widthMax, height };
  }
  layout.height = top + height + gap.stack;
}

/** The picture is as wide as was asked for, its content in the middle; the full map as wide as it needs to be. */
function settleSize(layout: MapLayout, { metrics, widthWanted }: { metrics: Metrics; widthWanted: number }): void {
  const { margin } = metrics;
  const things = [...layout.boxes, ...layout.stacks, ...(layout.parkingLot === null ? [] : [layout.parkingLot])];
  const right = things.reduce((most, { x, width }) => Math.max(most, x + width), 0);
  layout.width = Math.max(widthWanted, right + margin);
  layout.height = Math.max(layout.height, margin * 2 + metrics.card.height);
  for (const heading of layout.headings) heading.width = Math.min(heading.width, layout.width - heading.x - margin);
}
