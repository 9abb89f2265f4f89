import { lowerEntries } from '../../engine/load-problem.ts';
import type { Notice } from '../../errors/notice.ts';
import type { GeneralisedModel } from '../../fit/generalised-model.ts';
import { contrastTest } from '../contrasts/contrast-test.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { bilinear, checkCertified } from '../terms/hypothesis.ts';
import type { Interval } from './confint.ts';
import {
  chosenGeneralised,
  generalisedEstimate,
  ownNames,
  type UserPoint,
  userPoint,
} from './generalised-parameters.ts';
import {
  type GeneralisedParameter,
  type ParameterChoice,
  parameterValue,
  rangeOf,
} from './parameters.ts';
import { type ParameterShare, sharedItems } from './profile-progress.ts';
import { scaleOf } from './wald-interval.ts';

/** The parameters of a model as one vector (β, θ, auxiliary), as its covariance matrix has them. */
function pointOf({ random }: GeneralisedModel, x: Float64Array, p: number): UserPoint {
  let next = p;
  const templates = random.map(({ names }) => {
    const k = names.length;
    const template = new Float64Array(k * k);
    for (const [r, c] of lowerEntries(k)) template[c * k + r] = x[next++];
    return template;
  });
  return { templates, beta: x.subarray(0, p), auxiliary: x.subarray(next) };
}

/** Step of the differences, in standard errors. */
const STEP = 1e-2;

/** Standard error of a function of all parameters, by the delta method with central differences. */
function deltaError(model: GeneralisedModel, f: (point: UserPoint) => number): number {
  const covariance = model.covariance ?? new Float64Array(0);
  const size = Math.round(Math.sqrt(covariance.length));
  const { templates, beta, auxiliary } = userPoint(model);
  const theta = templates.flatMap((template, t) => {
    const k = model.random[t].names.length;
    return lowerEntries(k).map(([r, c]) => template[c * k + r]);
  });
  const x = Float64Array.from([...beta, ...theta, ...auxiliary]);
  const slopes = x.map((own, k) => {
    // Entries on the boundary do not vary.
    const variance = covariance[k * (size + 1)];
    if (variance === 0) return 0;
    const h = STEP * Math.sqrt(variance);
    const moved = (by: number): number => {
      const there = x.slice();
      there[k] = own + by;
      return f(pointOf(model, there, beta.length));
    };
    return (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
  });
  return Math.sqrt(bilinear(covariance, slopes, slopes, size));
}

/** Intervals with what was to be said of them. */
export interface WaldIntervals {
  readonly intervals: Interval[];
  readonly notices: Notice[];
}

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
): WaldIntervals {
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
    const half = quantile * deltaError(model, (point) => to(value(point)));
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
