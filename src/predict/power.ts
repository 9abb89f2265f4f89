import { crossProducts } from '../engine/accumulate.ts';
import { BlupError } from '../errors/blup-error.ts';
import { fitProducts } from '../fit/fit-products.ts';
import { checkLinear, layoutOf } from '../fit/kept.ts';
import type { DataInput } from '../fit/lmer.ts';
import type { Model } from '../fit/model.ts';
import { deparseFormula } from '../formula/deparse.ts';
import { checkOptionNames } from '../frame/frame-options.ts';
import { contest } from '../inference/contrasts/contest.ts';
import { contrastTest } from '../inference/contrasts/contrast-test.ts';
import { checkDdf, type DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { combinationOf, readCombination } from '../inference/contrasts/linear-combination.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { tTwoSided } from '../inference/distributions/student-t.ts';
import { binomialInterval } from './binomial-interval.ts';
import { givenBeta, givenRoots, givenSigma } from './given-parameters.ts';
import { forReplicates, type Truth } from './power-replicates.ts';
import {
  type DesignParameters,
  drawDesign,
  openDesign,
  parameterNames,
} from './simulate-design.ts';

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
  /** Default Satterthwaite's. */
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

type OneEffect = string | Readonly<Record<string, number>>;

function effectText(effect: OneEffect): string {
  return typeof effect === 'string' ? effect : JSON.stringify(effect);
}

/** A test of a fitted model: its p-value. */
function testOf(model: Model, effect: PowerEffect, ddf: DdfMethod): (fit: Model) => number {
  const { names, dropped } = model.fixed;
  const read = (one: OneEffect) =>
    typeof one === 'string'
      ? readCombination(one, names, dropped)
      : combinationOf(one, names, dropped);
  const isSeveral = Array.isArray(effect);
  const rows = (isSeveral ? (effect as readonly OneEffect[]) : [effect as OneEffect]).map(read);
  if (rows.length === 0 || rows.some(({ weights }) => weights.every((w) => w === 0))) {
    throw new BlupError('input', 'the effect weighs no coefficient; nothing is tested', {
      value: effect,
    });
  }
  if (!isSeveral) {
    const [{ weights, value }] = rows;
    return (fit) => {
      const { estimate, se, df } = contrastTest(fit, weights, ddf);
      return tTwoSided((estimate - value) / se, df);
    };
  }
  if (rows.some(({ value }) => value !== 0)) {
    throw new BlupError('input', 'several effects are tested against 0; leave the values out', {
      value: effect,
    });
  }
  const all = rows.map(({ weights }) => weights);
  return (fit) => contest(fit, all, { ddf }).p;
}

function isModel(study: Model | PlannedStudy): study is Model {
  if (!('kind' in study)) return false;
  checkLinear(study, 'power()');
  return true;
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
 * @throws `input` for names that are no coefficients, `option`, `cancelled`; as `lmer` for formula and data
 */
export function power(
  study: Model | PlannedStudy,
  effect: PowerEffect,
  options: PowerOptions = {},
): Power {
  checkOptionNames(options, ['nsim', 'seed', 'alpha', 'ddf', 'copies', 'level', 'onProgress']);
  checkPower(options);
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
    const [lower, upper] = tested === 0 ? [0, 1] : binomialInterval(rejected, tested, level);
    return {
      copies: count,
      nobs: truth.products.n * count,
      groups: Object.fromEntries(
        truth.products.factors.map(({ name, levels }) => [name, levels * count]),
      ),
      power: tested === 0 ? Number.NaN : rejected / tested,
      lower,
      upper,
      rejected,
      tested,
      failed: nsim - tested,
    };
  });
  const text = Array.isArray(effect)
    ? (effect as readonly OneEffect[]).map(effectText).join(', ')
    : effectText(effect as OneEffect);
  return { kind: 'power', effect: text, points, nsim, seed, alpha, ddf, level };
}
