// Shares a portal's call slots out between processes: nobody gets more than it wants while another one lacks, and no slot twice.

export interface SlotHolder {
  holder: string;
  /** Slots on record for it; the sum over all holders stays within the total. */
  held: number;
  /** As last reported. */
  wanted: number;
}

/** More than is wanted at the moment, so that a few more calls need no new share. */
const spareSlots = 8;

/**
 * What the reporting process holds and may use from now on. It gives back only what it does not use; what others hold stays
 * theirs until they report. `turn` moves the odd slots on from one process to the next, so that nobody starves where there are
 * more processes than slots.
 */
export function shareOutSlots(request: {
  total: number;
  turn: number;
  others: readonly SlotHolder[];
  own: Omit<SlotHolder, 'held'> & { used: number };
}): { held: number; limit: number } {
  const { total, turn, others, own } = request;
  if (own.wanted === 0) return { held: own.used, limit: 0 };
  const target = fairShare({ total, turn, holders: [...others, own] }, own.holder);
  const free = Math.max(0, total - others.reduce((sum, other) => sum + other.held, 0));
  const limit = Math.min(target, free);
  return { held: Math.max(own.used, limit), limit };
}

/** Max-min fair: small wishes are met in full, the rest is divided evenly among the larger ones. */
function fairShare(
  { total, turn, holders }: { total: number; turn: number; holders: readonly Omit<SlotHolder, 'held'>[] },
  holder: string,
): number {
  const wishes = holders
    .filter(({ wanted }) => wanted > 0)
    .map((each) => ({ holder: each.holder, wish: each.wanted + spareSlots }))
    .sort((left, right) => left.wish - right.wish || (left.holder < right.holder ? -1 : 1));
  let left = total;
  for (const [index, { holder: name, wish }] of wishes.entries()) {
    const among = wishes.length - index;
    if (wish > Math.floor(left / among)) return evenShare({ left, turn, names: wishes.slice(index) }, holder);
    if (name === holder) return wish;
    left -= wish;
  }
  return 0;
}

function evenShare(
  { left, turn, names }: { left: number; turn: number; names: readonly { holder: string }[] },
  holder: string,
): number {
  const sorted = names.map((each) => each.holder).sort();
  const odd = left % sorted.length;
  const place = (sorted.indexOf(holder) + turn) % sorted.length;
  return Math.floor(left / sorted.length) + (place < odd ? 1 : 0);
}
