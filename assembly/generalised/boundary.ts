import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { forgetSlopes, leaveAlong, spend } from '../model/boundary';
import { factor, row } from '../model/parameters';
import * as problem from '../model/problem';
import * as terms from '../model/terms';
import * as criterion from './criterion';

export { acceptBoundary, beginBoundary, boundarySlope, left, spent } from '../model/boundary';

/** An entry in a zero column of a template, from which the derivative is read. */
const EPSILON: f64 = 1e-3;
/** Variance, in the engine's basis, with which a term leaves the boundary. */
const LEAVE: f64 = 0.02;

/**
 * Whether the criterion can fall by leaving the boundary: for each singular term the derivative 𝒢 with respect to its covariance
 * matrix must be positive semidefinite. With an entry ε in a zero column of T, that column of the gradient is 2 ε 𝒢 up to
 * ε³ (the criterion is even in it). When it can, θ is moved off the boundary along the steepest direction of the first such term.
 *
 * @returns whether some boundary descends
 */
export function leaveBoundary(psi: usize): bool {
  forgetSlopes();
  for (let term = 0; term < terms.count; term++) {
    const c = terms.zeroColumn(term);
    if (c >= 0 && leaveTerm(psi, term, c)) return true;
  }
  return false;
}

function leaveTerm(psi: usize, term: i32, zero: i32): bool {
  const before = mark();
  const evaluations = criterion.evaluations;
  const k = terms.size(term);
  const slopes = alloc((<usize>(k * k)) << 3);
  const unused = alloc((<usize>criterion.size()) << 3);
  const f = factor(terms.start(term));
  const base = row(terms.start(term));
  const size = problem.size(f);
  const column = (base + zero) * size + base;
  for (let r = 0; r < k; r++) {
    criterion.setParametersAt(psi);
    setF(problem.template(f), column + r, EPSILON);
    criterion.valueHere();
    criterion.gradientHere(unused);
    const gradient = problem.gradient(f) + ((<usize>column) << 3);
    for (let i = 0; i < k; i++) setF(slopes, r * k + i, getF(gradient, i) / (2.0 * EPSILON));
  }
  spend(criterion.evaluations - evaluations);
  const leaves = leaveAlong(term, slopes, LEAVE, psi);
  release(before);
  return leaves;
}
