import type { GeneralisedModel } from '../../fit/generalised-model.ts';
import { contrastTest } from '../contrasts/contrast-test.ts';
import { tQuantile } from '../distributions/student-t.ts';
import type { ParameterChoice } from '../parameters/choose-parameters.ts';
import {
  chosenGeneralised,
  generalisedEstimate,
  ownNames,
  type UserPoint,
  userPoint,
} from '../parameters/generalised-parameters.ts';
import { type GeneralisedParameter, parameterValue, rangeOf } from '../parameters/parameter.ts';
import { type ParameterShare, sharedItems } from '../parameters/parameter-share.ts';
import { checkCertified } from '../terms/hypothesis.ts';
import { scaleOf } from './endless-scale.ts';
import { generalisedDeltaError } from './generalised-delta-error.ts';
import type { Interval, Intervals } from './interval.ts';

/**
 * Wald intervals of a generalised model, all with the normal quantile and the inverse Hessian of the log-likelihood: fixed effects, linear
 * combinations of them and thresholds as they are, standard deviations and the dispersion on the log scale, correlations
 * on Fisher's z, functions on a scale without ends.
 *
 * At a variance of 0 or a correlation of ±1 there is no standard error: the interval is all that the parameter can be, and a notice
 * says so.
 *
 * @throws `option` for a name that does not exist; `not-fitted` when the fit is not certified
 */
export function generalisedWald(
  model: GeneralisedModel,
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  level: number,
): Intervals {
  checkCertified(model);
  const quantile = tQuantile((1 - level) / 2, Number.POSITIVE_INFINITY);
  const names = ownNames(model);
  const atBoundary: string[] = [];
  const interval = (parameter: GeneralisedParameter): Interval => {
    const { name } = parameter;
    if (parameter.kind === 'fixed') {
      const { estimate, se } = contrastTest(model, parameter.weights, 'none');
      const centre = estimate + parameter.constant;
      const half = quantile * se;
      return { name, estimate: centre, lower: centre - half, upper: centre + half };
    }
    const value = (point: UserPoint): number =>
      parameterValue(parameter, names, generalisedEstimate(model, names, point));
    const { to, from } = scaleOf(parameter);
    const estimate = value(userPoint(model));
    const centre = to(estimate);
    const half = quantile * generalisedDeltaError(model, (point) => to(value(point)));
    if (Number.isFinite(centre) && half > 0 && Number.isFinite(half)) {
      return { name, estimate, lower: from(centre - half), upper: from(centre + half) };
    }
    atBoundary.push(name);
    const [lower, upper] = rangeOf(parameter);
    return { name, estimate, lower, upper, bounded: ['lower', 'upper'] };
  };
  const intervals = sharedItems(chosenGeneralised(model, parm), share).map(interval);
  if (atBoundary.length === 0) return { intervals, notices: [] };
  return {
    intervals,
    notices: [
      {
        code: 'wald-boundary',
        text: `${atBoundary.join(', ')}: the estimate is at the boundary, where there is no standard error`,
        detail: { names: atBoundary },
      },
    ],
  };
}
