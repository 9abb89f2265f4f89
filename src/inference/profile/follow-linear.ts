import { type OpenCriterion, withCriterion } from '../../engine/open-criterion.ts';
import { solve } from '../../engine/solve.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Model } from '../../fit/model.ts';
import { functionHeld } from '../held/function/function-held.ts';
import { heldCriterion } from '../held/linear/held-criterion.ts';
import { heldProblem } from '../held/linear/linear-held.ts';
import { chooseParameters, type ParameterChoice } from '../parameters/choose-parameters.ts';
import { ownTemplates } from '../parameters/own-point.ts';
import type { Parameter } from '../parameters/parameter.ts';
import { type ParameterSpace, type Point, pointTemplates } from '../parameters/parameter-space.ts';
import type { Curve } from './curve.ts';
import { traceCurve } from './trace-curve.ts';

/** The chosen parameters; all that the criterion has when none are. */
export function parametersFor(
  model: Model,
  space: ParameterSpace,
  criterion: 'ML' | 'REML',
  choice: ParameterChoice | undefined,
): Parameter[] {
  if (criterion !== 'ML' && criterion !== 'REML') {
    throw new BlupError('option', `criterion is "${String(criterion)}"; use "ML" or "REML"`, {
      value: criterion,
    });
  }
  const chosen = chooseParameters(
    model,
    space,
    choice ?? (criterion === 'REML' ? 'theta_' : undefined),
  );
  const fixed = chosen.find(({ kind }) => kind === 'fixed');
  if (criterion === 'REML' && fixed !== undefined) {
    throw new BlupError(
      'option',
      `"${fixed.name}" is a fixed effect, which the REML criterion does not contain; leave out criterion: "REML"`,
      { value: fixed.name },
    );
  }
  return chosen;
}

/** Profiles around one optimum. */
export interface Profiled {
  readonly minimum: number;
  curve(parameter: Parameter, reach: number, stride: number, point?: () => void): Curve | undefined;
}

/** Runs `use` with the criterion loaded and its optimum at hand. */
export function profiled<T>(
  model: Model,
  space: ParameterSpace,
  criterion: 'ML' | 'REML',
  use: (at: Profiled) => T,
): T {
  const reml = criterion === 'REML';
  const templates = optimalTemplates(model, criterion);
  return withCriterion(model.crossProducts, reml, (open) => {
    const { point, minimum } = optimum(open, templates);
    return use({
      minimum,
      curve: (parameter, reach, stride, onPoint) => {
        const problem =
          parameter.kind === 'function'
            ? functionHeld(open, space, point, parameter, reml)
            : heldProblem(open, space, point, parameter);
        return traceCurve(problem, minimum, reach, stride, onPoint);
      },
    });
  });
}

function optimum(
  open: OpenCriterion,
  templates: readonly Float64Array[],
): { point: Point; minimum: number } {
  const held = heldCriterion(open, { kind: 'free' });
  const minimum = held.value(templates);
  if (minimum === undefined) {
    throw new BlupError('not-fitted', 'the criterion cannot be evaluated at its optimum');
  }
  return { point: { templates, logSigma: held.logSigma(), beta: held.beta() }, minimum };
}

/** T̃ at the optimum of the criterion: the model's own, or those of a fit by the other criterion. */
export function optimalTemplates(model: Model, criterion: 'ML' | 'REML'): Float64Array[] {
  const { crossProducts } = model;
  if (model.method === criterion) return ownTemplates(model);
  const { outcome, theta } = solve(crossProducts, criterion === 'REML');
  if (outcome === 'no-start') return ownTemplates(model);
  return pointTemplates(crossProducts, theta);
}
