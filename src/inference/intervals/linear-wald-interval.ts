import type { Model } from '../../fit/model.ts';
import { contrastTest } from '../contrasts/contrast-test.ts';
import type { DdfMethod } from '../contrasts/ddf-method.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { type Parameter, parameterValue } from '../parameters/parameter.ts';
import { estimateAt, type ParameterSpace, type Point } from '../parameters/parameter-space.ts';
import { scaleOf } from './endless-scale.ts';
import type { Interval } from './interval.ts';
import { certified, linearDeltaError } from './linear-delta-error.ts';

/**
 * Wald interval of one parameter. Fixed effects and their combinations take Student's t; everything else takes the normal quantile on
 * a scale without ends, by the delta method with the asymptotic covariance of (θ̂, log σ̂): log for what is positive, Fisher's z for
 * correlations, logit between two limits.
 *
 * @returns undefined at the boundary, where the parameter has no standard error
 * @throws `not-fitted` when the fit is not certified
 */
export function linearWaldInterval(
  model: Model,
  space: ParameterSpace,
  point: Point,
  parameter: Parameter,
  level: number,
  ddf: DdfMethod,
): Interval | undefined {
  const { name } = parameter;
  const tail = (1 - level) / 2;
  if (parameter.kind === 'fixed') {
    const { estimate, se, df } = fixedTest(model, parameter.weights, ddf);
    const centre = estimate + parameter.constant;
    const half = se * tQuantile(tail, df);
    return { name, estimate: centre, lower: centre - half, upper: centre + half };
  }
  const scale = scaleOf(parameter);
  const estimate = parameterValue(parameter, space, estimateAt(space, point));
  const centre = scale.to(estimate);
  const se = linearDeltaError(model, space, point, (e) =>
    scale.to(parameterValue(parameter, space, e)),
  );
  const inside =
    Number.isFinite(centre) && Number.isFinite(se) && se > 1e-9 && Math.abs(centre) < 18;
  if (!inside && parameter.kind !== 'function') return undefined;
  if (!(Number.isFinite(centre) && se > 0 && Number.isFinite(se))) return undefined;
  const half = se * tQuantile(tail, Infinity);
  return { name, estimate, lower: scale.from(centre - half), upper: scale.from(centre + half) };
}

function fixedTest(
  model: Model,
  weights: Float64Array,
  ddf: DdfMethod,
): { estimate: number; se: number; df: number } {
  if (ddf !== 'none') return contrastTest(model, weights, ddf);
  certified(model);
  const { estimates, vcov } = model.fixed;
  const p = estimates.length;
  let estimate = 0;
  let variance = 0;
  for (let i = 0; i < p; i++) {
    estimate += weights[i] * estimates[i];
    for (let j = 0; j < p; j++) variance += weights[i] * vcov[j * p + i] * weights[j];
  }
  return { estimate, se: Math.sqrt(variance), df: Infinity };
}
