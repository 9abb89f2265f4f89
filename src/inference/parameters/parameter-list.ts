import type { Parameter } from './parameter.ts';
import type { ParameterNames } from './parameter-names.ts';
import type { ParameterSpace } from './parameter-space.ts';

type TermParameter = Extract<Parameter, { kind: 'sd' | 'cor' }>;

/** Standard deviations and correlations as lme4 lists them: terms by decreasing number of levels, θ order within. */
export function termParameters({ terms, order }: ParameterNames): TermParameter[] {
  return order.flatMap((term) => {
    const { sdNames, correlations } = terms[term];
    return sdNames.flatMap((name, index): TermParameter[] => [
      { kind: 'sd', name: `sd_${name}`, term, index, power: 1 },
      ...correlations
        .filter(([, j]) => j === index)
        .map(([i, j, pair]): TermParameter => ({ kind: 'cor', name: `cor_${pair}`, term, i, j })),
    ]);
  });
}

/** The variance parameters of a linear model, σ last. */
export function varianceParameters(space: ParameterSpace): Parameter[] {
  return [...termParameters(space), { kind: 'sigma', name: 'sigma', power: 1 }];
}

export function fixedParameters({
  fixedNames,
}: ParameterNames): Extract<Parameter, { kind: 'fixed' }>[] {
  return fixedNames.map((name, j) => {
    const weights = new Float64Array(fixedNames.length);
    weights[j] = 1;
    return { kind: 'fixed', name, weights, constant: 0 };
  });
}
