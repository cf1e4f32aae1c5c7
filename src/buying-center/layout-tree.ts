// One tree of reporting lines as a block: managers centred over their people, leaves in one or two columns on a spine, and where people
// side by side would grow too wide, in several rows on a trunk.
import { type Block, emptyBlock, intoRows, itemBlock, type Metrics, place, placeFirst } from './layout-blocks.ts';
import type { Fold, Visible } from './visible-people.ts';

interface TreeContext {
  visible: Visible;
  metrics: Metrics;
}

export function treeBlock(
  personId: string,
  context: TreeContext,
  { depth, widthMax }: { depth: number; widthMax: number },
): Block {
  const { visible, metrics } = context;
  const isBranch = (id: string): boolean => visible.childrenOf.has(id) || visible.foldOf.has(id);
  const children = visible.childrenOf.get(personId) ?? [];
  const leaves = children.filter((id) => !isBranch(id)).map((id) => cardBlock(id, { metrics, depth: depth + 1 }));
  const fold = visible.foldOf.get(personId);
  if (fold !== undefined) leaves.push(foldBlock(fold, metrics));
  const manager = cardBlock(personId, { metrics, depth });
  const branchIds = children.filter(isBranch);
  if (branchIds.length === 0) return leaves.length === 0 ? manager : overLeaves(manager, { leaves, metrics, widthMax });
  const inner = innerWidth(branchIds.length, { widthMax, metrics });
  const branches = branchIds.map((id) => treeBlock(id, context, { depth: depth + 1, widthMax: inner }));
  const stack = leaves.length === 0 ? [] : [stackBlock(leaves, { managerId: personId, metrics, widthMax: inner })];
  return overRows(manager, { blocks: [...branches, ...stack], metrics, widthMax });
}

/** Branches share the width, so that several stand side by side; four columns of cards at least, where there are as many. */
function innerWidth(branches: number, { widthMax, metrics }: { widthMax: number; metrics: Metrics }): number {
  const column = metrics.card.width + metrics.gap.indent;
  const share = widthMax / Math.min(branches, 2) - metrics.gap.indent - metrics.gap.column;
  return Math.min(widthMax - metrics.gap.indent, Math.max(2 * column + metrics.gap.column, share));
}

export function cardBlock(id: string, { metrics, depth }: { metrics: Metrics; depth: number }): Block {
  return itemBlock({ kind: 'card', id, depth, ...metrics.card });
}

export function foldBlock({ id }: Fold, metrics: Metrics): Block {
  return itemBlock({ kind: 'fold', id, depth: 0, ...metrics.chip });
}

interface LeafPlan {
  leaves: Block[];
  metrics: Metrics;
  widthMax: number;
}

function overLeaves(manager: Block, { leaves, metrics, widthMax }: LeafPlan): Block {
  const { stack: gap, indent } = metrics.gap;
  const stack = stackBlock(leaves, { managerId: manager.entryId, metrics, widthMax });
  const top = manager.height + gap + 4;
  const block: Block = { ...emptyBlock(), entry: manager.entry, entryId: manager.entryId };
  place(block, manager, [0, 0]);
  place(block, stack, [0, top]);
  const down = { fromId: stack.entryId, toId: manager.entryId };
  block.lines.push({
    ...down,
    points: [
      [indent / 2, manager.height],
      [indent / 2, top],
    ],
  });
  return block;
}

/** Leaves below each other on a spine at their left, filled row by row so that the first stand on top. */
function stackBlock(
  leaves: Block[],
  { managerId, metrics, widthMax }: { managerId: string; metrics: Metrics; widthMax: number },
): Block {
  const { indent, stack: gap } = metrics.gap;
  const columnWidth = metrics.card.width + indent;
  const columns = leaves.length > metrics.columnMax && 2 * columnWidth <= widthMax ? 2 : 1;
  const rows = Math.ceil(leaves.length / columns);
  const block: Block = { ...emptyBlock(), entry: [indent / 2, 0], entryId: leaves[0]?.entryId ?? managerId };
  for (let column = 0; column < columns; column++) {
    const spineX = column * columnWidth + indent / 2;
    let y = 0;
    for (const leaf of leaves.slice(column * rows, (column + 1) * rows)) {
      place(block, leaf, [column * columnWidth + indent, y]);
      const middle = y + leaf.height / 2;
      const across = column === 0 ? [] : [[indent / 2, 0] as const];
      block.lines.push({
        fromId: leaf.entryId,
        toId: managerId,
        points: [...across, [spineX, 0], [spineX, middle], [column * columnWidth + indent, middle]],
      });
      y += leaf.height + gap;
    }
  }
  return block;
}

interface RowPlan {
  blocks: Block[];
  metrics: Metrics;
  widthMax: number;
}

function overRows(manager: Block, { blocks, metrics, widthMax }: RowPlan): Block {
  const { column, indent } = metrics.gap;
  const rows = intoRows(blocks, { widthMax, gap: column });
  if (rows.length === 1) return overOneRow(manager, blocks, metrics);
  return onTrunk(manager, intoRows(blocks, { widthMax: widthMax - indent, gap: column }), metrics);
}

/** The manager stands over the middle of the row. */
function overOneRow(manager: Block, row: Block[], metrics: Metrics): Block {
  const block: Block = { ...emptyBlock(), entryId: manager.entryId };
  const top = manager.height + metrics.gap.level;
  const entries = placeRow(block, row, { x: 0, y: top, gap: metrics.gap.column });
  const middle = ((entries[0]?.x ?? 0) + (entries.at(-1)?.x ?? 0)) / 2;
  const half = manager.width / 2;
  const center = Math.max(half, Math.min(middle, Math.max(block.width, manager.width) - half));
  placeFirst(block, manager, [center - half, 0]);
  block.entry = [center, 0];
  const busY = manager.height + metrics.gap.level / 2;
  for (const { id, x } of entries) {
    const straight = Math.abs(x - center) < 1;
    block.lines.push({
      fromId: id,
      toId: manager.entryId,
      points: straight
        ? [
            [center, manager.height],
            [x, top],
          ]
        : [
            [center, manager.height],
            [center, busY],
            [x, busY],
            [x, top],
          ],
    });
  }
  return block;
}

/** The rows hang on a trunk at the left, below the manager's card. */
function onTrunk(manager: Block, rows: Block[][], metrics: Metrics): Block {
  const { indent, level, column } = metrics.gap;
  const block: Block = { ...emptyBlock(), entry: manager.entry, entryId: manager.entryId };
  place(block, manager, [0, 0]);
  for (const row of rows) {
    const y = block.height + level;
    const busY = y - level / 2;
    for (const { id, x } of placeRow(block, row, { x: indent, y, gap: column })) {
      block.lines.push({
        fromId: id,
        toId: manager.entryId,
        points: [
          [indent / 2, manager.height],
          [indent / 2, busY],
          [x, busY],
          [x, y],
        ],
      });
    }
  }
  return block;
}

function placeRow(
  block: Block,
  row: Block[],
  { x, y, gap }: { x: number; y: number; gap: number },
): { id: string; x: number }[] {
  let left = x;
  return row.map((part) => {
    place(block, part, [left, y]);
    const entry = { id: part.entryId, x: left + part.entry[0] };
    left += part.width + gap;
    return entry;
  });
}
