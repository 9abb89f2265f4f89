import { factorTemplates } from '../engine/evaluate.ts';
import { predictionVariances } from '../engine/prediction-variances.ts';
import { withoutFixed } from '../engine/working-products.ts';
import type { GeneralisedModel, JointUncertainty } from '../fit/generalised-model.ts';
import { bilinear } from '../inference/terms/hypothesis.ts';
import { distinctRows } from './distinct-rows.ts';
import type { PredictionRows } from './prediction-rows.ts';
import { rowVectors, type TermPart } from './prediction-vectors.ts';

/**
 * Uncertainty of the linear predictors of single groups. With b̂(ψ) the modes as functions of the parameters ψ, the variance of
 * x'(β̂ − β) + z'(b̂ − b) is c'Cov(ψ̂)c + z'Vz, c = ∂(x'β + z'b̂)/∂ψ and V the covariance of b given ψ (Kass & Steffey 1989, J. Am. Stat.
 * Assoc. 84; Skaug & Fournier 2006, Comput. Stat. Data Anal. 51).
 */
export interface GroupUncertainty {
  /** z'Vz of each row; effects of a new level have the covariance of their population. NaN for rows left out. */
  readonly conditional: Float64Array;
  /** slopes += by · ∂(z'b̂)/∂ψ of row i. */
  addSlopes(slopes: Float64Array, i: number, by: number): void;
}

/** z'Σz of each row for one random term. */
function populationVariance(columns: readonly Float64Array[], covariance: Float64Array, i: number) {
  const z = columns.map((column) => column[i]);
  return bilinear(covariance, z, z, z.length);
}

/**
 * @param parts the random terms that take part
 * @param skip 1 for rows without prediction
 */
export function groupUncertainty(
  model: GeneralisedModel,
  { crossProducts, slopes: all }: JointUncertainty,
  rows: PredictionRows,
  parts: readonly TermPart[],
  skip: Uint8Array,
): GroupUncertainty {
  const products = withoutFixed(crossProducts);
  const columns: ArrayLike<number>[] = [];
  parts.forEach(({ codes }, t) => {
    if (codes !== undefined) columns.push(...rows.terms[t].columns, codes);
  });
  const { first, kind } = distinctRows(rows.n, columns, skip);
  const { vectors } = rowVectors(products, { ...rows, fixed: [] }, parts, first);
  const [known] = predictionVariances(products, [factorTemplates(products, model.theta)], vectors);
  const own = known.map((variance, at) => {
    const i = first[at];
    return parts.reduce((sum, { codes }, t) => {
      if (codes === undefined || codes[i] >= 0) return sum;
      return sum + populationVariance(rows.terms[t].columns, model.random[t].covariance, i);
    }, variance);
  });
  return {
    conditional: Float64Array.from(kind, (k) => (k < 0 ? Number.NaN : own[k])),
    addSlopes(slopes, i, by) {
      const d = slopes.length;
      parts.forEach(({ codes }, t) => {
        if (codes === undefined || codes[i] < 0) return;
        rows.terms[t].columns.forEach((column, c, { length: k }) => {
          const from = (codes[i] * k + c) * d;
          for (let j = 0; j < d; j++) slopes[j] += by * column[i] * all[t][from + j];
        });
      });
    },
  };
}
