import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { symmetricEigen } from '../dense/eigen';
import * as terms from './terms';

// What linear and generalised fits share at the boundary, where the covariance matrix of a term is singular: whether the criterion
// falls off it, and the step that leaves it.

/** Smallest eigenvalue of the derivative with respect to a covariance matrix, over the singular terms. */
export let boundarySlope: f64 = Infinity;
/** The term that was taken off the boundary, or −1. */
export let left: i32 = -1;
/** Evaluations of value and gradient spent on boundaries. */
export let spent: i32 = 0;

/** Share of the largest diagonal entry of the derivative below which an eigenvalue counts as negative. */
const NEGATIVE: f64 = 1e-5;

export function beginBoundary(): void {
  forgetSlopes();
  spent = 0;
}

/** Before the singular terms are looked at. */
export function forgetSlopes(): void {
  boundarySlope = Infinity;
  left = -1;
}

/** The boundary has been left for trial and gave less than it costs: no direction counts as descending. */
export function acceptBoundary(): void {
  left = -1;
}

export function spend(evaluations: i32): void {
  spent += evaluations;
}

/**
 * Judges a singular term by 𝒢, the derivative of the criterion with respect to its covariance matrix: the boundary is a minimum when
 * 𝒢 is positive semidefinite. If it is not, θ is moved off the boundary along the eigenvector of the lowest eigenvalue.
 *
 * @param slopes 𝒢, k×k, destroyed; made symmetric first
 * @param variance with which the term leaves the boundary
 * @returns whether it did; the term is then `left`
 */
export function leaveAlong(term: i32, slopes: usize, variance: f64, theta: usize): bool {
  const before = mark();
  const k = terms.size(term);
  const vectors = alloc((<usize>(k * k)) << 3);
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
  const leaves = slope < -NEGATIVE * scale;
  if (leaves) {
    const sigma = alloc((<usize>(k * k)) << 3);
    terms.covariance(term, theta, sigma);
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        const along = getF(vectors, lowest * k + i) * getF(vectors, lowest * k + j);
        setF(sigma, j * k + i, getF(sigma, j * k + i) + variance * along);
      }
    }
    terms.writeFactor(term, sigma, theta);
    left = term;
  }
  release(before);
  return leaves;
}
