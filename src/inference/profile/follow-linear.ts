import { type OpenCriterion, withCriterion } from '../../engine/open-criterion.ts';
import { solve } from '../../engine/solve.ts';
import { templatesOf } from '../../engine/templates.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Model } from '../../fit/model.ts';
import { functionHeld } from '../held/function/function-held.ts';
import { heldCriterion } from '../held/linear/held-criterion.ts';
import { linearHeld } from '../held/linear/linear-held.ts';
import { chooseParameters, type ParameterChoice } from '../parameters/choose-parameters.ts';
import { ownPoint, ownTemplates } from '../parameters/own-point.ts';
import { type Parameter, parameterValue, rangeOf } from '../parameters/parameter.ts';
import { type ParameterShare, sharedItems } from '../parameters/parameter-share.ts';
import {
  estimateAt,
  type ParameterSpace,
  type Point,
  parameterSpace,
} from '../parameters/parameter-space.ts';
import type { Following } from './following.ts';
import { traceCurve } from './trace-curve.ts';

/** The chosen parameters; all that the criterion has when none are. */
function parametersFor(
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

/** `follow` of a linear model. */
export function followLinear<T>(
  model: Model,
  criterion: 'ML' | 'REML',
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  use: (following: Following) => T,
): T {
  const space = parameterSpace(model);
  const parameters = sharedItems(parametersFor(model, space, criterion, parm), share);
  const estimates = estimateAt(space, ownPoint(model));
  const reml = criterion === 'REML';
  const templates = optimalTemplates(model, criterion);
  return withCriterion(model.crossProducts, reml, (open) => {
    const { point, minimum } = optimum(open, templates);
    return use({
      minimum,
      parameters: parameters.map((parameter) => ({
        name: parameter.name,
        estimate: parameterValue(parameter, space, estimates),
        range: rangeOf(parameter),
        curve: (reach, stride, onPoint) => {
          const problem =
            parameter.kind === 'function'
              ? functionHeld(open, space, point, parameter, reml)
              : linearHeld(open, space, point, parameter);
          return traceCurve(problem, minimum, reach, stride, onPoint);
        },
      })),
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
function optimalTemplates(model: Model, criterion: 'ML' | 'REML'): Float64Array[] {
  const { crossProducts } = model;
  if (model.method === criterion) return ownTemplates(model);
  const { outcome, theta } = solve(crossProducts, criterion === 'REML');
  if (outcome === 'no-start') return ownTemplates(model);
  return templatesOf(crossProducts.terms, theta);
}
