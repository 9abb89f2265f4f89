// The calls of the core. One calculation: reset, allocate and write inputs, one of the two stages, copy results out.
import { alloc, mark, reset } from './arena';
import { fit } from './fit/fit';
import { differentiate, gradientHere, valueAt } from './fit/point';
import { active, reduced } from './leaf/groups';
import { analyse, objective } from './model/objective';
import { count as parameterCount, setParameters } from './model/parameters';
import * as problem from './model/problem';
import { findResults } from './model/results';
import { setTerms } from './model/terms';
import { undoScales } from './rows/basis';
import { sumProducts } from './rows/products';
import { tailPanel } from './sparse/supernodes';

export { bytesWanted, used } from './arena';
export { residual } from './factor/cholesky';
export { boundarySlope, left } from './fit/boundary';
export { decrement, largestSlope, smallestCurvature } from './fit/certify';
export { evaluations, extraEvaluations, reached } from './fit/fit';
export { hessian } from './fit/hessian';
export { trace, traceLength, value } from './fit/minimise';
export { differentiateAt } from './fit/point';
export { status } from './model/objective';
export { addFactor, addPair, beginProblem } from './model/problem';
export {
  conditional,
  effects,
  fixedInverse,
  fixedSlopes,
  prediction,
  residualSlopes,
} from './model/results';
export { free } from './model/terms';
export {
  findRowBasis,
  rank,
  scale,
  termDependent,
  termTriangles,
  xKept,
  xResponse,
  xTriangle,
} from './rows/basis';
export { factors, fixed, pairCount, pairEntries, pairs } from './rows/products';
export { count as supernodeCount, panelSize } from './sparse/supernodes';
export { alloc, mark, reset };

/** Stage 1, second half: reads the rows again and sums the cross-products. */
export function sumRowProducts(roots: usize): void {
  sumProducts(roots);
  undoScales();
}

/**
 * Stage 2: symbolic analysis of the problem given by `beginProblem`, `addFactor` and `addPair`; `whole` keeps every factor in
 * the panels.
 */
export function prepare(
  parameters: i32,
  entries: usize,
  terms: i32,
  termTable: usize,
  whole: bool,
): void {
  setParameters(parameters, entries);
  setTerms(terms, termTable, parameters);
  analyse(whole);
}

/** Minimises from θ, in place. */
export function optimise(theta: usize): i32 {
  return fit(parameterCount, theta);
}

/** The objective at θ, and its gradient when `gradient` is not 0. */
export function evaluate(theta: usize, gradient: usize): f64 {
  const value = valueAt(theta);
  if (gradient !== 0 && value !== Infinity) gradientHere(gradient);
  return value;
}

/** The objective at the templates as they stand (any square matrices), with all their derivatives on request. */
export function evaluateTemplates(withGradient: bool): f64 {
  const value = objective();
  if (withGradient && value !== Infinity) differentiate();
  return value;
}

/** Address of the factor of what the random effects leave of [X̃ ỹ]ᵀW[X̃ ỹ], (p + 1)², after an objective. */
export function tailFactor(): usize {
  return active ? reduced : tailPanel;
}

/** Results at θ. */
export function finishAt(theta: usize): f64 {
  const value = valueAt(theta);
  if (value !== Infinity) findResults();
  return value;
}

/** Address of the derivatives with respect to a factor's template. */
export function gradientOf(factor: i32): usize {
  return problem.gradient(problem.internal(factor));
}

/** Address of a factor's template, for callers that set all its entries. */
export function templateOf(factor: i32): usize {
  return problem.template(problem.internal(factor));
}

export { packColumns, packRows, subtractPacked, subtractTransposed } from './dense/packed';
export { factorPanel, invertLower } from './dense/panel';
export { subtractProduct, subtractStrided } from './dense/product';
export { block4x4, packedBlock } from './dense/tile';
export { addScaled, addTwoScaled, dot } from './dense/vector';
// Kernels are exported so that the compiler keeps them as functions of their own: an engine optimises a function while
// its caller runs, but never in the middle of a call, so a first fit made of one long function would stay slow.
export { assembleFactor, assemblePair } from './factor/assemble';
export { scatter, scatterRankOne, updateAncestors } from './factor/cholesky';
export { gather, invertPanel, multiplyInverse } from './factor/inverse';
export {
  invertFactored,
  multiplyBlocks,
  negate,
  solveSmall,
  transposeSquare,
} from './inference/blocks';
export { neighbours } from './inference/component';
export { eliminateLeaves } from './inference/eliminate-leaves';
export { addComponents, beginSums, setVarianceParameters } from './inference/kenward-roger';
export { addLeaves } from './inference/leaf-sums';
export {
  addToPair,
  collectPair,
  denseCovarianceImages,
  finishGram,
  sumForms,
  takeLevel,
} from './lead/dense';
export { scalarEffects } from './lead/effects';
export { eliminateBlocks, eliminateScalars } from './lead/eliminate';
export { covarianceImages, scalarForm, sumScalars } from './lead/gradient';
export { addScalarForms } from './lead/information';
export { momentsOne, momentsTwo } from './leaf/moments';
export { reduceOne, reduceTwo } from './leaf/reduce';
export { addPairGram, addScalarGram } from './model/effects';
export { traceDiagonal, tracePair, traceScalars } from './model/gradient';
export { addFactorRows, addPairRows } from './rows/products';
export { fixedRows, randomRows, rowsFirst } from './rows/transform';
export { absorb } from './rows/triangle';
export { eliminatePivot } from './sparse/minimum-degree';
