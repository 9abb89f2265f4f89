import type { Design } from '../design/design.ts';
import { crossProducts } from '../engine/accumulate.ts';
import { fitProducts } from '../fit/fit-products.ts';
import { checkLinear, withRows } from '../fit/kept.ts';
import type { FittedModel, Model } from '../fit/model.ts';
import { groupSizes } from './group-sizes.ts';
import { singleFactor } from './single-factor.ts';

/** Explained proportion of variance at two levels. */
export interface R2SnijdersBosker {
  /** Proportional reduction of the error of predicting an observation; may be negative in misspecified models. */
  readonly level1: number;
  /** Proportional reduction of the error of predicting the mean of a group of `groupSize`. */
  readonly level2: number;
  /** Harmonic mean of the group sizes. */
  readonly groupSize: number;
}

/** The model of the same rows with a random intercept only, and with an intercept alone for fixed effects if `empty`. */
function randomIntercept(model: FittedModel, empty: boolean): FittedModel {
  const { formula, method, rows } = model;
  const { frame: _, ...design } = model.design;
  const { codes, levels, group } = singleFactor(model, "Snijders and Bosker's R²");
  const name = '(Intercept)';
  const isIntercept = model.random.length === 1 && model.random[0].names.join() === name;
  if (!empty && isIntercept) return model;
  const ones = new Float64Array(design.n).fill(1);
  const constant = { names: [name], columns: [ones], assign: [0], termLabels: [name] };
  const smaller: Design = {
    ...design,
    fixed: empty ? constant : design.fixed,
    random: [{ label: `1 | ${group}`, group, names: [name], columns: [ones], codes, levels }],
  };
  const context = { formula, method, rows, designTime: 0 };
  return fitProducts(smaller, crossProducts(smaller), context, performance.now());
}

/**
 * Explained proportions of variance of Snijders & Bosker (1994, Sociol. Methods Res. 22, 342–363; 2012, §7.1): with τ, σ² of the
 * random-intercept model with the same fixed effects (random slopes are left out, as they advise) and τ₀, σ₀² of the empty model,
 *
 *     R₁² = 1 − (σ² + τ)/(σ₀² + τ₀)        R₂² = 1 − (σ²/n + τ)/(σ₀²/n + τ₀)
 *
 * Both are fitted here, by the method of the model.
 *
 * @throws `input` for several grouping factors
 */
export function r2SnijdersBosker(given: Model): R2SnijdersBosker {
  checkLinear(given, 'r2SnijdersBosker()');
  const model = withRows(given, 'shares of variance');
  const [own, empty] = [false, true].map((isEmpty) => {
    const fit = randomIntercept(model, isEmpty);
    return { residual: fit.sigma ** 2, between: fit.random[0].covariance[0] };
  });
  const [{ harmonicMean: groupSize }] = groupSizes(model);
  const reduction = (n: number) =>
    1 - (own.residual / n + own.between) / (empty.residual / n + empty.between);
  return { level1: reduction(1), level2: reduction(groupSize), groupSize };
}
