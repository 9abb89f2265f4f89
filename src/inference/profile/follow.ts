import type { AnyModel } from '../../fit/generalised-model.ts';
import type { ParameterChoice } from '../parameters/choose-parameters.ts';
import { ownPoint } from '../parameters/own-point.ts';
import { parameterValue, rangeOf } from '../parameters/parameter.ts';
import { type ParameterShare, sharedItems } from '../parameters/parameter-share.ts';
import { estimateAt, parameterSpace } from '../parameters/parameter-space.ts';
import { followGeneralised } from './follow-generalised.ts';
import { parametersFor, profiled } from './follow-linear.ts';
import type { Following } from './following.ts';

/** Runs `use` with a share of the chosen parameters of a model of either kind. */
export function followed<T>(
  model: AnyModel,
  criterion: 'ML' | 'REML',
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  use: (following: Following) => T,
): T {
  if (model.kind === 'glmm') return followGeneralised(model, criterion, parm, share, use);
  const space = parameterSpace(model);
  const parameters = sharedItems(parametersFor(model, space, criterion, parm), share);
  const estimates = estimateAt(space, ownPoint(model));
  return profiled(model, space, criterion, ({ minimum, curve }) =>
    use({
      minimum,
      parameters: parameters.map((parameter) => ({
        name: parameter.name,
        estimate: parameterValue(parameter, space, estimates),
        range: rangeOf(parameter),
        curve: (reach, stride, point) => curve(parameter, reach, stride, point),
      })),
    }),
  );
}
