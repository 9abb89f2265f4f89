import { BlupError } from '../../errors/blup-error.ts';
import { checkFinite, checkWhole } from './finite-values.ts';

/** What the user may say about the knots of `bs()` and `ns()`. */
export interface SplineOptions {
  /** Number of columns; inner knots then lie at quantiles of the values. Ignored when `knots` are given. */
  readonly df?: number;
  /** Inner knots. Default none. */
  readonly knots?: readonly number[];
  /** Whether the basis spans the constant. Default false. */
  readonly intercept?: boolean;
  /** Default: the range of the values. */
  readonly boundaryKnots?: readonly number[];
}

/** Inner and boundary knots. */
interface SplineKnots {
  readonly knots: readonly number[];
  readonly boundary: readonly [number, number];
}

/**
 * The knots that R's `bs()` and `ns()` choose: those given, else quantiles (type 7) of the values inside the boundary at
 * equal steps, as many as `df` exceeds `leastDf`.
 *
 * Throws `not-finite`, and `formula-meaning` for too small a df, an empty range, or an inner knot that is not strictly
 * inside the boundary.
 */
export function chooseKnots(
  x: Float64Array,
  options: SplineOptions,
  leastDf: number,
  what: string,
): SplineKnots {
  checkFinite(x, what);
  const boundary = chooseBoundary(x, options.boundaryKnots, what);
  const knots = options.knots ?? quantileKnots(x, boundary, options.df ?? leastDf, leastDf, what);
  const sorted = [...knots].sort((a, b) => a - b);
  for (const knot of sorted) {
    if (knot > boundary[0] && knot < boundary[1]) continue;
    throw new BlupError(
      'formula-meaning',
      `${what}: knot ${knot} is not inside the boundary knots ${boundary[0]} and ${boundary[1]}; choose knots yourself`,
      { value: knot, boundary },
    );
  }
  return { knots: sorted, boundary };
}

/** The full knot sequence: each boundary knot `degree + 1` times around the inner ones. */
export function knotSequence({ knots, boundary }: SplineKnots, degree: number): number[] {
  const ends = (knot: number): number[] => new Array<number>(degree + 1).fill(knot);
  return [...ends(boundary[0]), ...knots, ...ends(boundary[1])];
}

function chooseBoundary(
  x: Float64Array,
  given: readonly number[] | undefined,
  what: string,
): [number, number] {
  let low = Math.min(...(given ?? [Infinity]));
  let high = Math.max(...(given ?? [-Infinity]));
  if (given === undefined) {
    for (const v of x) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  }
  if (low < high && Number.isFinite(high - low) && (given?.length ?? 2) === 2) return [low, high];
  throw new BlupError(
    'formula-meaning',
    given === undefined
      ? `${what} needs at least two distinct values, all are ${low}; leave the term out`
      : `${what}: boundary knots must be two different finite numbers, not ${given.join(', ')}`,
    { value: given ?? low },
  );
}

function quantileKnots(
  x: Float64Array,
  [low, high]: readonly [number, number],
  df: number,
  leastDf: number,
  what: string,
): number[] {
  checkWhole(df, leastDf, `the df of ${what}`);
  const count = df - leastDf;
  if (count === 0) return [];
  const inside = x.filter((v) => v >= low && v <= high).sort();
  if (inside.length === 0) {
    throw new BlupError(
      'formula-meaning',
      `${what}: no value lies between the boundary knots ${low} and ${high}; widen them`,
      { value: [low, high] },
    );
  }
  return Array.from({ length: count }, (_, i) => quantile(inside, (i + 1) / (count + 1)));
}

/** Quantile of sorted values, type 7 of Hyndman & Fan (1996). */
function quantile(sorted: Float64Array, p: number): number {
  const place = (sorted.length - 1) * p;
  // A place that is whole but for rounding must not reach for its neighbour.
  const below = Math.floor(place + 4 * Number.EPSILON);
  const share = place - below;
  if (Math.abs(share) < 1e-12 || below + 1 >= sorted.length) return sorted[below];
  return sorted[below] + share * (sorted[below + 1] - sorted[below]);
}
