import { lowerEntries } from '../../engine/load-problem.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Model } from '../../fit/model.ts';
import { exponential, logarithm } from '../../number/elementary.ts';
import { contrastTest } from '../contrasts/contrast-test.ts';
import type { DdfMethod } from '../contrasts/ddf-method.ts';
import { tQuantile } from '../distributions/student-t.ts';
import type { Interval } from './confint.ts';
import { estimateAt, type ParameterSpace, type Point, pointTemplates } from './parameter-space.ts';
import { type AnyParameter, type Parameter, parameterValue } from './parameters.ts';

/**
 * Wald interval of one parameter. Fixed effects and their combinations take Student's t; everything else takes the normal quantile on
 * a scale without ends, by the delta method with the asymptotic covariance of (θ̂, log σ̂): log for what is positive, Fisher's z for
 * correlations, logit between two limits.
 *
 * @returns undefined at the boundary, where the parameter has no standard error
 * @throws `not-fitted` when the fit is not certified
 */
export function waldInterval(
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
  const se = deltaError(model, space, point, (e) => scale.to(parameterValue(parameter, space, e)));
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

function certified({ varianceInformation, certificate }: Model) {
  if (varianceInformation !== undefined) return varianceInformation;
  throw new BlupError(
    'not-fitted',
    `the fit is not certified (${certificate.missing ?? 'no reason known'}), so it has no standard errors; use method "profile"`,
    { certificate },
  );
}

/** A scale without ends. */
interface Scale {
  to(x: number): number;
  from(x: number): number;
}

const plainScale: Scale = { to: (x) => x, from: (x) => x };

/** The scale on which a parameter is near normal. */
export function scaleOf(parameter: AnyParameter): Scale {
  const { kind } = parameter;
  if (kind === 'sd' || kind === 'sigma' || kind === 'dispersion')
    return { to: logarithm, from: exponential };
  if (parameter.kind === 'cor') return { to: Math.atanh, from: Math.tanh };
  if (parameter.kind !== 'function') return plainScale;
  const [low, high] = parameter.range;
  if (Number.isFinite(low) && Number.isFinite(high)) {
    return {
      to: (x) => logarithm((x - low) / (high - x)),
      from: (x) => low + (high - low) / (1 + exponential(-x)),
    };
  }
  if (Number.isFinite(low))
    return { to: (x) => logarithm(x - low), from: (x) => low + exponential(x) };
  if (Number.isFinite(high))
    return { to: (x) => -logarithm(high - x), from: (x) => high - exponential(-x) };
  return plainScale;
}

/** Standard error of a function of (θ, log σ, β), by central differences; the two parts are asymptotically independent. */
function deltaError(
  model: Model,
  space: ParameterSpace,
  point: Point,
  f: (estimate: ReturnType<typeof estimateAt>) => number,
): number {
  const { size, covariance } = certified(model);
  const { products, terms } = space;
  const theta = terms.flatMap(({ size: k }, t) =>
    lowerEntries(k).map(([r, c]) => point.templates[t][c * k + r]),
  );
  const phi = Float64Array.from([...theta, point.logSigma]);
  const at = (x: Float64Array, beta: Float64Array): number =>
    f(estimateAt(space, { templates: pointTemplates(products, x), logSigma: x[size - 1], beta }));
  const slopes = phi.map((own, k) => {
    // Held directions do not vary, and a function of a zero variance may have no slope there.
    if (covariance[k * size + k] === 0) return 0;
    const h = 1e-4 * Math.max(Math.abs(own), 0.05);
    const moved = (by: number): number => {
      const x = phi.slice();
      x[k] += by;
      return at(x, point.beta);
    };
    return (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
  });
  let variance = quadratic(covariance, slopes, size);
  const { kept, triangle, scale } = products;
  const p = kept.length;
  // In standard errors of the user's coefficients, so that no unit matters.
  const bySe = Float64Array.from({ length: p }, (_, j) => {
    const se = Math.sqrt(model.fixed.vcov[j * p + j]);
    const moved = (by: number): number => {
      const beta = point.beta.map((x, i) =>
        i <= j ? x + (by * se * triangle[j * p + i]) / scale : x,
      );
      return at(phi, beta);
    };
    const h = 1e-3;
    return (moved(h) - moved(-h)) / (2 * h) / se;
  });
  if (bySe.some((x) => x !== 0)) variance += quadratic(model.fixed.vcov, bySe, p);
  return Math.sqrt(variance);
}

function quadratic(a: Float64Array, v: Float64Array, n: number): number {
  let sum = 0;
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) sum += v[i] * a[j * n + i] * v[j];
  return sum;
}
