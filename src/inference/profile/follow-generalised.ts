import { hessianAt, withGeneralisedCriterion } from '../../engine/open-generalised.ts';
import { templatesOf } from '../../engine/templates.ts';
import { innerParameters } from '../../engine/unpack-generalised.ts';
import { BlupError } from '../../errors/blup-error.ts';
import { prepareInput } from '../../fit/generalised-input.ts';
import type { FittedGeneralisedModel, GeneralisedModel } from '../../fit/generalised-model.ts';
import type { GeneralisedOptimum } from '../held/generalised/chart.ts';
import { generalisedHeld } from '../held/generalised/generalised-held.ts';
import type { ParameterChoice } from '../parameters/choose-parameters.ts';
import {
  chosenGeneralised,
  generalisedEstimate,
  ownNames,
  userPoint,
} from '../parameters/generalised-parameters.ts';
import { type GeneralisedParameter, parameterValue, rangeOf } from '../parameters/parameter.ts';
import { parameterNames } from '../parameters/parameter-names.ts';
import { type ParameterShare, sharedItems } from '../parameters/parameter-share.ts';
import type { Following } from './following.ts';
import { traceCurve } from './trace-curve.ts';

type HeldParameter = Exclude<GeneralisedParameter, { kind: 'function' }>;

function isHeld(parameter: GeneralisedParameter): parameter is HeldParameter {
  return parameter.kind !== 'function';
}

/** The model with its rows, which its profile needs and Wald intervals do not. */
function profiledRows(model: GeneralisedModel): FittedGeneralisedModel {
  if (model.saved === undefined) return model;
  throw new BlupError(
    'no-rows-kept',
    'profiles of generalised models need the rows of the data, and the model was loaded from a file, which holds none; take Wald ' +
      `intervals, confint(model, { method: 'wald' }), or fit it to the data again: ${model.formula}`,
    { value: model.formula },
  );
}

/** `follow` of a generalised model. */
export function followGeneralised<T>(
  given: GeneralisedModel,
  criterion: 'ML' | 'REML',
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  use: (following: Following) => T,
): T {
  if (criterion !== 'ML') {
    throw new BlupError(
      'option',
      `criterion is "${String(criterion)}"; generalised models are fitted by maximum likelihood, "ML"`,
      { value: criterion },
    );
  }
  const parameters = sharedItems(chosenGeneralised(given, parm), share);
  const unable = parameters.find((parameter) => !isHeld(parameter));
  if (unable !== undefined) {
    throw new BlupError(
      'option',
      `"${unable.name}" is a function of several parameters of a generalised model, which has no profile; use method "boot"`,
      { value: unable.name },
    );
  }
  const model = profiledRows(given);
  const own = ownNames(model);
  const user = userPoint(model);
  const estimates = generalisedEstimate(model, own, user);
  const { input } = prepareInput(model.design, model);
  return withGeneralisedCriterion(input, model.points, (open) => {
    const { bases, triangle } = open.rows;
    const names = parameterNames(model, bases);
    const psi = innerParameters(user.templates, user.beta, user.auxiliary, open.rows);
    const minimum = open.value(psi);
    if (minimum === undefined) {
      throw new BlupError('not-fitted', 'the criterion cannot be evaluated at its optimum');
    }
    const p = Math.round(Math.sqrt(triangle.length));
    const m = psi.length - p - user.auxiliary.length;
    const at: GeneralisedOptimum = {
      templates: templatesOf(bases, psi),
      beta: psi.slice(m, m + p),
      auxiliary: psi.slice(m + p),
      hessian: hessianAt(open, psi),
    };
    return use({
      minimum,
      parameters: parameters.filter(isHeld).map((parameter) => ({
        name: parameter.name,
        estimate: parameterValue(parameter, own, estimates),
        range: rangeOf(parameter),
        curve: (reach, stride, point) => {
          // Every curve begins at the modes of the optimum, so that it is the same bits whichever were followed before.
          open.forgetModes();
          open.value(psi);
          const problem = generalisedHeld(open, names, at, parameter);
          return traceCurve(problem, minimum, reach, stride, point);
        },
      })),
    });
  });
}
