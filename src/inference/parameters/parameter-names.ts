import type { TermBasis } from '../../engine/cross-products.ts';
import { solveUpper } from '../../engine/small-matrix.ts';
import { lowerEntries } from '../../engine/templates.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { levelCount } from '../../fit/kept.ts';
import { identityMatrix } from '../../number/identity-matrix.ts';

/** One random term as the parameters see it. */
export interface SpaceTerm {
  readonly size: number;
  /** R⁻¹, k×k: row i times T̃ is the row of coefficient i in the user's relative covariance factor. */
  readonly inverse: Float64Array;
  /** `(Intercept)|school` for each coefficient. */
  readonly sdNames: readonly string[];
  /** `[i, j, name]` for j < i, name `cses.(Intercept)|school`, column by column. */
  readonly correlations: readonly (readonly [number, number, string])[];
}

/** The parameters that linear and generalised models have in common. */
export interface ParameterNames {
  readonly terms: readonly SpaceTerm[];
  readonly fixedNames: readonly string[];
  /** Terms in the order of lme4: by decreasing number of levels. */
  readonly order: readonly number[];
}

/**
 * Names of the parameters. Terms of equal names, `(1 | g) + (1 | g)`, are told apart by `.1`, `.2`.
 *
 * @param bases triangles R of the terms, Z = Z̃R
 */
export function parameterNames(
  model: AnyModel,
  bases: readonly Pick<TermBasis, 'size' | 'triangle'>[],
): ParameterNames {
  const seen = new Map<string, number>();
  const unique = (name: string): string => {
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}.${times}`;
  };
  const terms = model.random.map(({ names, group }, t): SpaceTerm => {
    const { size, triangle } = bases[t];
    return {
      size,
      inverse: solveUpper(triangle, identityMatrix(size), size, size),
      sdNames: names.map((name) => unique(`${name}|${group}`)),
      correlations: lowerEntries(size)
        .filter(([r, c]) => r > c)
        .map(([r, c]) => [r, c, unique(`${names[r]}.${names[c]}|${group}`)] as const),
    };
  });
  const order = model.random
    .map((_, t) => t)
    .toSorted((a, b) => levelCount(model, b) - levelCount(model, a));
  return { terms, fixedNames: model.fixed.names, order };
}
