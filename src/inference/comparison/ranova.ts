import { dofModel } from '../../effects/log-lik.ts';
import { changeRandom } from '../../engine/change-random.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type { AnyModel, FittedGeneralisedModel } from '../../fit/generalised-model.ts';
import { withRows } from '../../fit/kept.ts';
import { optimum } from '../../fit/optimum.ts';
import { chiSquaredTail, mixedChiSquaredTail } from '../distributions/chi-squared.ts';
import { frameOf } from '../terms/term-tests.ts';
import { exactPValue, hasSingleVariance } from './exact-test.ts';
import { type RandomReduction, randomReductions } from './random-reductions.ts';
import { notCertifiedNotice } from './reduced-fit.ts';
import { reducedRandom } from './reduced-generalised.ts';

/** How random terms are tested. */
export interface RanovaOptions {
  /** Of `(x | g)` drop the slope only (default); with false whole bars. */
  readonly reduceTerms?: boolean;
  /** Draws of the exact null distribution for a single variance component; default 10,000, 0 for none. */
  readonly nsim?: number;
  /** Whole number; the same seed gives the same p-value. Default 1. */
  readonly seed?: number;
}

/** A model without one random term, or with a smaller one, and its likelihood-ratio test against the whole model. */
export interface RandomTermTest {
  /** `x in (x | g)`, `(1 | g)`; absent in the row of the whole model, as the test. */
  readonly term?: string;
  readonly npar: number;
  /** Restricted for REML fits. */
  readonly logLik: number;
  readonly aic: number;
  readonly lrt?: number;
  readonly df?: number;
  /** P-value of χ²_df. */
  readonly p?: number;
  /** P-value of ½χ²_{df−1} + ½χ²_df, where one variance with its covariances is tested: `p` is too large then. */
  readonly pMix?: number;
  /** P-value in the finite-sample null distribution by simulation, where the model has a single variance component. */
  readonly pExact?: number;
}

/** Tests of the random terms of a model; the whole model comes first. */
export interface Ranova {
  readonly kind: 'ranova';
  readonly method: AnyModel['method'];
  readonly formula: string;
  readonly rows: readonly RandomTermTest[];
  /** How the exact p-value was found; absent without one. */
  readonly simulation?: { readonly nsim: number; readonly seed: number };
  readonly notices: readonly Notice[];
}

/** Variances and covariances of a term with k coefficients. */
function parameters(k: number): number {
  return (k * (k + 1)) / 2;
}

/** One row: the criterion of the reduced model, of a linear one from the cross-products of the whole. */
function testReduction(
  model: AnyModel,
  { label, changes, from, to }: RandomReduction,
): { row: RandomTermTest & { lrt: number }; notices: Notice[] } {
  const fit =
    model.kind === 'glmm'
      ? reducedRandom(model as FittedGeneralisedModel, changes)
      : optimum(changeRandom(model.crossProducts, changes), model.method);
  const df = parameters(from) - parameters(to);
  const npar = dofModel(model) - df;
  const lrt = Math.max(0, fit.objective - model.objective);
  const row = {
    term: label,
    npar,
    logLik: -fit.objective / 2,
    aic: fit.objective + 2 * npar,
    lrt,
    df,
    p: chiSquaredTail(lrt, df),
  };
  // One variance with its covariances to the coefficients that stay: Stram & Lee (1994).
  const mixed = from - to === 1;
  return {
    row: mixed ? { ...row, pMix: mixedChiSquaredTail(lrt, to) } : row,
    notices: notCertifiedNotice(`the model without ${label}`, fit),
  };
}

function tooLargeNotice(): Notice {
  return {
    code: 'exact-test-too-large',
    text: 'no exact p-value: more than 1000 groups of different sizes; the mixture is accurate then',
    detail: {},
  };
}

/**
 * Likelihood-ratio tests of the random terms: each bar, or of a bar with slopes each slope, dropped in turn. lmerTest's
 * `ranova`, with the p-values that hold at the boundary beside the plain one.
 *
 * By the method of the model, REML as a rule: the fixed effects stay the same. The reduced models are fitted from the cross-
 * products of the whole one (see `changeRandom`); without any random term the likelihood is that of the linear model. A single
 * variance component gets the exact test of Crainiceanu & Ruppert (2004), see `exactPValue`.
 *
 * Generalised models are fitted to their rows anew, by the same approximation; without random terms their likelihood is that of the
 * generalised linear model. There is no exact test of them.
 *
 * @throws `option` for a negative or fractional `nsim` or `seed`; `input` for a model of a design made by hand
 */
export function ranova(model: AnyModel, options: RanovaOptions = {}): Ranova {
  const { reduceTerms = true, nsim = 10_000, seed = 1 } = options;
  for (const [name, value] of Object.entries({ nsim, seed })) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new BlupError('option', `${name} must be a whole number from 0, not ${value}`, { value });
  }
  const { method, objective, formula } = model;
  const results = randomReductions(
    frameOf(model),
    withRows(model, 'tests of random terms').design.random,
    reduceTerms,
  ).map((reduction) => testReduction(model, reduction));
  const notices = results.flatMap((result) => result.notices);
  const npar = dofModel(model);
  const whole = { npar, logLik: -objective / 2, aic: objective + 2 * npar };
  const rows = results.map(({ row }) => row);
  const table = { kind: 'ranova', method, formula } as const;
  if (model.kind === 'glmm' || !hasSingleVariance(model.crossProducts) || nsim === 0) {
    return { ...table, rows: [whole, ...rows], notices };
  }
  const [row] = rows;
  const pExact = exactPValue(model.crossProducts, method === 'REML', row.lrt, { nsim, seed });
  if (pExact === undefined) {
    return { ...table, rows: [whole, ...rows], notices: [...notices, tooLargeNotice()] };
  }
  return {
    ...table,
    rows: [whole, { ...row, pExact }],
    simulation: { nsim, seed },
    notices,
  };
}
