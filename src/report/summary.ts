import { aic, bic, dofModel } from '../effects/log-lik.ts';
import { residuals } from '../effects/residuals.ts';
import { type VarCorrRow, varCorr, varCorrOfTerm } from '../effects/var-corr.ts';
import { standardErrors } from '../effects/vcov.ts';
import type { Notice } from '../errors/notice.ts';
import type { Certificate, Model, OptionColumns, RandomPart } from '../fit/model.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { type CoefficientRow, coefficientTable } from './coefficient-table.ts';
import { fiveNumbers } from './quantiles.ts';

/** What a summary computes. */
export interface SummaryOptions {
  /** Degrees of freedom of the t-tests; default `'satterthwaite'`. */
  readonly ddf?: DdfMethod;
}

/** Measures of fit of a model fitted by ML. */
export interface FitMeasures {
  readonly aic: number;
  readonly bic: number;
  readonly logLik: number;
  readonly deviance: number;
  /** Observations minus estimated parameters, as lme4 counts. */
  readonly dfResid: number;
}

/** Everything that a printed summary shows, as plain data. */
export interface Summary {
  readonly kind: 'summary';
  readonly formula: string;
  readonly dataName?: string;
  /** Columns of weights and offset, where options named them. */
  readonly optionColumns?: OptionColumns;
  readonly method: 'REML' | 'ML';
  readonly ddf: DdfMethod;
  /** Present for REML fits. */
  readonly remlCriterion?: number;
  /** Present for ML fits. */
  readonly fit?: FitMeasures;
  /** Minimum, quartiles and maximum of the scaled residuals. */
  readonly scaledResiduals: readonly number[];
  /** Terms by decreasing number of levels, as lme4 prints them, then the residual. */
  readonly varCorr: readonly VarCorrRow[];
  readonly nobs: number;
  /** Grouping factors with their numbers of levels, by decreasing number. */
  readonly groups: readonly { readonly name: string; readonly levels: number }[];
  readonly coefficients: readonly CoefficientRow[];
  /** Correlations of the estimated fixed effects, p×p, column-major; absent when the optimum is not certified. */
  readonly correlation?: Float64Array;
  readonly certificate: Certificate;
  readonly evaluations: number;
  /** One sentence for each direction without variance. */
  readonly singular: readonly string[];
  readonly notices: readonly Notice[];
}

/**
 * Summary of a fitted model as data; `formatSummary` prints it. Throws `BlupError('option')` on an unknown `ddf`, and
 * `BlupError('memory')` when Kenward–Roger needs more than can be addressed.
 */
export function summary(model: Model, options: SummaryOptions = {}): Summary {
  const ddf = options.ddf ?? 'satterthwaite';
  const parts = model.random.toSorted((a, b) => b.levels.length - a.levels.length);
  return {
    kind: 'summary',
    formula: model.formula,
    ...(model.dataName === undefined ? {} : { dataName: model.dataName }),
    ...(model.optionColumns === undefined ? {} : { optionColumns: model.optionColumns }),
    method: model.method,
    ddf,
    ...criterion(model),
    scaledResiduals: fiveNumbers(
      residuals(model, { type: 'scaled' }),
      model.design.frequencyWeights,
    ),
    varCorr: [...parts.flatMap(varCorrOfTerm), ...varCorr(model).slice(-1)],
    nobs: model.nobs,
    groups: groupSizes(parts),
    coefficients: coefficientTable(model, ddf),
    ...(model.certificate.certified ? { correlation: correlationOfFixed(model) } : {}),
    certificate: model.certificate,
    evaluations: model.evaluations,
    singular: model.singularDirections.map(({ text }) => text),
    notices: model.notices,
  };
}

function criterion(model: Model): Pick<Summary, 'remlCriterion' | 'fit'> {
  if (model.method === 'REML') return { remlCriterion: model.objective };
  return {
    fit: {
      aic: aic(model),
      bic: bic(model),
      logLik: -model.objective / 2,
      deviance: model.objective,
      dfResid: model.nobs - dofModel(model),
    },
  };
}

function groupSizes(parts: readonly RandomPart[]): Summary['groups'] {
  const sizes = new Map(parts.map(({ group, levels }) => [group, levels.length]));
  return Array.from(sizes, ([name, levels]) => ({ name, levels }));
}

function correlationOfFixed(model: Model): Float64Array {
  const se = standardErrors(model);
  const p = se.length;
  return model.fixed.vcov.map((v, i) => v / (se[i % p] * se[Math.floor(i / p)]));
}
