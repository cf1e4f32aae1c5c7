// The fault switch: what the sandbox does wrong on request, by a seed, so that a run can be repeated. Off by default.

export interface Faults {
  seed: number;
  /** Share of webhook batches sent twice, held back, or dropped for good; and whether batches go out of order. */
  duplicate: number;
  delay: number;
  drop: number;
  reorder: boolean;
  /** Share of API calls answered 429, 503, or cut off after the change was made. */
  tooMany: number;
  unavailable: number;
  resetAfterWrite: number;
  /** Added to every API answer, ms. */
  slowMs: number;
  /** How long search lags behind, ms. */
  searchLagMs: number;
}

export const noFaults: Faults = {
  seed: 1,
  duplicate: 0,
  delay: 0,
  drop: 0,
  reorder: false,
  tooMany: 0,
  unavailable: 0,
  resetAfterWrite: 0,
  slowMs: 0,
  searchLagMs: 0,
};

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
