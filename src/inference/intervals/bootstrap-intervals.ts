import type { AnyModel } from '../../fit/generalised-model.ts';
import { bootstrap } from '../bootstrap/bootstrap.ts';
import { bootstrapInterval } from '../bootstrap/bootstrap-interval.ts';
import { type AnyParameter, parameterValue, rangeOf } from '../parameters/parameter.ts';
import type { ParameterNames } from '../parameters/parameter-names.ts';
import type { ConfintOptions } from './confint.ts';
import type { Interval } from './interval.ts';

/** Limits from bootstrap replicates of all parameters at once; an open side where too few replicates have a value. */
export function bootIntervals(
  model: AnyModel,
  names: ParameterNames,
  parameters: readonly AnyParameter[],
  level: number,
  { type, ...options }: NonNullable<ConfintOptions['boot']> = {},
): Interval[] {
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
