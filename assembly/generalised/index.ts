// The calls of the core of generalised models: a binary of its own, so that linear ones do not carry it.
import { alloc, mark, release, reset } from '../arena';
import { ORDINAL } from '../family/codes';
import { setFamily } from '../family/rows';
import { findRowBasis, undoScales } from '../rows/basis';
import { forgetModes, gradientHere, setParametersAt, setPoints, size, valueAt } from './criterion';
import { describePattern } from './describe';
import { fit } from './fit';
import { prepareLaplace } from './laplace';
import { prepareMode } from './mode';
import { findResults } from './results';
import { setResponse, storeRows } from './rows';
import { findStart } from './start';
import { prepareWorking } from './working';

export { bytesWanted, used } from '../arena';
export {
  blocks,
  diagonal,
  first,
  index,
  levels,
  pairCount,
  pointers,
  second,
} from '../model/problem';
export { free } from '../model/terms';
export { rank, termDependent, termTriangles, xKept, xTriangle } from '../rows/basis';
export { boundarySlope, left } from './boundary';
export { decrement, hessian, largestSlope, smallestCurvature, value } from './certify';
export { evaluations, extraEvaluations } from './fit';
export { trace, traceLength } from './minimise';
export { totalSteps } from './mode';
export { conditional, effects, predictor, response } from './results';
export { pairEntries } from './sensitivity';
export { alloc, forgetModes, gradientHere, reset, size };

/** Reads the rows, finds the basis and stores them in it, and analyses the pattern. */
export function prepare(
  specification: usize,
  sizes: usize,
  offset: usize,
  family: i32,
  link: i32,
  categories: i32,
  parameters: i32,
  entries: usize,
  terms: i32,
  termTable: usize,
  points: i32,
): void {
  setFamily(family, link, categories);
  findRowBasis(specification, 0);
  // The constant column of an ordinal model only centres the others: its coefficient is in the thresholds.
  storeRows(sizes, offset, family === ORDINAL ? 1 : 0);
  undoScales();
  describePattern(parameters, entries, terms, termTable);
  prepareWorking();
  prepareMode();
  prepareLaplace();
  setPoints(points);
}

/** −2 log-likelihood at ψ, and its gradient when `gradient` is not 0. */
export function evaluate(psi: usize, gradient: usize): f64 {
  const value = valueAt(psi);
  if (gradient !== 0 && value !== Infinity) gradientHere(gradient);
  return value;
}

/** Minimises from a start found by `findStart`, in place. ψ = (θ, β̃, a) with a set. */
export function optimise(psi: usize, level: f64): i32 {
  findStart(psi, level);
  return fit(psi, 0);
}

/** Minimises from ψ with the Hessian of a like criterion, in place. */
export function optimiseFrom(psi: usize, hessian: usize): i32 {
  return fit(psi, hessian);
}

/**
 * Minimises for another response, from ψ with the Hessian of a like criterion, in place and without a certificate. The outcome does not depend
 * on what was fitted before.
 */
export function refit(psi: usize, hessian: usize, response: usize): i32 {
  setResponse(response);
  forgetModes();
  const before = mark();
  const outcome = fit(psi, hessian, false);
  release(before);
  return outcome;
}

/** Results at ψ; see `findResults`. */
export function finishAt(psi: usize, changes: usize): bool {
  setParametersAt(psi);
  return findResults(changes);
}

export { factorPanel, invertLower } from '../dense/panel';
export { subtractProduct } from '../dense/product';
export { block4x4 } from '../dense/tile';
export { addScaled, dot } from '../dense/vector';
// Kernels are exported so that the compiler keeps them as functions of their own; see assembly/index.ts.
export { assembleFactor, assemblePair } from '../factor/assemble';
export { scatter, scatterRankOne, updateAncestors } from '../factor/cholesky';
export { gather, invertPanel, multiplyInverse } from '../factor/inverse';
export { evaluateBase, sumBase } from '../family/base';
export { exponentialsOf, logarithmsOf } from '../family/exponential';
export { logGamma } from '../family/gamma';
export { logisticRows } from '../family/logistic';
export { millsRatio } from '../family/normal';
export { poissonRows } from '../family/poisson-rows';
export { evaluateRows, rowColumns, setFamily } from '../family/rows';
export { traceDiagonal, tracePair } from '../model/gradient';
export { averageOne } from '../quadrature/averages';
export { exponentiateAxes } from '../quadrature/axes';
export { generalNodes } from '../quadrature/general';
export { differentiateGroup } from '../quadrature/group-adjoint';
export { hermiteRule } from '../quadrature/hermite';
export { logisticNodes, multiplyRun } from '../quadrature/logistic';
export { findModes } from '../quadrature/mode';
export { poissonNodes } from '../quadrature/poisson';
export { fixedRows, randomRows } from '../rows/transform';
export { absorb } from '../rows/triangle';
export { fixedInformation, weightedProducts } from './information';
export { fixedAndAuxiliary } from './laplace';
export { leverageOfFactor, leverageOfPair, spreadFactor, spreadPair } from './leverage';
export { place, sortRows } from './rows';
export { addRandom, addScores, productsOfFactor, productsOfPair } from './scatter';
export { constantPredictor, scoring } from './start';
export { setFixed } from './working';
