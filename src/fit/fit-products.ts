import type { Design, DesignLayout } from '../design/design.ts';
import type { Progress } from '../engine/core.ts';
import type { CrossProducts, TermBasis } from '../engine/cross-products.ts';
import { denominator } from '../engine/load-problem.ts';
import { type Solution, solve } from '../engine/solve.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import type { Schema } from '../frame/schema.ts';
import { aliases } from './aliases.ts';
import { fittedValues } from './fitted-values.ts';
import type { Certificate, FittedModel, LoadedModel, OptionColumns, RandomPart } from './model.ts';
import { residualsOf } from './row-sums.ts';
import { singularDirections, singularNotice } from './singular.ts';
import { fixedPart, randomParts, thetaOf, varianceInformation } from './unpack.ts';

/** A decrement below this, in units of the objective, counts as the optimum. */
const DECREMENT = 1e-8;

/** Curvature of log θ below which the criterion does not determine a direction: no group tells as little as that. */
const FLAT = 1e-3;
/** Residual deviations below these shares of what the fixed effects leave are rounding, or near it. */
const NO_RESIDUAL = 1e-7;
const LITTLE_RESIDUAL = 1e-5;

/** What a solution says about its optimum. */
type OptimumFacts = Pick<
  Solution,
  | 'decrement'
  | 'largestSlope'
  | 'outcome'
  | 'theta'
  | 'smallestCurvature'
  | 'boundarySlope'
  | 'descends'
>;

export function certify(solution: OptimumFacts): Certificate {
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

function checkOutcome(solution: Solution, design: DesignLayout, products: CrossProducts): void {
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

/** Names the random terms whose columns depend on each other. */
export function dependentNotice(
  terms: readonly TermBasis[],
  random: readonly RandomPart[],
): Notice[] {
  return random
    .filter((_, t) => terms[t].dependent)
    .map(({ label, group }) => ({
      code: 'random-columns-dependent',
      text: `the columns of (${label}) depend linearly on each other; its covariance matrix is not determined by the data`,
      detail: { term: label, group },
    }));
}

/** What a model needs besides numbers. */
interface EstimateContext {
  readonly formula: string;
  readonly dataName?: string | undefined;
  readonly optionColumns?: OptionColumns | undefined;
  readonly method: 'REML' | 'ML';
  readonly schema?: Schema | undefined;
  /** Milliseconds spent on frame and design. */
  readonly designTime: number;
  readonly onProgress?: Progress | undefined;
}

/** The same for a model with rows. */
interface FitContext extends EstimateContext {
  /** Row numbers of the input that the design was made of. */
  readonly rows: Int32Array;
}

/** The parts of a model that need no rows. */
type Estimated = Omit<FittedModel, 'fitted' | 'residuals' | 'rows' | 'design' | 'saved'>;

/** A model whose columns left out are made of `aliases`, with the solution it comes from. */
function estimate(
  layout: DesignLayout,
  products: CrossProducts,
  aliased: readonly Float64Array[] | undefined,
  context: EstimateContext,
  started: number,
): { model: Estimated; solution: Solution } {
  const { formula, dataName, optionColumns, method, schema, designTime } = context;
  const reml = method === 'REML';
  const solution = solve(products, reml, context.onProgress);
  checkOutcome(solution, layout, products);
  const certificate = certify(solution);
  const estimated = fixedPart(layout, products, solution);
  const fixed = aliased === undefined ? estimated : { ...estimated, aliases: aliased };
  const random = randomParts(layout, products, solution);
  const directions = singularDirections(random, products.terms, solution);
  const information = certificate.certified
    ? varianceInformation(products, solution, fixed, denominator(products, reml))
    : undefined;
  const notCertified: Notice[] = certificate.certified
    ? []
    : [{ code: 'not-certified', text: `not certified: ${certificate.missing}`, detail: {} }];
  const model: Estimated = {
    kind: 'lmm',
    formula,
    ...(dataName !== undefined && { dataName }),
    ...(optionColumns !== undefined && { optionColumns }),
    responseName: layout.responseName,
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
    ...(schema !== undefined && { schema }),
    crossProducts: products,
    notices: [
      ...layout.notices,
      ...droppedNotice(fixed.dropped),
      ...dependentNotice(products.terms, random),
      ...singularNotice(directions),
      ...precisionNotice(solution, products),
      ...notCertified,
    ],
    timing: { design: designTime, fit: performance.now() - started },
  };
  return { model, solution };
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
): FittedModel {
  const dropped = products.kept.length < products.columns;
  const aliased = dropped ? aliases(design, products) : undefined;
  const { model, solution } = estimate(design, products, aliased, context, started);
  const { fixed, random } = model;
  const fitted = fittedValues(design, products, solution, fixed, random);
  return {
    ...model,
    fitted,
    residuals: residualsOf(design.y, fitted),
    rows: context.rows,
    design,
    timing: { design: context.designTime, fit: performance.now() - started },
  };
}

/** A loaded model fitted by the method of the context, from its cross-products. */
export function refitLoaded(
  { saved, crossProducts, fixed }: LoadedModel,
  context: EstimateContext,
  started: number,
): LoadedModel {
  const { scaledResiduals: _, ...kept } = saved;
  const { model } = estimate(saved.layout, crossProducts, fixed.aliases, context, started);
  return { ...model, saved: kept };
}
