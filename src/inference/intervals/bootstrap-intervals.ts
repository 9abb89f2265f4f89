import type { AnyModel } from '../../fit/generalised-model.ts';
import { type BootstrapOptions, bootstrap } from '../bootstrap/bootstrap.ts';
import { type BootstrapIntervalType, bootstrapInterval } from '../bootstrap/bootstrap-interval.ts';
import { chooseParameters, type ParameterChoice } from '../parameters/choose-parameters.ts';
import { chosenGeneralised, ownNames } from '../parameters/generalised-parameters.ts';
import { type AnyParameter, parameterValue, rangeOf } from '../parameters/parameter.ts';
import type { ParameterNames } from '../parameters/parameter-names.ts';
import { type ParameterShare, sharedItems } from '../parameters/parameter-share.ts';
import { parameterSpace } from '../parameters/parameter-space.ts';
import type { Interval } from './interval.ts';

/** How the replicates are drawn, and how intervals are made of them. */
export type BootstrapIntervalsOptions = Pick<BootstrapOptions, 'nsim' | 'seed' | 'onProgress'> & {
  readonly type?: Exclude<BootstrapIntervalType, 'bca'>;
};

/** Limits from bootstrap replicates of all parameters at once; an open side where too few replicates have a value. */
export function bootstrapIntervals(
  model: AnyModel,
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  level: number,
  { type, ...options }: BootstrapIntervalsOptions,
): Interval[] {
  const { names, chosen } = chosenOf(model, parm);
  const parameters = sharedItems(chosen, share);
  const replicates = bootstrap(model, {
    ...options,
    statistic: (estimate) => parameters.map((p) => parameterValue(p, names, estimate)),
  });
  const found = bootstrapInterval(replicates, { level, ...(type !== undefined && { type }) });
  return parameters.map((parameter, i) => {
    const { estimate, lower, upper } = found[i];
    const { name } = parameter;
    if (!Number.isNaN(lower + upper)) return { name, estimate, lower, upper };
    const [least, most] = rangeOf(parameter);
    return { name, estimate, lower: least, upper: most, bounded: ['lower', 'upper'] };
  });
}

function chosenOf(
  model: AnyModel,
  parm: ParameterChoice | undefined,
): { readonly names: ParameterNames; readonly chosen: readonly AnyParameter[] } {
  if (model.kind === 'glmm') {
    return { names: ownNames(model), chosen: chosenGeneralised(model, parm) };
  }
  const space = parameterSpace(model);
  return { names: space, chosen: chooseParameters(model, space, parm) };
}
