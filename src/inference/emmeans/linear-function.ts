import type { AnyModel } from '../../fit/generalised-model.ts';
import { keptColumns, layoutOf } from '../../fit/kept.ts';
import { contrastTest } from '../contrasts/contrast-test.ts';
import type { DdfMethod } from '../contrasts/ddf-method.ts';
import type { ContrastTest } from '../contrasts/satterthwaite.ts';

/** A linear function of the linear predictor: weights of all columns of the model matrix, and a known part. */
export interface LinearFunction {
  /** One number for each column, those included that the fit left out. */
  readonly weights: Float64Array;
  readonly offset: number;
}

/** Relative size of rounding in a weight that should be zero or agree. */
const TOLERANCE = 1e-8;

/** The weighted sum of linear functions. */
export function combine(
  functions: readonly LinearFunction[],
  coefficients: ArrayLike<number>,
): LinearFunction {
  const weights = new Float64Array(functions[0].weights.length);
  let offset = 0;
  functions.forEach((f, i) => {
    const c = coefficients[i];
    if (c === 0) return;
    offset += c * f.offset;
    for (let j = 0; j < weights.length; j++) weights[j] += c * f.weights[j];
  });
  return { weights, offset };
}

/** The weights of the estimated coefficients. */
export function estimatedWeights(model: AnyModel, { weights }: LinearFunction): Float64Array {
  return Float64Array.from(keptColumns(model, layoutOf(model).fixed.names), (j) => weights[j]);
}

/**
 * Whether the data determine the function, whatever columns were left out: it must lie in the row space of the model
 * matrix, hence weigh a column left out as the columns it is made of (Searle 1971, ch. 5).
 */
export function isEstimable(model: AnyModel, f: LinearFunction): boolean {
  const { aliases = [] } = model.fixed;
  if (aliases.length === 0) return true;
  const kept = new Set(keptColumns(model, layoutOf(model).fixed.names));
  const left = Array.from(f.weights, (_, j) => j).filter((j) => !kept.has(j));
  const own = estimatedWeights(model, f);
  return aliases.every((alias, d) => {
    let implied = 0;
    let size = Math.abs(f.weights[left[d]]);
    for (let j = 0; j < own.length; j++) {
      implied += alias[j] * own[j];
      size += Math.abs(alias[j] * own[j]);
    }
    return Math.abs(f.weights[left[d]] - implied) <= TOLERANCE * size;
  });
}

/** Estimate, standard error and test of a linear function; undefined when it is not estimable. */
export function testFunction(
  model: AnyModel,
  f: LinearFunction,
  ddf: DdfMethod,
): ContrastTest | undefined {
  if (!isEstimable(model, f)) return undefined;
  const test = contrastTest(model, estimatedWeights(model, f), ddf);
  return { ...test, estimate: test.estimate + f.offset };
}
