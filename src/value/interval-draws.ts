// Evenly spread draws of a portal's model: parameters once a portal, rates and risks by the few shapes that accounts share.
import { choleskyFactor } from './numeric/covariance.ts';
import { evenPoints } from './numeric/even-points.ts';
import { gammaQuantile, normalQuantile } from './numeric/quantiles.ts';

/** An account's own chance outweighs the parameters' by far, so each set of these serves several points of the former. */
const POINTS_PER_SET = 8;
/** Columns kept by shape; beyond this they are made anew when asked for. */
const COLUMNS_MAX = 2_000;

/** A plain fit that ran away is known in some direction to no power of ten; a draw goes no further from it than this in the logarithm. */
const SHIFT_MAX = 5;

/** What each coordinate of a point stands for. */
const coordinates = ['rate', 'leave', 'stay', 'order', 'margin', 'cost'] as const;
type Coordinate = (typeof coordinates)[number];

/** Quantiles of gamma distributions at given levels, kept by shape. */
class GammaColumns {
  private readonly levels: Float64Array;
  private readonly kept = new Map<number, Float64Array>();

  constructor(levels: Float64Array) {
    this.levels = levels;
  }

  /** Of Gamma(shape, 1), one a level. */
  at(shape: number): Float64Array {
    const kept = this.kept.get(shape);
    if (kept !== undefined) return kept;
    const made = this.levels.map((level) => gammaQuantile(level, shape));
    if (this.kept.size >= COLUMNS_MAX) this.kept.clear();
    this.kept.set(shape, made);
    return made;
  }
}

/** One draw of the model's parameters and the points that go with it. */
export interface ParameterSet {
  parameters: Record<string, number>;
  points: readonly number[];
  /** One entry a point of the set. */
  rate: GammaColumns;
  leave: GammaColumns;
  stay: GammaColumns;
}

export interface IntervalDraws {
  count: number;
  sets: readonly ParameterSet[];
  /** One entry a point: standard normal, and gamma by shape. */
  margin: Float64Array;
  order: GammaColumns;
  cost: GammaColumns;
}

/** A fitted model: its parameters by name, and the covariance of the logs of the first of them. */
interface FittedModel {
  parameters: Record<string, number>;
  covariance: number[][];
}

function drawsOf(model: FittedModel, { draws, seed }: { draws: number; seed: number }): IntervalDraws {
  const setCount = Math.max(1, Math.round(draws / POINTS_PER_SET));
  const count = setCount * POINTS_PER_SET;
  const points = evenPoints(count, coordinates.length, seed);
  const column = (coordinate: Coordinate): Float64Array =>
    points[coordinates.indexOf(coordinate)] ?? new Float64Array(0);
  const sets = parameterSets(model, setCount, seed).map((parameters, first) => {
    const own = Array.from({ length: POINTS_PER_SET }, (_, at) => first + at * setCount);
    const levels = (coordinate: Coordinate): GammaColumns =>
      new GammaColumns(Float64Array.from(own, (point) => column(coordinate)[point] ?? 0.5));
    return { parameters, points: own, rate: levels('rate'), leave: levels('leave'), stay: levels('stay') };
  });
  return {
    count,
    sets,
    margin: column('margin').map(normalQuantile),
    order: new GammaColumns(column('order')),
    cost: new GammaColumns(column('cost')),
  };
}

/** Normal in the logs of the parameters (Laplace's approximation), in pairs either side of the fit. */
function parameterSets(model: FittedModel, count: number, seed: number): Record<string, number>[] {
  const factor = choleskyFactor(model.covariance);
  const size = factor?.length ?? 0;
  const names = Object.keys(model.parameters);
  if (factor === null || size === 0) return Array.from({ length: count }, () => model.parameters);
  const half = evenPoints(Math.ceil(count / 2), size, seed + 1).map((column) => column.map(normalQuantile));
  return Array.from({ length: count }, (_, at) => {
    const side = at % 2 === 0 ? 1 : -1;
    const parameters = { ...model.parameters };
    // k, the last entry of an Erlang model, is not drawn: the covariance has no row for it.
    for (const [row, name] of names.slice(0, size).entries()) {
      const shift = (factor[row] ?? []).reduce(
        (sum, entry, column) => sum + entry * side * (half[column]?.[at >> 1] ?? 0),
        0,
      );
      parameters[name] = (model.parameters[name] ?? 1) * Math.exp(Math.max(-SHIFT_MAX, Math.min(SHIFT_MAX, shift)));
    }
    return parameters;
  });
}

const keptDraws = new WeakMap<FittedModel, { draws: number; seed: number; made: IntervalDraws }>();

/** The draws of a model, kept as long as its fit is. All models of a portal have their points at the same places. */
export function intervalDraws(model: FittedModel, { draws, seed }: { draws: number; seed: number }): IntervalDraws {
  const kept = keptDraws.get(model);
  if (kept !== undefined && kept.draws === draws && kept.seed === seed) return kept.made;
  const made = drawsOf(model, { draws, seed });
  keptDraws.set(model, { draws, seed, made });
  return made;
}
