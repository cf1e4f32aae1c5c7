// Blocks of a map: cards and stacks with places relative to their own corner, put together without overlap and laid flat once at the end.
import type { MapSize } from './layout-model.ts';

export interface Metrics {
  card: { width: number; height: number };
  chip: { width: number; height: number };
  parked: { width: number; height: number };
  /** Cards in the parking lot at most. */
  parkedMax: number;
  gap: { column: number; level: number; stack: number; indent: number; heading: number };
  margin: number;
  /** More leaves than this stand in two columns. */
  columnMax: number;
  widthMax: number;
  cardsMax: number;
  /** Of them for roles still to find. */
  placeholdersMax: number;
}

export const metricsOf: Record<MapSize, Metrics> = {
  full: {
    card: { width: 184, height: 96 },
    chip: { width: 184, height: 28 },
    parked: { width: 220, height: 48 },
    parkedMax: 15,
    gap: { column: 22, level: 44, stack: 14, indent: 18, heading: 36 },
    margin: 20,
    columnMax: 4,
    widthMax: 1_180,
    cardsMax: 300,
    placeholdersMax: 12,
  },
  picture: {
    card: { width: 148, height: 64 },
    chip: { width: 148, height: 22 },
    parked: { width: 148, height: 40 },
    parkedMax: 0,
    gap: { column: 8, level: 26, stack: 8, indent: 10, heading: 22 },
    margin: 12,
    columnMax: 12,
    widthMax: 680,
    cardsMax: 12,
    placeholdersMax: 4,
  },
};

type Point = readonly [x: number, y: number];

interface BlockLine {
  fromId: string;
  toId: string;
  points: Point[];
}

/** A card of a person or a chip of a fold; which of them, its maker knows by the id. */
interface BlockItem {
  kind: 'card' | 'fold';
  id: string;
  depth: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Block {
  width: number;
  height: number;
  /** Where a line from above arrives. */
  entry: Point;
  /** Whom that line is for. */
  entryId: string;
  items: BlockItem[];
  lines: BlockLine[];
  parts: { block: Block; x: number; y: number }[];
}

export function emptyBlock(): Block {
  return { width: 0, height: 0, entry: [0, 0], entryId: '', items: [], lines: [], parts: [] };
}

export function itemBlock(item: Omit<BlockItem, 'x' | 'y'>): Block {
  const entry: Point = item.kind === 'card' ? [item.width / 2, 0] : [0, item.height / 2];
  const { width, height } = item;
  return { ...emptyBlock(), width, height, entry, entryId: item.id, items: [{ ...item, x: 0, y: 0 }] };
}

/** Puts `block` into `into` and widens it to hold it. */
export function place(into: Block, block: Block, [x, y]: Point): void {
  into.parts.push({ block, x, y });
  into.width = Math.max(into.width, x + block.width);
  into.height = Math.max(into.height, y + block.height);
}

/** The same, before what is there already: boxes are read from the top down. */
export function placeFirst(into: Block, block: Block, at: Point): void {
  place(into, block, at);
  into.parts.unshift(...into.parts.splice(-1));
}

/** Left to right, broken into rows that keep to the width; a block wider than that has a row of its own. */
export function intoRows(blocks: Block[], { widthMax, gap }: { widthMax: number; gap: number }): Block[][] {
  const rows: Block[][] = [];
  let width = 0;
  for (const block of blocks) {
    const row = rows.at(-1);
    if (row !== undefined && width + gap + block.width <= widthMax) {
      row.push(block);
      width += gap + block.width;
    } else {
      rows.push([block]);
      width = block.width;
    }
  }
  return rows;
}

/** All items and lines with places on the map. Without recursion: a line of command may be long. */
export function flatten(root: Block): { items: BlockItem[]; lines: BlockLine[] } {
  const result: { items: BlockItem[]; lines: BlockLine[] } = { items: [], lines: [] };
  const open = [{ block: root, x: 0, y: 0 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { block, x, y } = at;
    for (const item of block.items) result.items.push({ ...item, x: item.x + x, y: item.y + y });
    for (const line of block.lines) {
      result.lines.push({ ...line, points: line.points.map(([px, py]): Point => [px + x, py + y]) });
    }
    for (const part of block.parts.toReversed()) open.push({ block: part.block, x: x + part.x, y: y + part.y });
  }
  return result;
}

/** Right angles with rounded corners, as SVG path data. */
export function roundedPath(points: Point[], radius: number): string {
  return points
    .map(([x, y], at) => {
      const [before, after] = [points[at - 1], points[at + 1]];
      if (before === undefined) return `M${round(x)} ${round(y)}`;
      if (after === undefined) return `L${round(x)} ${round(y)}`;
      const back = Math.min(radius, Math.hypot(x - before[0], y - before[1]) / 2);
      const ahead = Math.min(radius, Math.hypot(after[0] - x, after[1] - y) / 2);
      const [fromX, fromY] = [x - Math.sign(x - before[0]) * back, y - Math.sign(y - before[1]) * back];
      const [toX, toY] = [x + Math.sign(after[0] - x) * ahead, y + Math.sign(after[1] - y) * ahead];
      return `L${round(fromX)} ${round(fromY)}Q${round(x)} ${round(y)} ${round(toX)} ${round(toY)}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
