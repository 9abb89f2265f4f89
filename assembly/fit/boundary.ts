import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { forgetSlopes, leaveAlong, spend } from '../model/boundary';
import * as objective from '../model/objective';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import * as terms from '../model/terms';
import { gradientHere } from './point';

export { acceptBoundary, beginBoundary, boundarySlope, left, spent } from '../model/boundary';

/** An entry in a zero column of a template, from which the derivative is read. */
const EPSILON: f64 = 1e-4;
/** Variance relative to σ², in the engine's basis, with which a term leaves the boundary. */
const LEAVE: f64 = 0.01;

/**
 * Whether the objective can fall by leaving the boundary: for each singular term the derivative 𝒢 with respect to its
 * relative covariance matrix must be positive semidefinite. With an entry ε in a zero column of T, that column of the
 * gradient is 2 ε 𝒢 (the criterion is even in it), so k evaluations give 𝒢 without cancellation.
 *
 * When it can, θ is moved off the boundary along the steepest direction of the first such term.
 *
 * @returns whether some boundary descends
 */
export function leaveBoundary(m: i32, theta: usize): bool {
  forgetSlopes();
  for (let term = 0; term < terms.count; term++) {
    const c = terms.zeroColumn(term);
    if (c >= 0 && leaveTerm(m, theta, term, c)) return true;
  }
  return false;
}

function leaveTerm(m: i32, theta: usize, term: i32, zero: i32): bool {
  const before = mark();
  const evaluations = objective.evaluations;
  const k = terms.size(term);
  const slopes = alloc((<usize>(k * k)) << 3);
  const unused = alloc((<usize>m) << 3);
  const factor = parameters.factor(terms.start(term));
  const base = parameters.row(terms.start(term));
  const size = problem.size(factor);
  const column = (base + zero) * size + base;
  for (let r = 0; r < k; r++) {
    parameters.setTheta(theta);
    setF(problem.template(factor), column + r, EPSILON);
    objective.objective();
    gradientHere(unused);
    const gradient = problem.gradient(factor) + ((<usize>column) << 3);
    for (let i = 0; i < k; i++) setF(slopes, r * k + i, getF(gradient, i) / (2.0 * EPSILON));
  }
  spend(objective.evaluations - evaluations);
  const leaves = leaveAlong(term, slopes, LEAVE, theta);
  release(before);
  return leaves;
}
