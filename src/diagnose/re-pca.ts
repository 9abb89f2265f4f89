import { leftSingular } from '../engine/left-singular.ts';
import type { AnyModel } from '../fit/generalised-model.ts';

/** Principal components of the random effects of one grouping factor, all its terms together. */
export interface RePca {
  readonly group: string;
  /** Names of the k random coefficients. */
  readonly names: readonly string[];
  /** Standard deviations of the components relative to σ (of generalised models as they are), in decreasing order, as lme4 gives them. */
  readonly sdev: Float64Array;
  /** Share of each component in the sum of the variances; all 0 when no effect varies. */
  readonly proportions: Float64Array;
  /** Directions of the components, k×k, column-major; in each the largest coefficient is positive. */
  readonly rotation: Float64Array;
}

/**
 * Principal components of the random-effects covariance matrices, one analysis for each grouping factor, as lme4's `rePCA`:
 * singular values and left singular vectors of the relative covariance factors. A component with a deviation of (nearly) 0
 * says that the data support fewer random coefficients than the formula has (Bates, Kliegl, Vasishth & Baayen 2015,
 * arXiv:1506.04967).
 *
 * The components depend on the units of the predictors, as in every analysis of a covariance matrix.
 */
export function rePCA(model: AnyModel): RePca[] {
  const groups = [...new Set(model.random.map(({ group }) => group))];
  return groups.map((group) => {
    const terms = model.random.filter((term) => term.group === group);
    const names = terms.flatMap((term) => term.names);
    const k = names.length;
    const factor = new Float64Array(k * k);
    let offset = 0;
    for (const { names: own, template } of terms) {
      own.forEach((_, c) => {
        own.forEach((__, r) => {
          factor[(offset + c) * k + offset + r] = template[c * own.length + r];
        });
      });
      offset += own.length;
    }
    const { values: sdev, vectors } = leftSingular(factor, k, k);
    const total = sdev.reduce((sum, value) => sum + value * value, 0);
    return {
      group,
      names,
      sdev,
      proportions: sdev.map((value) => (total === 0 ? 0 : (value * value) / total)),
      rotation: withPositiveMaximum(vectors, k),
    };
  });
}

function withPositiveMaximum(vectors: Float64Array, k: number): Float64Array {
  const result = vectors.slice();
  for (let j = 0; j < k; j++) {
    const vector = result.subarray(j * k, (j + 1) * k);
    const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
    if (largest < 0) for (let r = 0; r < k; r++) vector[r] = -vector[r];
  }
  return result;
}
