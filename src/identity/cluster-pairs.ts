// Puts records into clusters from scored pairs without chaining: two clusters join only while the pairs between them, taken together,
// speak for it. A greedy correlation clustering (Bansal, Blum & Chawla 2004), strongest pair first.

export interface ScoredPair {
  left: number;
  right: number;
  bits: number;
}

export interface ClusterOptions {
  /** Pairs under this many bits start no join. */
  bitsMin: number;
  /** What a pair of records says that shared no key, in bits. */
  unseenBits: number;
  /** One pair speaks for at most this many bits in either direction. */
  bitsCap: number;
}

/** Cluster number of each record: the position of its first member. Order of the pairs does not matter. */
export function clusterPairs(count: number, pairs: ScoredPair[], options: ClusterOptions): Int32Array {
  const clusterOf = Int32Array.from({ length: count }, (_, position) => position);
  const members = new Map<number, number[]>();
  const between = new Map<number, Map<number, Tie>>();
  for (const pair of pairs) {
    const bits = Math.max(-options.bitsCap, Math.min(options.bitsCap, pair.bits));
    addTie(between, pair.left, pair.right, { bits, seen: 1 });
    addTie(between, pair.right, pair.left, { bits, seen: 1 });
  }
  const strong = pairs
    .filter((pair) => pair.bits >= options.bitsMin)
    .sort((a, b) => b.bits - a.bits || a.left - b.left || a.right - b.right);
  for (const pair of strong) {
    const left = clusterOf[pair.left] ?? 0;
    const right = clusterOf[pair.right] ?? 0;
    if (left === right) continue;
    const inLeft = members.get(left) ?? [left];
    const inRight = members.get(right) ?? [right];
    const tie = between.get(left)?.get(right) ?? { bits: 0, seen: 0 };
    const unseen = inLeft.length * inRight.length - tie.seen;
    if (tie.bits + unseen * options.unseenBits <= 0) continue;
    join({ left, right, inLeft, inRight, clusterOf, members, between });
  }
  return clusterOf;
}

interface Tie {
  bits: number;
  seen: number;
}

type Ties = Map<number, Map<number, Tie>>;

function addTie(between: Ties, from: number, to: number, tie: Tie): void {
  const row = between.get(from) ?? new Map<number, Tie>();
  between.set(from, row);
  const old = row.get(to);
  row.set(to, old === undefined ? { ...tie } : { bits: old.bits + tie.bits, seen: old.seen + tie.seen });
}

interface Join {
  left: number;
  right: number;
  inLeft: number[];
  inRight: number[];
  clusterOf: Int32Array;
  members: Map<number, number[]>;
  between: Ties;
}

/** The cluster with the smaller number stays. */
function join({ left, right, inLeft, inRight, clusterOf, members, between }: Join): void {
  const [kept, gone] = left < right ? [left, right] : [right, left];
  const merged = left < right ? [...inLeft, ...inRight] : [...inRight, ...inLeft];
  for (const position of left < right ? inRight : inLeft) clusterOf[position] = kept;
  members.set(kept, merged);
  members.delete(gone);
  for (const [other, tie] of between.get(gone) ?? []) {
    between.get(other)?.delete(gone);
    if (other === kept) continue;
    addTie(between, kept, other, tie);
    addTie(between, other, kept, tie);
  }
  between.delete(gone);
}
