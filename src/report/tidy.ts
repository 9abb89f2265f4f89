import { ranef } from '../effects/ranef.ts';
import { varCorrOfTerm } from '../effects/var-corr.ts';
import { lowerEntries } from '../engine/load-problem.ts';
import { BlupError } from '../errors/blup-error.ts';
import { checkLinear } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { tQuantile } from '../inference/distributions/student-t.ts';
import { parameterSpace } from '../inference/intervals/parameter-space.ts';
import { checkLevel } from '../inference/level.ts';
import { coefficientTable } from './coefficient-table.ts';

/** One estimate as a row, with the column names of R's broom.mixed. What does not apply is absent. */
export interface TidyRow {
  /** Fixed effect, parameter of the random part, or predicted random effect. */
  readonly effect: 'fixed' | 'ran_pars' | 'ran_vals';
  /** Grouping factor, or `Residual`; absent for fixed effects. */
  readonly group?: string;
  /** Level of the grouping factor; of `ran_vals` only. */
  readonly level?: string;
  /** Name of the coefficient; of `ran_pars` with a prefix: `sd__x`, `cor__(Intercept).x`, `sd__Observation`. */
  readonly term: string;
  readonly estimate: number;
  readonly 'std.error'?: number;
  readonly statistic?: number;
  readonly df?: number;
  readonly 'p.value'?: number;
  readonly 'conf.low'?: number;
  readonly 'conf.high'?: number;
}

/** Intervals by the names of `confint`, so that its result can be handed over as it is. */
export interface NamedIntervals {
  readonly intervals: readonly {
    readonly name: string;
    readonly lower: number;
    readonly upper: number;
  }[];
}

/** Which rows and columns `tidy` makes. */
export interface TidyOptions {
  /** Default `['fixed', 'ran_pars']`; rows come in the order given. */
  readonly effects?: readonly TidyRow['effect'][];
  /** Degrees of freedom of fixed effects; default `'satterthwaite'`. */
  readonly ddf?: DdfMethod;
  /**
   * `true` adds Wald limits to fixed effects (Student's t; the normal distribution with `ddf: 'none'`) and to predicted random effects
   * (normal). The result of `confint(model)` instead gives the limits of all parameters that it names. Default `false`.
   */
  readonly confInt?: boolean | NamedIntervals;
  /** Confidence level of Wald limits; default 0.95. */
  readonly level?: number;
  /** `ran_pars` as standard deviations and correlations (default), or as variances and covariances. */
  readonly scales?: 'sdcor' | 'vcov';
}

/**
 * The estimates of a model as plain rows, as broom.mixed's `tidy` has them for lme4 models.
 *
 * Rows of `ran_pars` go term by term down the columns of the lower triangle, the residual last. A correlation with a variance of 0 is NaN.
 *
 * @throws `option` for an unknown effect, scale, ddf or level
 */
export function tidy(model: Model, options: TidyOptions = {}): TidyRow[] {
  checkLinear(model, 'tidy()');
  const { effects = ['fixed', 'ran_pars'], ddf = 'satterthwaite', level = 0.95 } = options;
  const { scales = 'sdcor', confInt = false } = options;
  checkLevel(level);
  if (scales !== 'sdcor' && scales !== 'vcov') {
    throw new BlupError('option', `scales is "${scales}"; use "sdcor" or "vcov"`, {
      value: scales,
    });
  }
  const given = typeof confInt === 'object' ? confInt : undefined;
  const wald = confInt === true ? (1 - level) / 2 : undefined;
  return effects.flatMap((effect) => {
    if (effect === 'fixed') return fixedRows(model, ddf, wald, given);
    if (effect === 'ran_pars') return parameterRows(model, scales, given);
    if (effect === 'ran_vals')
      return effectRows(model, confInt === false ? undefined : (1 - level) / 2);
    throw new BlupError(
      'option',
      `effect "${String(effect)}" is unknown; use "fixed", "ran_pars" or "ran_vals"`,
      { value: effect },
    );
  });
}

function limitsOf(name: string, given: NamedIntervals | undefined): Partial<TidyRow> {
  const found = given?.intervals.find((interval) => interval.name === name);
  return found === undefined ? {} : { 'conf.low': found.lower, 'conf.high': found.upper };
}

function fixedRows(
  model: Model,
  ddf: DdfMethod,
  tail: number | undefined,
  given: NamedIntervals | undefined,
): TidyRow[] {
  return coefficientTable(model, ddf).map(({ name, estimate, se, statistic, df, p }) => {
    const half =
      tail === undefined || se === undefined ? NaN : se * tQuantile(tail, df ?? Infinity);
    return {
      effect: 'fixed',
      term: name,
      estimate,
      ...(se !== undefined && { 'std.error': se }),
      ...(statistic !== undefined && { statistic }),
      ...(df !== undefined && { df }),
      ...(p !== undefined && { 'p.value': p }),
      ...(Number.isFinite(half) && { 'conf.low': estimate - half, 'conf.high': estimate + half }),
      ...limitsOf(name, given),
    };
  });
}

function parameterRows(
  model: Model,
  scales: 'sdcor' | 'vcov',
  given: NamedIntervals | undefined,
): TidyRow[] {
  const space = given === undefined ? undefined : parameterSpace(model);
  const rows = model.random.flatMap((part, t) => {
    const k = part.names.length;
    const components = varCorrOfTerm(part);
    return lowerEntries(k).map(([row, column]): TidyRow => {
      const own = row === column;
      const names = space?.terms[t];
      const name = own
        ? `sd_${names?.sdNames[row]}`
        : `cor_${names?.correlations.find(([i, j]) => i === row && j === column)?.[2]}`;
      const prefix = scales === 'sdcor' ? (own ? 'sd' : 'cor') : own ? 'var' : 'cov';
      const sdcor = own ? components[row].sd : components[row].corr[column];
      const pair = own ? part.names[row] : `${part.names[column]}.${part.names[row]}`;
      return {
        effect: 'ran_pars',
        group: part.group,
        term: `${prefix}__${pair}`,
        estimate: scales === 'sdcor' ? sdcor : part.covariance[column * k + row],
        ...(scales === 'sdcor' && limitsOf(name, given)),
      };
    });
  });
  const residual: TidyRow = {
    effect: 'ran_pars',
    group: 'Residual',
    term: scales === 'sdcor' ? 'sd__Observation' : 'var__Observation',
    estimate: scales === 'sdcor' ? model.sigma : model.sigma ** 2,
    ...(scales === 'sdcor' && limitsOf('sigma', given)),
  };
  return [...rows, residual];
}

function effectRows(model: Model, tail: number | undefined): TidyRow[] {
  const quantile = tail === undefined ? NaN : tQuantile(tail, Infinity);
  return ranef(model).flatMap(({ group, levels, names, values, condSd }) =>
    names.flatMap((term, c) =>
      levels.map((level, l): TidyRow => {
        const at = l * names.length + c;
        const half = condSd[at] * quantile;
        return {
          effect: 'ran_vals',
          group,
          level,
          term,
          estimate: values[at],
          'std.error': condSd[at],
          ...(Number.isFinite(half) && {
            'conf.low': values[at] - half,
            'conf.high': values[at] + half,
          }),
        };
      }),
    ),
  );
}
