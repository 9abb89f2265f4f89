import type { CrossProducts } from '../engine/cross-products.ts';
import { innerTheta } from '../engine/draw.ts';
import { factorMatrices } from '../engine/evaluate.ts';
import { denominator } from '../engine/load-problem.ts';
import { type RowDeletions, type WholeFit, withRowDeletions } from '../engine/row-deletions.ts';
import { templatesOf } from '../engine/templates.ts';
import type { FittedModel } from '../fit/model.ts';
import { logarithm } from '../number/elementary.ts';
import type { FixedPoint } from './deletion-effect.ts';
import type { DeletionSet } from './deletion-sets.ts';
import { rowReader } from './row-reader.ts';

/** More rows than these are left out by another factorisation: the work here grows with their cube. */
export const MOST_ROWS = 600;

/** The model without some rows at given variance parameters. */
export interface HeldFit {
  /** What leaving out the rows adds to the criterion, up to a constant. */
  readonly criterion: number;
  /** r² in the engine's scale, and its degrees of freedom. */
  readonly residual: number;
  readonly df: number;
  readonly fixed: Float64Array;
  /** C^ββ: p×p. */
  readonly covariance: Float64Array;
}

/** Lower Cholesky factor of a symmetric p×p matrix; undefined when it is not positive definite. */
export function cholesky(a: Float64Array, p: number): Float64Array | undefined {
  const l = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) {
      let sum = a[j * p + i];
      for (let c = 0; c < j; c++) sum -= l[c * p + i] * l[c * p + j];
      if (i > j) l[j * p + i] = sum / l[j * p + j];
      else if (sum > 0) l[j * p + j] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return l;
}

/** L with LLᵀ = A⁻¹, lower. */
function inverseRoot(a: Float64Array, p: number): Float64Array | undefined {
  // In reversed order the factor of A is upper, and its inverse, transposed, is the factor of A⁻¹.
  const turned = a.map((_, at) => a[p * p - 1 - at]);
  const l = cholesky(turned, p);
  if (l === undefined) return undefined;
  const x = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) {
      let sum = i === j ? 1 : 0;
      for (let c = j; c < i; c++) sum -= l[c * p + i] * x[j * p + c];
      x[j * p + i] = sum / l[i * p + i];
    }
  }
  const root = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) root[j * p + i] = x[(p - 1 - i) * p + p - 1 - j];
  }
  return root;
}

function logDeterminant(a: Float64Array, p: number): number {
  const l = cholesky(a, p);
  if (l === undefined) return Number.NaN;
  let sum = 0;
  for (let j = 0; j < p; j++) sum += 2 * logarithm(l[j * (p + 1)]);
  return sum;
}

/** log(1 − x), to full accuracy near 0. */
function logOfRest(x: number): number {
  if (!(Math.abs(x) < 0.01)) return logarithm(1 - x);
  let sum = 0;
  let power = x;
  for (let k = 1; k <= 10; k++, power *= x) sum -= power / k;
  return sum;
}

/** Observations of a set: with frequency weights their sum. */
export function observations(set: DeletionSet, frequencies: ArrayLike<number> | undefined): number {
  if (frequencies === undefined) return set.rows.length;
  return set.rows.reduce((sum, row) => sum + frequencies[row], 0);
}

/** The fit without a set of rows, at the templates at which `deletions` stands; undefined where it is not determined. */
export function heldFit(
  products: CrossProducts,
  reml: boolean,
  deletions: RowDeletions,
  whole: WholeFit,
  set: DeletionSet,
  lost: number,
): HeldFit | undefined {
  const p = products.kept.length;
  const change = deletions.without(set.rows);
  if (change === undefined) return undefined;
  const squares = change[1];
  const df = denominator(products, reml) - lost;
  const residual = whole.residual - squares;
  if (!(df > 0) || !(residual > 0)) return undefined;
  const fixed = whole.fixed.map((value, j) => value + change[2 + j]);
  const covariance = whole.covariance.map((value, j) => value + change[2 + p + j]);
  // The leading block has M and, as a factor of its determinant, that of X; ML has M alone.
  const ofFixed = reml ? 0 : logDeterminant(covariance, p) - logDeterminant(whole.covariance, p);
  const share = logOfRest(squares / whole.residual);
  const criterion = change[0] + ofFixed + df * share - lost * logarithm(whole.residual);
  return { criterion, residual, df, fixed, covariance };
}

/** The fixed effects of such a fit. */
export function heldPoint(
  { scale }: CrossProducts,
  { fixed, residual, df, covariance }: HeldFit,
): FixedPoint | undefined {
  const root = inverseRoot(covariance, fixed.length);
  return root && { fixed, sigma: scale * Math.sqrt(residual / df), root };
}

/**
 * The fixed effects without each set of rows, θ̂ held, from one factorisation.
 *
 * @param use gets undefined for a set with too many rows, or without which the fixed effects are not determined
 * @param tick called now and then
 */
export function forHeldSets(
  model: FittedModel,
  sets: readonly DeletionSet[],
  use: (set: number, refit: (FixedPoint & { readonly theta: Float64Array }) | undefined) => void,
  tick: () => void,
): void {
  const { crossProducts: products, design, method } = model;
  const theta = innerTheta(products.terms, model.theta);
  const most = Math.min(MOST_ROWS, Math.max(...sets.map(({ rows }) => rows.length)));
  withRowDeletions(products, rowReader(design, products), most, (deletions) => {
    const whole = deletions.at(factorMatrices(products, templatesOf(products.terms, theta)));
    sets.forEach((set, i) => {
      if (i % 256 === 0) tick();
      if (whole === undefined || set.rows.length > MOST_ROWS) return;
      const lost = observations(set, design.frequencyWeights);
      const fit = heldFit(products, method === 'REML', deletions, whole, set, lost);
      const point = fit && heldPoint(products, fit);
      use(i, point && { ...point, theta });
    });
  });
}
