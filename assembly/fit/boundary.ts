import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { symmetricEigen } from '../dense/eigen';
import * as objective from '../model/objective';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import * as terms from '../model/terms';
import { gradientHere } from './point';

/** Smallest eigenvalue of the derivative with respect to a covariance matrix, over the singular terms. */
export let boundarySlope: f64 = Infinity;
/** The term that `leaveBoundary` took off the boundary, or −1. */
export let left: i32 = -1;
/** Gradient evaluations spent on boundaries. */
export let spent: i32 = 0;

export function beginBoundary(): void {
  boundarySlope = Infinity;
  left = -1;
  spent = 0;
}

/** The boundary has been left for trial and gave less than it costs: no direction counts as descending. */
export function acceptBoundary(): void {
  left = -1;
}

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
  boundarySlope = Infinity;
  left = -1;
  for (let term = 0; term < terms.count && left < 0; term++) {
    const c = terms.zeroColumn(term);
    if (c >= 0 && leaveTerm(m, theta, term, c)) left = term;
  }
  return left >= 0;
}

function leaveTerm(m: i32, theta: usize, term: i32, zero: i32): bool {
  const before = mark();
  const evaluations = objective.evaluations;
  const k = terms.size(term);
  const slopes = alloc((<usize>(k * k)) << 3);
  const vectors = alloc((<usize>(k * k)) << 3);
  const unused = alloc((<usize>m) << 3);
  const factor = parameters.factor(terms.start(term));
  const base = parameters.row(terms.start(term));
  const size = problem.size(factor);
  const epsilon = 1e-4;
  for (let r = 0; r < k; r++) {
    parameters.setTheta(theta);
    setF(problem.template(factor), (base + zero) * size + base + r, epsilon);
    objective.objective();
    gradientHere(unused);
    const column = problem.gradient(factor) + ((<usize>((base + zero) * size + base)) << 3);
    for (let i = 0; i < k; i++) setF(slopes, r * k + i, getF(column, i) / (2.0 * epsilon));
  }
  spent += objective.evaluations - evaluations;
  let scale: f64 = 0;
  for (let i = 0; i < k; i++) {
    scale = max(scale, Math.abs(getF(slopes, i * k + i)));
    for (let j = 0; j < i; j++) {
      const mean = 0.5 * (getF(slopes, i * k + j) + getF(slopes, j * k + i));
      setF(slopes, i * k + j, mean);
      setF(slopes, j * k + i, mean);
    }
  }
  symmetricEigen(k, slopes, vectors);
  let lowest = 0;
  for (let i = 1; i < k; i++)
    if (getF(slopes, i * k + i) < getF(slopes, lowest * k + lowest)) lowest = i;
  const slope = getF(slopes, lowest * k + lowest);
  boundarySlope = min(boundarySlope, slope);
  const leaves = slope < -1e-5 * scale;
  if (leaves) {
    const sigma = alloc((<usize>(k * k)) << 3);
    terms.covariance(term, theta, sigma);
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        const along = getF(vectors, lowest * k + i) * getF(vectors, lowest * k + j);
        setF(sigma, j * k + i, getF(sigma, j * k + i) + 0.01 * along);
      }
    }
    terms.writeFactor(term, sigma, theta);
  }
  release(before);
  return leaves;
}
