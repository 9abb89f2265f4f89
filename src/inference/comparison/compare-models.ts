import { aic, bic, dofModel } from '../../effects/log-lik.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { refitML } from '../../fit/refit.ts';
import { chiSquaredTail, mixedChiSquaredTail } from '../distributions/chi-squared.ts';
import { covariancesWithTestedVariance } from './boundary-test.ts';
import { onCommonRows } from './common-rows.ts';
import { checkComparable, checkSeveral } from './comparable-models.ts';

/** How models are compared. */
export interface AnovaOptions {
  /** Refit models by ML that were fitted by REML; default true. With false all must have the same fixed effects. */
  readonly refit?: boolean;
  /** Names of the models in the order given; default `m1`, `m2` … */
  readonly names?: readonly string[];
}

/** One model of a comparison, and its likelihood-ratio test against the model in the row above. */
export interface AnovaRow {
  readonly name: string;
  readonly formula: string;
  /** Number of estimated parameters. */
  readonly npar: number;
  readonly aic: number;
  readonly bic: number;
  readonly logLik: number;
  /** −2 log-likelihood. */
  readonly deviance: number;
  /** Likelihood-ratio statistic; absent in the first row, as the rest. */
  readonly chisq?: number;
  readonly df?: number;
  /** P-value of χ²_df; absent when df is 0. */
  readonly p?: number;
  /**
   * P-value of ½χ²_{df−1} + ½χ²_df, present when one variance with its covariances is tested: at its boundary 0 the
   * plain p-value is too large.
   */
  readonly pMix?: number;
}

/** Comparison of nested models by likelihood ratio, in the order of their number of parameters. */
export interface Anova {
  readonly kind: 'anova';
  readonly dataName?: string;
  readonly rows: readonly AnovaRow[];
  readonly notices: readonly Notice[];
}

/**
 * Likelihood-ratio tests of two or more nested models, each against the one with the next fewer parameters.
 *
 * Models fitted by REML are refitted by ML first (a notice says so), unless `refit` is false. Models fitted to different
 * rows, because of missing values, are refitted to the rows that all of them use (a notice says how many were dropped).
 * That the models are nested is not checked. Generalised models are compared among themselves, when the same approximation was used.
 *
 * Throws `BlupError('input')` for fewer than two models, different responses or weights, or no common row, and
 * `BlupError('option')` for `refit: false` with REML fits that have different fixed effects or stand beside ML fits.
 */
export function compareModels(given: readonly AnyModel[], options: AnovaOptions = {}): Anova {
  const { refit = true, names = given.map((_, i) => `m${i + 1}`) } = options;
  checkSeveral(given);
  const { models, notices } = onCommonRows(given);
  checkComparable(models, refit);
  if (names.length !== models.length) {
    throw new BlupError('option', `${names.length} names for ${models.length} models`, {
      value: names,
    });
  }
  const restricted = refit ? models.filter((model) => model.method === 'REML') : [];
  const fits = models
    .map((model, i) => ({
      name: names[i],
      model: refit && model.method === 'REML' ? refitML(model) : model,
    }))
    .sort((a, b) => dofModel(a.model) - dofModel(b.model));
  const rows = fits.map(({ name, model }, i) => {
    const row = describe(name, model);
    return i === 0 ? row : { ...row, ...likelihoodRatio(fits[i - 1].model, model) };
  });
  const dataName = models[0].dataName;
  return {
    kind: 'anova',
    ...(dataName === undefined ? {} : { dataName }),
    rows,
    notices: [
      ...notices,
      ...(restricted.length === 0 ? [] : [refittedNotice(restricted.length, models.length)]),
    ],
  };
}

function describe(name: string, model: AnyModel): AnovaRow {
  return {
    name,
    formula: model.formula,
    npar: dofModel(model),
    aic: aic(model),
    bic: bic(model),
    logLik: -model.objective / 2,
    deviance: model.objective,
  };
}

function likelihoodRatio(smaller: AnyModel, larger: AnyModel): Partial<AnovaRow> {
  const chisq = Math.max(0, smaller.objective - larger.objective);
  const df = dofModel(larger) - dofModel(smaller);
  if (df === 0) return { chisq, df };
  const p = chiSquaredTail(chisq, df);
  const covariances = covariancesWithTestedVariance(smaller, larger);
  if (covariances === undefined) return { chisq, df, p };
  return { chisq, df, p, pMix: mixedChiSquaredTail(chisq, covariances) };
}

function refittedNotice(restricted: number, all: number): Notice {
  const which = restricted === all ? 'the models were' : `${restricted} of ${all} models were`;
  return {
    code: 'refitted-by-ml',
    text: `${which} refitted by ML (instead of REML) for the comparison`,
    detail: { refitted: restricted, models: all },
  };
}
