import { withCore } from '../engine/core.ts';
import type { CrossProducts } from '../engine/cross-products.ts';
import { innerTheta } from '../engine/draw.ts';
import { factorMatrices } from '../engine/evaluate.ts';
import { loadProblem } from '../engine/load-problem.ts';
import { withRowDeletions } from '../engine/row-deletions.ts';
import { templatesOf } from '../engine/templates.ts';
import type { FittedModel } from '../fit/model.ts';
import type { FixedPoint } from './deletion-effect.ts';
import type { DeletionSet } from './deletion-sets.ts';
import { type HeldFit, heldFit, heldPoint, MOST_ROWS, observations } from './held-sets.ts';
import { rowReader } from './row-reader.ts';
import { type Expansion, expansionPoints, quadratic, stationary } from './taylor.ts';

/** A refit with its variance parameters, in the engine's basis. */
export type ExpandedRefit = FixedPoint & { readonly theta: Float64Array };

/** Steps of the differences, in standard errors of θ. */
const STEP = 0.003;
/** Refits whose estimated error is larger, in standard errors of θ, are left to the optimiser. */
const ERROR = 1e-5;
/** The expansion pays from so many deletions for each of its points on. */
const SETS_PER_POINT = 20;
/** Numbers that are held for the sets taken together. */
const NUMBERS = 8_000_000;

/** The steps in θ and the sizes of θ against which a change is large; undefined where the expansion does not apply. */
function stepsOf(
  { varianceInformation, crossProducts }: FittedModel,
  theta: Float64Array,
): { steps: Float64Array; errors: Float64Array; sizes: Float64Array } | undefined {
  if (varianceInformation === undefined) return undefined;
  const { covariance, size } = varianceInformation;
  const errors = theta.map((_, k) => Math.sqrt(covariance[k * (size + 1)]));
  const sizes = new Float64Array(theta.length);
  let next = 0;
  for (const { size: k } of crossProducts.terms) {
    let least = Infinity;
    const from = next;
    for (let c = 0; c < k; next += k - c, c++) least = Math.min(least, Math.abs(theta[next]));
    sizes.fill(least, from, next);
  }
  if (![...errors, ...sizes].every((value) => value > 0 && value < Infinity)) return undefined;
  return { steps: errors.map((error) => STEP * error), errors, sizes };
}

/** Gradients of the criterion with all rows. */
function gradientsAt(
  products: CrossProducts,
  reml: boolean,
  points: readonly Float64Array[],
): Float64Array[] {
  return withCore((core) => {
    loadProblem(core, products, reml);
    const { exports } = core;
    const m = points[0].length;
    const address = exports.alloc(8 * m) >>> 0;
    return points.map((point) => {
      exports.evaluate(core.writeF64(point), address);
      return core.readF64(address, m);
    });
  });
}

/** The criterion first, then everything that a refit is made of: r², β̃ and C^ββ. */
function numbersOf({ criterion, residual, fixed, covariance }: HeldFit): number[] {
  return [criterion, residual, ...fixed, ...covariance];
}

/**
 * Refits without each of many sets of rows, from a few evaluations at common points about θ̂: the criterion without a set is that with
 * all rows plus what leaving out the set adds (`heldFit`). The former is expanded to third order from exact gradients, the
 * latter, and the estimates, to second. So the cost of a refit is that of its own rows.
 *
 * @param use gets undefined for a set whose estimates are too far from θ̂ for this, or whose rows are too many
 * @param tick called now and then
 */
export function forExpandedRefits(
  model: FittedModel,
  sets: readonly DeletionSet[],
  use: (set: number, refit: ExpandedRefit | undefined) => void,
  tick: () => void,
): void {
  const { crossProducts: products, design, method } = model;
  const reml = method === 'REML';
  const theta = innerTheta(products.terms, model.theta);
  const found = stepsOf(model, theta);
  const offsets = expansionPoints(theta.length);
  if (found === undefined || sets.length < SETS_PER_POINT * offsets.length) {
    sets.forEach((_, i) => {
      use(i, undefined);
    });
    return;
  }
  const { steps, errors, sizes } = found;
  const points = offsets.map((offset) => theta.map((value, k) => value + offset[k] * steps[k]));
  const p = products.kept.length;
  const width = 2 + p + p * p;
  const together = Math.max(1, Math.floor(NUMBERS / (points.length * width)));
  const lost = sets.map((set) => observations(set, design.frequencyWeights));
  const expansion: Expansion = { steps, gradients: gradientsAt(products, reml, points) };
  const chunks = Math.ceil(sets.length / together);
  const reader = rowReader(design, products);
  const most = Math.min(MOST_ROWS, Math.max(...sets.map(({ rows }) => rows.length)));
  withRowDeletions(products, reader, most, (deletions) => {
    for (let chunk = 0; chunk < chunks; chunk++) {
      const from = chunk * together;
      const own = sets.slice(from, from + together);
      const values = points.map((point) => {
        const whole = deletions.at(factorMatrices(products, templatesOf(products.terms, point)));
        const numbers = new Float64Array(own.length * width).fill(Number.NaN);
        own.forEach((set, i) => {
          if (whole === undefined || set.rows.length > MOST_ROWS) return;
          const fit = heldFit(products, reml, deletions, whole, set, lost[from + i]);
          if (fit !== undefined) numbers.set(numbersOf(fit), i * width);
          if (i % 256 === 0) tick();
        });
        return numbers;
      });
      own.forEach((_, i) => {
        const column = (c: number): number[] => values.map((numbers) => numbers[i * width + c]);
        const { move, error } = stationary(expansion, column(0), sizes, errors);
        if (!(error < ERROR)) {
          use(from + i, undefined);
          return;
        }
        const at = (c: number): number => quadratic(column(c), steps, move);
        const fit: HeldFit = {
          criterion: 0,
          residual: at(1),
          df: (reml ? products.n - p : products.n) - lost[from + i],
          fixed: Float64Array.from({ length: p }, (__, j) => at(2 + j)),
          covariance: Float64Array.from({ length: p * p }, (__, j) => at(2 + p + j)),
        };
        const point = heldPoint(products, fit);
        use(from + i, point && { ...point, theta: theta.map((value, k) => value + move[k]) });
      });
    }
  });
}
