import { aic, bic, dofModel } from '../effects/log-lik.ts';
import { residuals } from '../effects/residuals.ts';
import { type VarCorrRow, varCorr, varCorrOfTerm } from '../effects/var-corr.ts';
import { standardErrors } from '../effects/vcov.ts';
import type { Notice } from '../errors/notice.ts';
import type { AnyModel, GeneralisedModel } from '../fit/generalised-model.ts';
import { levelCount } from '../fit/kept.ts';
import type { Certificate, OptionColumns } from '../fit/model.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { type CoefficientRow, coefficientTable, zTests } from './coefficient-table.ts';
import { fiveNumbers } from './quantiles.ts';

/** What a summary computes. */
export interface SummaryOptions {
  /** Degrees of freedom of the t-tests; default `'satterthwaite'`. Generalised models have z-tests and take no notice of it. */
  readonly ddf?: DdfMethod;
}

/** Measures of fit of a model fitted by maximum likelihood. */
export interface FitMeasures {
  readonly aic: number;
  readonly bic: number;
  readonly logLik: number;
  readonly deviance: number;
  /** Observations minus estimated parameters, as lme4 counts. */
  readonly dfResid: number;
}

/** What a summary says of a generalised model alone. */
export interface GeneralisedSummary {
  readonly family: string;
  readonly link: string;
  /** Points of adaptive Gauss–Hermite quadrature, 1 for Laplace's approximation. */
  readonly points: number;
  /** Whether the number of points was raised until the log-likelihood stood still. */
  readonly chosen: boolean;
  readonly dispersion?: { readonly text: string; readonly estimate: number };
  /** Of ordinal models. */
  readonly thresholds?: readonly CoefficientRow[];
}

/** Everything that a printed summary shows, as plain data. */
export interface Summary {
  readonly kind: 'summary';
  readonly formula: string;
  readonly dataName?: string;
  /** Columns of weights and offset, where options named them. */
  readonly optionColumns?: OptionColumns;
  readonly method: 'REML' | 'ML' | 'Laplace' | 'AGQ';
  /** Present for generalised models. */
  readonly generalised?: GeneralisedSummary;
  readonly ddf: DdfMethod;
  /** Present for REML fits. */
  readonly remlCriterion?: number;
  /** Present for fits by maximum likelihood. */
  readonly fit?: FitMeasures;
  /** Minimum, quartiles and maximum of the scaled residuals; absent when a loaded model was refitted. */
  readonly scaledResiduals?: readonly number[];
  /** Terms by decreasing number of levels, as lme4 prints them, then the residual of a linear model. */
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
export function summary(model: AnyModel, options: SummaryOptions = {}): Summary {
  const ddf = options.ddf ?? 'satterthwaite';
  const parts = model.random
    .map((part, t) => ({ part, group: part.group, levels: levelCount(model, t) }))
    .toSorted((a, b) => b.levels - a.levels);
  const residualNumbers = scaledResiduals(model);
  return {
    kind: 'summary',
    formula: model.formula,
    ...(model.dataName === undefined ? {} : { dataName: model.dataName }),
    ...(model.optionColumns === undefined ? {} : { optionColumns: model.optionColumns }),
    method: model.method,
    ...(model.kind === 'glmm' && { generalised: generalisedPart(model) }),
    ddf,
    ...criterion(model),
    ...(residualNumbers === undefined ? {} : { scaledResiduals: residualNumbers }),
    varCorr: [
      ...parts.flatMap(({ part }) => varCorrOfTerm(part)),
      ...(model.kind === 'lmm' ? varCorr(model).slice(-1) : []),
    ],
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

function generalisedPart(model: GeneralisedModel): GeneralisedSummary {
  const { family, link, points, pointsBy, dispersion, thresholds } = model;
  return {
    family,
    link,
    points,
    chosen: pointsBy === 'chosen',
    ...(dispersion && { dispersion }),
    ...(thresholds && {
      thresholds: model.certificate.certified
        ? zTests(thresholds.names, thresholds.estimates, thresholds.se)
        : thresholds.names.map((name, k) => ({ name, estimate: thresholds.estimates[k] })),
    }),
  };
}

function criterion(model: AnyModel): Pick<Summary, 'remlCriterion' | 'fit'> {
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

/** Minimum, quartiles and maximum of the scaled residuals; of a loaded model those that the file holds; none of an ordinal one. */
export function scaledResiduals(model: AnyModel): readonly number[] | undefined {
  if (model.saved !== undefined) return model.saved.scaledResiduals;
  if (model.kind === 'glmm' && model.thresholds !== undefined) return undefined;
  return fiveNumbers(residuals(model, { type: 'scaled' }), model.design.frequencyWeights);
}

function groupSizes(
  parts: readonly { readonly group: string; readonly levels: number }[],
): Summary['groups'] {
  const sizes = new Map(parts.map(({ group, levels }) => [group, levels]));
  return Array.from(sizes, ([name, levels]) => ({ name, levels }));
}

function correlationOfFixed(model: AnyModel): Float64Array {
  const se = standardErrors(model);
  const p = se.length;
  return model.fixed.vcov.map((v, i) => v / (se[i % p] * se[Math.floor(i / p)]));
}
