// Jaro–Winkler and Damerau–Levenshtein (optimal string alignment) on short texts.
// Jaro as in W. E. Winkler, "String Comparator Metrics" (1990): whole transpositions are floor(t/2), the prefix boost applies above 0.7.

const scratchA = new Uint8Array(64);
const scratchB = new Uint8Array(64);

/** 0 to 1; 1 for equal texts, 0 where nothing matches or one is empty. Only the first 64 characters count. */
export function jaroWinkler(left: string, right: string): number {
  if (left === right) return left === '' ? 0 : 1;
  const jaro = jaroSimilarity(left, right);
  if (jaro <= 0.7) return jaro;
  const limit = Math.min(4, left.length, right.length);
  let prefix = 0;
  while (prefix < limit && left.charCodeAt(prefix) === right.charCodeAt(prefix)) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroSimilarity(left: string, right: string): number {
  const leftLength = Math.min(left.length, 64);
  const rightLength = Math.min(right.length, 64);
  if (leftLength === 0 || rightLength === 0) return 0;
  const reach = Math.max(0, (Math.max(leftLength, rightLength) >> 1) - 1);
  scratchA.fill(0, 0, leftLength);
  scratchB.fill(0, 0, rightLength);
  let matches = 0;
  for (let i = 0; i < leftLength; i++) {
    const code = left.charCodeAt(i);
    const end = Math.min(rightLength - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= end; j++) {
      if (scratchB[j] === 1 || right.charCodeAt(j) !== code) continue;
      scratchA[i] = 1;
      scratchB[j] = 1;
      matches++;
      break;
    }
  }
  if (matches === 0) return 0;
  const transpositions = countTranspositions({ left, right, leftLength });
  return (matches / leftLength + matches / rightLength + (matches - transpositions) / matches) / 3;
}

function countTranspositions({ left, right, leftLength }: { left: string; right: string; leftLength: number }): number {
  let out = 0;
  let j = 0;
  for (let i = 0; i < leftLength; i++) {
    if (scratchA[i] === 0) continue;
    while (scratchB[j] === 0) j++;
    if (left.charCodeAt(i) !== right.charCodeAt(j)) out++;
    j++;
  }
  return out >> 1;
}

/** Whether at most one insertion, deletion, substitution or swap of neighbours turns one text into the other. */
export function withinOneEdit(left: string, right: string): boolean {
  if (left === right) return true;
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short.charCodeAt(start) === long.charCodeAt(start)) start++;
  if (long.length > short.length) return short.slice(start) === long.slice(start + 1);
  if (short.slice(start + 1) === long.slice(start + 1)) return true;
  const swapped = short.charAt(start + 1) + short.charAt(start);
  return swapped === long.slice(start, start + 2) && short.slice(start + 2) === long.slice(start + 2);
}

/** Optimal string alignment distance, counted up to `limit`; anything beyond answers limit + 1. Only the first 127 characters count. */
export function editDistance(texts: { left: string; right: string; limit: number }): number {
  const { left, right, limit } = texts;
  const width = Math.min(right.length, 127) + 1;
  const height = Math.min(left.length, 127) + 1;
  if (Math.abs(height - width) > limit) return limit + 1;
  let [beforeLast, last, row] = distanceRows;
  for (let j = 0; j < width; j++) last[j] = j;
  for (let i = 1; i < height; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j < width; j++) {
      const cost = left.charCodeAt(i - 1) === right.charCodeAt(j - 1) ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (cost === 1 && i > 1 && j > 1 && isSwap({ left, right, i, j }))
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row[j] = best;
      if (best < least) least = best;
    }
    if (least > limit) return limit + 1;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(last[width - 1] ?? 0, limit + 1);
}

const distanceRows: [Uint8Array, Uint8Array, Uint8Array] = [
  new Uint8Array(128),
  new Uint8Array(128),
  new Uint8Array(128),
];

function isSwap({ left, right, i, j }: { left: string; right: string; i: number; j: number }): boolean {
  return left.charCodeAt(i - 1) === right.charCodeAt(j - 2) && left.charCodeAt(i - 2) === right.charCodeAt(j - 1);
}
