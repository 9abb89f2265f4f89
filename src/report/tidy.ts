import { ranef } from '../effects/ranef.ts';
import { varCorrOfTerm } from '../effects/var-corr.ts';
import { lowerEntries } from '../engine/templates.ts';
import { BlupError } from '../errors/blup-error.ts';
import { families } from '../family/family.ts';
import type { AnyModel, GeneralisedModel } from '../fit/generalised-model.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { ratioMeaning } from '../inference/contrasts/ratios.ts';
import { tQuantile } from '../inference/distributions/student-t.ts';
import { checkLevel } from '../inference/level.ts';
import { parameterSpace } from '../inference/parameters/parameter-space.ts';
import { type CoefficientRow, coefficientTable, zTests } from './coefficient-table.ts';

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
  /**
   * Generalised models with link logit, log or cloglog: fixed effects as odds ratios, ratios of means, hazard ratios, their standard errors by
   * the delta method; thresholds of ordinal models stay as they are. Default `false`.
   */
  readonly exponentiate?: boolean;
  /** `ran_pars` as standard deviations and correlations (default), or as variances and covariances. */
  readonly scales?: 'sdcor' | 'vcov';
}

/**
 * The estimates of a model as plain rows, as broom.mixed's `tidy` has them for lme4 models.
 *
 * Generalised models have z-tests and no `df`; `sd__Observation` is there for gamma, inverse Gaussian and Gaussian, √φ of Var(y) = φV(μ);
 * thresholds of ordinal models stand first among the fixed effects.
 *
 * Rows of `ran_pars` go term by term down the columns of the lower triangle, the residual last. A correlation with a variance of 0 is NaN.
 *
 * @throws `option` for an unknown effect, scale, ddf or level
 */
export function tidy(model: AnyModel, options: TidyOptions = {}): TidyRow[] {
  const { effects = ['fixed', 'ran_pars'], ddf = 'satterthwaite', level = 0.95 } = options;
  const { scales = 'sdcor', confInt = false, exponentiate = false } = options;
  checkLevel(level);
  if (scales !== 'sdcor' && scales !== 'vcov') {
    throw new BlupError('option', `scales is "${scales}"; use "sdcor" or "vcov"`, {
      value: scales,
    });
  }
  const given = typeof confInt === 'object' ? confInt : undefined;
  const wald = confInt === true ? (1 - level) / 2 : undefined;
  return effects.flatMap((effect) => {
    if (effect === 'fixed') {
      const rows = fixedRows(model, ddf, wald, given);
      return exponentiate ? exponentiated(model, rows) : rows;
    }
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

/** Thresholds of an ordinal model come before its coefficients. */
function rowsOf(model: AnyModel, ddf: DdfMethod): readonly CoefficientRow[] {
  const rows = coefficientTable(model, ddf);
  if (model.kind === 'lmm' || model.thresholds === undefined) return rows;
  const { names, estimates, se } = model.thresholds;
  const own = model.certificate.certified
    ? zTests(names, estimates, se)
    : names.map((name, k) => ({ name, estimate: estimates[k] }));
  return [...own, ...rows];
}

/** Whether effects of a model multiply odds, means or hazards. */
export function multiplies(model: AnyModel): boolean {
  return ratioMeaning(model) !== undefined;
}

function exponentiated(model: AnyModel, rows: readonly TidyRow[]): TidyRow[] {
  if (!multiplies(model)) {
    throw new BlupError(
      'option',
      'exponentiate is for generalised models with link logit, log or cloglog, whose effects multiply',
      { value: model.kind === 'glmm' ? model.link : model.kind },
    );
  }
  return rows.map((row) => {
    if (!model.fixed.names.includes(row.term)) return row;
    const { 'std.error': se, 'conf.low': low, 'conf.high': high } = row;
    const estimate = Math.exp(row.estimate);
    return {
      ...row,
      estimate,
      ...(se !== undefined && { 'std.error': estimate * se }),
      ...(low !== undefined && { 'conf.low': Math.exp(low) }),
      ...(high !== undefined && { 'conf.high': Math.exp(high) }),
    };
  });
}

function fixedRows(
  model: AnyModel,
  ddf: DdfMethod,
  tail: number | undefined,
  given: NamedIntervals | undefined,
): TidyRow[] {
  return rowsOf(model, ddf).map(({ name, estimate, se, statistic, df, p }) => {
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

/** The names that `confint` has for entries of the covariance matrices of the terms. */
function intervalNames(model: AnyModel): (term: number, row: number, column: number) => string {
  if (model.kind === 'lmm') {
    const { terms } = parameterSpace(model);
    return (t, row, column) => {
      const { sdNames, correlations } = terms[t];
      if (row === column) return `sd_${sdNames[row]}`;
      return `cor_${correlations.find(([i, j]) => i === row && j === column)?.[2]}`;
    };
  }
  const groups = model.random.map(({ group }) => group);
  return (t, row, column) => {
    const { group, names } = model.random[t];
    const before = groups.slice(0, t).filter((other) => other === group).length;
    const label = before === 0 ? group : `${group}.${before}`;
    return row === column
      ? `sd_${names[row]}|${label}`
      : `cor_${names[row]}.${names[column]}|${label}`;
  };
}

function parameterRows(
  model: AnyModel,
  scales: 'sdcor' | 'vcov',
  given: NamedIntervals | undefined,
): TidyRow[] {
  const nameOf = given === undefined ? undefined : intervalNames(model);
  const rows = model.random.flatMap((part, t) => {
    const k = part.names.length;
    const components = varCorrOfTerm(part);
    return lowerEntries(k).map(([row, column]): TidyRow => {
      const own = row === column;
      const name = nameOf?.(t, row, column) ?? '';
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
  if (model.kind === 'glmm' && !isScaled(model)) return rows;
  const residual: TidyRow = {
    effect: 'ran_pars',
    group: 'Residual',
    term: scales === 'sdcor' ? 'sd__Observation' : 'var__Observation',
    estimate: scales === 'sdcor' ? model.sigma : model.sigma ** 2,
    ...(scales === 'sdcor' && limitsOf('sigma', given)),
  };
  return [...rows, residual];
}

/** Whether σ̂ is a parameter of the family: where Var(y) = σ²V(μ). */
function isScaled({ family }: GeneralisedModel): boolean {
  return families[family].scaled === true;
}

function effectRows(model: AnyModel, tail: number | undefined): TidyRow[] {
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
