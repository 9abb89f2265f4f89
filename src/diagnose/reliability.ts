import { checkLinear } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { levelRegressions } from './level-regressions.ts';

/** How reliably the rows of single levels tell one random coefficient. */
export interface Reliability {
  readonly group: string;
  readonly name: string;
  /** τ, the variance of the coefficient over levels. */
  readonly variance: number;
  /** λ_j = τ/(τ + v_j) of each level, in the order of `ranef`; NaN where its rows do not determine all coefficients. */
  readonly values: Float64Array;
  /** Their mean over the levels that have one; absent when none has. */
  readonly mean?: number;
  /** Number of levels that have one. */
  readonly determined: number;
}

/**
 * Reliability of least-squares estimates of each random coefficient, level by level and on average: λ_qj = τ_qq/(τ_qq + v_qj), v_qj the
 * sampling variance of the estimate from the level's own rows (Raudenbush & Bryk 2002, eqs 3.58–3.59; what HLM prints). 0
 * for a variance of 0. See `levelResiduals` for several grouping factors.
 */
export function reliability(model: Model): readonly Reliability[] {
  checkLinear(model, 'reliability()');
  const groups = [...new Set(model.random.map(({ group }) => group))];
  return groups.flatMap((group) => {
    const { variances } = levelRegressions(model, group);
    const coefficients = model.random
      .filter((part) => part.group === group)
      .flatMap(({ names, covariance }) =>
        names.map((name, i) => ({ name, variance: covariance[i * names.length + i] })),
      );
    const k = coefficients.length;
    return coefficients.map(({ name, variance }, c) => {
      const values = variances
        .filter((_, at) => at % k === c)
        .map((v) => variance / (variance + v));
      const own = values.filter((x) => !Number.isNaN(x));
      return {
        group,
        name,
        variance,
        values,
        ...(own.length > 0 && { mean: own.reduce((sum, x) => sum + x, 0) / own.length }),
        determined: own.length,
      };
    });
  });
}
