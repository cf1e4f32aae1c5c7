// Random numbers and words from a seed, for made-up lists.

interface Random {
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** A word of three syllables. */
  word(): string;
}

const syllables =
  'ba ren tol mar vi sta con nex ly dan ker sol pra ti mun ger lo fa ril ham den bru ost kel wyn tar'.split(' ');

/** mulberry32 */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, word: () => Array.from({ length: 3 }, () => syllables[below(syllables.length)] ?? '').join('') };
}
