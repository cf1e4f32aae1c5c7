// Points that fill a unit cube evenly, for integrals and quantiles that chance would make noisy.

/**
 * Columns of `count` coordinates in (0, 1), one a dimension: Kronecker's sequence on powers of the generalised golden ratio,
 * shifted by the seed, and then by its ranks, so that every coordinate alone is spread perfectly (a Latin hypercube).
 */
export function evenPoints(count: number, dimensions: number, seed: number): Float64Array[] {
  const ratio = goldenRatio(dimensions);
  return Array.from({ length: dimensions }, (_, dimension) => {
    const step = ratio ** -(dimension + 1);
    const shift = 0.5 + seed * Math.SQRT2 * (dimension + 1);
    const places = Array.from({ length: count }, (_unused, index) => ({ index, at: (shift + (index + 1) * step) % 1 }));
    places.sort((left, right) => left.at - right.at);
    const column = new Float64Array(count);
    for (const [rank, { index }] of places.entries()) column[index] = (rank + 0.5) / count;
    return column;
  });
}

/** The positive root of x^(d+1) = x + 1. */
function goldenRatio(dimensions: number): number {
  let ratio = 1.5;
  for (let round = 0; round < 60; round += 1) ratio = (1 + ratio) ** (1 / (dimensions + 1));
  return ratio;
}
