import { entriesOf, templatesOf, thetaLength } from '../../engine/templates.ts';
import type { GeneralisedModel } from '../../fit/generalised-model.ts';
import { centralDifference } from '../../number/central-difference.ts';
import { type UserPoint, userPoint } from '../parameters/generalised-parameters.ts';
import { bilinear } from '../terms/hypothesis.ts';

/** The parameters of a model as one vector (β, θ, auxiliary), as its covariance matrix has them. */
function pointOf({ random }: GeneralisedModel, x: Float64Array, p: number): UserPoint {
  const terms = random.map(({ names }) => ({ size: names.length }));
  return {
    templates: templatesOf(terms, x.subarray(p)),
    beta: x.subarray(0, p),
    auxiliary: x.subarray(p + thetaLength(terms)),
  };
}

/** Step of the differences, in standard errors. */
const STEP = 1e-2;

/** Standard error of a function of all parameters, by the delta method with central differences. */
export function generalisedDeltaError(
  model: GeneralisedModel,
  f: (point: UserPoint) => number,
): number {
  const covariance = model.covariance ?? new Float64Array(0);
  const size = Math.round(Math.sqrt(covariance.length));
  const { templates, beta, auxiliary } = userPoint(model);
  const theta = templates.flatMap((own, t) => entriesOf(own, model.random[t].names.length));
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
    return centralDifference(moved, h);
  });
  return Math.sqrt(bilinear(covariance, slopes, slopes, size));
}
