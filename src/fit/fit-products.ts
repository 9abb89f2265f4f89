import type { Design } from '../design/design.ts';
import type { Progress } from '../engine/core.ts';
import type { CrossProducts } from '../engine/cross-products.ts';
import { denominator } from '../engine/load-problem.ts';
import { type Solution, solve } from '../engine/solve.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import type { Schema } from '../frame/schema.ts';
import { aliases } from './aliases.ts';
import { fittedValues, residualsOf } from './fitted-values.ts';
import type { Certificate, Model, OptionColumns, RandomPart } from './model.ts';
import { singularDirections, singularNotice } from './singular.ts';
import { fixedPart, randomParts, thetaOf, varianceInformation } from './unpack.ts';

/** A decrement below this, in units of the objective, counts as the optimum. */
const DECREMENT = 1e-8;

/** Curvature of log θ below which the criterion does not determine a direction: no group tells as little as that. */
const FLAT = 1e-3;
/** Residual deviations below these shares of what the fixed effects leave are rounding, or near it. */
const NO_RESIDUAL = 1e-7;
const LITTLE_RESIDUAL = 1e-5;

export function certify(solution: Solution): Certificate {
  const { decrement, largestSlope, outcome, theta } = solution;
  const onFace = Number.isFinite(solution.smallestCurvature);
  const smallestCurvature = onFace ? solution.smallestCurvature : solution.boundarySlope;
  const facts = { decrement, gradient: largestSlope, smallestCurvature };
  const size = 1 + theta.reduce((sum, x) => sum + x * x, 0);
  let missing: string | undefined;
  if (solution.descends) {
    missing = 'the criterion still falls along a direction off the boundary';
  } else if (onFace && Math.abs(smallestCurvature) * size < FLAT) {
    missing =
      'the criterion is flat in some direction: the data do not determine all variance parameters';
  } else if (onFace && smallestCurvature < 0) {
    missing = 'the criterion is saddle-shaped there';
  } else if (!(decrement < DECREMENT)) {
    missing =
      outcome === 'exhausted'
        ? 'the optimiser stopped before it reached an optimum'
        : 'Newton steps do not bring the gradient to zero';
  }
  return missing === undefined
    ? { certified: true, ...facts }
    : { certified: false, ...facts, missing };
}

function checkOutcome(solution: Solution, design: Design, products: CrossProducts): void {
  if (solution.outcome === 'cancelled') {
    throw new BlupError('cancelled', 'the fit was cancelled by onProgress');
  }
  if (solution.outcome === 'no-start') {
    throw new BlupError(
      'not-fitted',
      'the criterion cannot be evaluated: the cross-products are numerically singular; check for extreme weights or values',
    );
  }
  if (solution.sigma < NO_RESIDUAL * products.scale) {
    throw new BlupError(
      'response',
      `fixed and random effects together reproduce "${design.responseName}" exactly; no residual variation is left to model`,
      { value: design.responseName },
    );
  }
}

function precisionNotice(solution: Solution, products: CrossProducts): Notice[] {
  const share = solution.sigma / products.scale;
  if (share >= LITTLE_RESIDUAL) return [];
  return [
    {
      code: 'little-residual',
      text: `the residual deviation is ${share.toExponential(0)} of that around the fixed effects; digits of the criterion are lost`,
      detail: { share },
    },
  ];
}

/** Names the columns left out, when any. */
export function droppedNotice(dropped: readonly string[]): Notice[] {
  if (dropped.length === 0) return [];
  const what = dropped.length === 1 ? '1 coefficient' : `${dropped.length} coefficients`;
  return [
    {
      code: 'columns-dropped',
      text: `left out ${what} whose columns depend linearly on others: ${dropped.join(', ')}`,
      detail: { dropped },
    },
  ];
}

function dependentNotice(products: CrossProducts, random: readonly RandomPart[]): Notice[] {
  return random
    .filter((_, t) => products.terms[t].dependent)
    .map(({ label, group }) => ({
      code: 'random-columns-dependent',
      text: `the columns of (${label}) depend linearly on each other; its covariance matrix is not determined by the data`,
      detail: { term: label, group },
    }));
}

/** What a model needs besides numbers. */
export interface FitContext {
  readonly formula: string;
  readonly dataName?: string | undefined;
  readonly optionColumns?: OptionColumns | undefined;
  readonly method: 'REML' | 'ML';
  readonly rows: Int32Array;
  readonly schema?: Schema | undefined;
  /** Milliseconds spent on frame and design. */
  readonly designTime: number;
  readonly onProgress?: Progress | undefined;
}

/**
 * The model of a design whose cross-products are known: optimises, returns to the user's columns, certifies.
 *
 * @throws `cancelled`, `not-fitted`, `memory`
 */
export function fitProducts(
  design: Design,
  products: CrossProducts,
  context: FitContext,
  started: number,
): Model {
  const { formula, dataName, optionColumns, method, rows, schema, designTime } = context;
  const reml = method === 'REML';
  const solution = solve(products, reml, context.onProgress);
  checkOutcome(solution, design, products);
  const certificate = certify(solution);
  const estimated = fixedPart(design, products, solution);
  const fixed =
    estimated.dropped.length === 0
      ? estimated
      : { ...estimated, aliases: aliases(design, products) };
  const random = randomParts(design, products, solution);
  const directions = singularDirections(random, products.terms, solution);
  const fitted = fittedValues(design, products, solution, fixed, random);
  const information = certificate.certified
    ? varianceInformation(products, solution, fixed, denominator(products, reml))
    : undefined;
  const notCertified: Notice[] = certificate.certified
    ? []
    : [{ code: 'not-certified', text: `not certified: ${certificate.missing}`, detail: {} }];
  return {
    kind: 'lmm',
    formula,
    ...(dataName !== undefined && { dataName }),
    ...(optionColumns !== undefined && { optionColumns }),
    responseName: design.responseName,
    method,
    nobs: products.n,
    fixed,
    random,
    sigma: solution.sigma,
    theta: thetaOf(random),
    objective: solution.objective,
    singular: directions.length > 0,
    singularDirections: directions,
    certificate,
    evaluations: solution.evaluations,
    hessianEvaluations: solution.hessianEvaluations,
    trace: solution.trace,
    ...(information !== undefined && { varianceInformation: information }),
    fitted,
    residuals: residualsOf(design.y, fitted),
    rows,
    design,
    ...(schema !== undefined && { schema }),
    crossProducts: products,
    notices: [
      ...design.notices,
      ...droppedNotice(fixed.dropped),
      ...dependentNotice(products, random),
      ...singularNotice(directions),
      ...precisionNotice(solution, products),
      ...notCertified,
    ],
    timing: { design: designTime, fit: performance.now() - started },
  };
}
