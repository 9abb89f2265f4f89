import type { AnyModel, GeneralisedModel } from '../../fit/generalised-model.ts';
import { keptColumns, layoutOf } from '../../fit/kept.ts';
import { contrastTest } from '../contrasts/contrast-test.ts';
import type { DdfMethod } from '../contrasts/ddf-method.ts';
import type { ContrastTest } from '../contrasts/satterthwaite.ts';
import { tTwoSided } from '../distributions/student-t.ts';
import { bilinear, checkCertified, estimateOf } from '../terms/hypothesis.ts';
import { thresholdMean } from './threshold-mean.ts';

/** A linear function of the linear predictor: weights of all columns of the model matrix, and a known part. */
export interface LinearFunction {
  /** One number for each column, those included that the fit left out, and of an ordinal model the constant that thresholds replace. */
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

/** Names of all columns of the model matrix as the formula makes it. */
function columnNames(model: AnyModel): readonly string[] {
  const { names } = layoutOf(model).fixed;
  return isOrdinal(model) ? ['(Intercept)', ...names] : names;
}

function isOrdinal(model: AnyModel): model is GeneralisedModel {
  return model.kind === 'glmm' && model.thresholds !== undefined;
}

/** The weights of the estimated coefficients. */
export function estimatedWeights(model: AnyModel, { weights }: LinearFunction): Float64Array {
  return Float64Array.from(keptColumns(model, columnNames(model)), (j) => weights[j]);
}

/**
 * Whether the data determine the function, whatever columns were left out: it must lie in the row space of the model
 * matrix, hence weigh a column left out as the columns it is made of (Searle 1971, ch. 5).
 */
export function isEstimable(model: AnyModel, f: LinearFunction): boolean {
  const { aliases = [] } = model.fixed;
  if (aliases.length === 0) return true;
  const kept = new Set(keptColumns(model, columnNames(model)));
  if (isOrdinal(model)) kept.add(0);
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
  if (isOrdinal(model) && f.weights[0] !== 0) return testLatent(model, f);
  const test = contrastTest(model, estimatedWeights(model, f), ddf);
  return { ...test, estimate: test.estimate + f.offset };
}

/** The same for a function with the constant of the latent variable of an ordinal model in it. */
function testLatent(model: GeneralisedModel, f: LinearFunction): ContrastTest {
  checkCertified(model);
  const { covariance = new Float64Array(0), auxiliary } = model;
  const own = estimatedWeights(model, f);
  const { mean, slopes } = thresholdMean(model);
  const [constant] = f.weights;
  const size = own.length + model.theta.length + auxiliary.length;
  const gradient = new Float64Array(size);
  gradient.set(own);
  gradient.set(
    slopes.map((slope) => -constant * slope),
    size - auxiliary.length,
  );
  const estimate = estimateOf(model, own) - constant * mean;
  const se = Math.sqrt(bilinear(covariance, gradient, gradient, size));
  const statistic = estimate / se;
  const df = Number.POSITIVE_INFINITY;
  return { estimate: estimate + f.offset, se, df, statistic, p: tTwoSided(statistic, df) };
}
