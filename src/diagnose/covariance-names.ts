import type { AnyModel } from '../fit/generalised-model.ts';

/** Names of the variances and covariances of the random effects. */
export function covarianceNames({ random }: Pick<AnyModel, 'random'>): string[] {
  return random.flatMap(({ names, group }) =>
    names.flatMap((a, c) =>
      names.slice(c).map((b, r) => (r === 0 ? `var_${a}|${group}` : `cov_${b}.${a}|${group}`)),
    ),
  );
}
