import { ranef } from '../effects/ranef.ts';
import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import { checkLinear } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { normalQuantile } from '../inference/distributions/normal-quantile.ts';
import { checkLevel } from '../inference/level.ts';
import { type BetweenVariance, betweenVariance, mean } from './between-variance.ts';
import { comparisonFactor, type Multiplicity } from './comparison-factor.ts';
import { expectedCoefficients } from './expected-coefficients.ts';
import { groupSizes } from './group-sizes.ts';
import { levelRegressions } from './level-regressions.ts';
import type { LevelResidual } from './level-residual.ts';

export type { BetweenVariance };

/** Options of `levelResiduals`. */
export interface LevelResidualsOptions {
  /** Default: all grouping factors. */
  readonly group?: string;
  /** Of the intervals; default 0.95. */
  readonly level?: number;
  /** How the simultaneous comparison intervals hold their level over all pairs; default `'tukey'`. */
  readonly multiplicity?: Exclude<Multiplicity, 'none'>;
  /** Uncertainty that standard deviations hold, as for `ranef`; default `'conditional'`. */
  readonly condVar?: 'conditional' | 'prediction';
}

/** The residuals of one random coefficient. */
export interface CoefficientResiduals {
  readonly name: string;
  /** τ */
  readonly variance: number;
  /** Mean of the reliabilities of the levels; absent when no level's rows determine it. */
  readonly reliability?: number;
  /** Absent with fewer than two such levels. */
  readonly between?: BetweenVariance;
  /** In the order of `ranef`. */
  readonly rows: readonly LevelResidual[];
}

/** The residuals of one grouping factor. */
export interface GroupResiduals {
  readonly group: string;
  readonly coefficients: readonly CoefficientResiduals[];
}

/** Level-2 residuals of a model. */
export interface LevelResiduals {
  readonly kind: 'level-residuals';
  readonly level: number;
  readonly multiplicity: Exclude<Multiplicity, 'none'>;
  readonly condVar: 'conditional' | 'prediction';
  readonly groups: readonly GroupResiduals[];
}

/** Ranks from 1, ties with their mean. */
export function meanRanks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
    for (let i = from; i <= to; i++) ranks[order[i]] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

/** Variances τ of the coefficients of a factor, in the order of `ranef`. */
function variances(model: Model, group: string): number[] {
  return model.random
    .filter((part) => part.group === group)
    .flatMap(({ names, covariance }) => names.map((_, i) => covariance[i * names.length + i]));
}

function olsPart(
  estimate: number,
  ols: number,
  v: number,
  tau: number,
  expected: number,
): Partial<LevelResidual> {
  const place = Number.isNaN(expected) ? {} : { expected, coefficient: expected + estimate };
  if (Number.isNaN(ols)) return place;
  return {
    ols,
    olsSe: Math.sqrt(v),
    shrinkage: ols - estimate,
    reliability: tau / (tau + v),
    ...place,
    ...(!Number.isNaN(expected) && { olsCoefficient: expected + ols }),
  };
}

function groupResiduals(
  model: Model,
  effects: ReturnType<typeof ranef>[number],
  { level, multiplicity }: Pick<LevelResiduals, 'level' | 'multiplicity'>,
): GroupResiduals {
  const { group, levels, names, values, condSd } = effects;
  const sizes = groupSizes(model).find((entry) => entry.group === group)?.sizes ?? [];
  const own = levelRegressions(model, group);
  const expected = expectedCoefficients(model, group);
  const taus = variances(model, group);
  const k = names.length;
  const z = -normalQuantile((1 - level) / 2);
  const pair = comparisonFactor(level, levels.length, 'none');
  const all = comparisonFactor(level, levels.length, multiplicity);
  const coefficients = names.map((name, c): CoefficientResiduals => {
    const ranks = meanRanks(levels.map((_, l) => values[l * k + c]));
    const rows = levels.map((label, l): LevelResidual => {
      const at = l * k + c;
      const estimate = values[at];
      const sd = condSd[at];
      return {
        level: label,
        n: sizes[l],
        estimate,
        sd,
        lower: estimate - z * sd,
        upper: estimate + z * sd,
        comparisonLower: estimate - pair * sd,
        comparisonUpper: estimate + pair * sd,
        simultaneousLower: estimate - all * sd,
        simultaneousUpper: estimate + all * sd,
        rank: ranks[l],
        ...olsPart(estimate, own.effects[at], own.variances[at], taus[c], expected[at]),
      };
    });
    const reliabilities = rows.flatMap(({ reliability }) => reliability ?? []);
    return {
      name,
      variance: taus[c],
      ...(reliabilities.length > 0 && { reliability: mean(reliabilities) }),
      ...betweenVariance(taus[c], rows),
      rows,
    };
  });
  return { group, coefficients };
}

function checkOptions({ level = 0.95, multiplicity = 'tukey' }: LevelResidualsOptions): void {
  checkLevel(level);
  if (multiplicity === 'tukey' || multiplicity === 'bonferroni') return;
  throw new BlupError('option', `multiplicity is "${multiplicity}"; use "tukey" or "bonferroni"`, {
    value: multiplicity,
  });
}

/**
 * Level-2 residuals: for each grouping factor and random coefficient a row for each level, with the empirical-Bayes estimate, its
 * standard deviation, intervals and rank, the least-squares estimate from the level's own rows beside it, and the reliability of
 * the latter, λ_qj = τ_qq/(τ_qq + v_qj) (Raudenbush & Bryk 2002, eqs 3.58–3.59).
 *
 *     levelResiduals(model, { group: 'school' }).groups[0].coefficients[0].rows
 *
 * For a single random intercept b̂_j = λ_j û_j. Effects of other grouping factors are taken as predicted and known, so that the
 * reliabilities of a factor that contains others come out high; fixed slopes are taken as estimated.
 *
 * @throws `option` for a group that the model does not have, a level outside (0, 1), an unknown multiplicity or condVar
 */
export function levelResiduals(model: Model, options: LevelResidualsOptions = {}): LevelResiduals {
  checkLinear(model, 'levelResiduals()');
  const { group, level = 0.95, multiplicity = 'tukey', condVar = 'conditional' } = options;
  checkOptions(options);
  const effects = ranef(model, { condVar });
  const groups = effects.map((entry) => entry.group);
  if (group !== undefined && !groups.includes(group)) {
    const hint = didYouMean(group, groups) || `; they are ${groups.join(', ')}`;
    throw new BlupError('option', `"${group}" is no grouping factor of the model${hint}`, {
      value: group,
    });
  }
  return {
    kind: 'level-residuals',
    level,
    multiplicity,
    condVar,
    groups: effects
      .filter((entry) => group === undefined || entry.group === group)
      .map((entry) => groupResiduals(model, entry, { level, multiplicity })),
  };
}
