// Seeded random numbers and the distributions that the models draw from. The same seed gives the same draws everywhere.

export interface Random {
  /** In (0, 1). */
  uniform(): number;
  normal(): number;
  /** Mean shape / rate. */
  gamma(shape: number, rate: number): number;
  beta(a: number, b: number): number;
  exponential(rate: number): number;
  poisson(mean: number): number;
}

/** Draws from the seed; `stream` (an account's id, say) sets independent sequences apart. */
export function seededRandom(seed: number, stream = ''): Random {
  const uniform = uniformSource(hash(stream, seed));
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const gamma = (shape: number, rate: number): number => gammaDraw(shape, uniform, normal) / rate;
  return {
    uniform,
    normal,
    gamma,
    beta: (a, b) => {
      const left = gamma(a, 1);
      const sum = left + gamma(b, 1);
      // Both gammas can underflow for tiny parameters; the mass then sits at the ends.
      return sum > 0 ? left / sum : uniform() < a / (a + b) ? 1 : 0;
    },
    exponential: (rate) => -Math.log(uniform()) / rate,
    poisson: (mean) => poissonDraw(mean, uniform, normal),
  };
}

/** SplitMix32: passes PractRand at the lengths used here and needs one word of state. */
function uniformSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0_aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a_2d97);
    mixed ^= mixed >>> 15;
    return ((mixed >>> 0) + 0.5) / 4_294_967_296;
  };
}

/** FNV-1a over the text, started from the seed. */
function hash(text: string, seed: number): number {
  let state = (0x811c_9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 0x0100_0193);
  return state >>> 0;
}

/** Marsaglia & Tsang 2000; shapes below 1 are boosted. */
function gammaDraw(shape: number, uniform: () => number, normal: () => number): number {
  if (shape < 1) return gammaDraw(shape + 1, uniform, normal) * uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** By products of uniforms for small means; rounded normal beyond, where the two agree to a part in a thousand. */
function poissonDraw(mean: number, uniform: () => number, normal: () => number): number {
  if (mean > 200) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const limit = Math.exp(-mean);
  let product = uniform();
  let count = 0;
  while (product > limit) {
    product *= uniform();
    count += 1;
  }
  return count;
}
