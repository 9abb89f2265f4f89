import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { symmetricEigen } from '../dense/eigen';
import { factor, row } from '../model/parameters';
import * as problem from '../model/problem';
import * as terms from '../model/terms';
import * as criterion from './criterion';

/** Smallest eigenvalue of the derivative with respect to a covariance matrix, over the singular terms. */
export let boundarySlope: f64 = Infinity;
/** The term that `leaveBoundary` took off the boundary, or −1. */
export let left: i32 = -1;
/** Gradients spent on boundaries. */
export let spent: i32 = 0;

/** An entry in a zero column of a template, from which the derivative is read. */
const EPSILON: f64 = 1e-3;
/** Variance, in the engine's basis, with which a term leaves the boundary. */
const LEAVE: f64 = 0.02;

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
 * Whether the criterion can fall by leaving the boundary: for each singular term the derivative 𝒢 with respect to its covariance
 * matrix must be positive semidefinite. With an entry ε in a zero column of T, that column of the gradient is 2 ε 𝒢 up to
 * ε³ (the criterion is even in it). When it can, θ is moved off the boundary along the steepest direction of the first such term.
 *
 * @returns whether some boundary descends
 */
export function leaveBoundary(psi: usize): bool {
  boundarySlope = Infinity;
  left = -1;
  for (let term = 0; term < terms.count && left < 0; term++) {
    const c = terms.zeroColumn(term);
    if (c >= 0 && leaveTerm(psi, term, c)) left = term;
  }
  return left >= 0;
}

function leaveTerm(psi: usize, term: i32, zero: i32): bool {
  const before = mark();
  const evaluations = criterion.evaluations;
  const k = terms.size(term);
  const slopes = alloc((<usize>(k * k)) << 3);
  const vectors = alloc((<usize>(k * k)) << 3);
  const unused = alloc((<usize>criterion.size()) << 3);
  const f = factor(terms.start(term));
  const base = row(terms.start(term));
  const size = problem.size(f);
  for (let r = 0; r < k; r++) {
    criterion.setParametersAt(psi);
    setF(problem.template(f), (base + zero) * size + base + r, EPSILON);
    criterion.valueHere();
    criterion.gradientHere(unused);
    const column = problem.gradient(f) + ((<usize>((base + zero) * size + base)) << 3);
    for (let i = 0; i < k; i++) setF(slopes, r * k + i, getF(column, i) / (2.0 * EPSILON));
  }
  spent += criterion.evaluations - evaluations;
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
  for (let i = 1; i < k; i++) {
    if (getF(slopes, i * k + i) < getF(slopes, lowest * k + lowest)) lowest = i;
  }
  const slope = getF(slopes, lowest * k + lowest);
  boundarySlope = min(boundarySlope, slope);
  const leaves = slope < -1e-5 * scale;
  if (leaves) {
    const sigma = alloc((<usize>(k * k)) << 3);
    terms.covariance(term, psi, sigma);
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        const along = getF(vectors, lowest * k + i) * getF(vectors, lowest * k + j);
        setF(sigma, j * k + i, getF(sigma, j * k + i) + LEAVE * along);
      }
    }
    terms.writeFactor(term, sigma, psi);
  }
  release(before);
  return leaves;
}
