import type { AnyModel } from '../../fit/generalised-model.ts';
import type { ParameterChoice } from '../parameters/choose-parameters.ts';
import type { ParameterShare } from '../parameters/parameter-share.ts';
import { followGeneralised } from './follow-generalised.ts';
import { followLinear } from './follow-linear.ts';
import type { Following } from './following.ts';

/** Runs `use` with a share of the chosen parameters of a model of either kind. */
export function follow<T>(
  model: AnyModel,
  criterion: 'ML' | 'REML',
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  use: (following: Following) => T,
): T {
  return model.kind === 'glmm'
    ? followGeneralised(model, criterion, parm, share, use)
    : followLinear(model, criterion, parm, share, use);
}
