import { crossProducts } from '../engine/accumulate.ts';
import { BlupError } from '../errors/blup-error.ts';
import { fitProducts } from '../fit/fit-products.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { layoutOf } from '../fit/kept.ts';
import type { DataInput } from '../fit/lmer.ts';
import type { Model } from '../fit/model.ts';
import { deparseFormula } from '../formula/deparse.ts';
import { checkOptionNames } from '../frame/frame-options.ts';
import { checkDdf, type DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { givenBeta, givenRoots, givenSigma } from './given-parameters.ts';
import { openDesign } from './open-design.ts';
import {
  generalisedPower,
  isGeneralised,
  type PlannedGeneralisedStudy,
} from './power-generalised.ts';
import { powerPoint } from './power-point.ts';
import { forReplicates, type Truth } from './power-replicates.ts';
import { effectText, testOf } from './power-test.ts';
import { type DesignParameters, drawDesign, parameterNames } from './simulate-design.ts';

/** A study that is planned: formula, rows without response, and the truth. */
export interface PlannedStudy extends DesignParameters {
  readonly formula: string;
  readonly data: DataInput;
  /** Criterion of the fits; default REML. */
  readonly method?: 'REML' | 'ML';
}

/** What is tested: a coefficient, a combination in words or as weights, or several at once by an F-test. */
export type PowerEffect =
  | string
  | Readonly<Record<string, number>>
  | readonly (string | Readonly<Record<string, number>>)[];

/** How `power` draws and tests, and for which numbers of groups. */
export interface PowerOptions {
  /** Simulated responses for each size; default 1000. */
  readonly nsim?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Size of the test; default 0.05. */
  readonly alpha?: number;
  /** Default Satterthwaite's; of generalised models `none`, Wald's z and χ². */
  readonly ddf?: DdfMethod;
  /** How many times the rows are taken, each time with groups of their own; default [1]. */
  readonly copies?: readonly number[];
  /** Confidence level of the Monte-Carlo interval; default 0.95. */
  readonly level?: number;
  /** Called after each replicate with the number done and their total; `false` stops (error `cancelled`). */
  readonly onProgress?: (done: number, total: number) => boolean | undefined;
}

/** Power at one size of the study. */
export interface PowerPoint {
  readonly copies: number;
  /** Observations, and levels of each grouping factor. */
  readonly nobs: number;
  readonly groups: Readonly<Record<string, number>>;
  /** Share of the fits whose test has p < alpha. */
  readonly power: number;
  /** Exact Monte-Carlo interval. */
  readonly lower: number;
  readonly upper: number;
  readonly rejected: number;
  /** Fits that could be tested, and those that could not: they count neither way. */
  readonly tested: number;
  readonly failed: number;
}

/** The power of one test over a curve of sample sizes. */
export interface Power {
  readonly kind: 'power';
  readonly effect: string;
  readonly points: readonly PowerPoint[];
  readonly nsim: number;
  readonly seed: number;
  readonly alpha: number;
  readonly ddf: DdfMethod;
  readonly level: number;
}

function isModel(study: Model | PlannedStudy): study is Model {
  return 'kind' in study;
}

function planned(study: PlannedStudy): { base: Model; truth: Truth } {
  const { formula, data, method = 'REML', ...parameters } = study;
  checkOptionNames(parameters, parameterNames);
  const { frame, design: open } = openDesign(formula, data, parameters);
  // Some response of this truth, so that the engine's scale suits it.
  const design = { ...open, y: drawDesign(open, parameters, 1, 1) };
  const products = crossProducts(design);
  const base = fitProducts(
    design,
    products,
    { formula: deparseFormula(frame.formula), method, rows: frame.rows, designTime: 0 },
    performance.now(),
  );
  const beta = givenBeta(design, parameters.beta);
  const left = design.fixed.names.filter(
    (name, j) => beta[j] !== 0 && base.fixed.dropped.includes(name),
  );
  if (left.length > 0) {
    throw new BlupError(
      'option',
      `beta of ${left.join(', ')}: the column depends linearly on others, so its effect is none of its own`,
      { value: left },
    );
  }
  const sigma = givenSigma(parameters);
  const theta = givenRoots(design, parameters).flatMap((root) => {
    const k = Math.round(Math.sqrt(root.length));
    return Array.from({ length: k }, (_, c) =>
      Array.from(root.subarray(c * k + c, (c + 1) * k), (x) => x / sigma),
    ).flat();
  });
  return {
    base,
    truth: { products, beta: Float64Array.from(products.kept, (j) => beta[j]), theta, sigma },
  };
}

function checkPower({ alpha = 0.05, level = 0.95, nsim = 1000, copies = [1] }: PowerOptions): void {
  for (const [what, value] of Object.entries({ alpha, level })) {
    if (value > 0 && value < 1) continue;
    throw new BlupError('option', `${what} must lie between 0 and 1, not ${value}`, { value });
  }
  const isCount = (x: number): boolean => Number.isSafeInteger(x) && x >= 1;
  if (!isCount(nsim)) {
    throw new BlupError('option', `nsim must be a whole number of at least 1, not ${nsim}`, {
      value: nsim,
    });
  }
  if (Array.isArray(copies) && copies.length > 0 && copies.every(isCount)) return;
  throw new BlupError('option', 'copies must be whole numbers of at least 1: copies: [1, 2, 4]', {
    value: copies,
  });
}

/**
 * Power of a test of fixed effects, by simulation: of a fitted model whose estimates are taken as the truth, or of a
 * study that is planned.
 *
 *     power({ formula: '~ treatment + (1 | school)', data: plan, beta: { treatment: 0.4 }, sd: { school: 0.5 }, sigma: 1 },
 *       'treatment', { nsim: 2000, copies: [1, 2, 3] })
 *
 * Responses are drawn as cross-products (see `bootstrap`) and fitted; the rows are read once, and the cost of a replicate does
 * not depend on their number. `copies` draws a curve over the size of the study: the rows taken c times with new groups.
 *
 * Generalised models are fitted to drawn rows (response r is that of `simulate` with the same seed) and tested by Wald's z or χ² with the Hessian
 * in all parameters; a replicate costs a fit. A planned study of one has `family` and what that needs:
 *
 *     power({ formula: '~ treatment + (1 | school)', data: plan, family: 'binomial', beta: { treatment: 0.8 }, sd: { school: 0.5 } }, 'treatment')
 *
 * @throws `input` for names that are no coefficients, `option`, `cancelled`; as `lmer` and `glmer` for formula and data; `no-rows-kept` for a
 *   loaded generalised model
 */
export function power(
  study: AnyModel | PlannedStudy | PlannedGeneralisedStudy,
  effect: PowerEffect,
  options: PowerOptions = {},
): Power {
  checkOptionNames(options, ['nsim', 'seed', 'alpha', 'ddf', 'copies', 'level', 'onProgress']);
  checkPower(options);
  if (isGeneralised(study)) return generalisedPower(study, effect, options);
  const { nsim = 1000, seed = 1, alpha = 0.05, ddf = 'satterthwaite', level = 0.95 } = options;
  const { copies = [1], onProgress } = options;
  checkDdf(ddf);
  randomStream(seed);
  const { base, truth } = isModel(study)
    ? {
        base: study,
        truth: {
          products: study.crossProducts,
          beta: study.fixed.estimates,
          theta: study.theta,
          sigma: study.sigma,
        },
      }
    : planned(study);
  if (ddf === 'kenward-roger' && base.method === 'ML') {
    throw new BlupError('option', 'ddf "kenward-roger" needs fits by REML', { value: ddf });
  }
  const pValue = testOf(base, effect, ddf);
  const total = nsim * copies.length;
  const points = copies.map((count, at): PowerPoint => {
    let rejected = 0;
    let tested = 0;
    forReplicates(base, layoutOf(base), truth, { nsim, seed, copies: count }, (fit, i) => {
      if (fit.certificate.certified && fit.varianceInformation !== undefined) {
        tested++;
        if (pValue(fit) < alpha) rejected++;
      }
      if (onProgress?.(at * nsim + i + 1, total) !== false) return true;
      throw new BlupError('cancelled', 'the simulation was cancelled by onProgress');
    });
    return powerPoint(
      {
        copies: count,
        nobs: truth.products.n * count,
        groups: Object.fromEntries(
          truth.products.factors.map(({ name, levels }) => [name, levels * count]),
        ),
        rejected,
        tested,
        failed: nsim - tested,
      },
      level,
    );
  });
  return { kind: 'power', effect: effectText(effect), points, nsim, seed, alpha, ddf, level };
}
