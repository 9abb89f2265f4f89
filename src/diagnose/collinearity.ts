import { leftSingular } from '../engine/left-singular.ts';
import { transpose } from '../engine/small-matrix.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { checkLinear, checkStandardErrors } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';

/** Variance inflation of one term of the fixed effects. */
export interface Vif {
  readonly term: string;
  /** Number of its coefficients. */
  readonly df: number;
  /** Generalised variance inflation factor; for one coefficient the ordinary one, 1/(1 − R²). */
  readonly gvif: number;
  /** GVIF^(1/(2 df)): by how much intervals are longer, comparable between terms. */
  readonly perCoefficient: number;
}

/** log det of the correlations of the coefficients chosen. */
function logDeterminant(vcov: Float64Array, p: number, chosen: readonly number[]): number {
  const m = chosen.length;
  const l = new Float64Array(m * m);
  let sum = 0;
  for (let j = 0; j < m; j++) {
    for (let i = j; i < m; i++) {
      const [a, b] = [chosen[i], chosen[j]];
      let value = vcov[b * p + a] / Math.sqrt(vcov[a * p + a] * vcov[b * p + b]);
      for (let c = 0; c < j; c++) value -= l[c * m + i] * l[c * m + j];
      l[j * m + i] = i === j ? Math.sqrt(value) : value / l[j * m + j];
    }
    sum += 2 * Math.log(l[j * m + j]);
  }
  return sum;
}

/**
 * Generalised variance inflation factors of the terms (Fox & Monette 1992, J. Am. Stat. Assoc. 87, 178–183), from the correlations of the estimates
 * as the model gives them, the intercept left out. Empty when there are fewer than two terms.
 *
 * A factor is invariant under changes of the contrasts of its term. That of a main effect beside its interaction depends on where the other
 * predictor has its zero: centre predictors first.
 *
 * @throws `not-fitted` for a generalised model without standard errors
 */
export function vif(model: AnyModel): Vif[] {
  checkStandardErrors(model);
  const { names, vcov, assign, termLabels } = model.fixed;
  const p = names.length;
  const all = names.map((_, j) => j).filter((j) => assign[j] !== 0);
  const terms = [...new Set(all.map((j) => assign[j]))];
  if (terms.length < 2) return [];
  const whole = logDeterminant(vcov, p, all);
  return terms.map((term) => {
    const own = all.filter((j) => assign[j] === term);
    const others = all.filter((j) => assign[j] !== term);
    const gvif = Math.exp(logDeterminant(vcov, p, own) + logDeterminant(vcov, p, others) - whole);
    const df = own.length;
    return { term: termLabels[term], df, gvif, perCoefficient: gvif ** (1 / (2 * df)) };
  });
}

/** Near dependencies among the columns of X. */
export interface ConditionIndices {
  /** Coefficients, the intercept included. */
  readonly names: readonly string[];
  /** Largest singular value of the scaled columns over each, ascending; above 30 a dependency is strong. */
  readonly indices: Float64Array;
  /** Share of the variance of coefficient j that belongs to index k at [k·p + j]; the shares of a coefficient add to 1. */
  readonly proportions: Float64Array;
}

/**
 * Condition indices of the fixed-effects columns, each scaled to unit length but not centred, with variance-decomposition proportions (Belsley, Kuh &
 * Welsch 1980, Regression Diagnostics, ch. 3). Two or more large shares of one large index name the columns that depend on each other.
 */
export function conditionIndices(model: Model): ConditionIndices {
  checkLinear(model, 'conditionIndices()');
  const { triangle, kept } = model.crossProducts;
  const p = kept.length;
  const scaled = triangle.slice();
  for (let j = 0; j < p; j++) {
    const length = Math.hypot(...triangle.subarray(j * p, (j + 1) * p));
    for (let i = 0; i < p; i++) scaled[j * p + i] /= length;
  }
  const { values, vectors } = leftSingular(transpose(scaled, p, p), p, p);
  const proportions = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    let sum = 0;
    for (let k = 0; k < p; k++) sum += (vectors[k * p + j] / values[k]) ** 2;
    for (let k = 0; k < p; k++)
      proportions[k * p + j] = (vectors[k * p + j] / values[k]) ** 2 / sum;
  }
  return {
    names: model.fixed.names,
    indices: values.map((value) => values[0] / value),
    proportions,
  };
}
