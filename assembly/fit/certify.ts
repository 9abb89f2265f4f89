import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { symmetricEigen } from '../dense/eigen';
import { hessianOfTheta } from '../leaf/derivatives';
import { active } from '../leaf/groups';
import { useExact } from '../leaf/moments';
import * as objective from '../model/objective';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import * as terms from '../model/terms';
import { panelSize } from '../sparse/supernodes';
import { gradientHere, valueAt } from './point';
import * as step from './step';

/** The certificate: see `Certificate` of the façade. */
export let decrement: f64 = Infinity;
export let largestSlope: f64 = Infinity;
export let smallestCurvature: f64 = -Infinity;
/** Smallest eigenvalue of the derivative with respect to a covariance matrix, over the singular terms. */
export let boundarySlope: f64 = Infinity;
/** Objective at the certified point. */
export let value: f64 = Infinity;
/** The term that `leaveBoundary` took off the boundary, or −1. */
export let left: i32 = -1;
/** Gradient evaluations spent on Hessians and boundaries. */
export let extra: i32 = 0;
/** Hessian with respect to the free parameters (zero rows and columns for the others), m×m. */
export let hessian: usize = 0;

/** Newton steps end here: the decrement is squared rounding. */
const EXACT: f64 = 1e-18;
/** Below this decrement steps are judged by the decrement that follows, since the objective no longer resolves them. */
const POLISHING: f64 = 1e-6;
const ROUNDING: f64 = 1e-6;
const NEWTON_STEPS: i32 = 16;
const UNBOUNDED: f64 = 1e6;

export function beginCertificate(m: i32): void {
  hessian = alloc((<usize>(m * m)) << 3);
  extra = 0;
  decrement = Infinity;
  largestSlope = Infinity;
  smallestCurvature = -Infinity;
  boundarySlope = Infinity;
  value = Infinity;
  left = -1;
}

/** The boundary has been left for trial and gave less than it costs: no direction counts as descending. */
export function acceptBoundary(): void {
  left = -1;
}

/**
 * Newton steps on the free parameters with a Hessian from central differences of the exact gradient, then the certificate
 * at the point reached. θ is changed in place.
 */
export function finish(m: i32, theta: usize): void {
  const before = mark();
  const bytes = (<usize>m) << 3;
  const gradient = alloc(bytes);
  const move = alloc(bytes);
  const trial = alloc(bytes);
  const next = alloc(bytes);
  useExact(true);
  value = valueAt(theta);
  gradientHere(gradient);
  findHessian(m, theta);
  let radius: f64 = UNBOUNDED;
  for (let round = 0; round < NEWTON_STEPS; round++) {
    newtonStep(m, gradient, radius, move);
    const old = decrement;
    const convex = smallestCurvature > 0;
    if (convex && old < EXACT) break;
    // Without positive curvature the quadratic model has no minimum: stay near.
    if (!convex && radius === UNBOUNDED) {
      radius = 0.25 * max(1.0, Math.sqrt(squaredLength(m, theta)));
      continue;
    }
    for (let k = 0; k < m; k++) setF(trial, k, getF(theta, k) + getF(move, k));
    const there = valueAt(trial);
    const polishing = convex && old < POLISHING;
    if (there > value + (polishing ? ROUNDING : 0)) {
      if (polishing) break;
      radius = 0.25 * step.length;
      if (radius < 1e-9) break;
      continue;
    }
    gradientHere(next);
    if (polishing) {
      newtonStep(m, next, radius, move);
      if (!(decrement < old)) {
        newtonStep(m, gradient, radius, move);
        break;
      }
    }
    value = there;
    memory.copy(theta, trial, bytes);
    memory.copy(gradient, next, bytes);
    // A long step leaves the point where the Hessian was taken; an exact Hessian costs nothing.
    if (active || old > 1e-8) findHessian(m, theta);
  }
  largestSlope = 0;
  for (let k = 0; k < m; k++) {
    if (getI(terms.free, k) === 1) largestSlope = max(largestSlope, Math.abs(getF(gradient, k)));
  }
  release(before);
}

/** Decrement, smallest curvature and step on the free parameters. */
function newtonStep(m: i32, gradient: usize, radius: f64, move: usize): void {
  const before = mark();
  let free = 0;
  for (let k = 0; k < m; k++) free += getI(terms.free, k);
  const g = alloc((<usize>(free + 1)) << 3);
  const s = alloc((<usize>(free + 1)) << 3);
  const h = alloc((<usize>(free * free + 1)) << 3);
  let i = 0;
  for (let k = 0; k < m; k++) {
    if (getI(terms.free, k) === 0) continue;
    setF(g, i, getF(gradient, k));
    let j = 0;
    for (let l = 0; l < m; l++) {
      if (getI(terms.free, l) === 0) continue;
      setF(h, j * free + i, getF(hessian, l * m + k));
      j++;
    }
    i++;
  }
  step.trustRegionStep(free, g, h, radius, s);
  decrement = step.decrement;
  smallestCurvature = step.smallest;
  i = 0;
  for (let k = 0; k < m; k++) {
    if (getI(terms.free, k) === 0) {
      setF(move, k, 0);
    } else {
      setF(move, k, getF(s, i));
      i++;
    }
  }
  release(before);
}

/**
 * The Hessian over the free parameters at θ: exact where the kind of model gives it, else central differences of the exact
 * gradient, made symmetric.
 */
function findHessian(m: i32, theta: usize): void {
  if (!active) {
    differenceHessian(m, theta);
    return;
  }
  hessianOfTheta(hessian);
  for (let k = 0; k < m; k++) {
    for (let l = 0; l < m; l++) {
      if (getI(terms.free, k) === 0 || getI(terms.free, l) === 0) setF(hessian, k * m + l, 0);
    }
  }
}

/** Doubles in the factor beyond which one-sided differences, half as dear and good to 1e-5, take the place of central ones. */
const LARGE: f64 = 200000;

function differenceHessian(m: i32, theta: usize): void {
  if (panelSize > LARGE) forwardHessian(m, theta);
  else centralHessian(m, theta);
  for (let k = 0; k < m; k++) {
    for (let l = 0; l < k; l++) {
      const mean = 0.5 * (getF(hessian, k * m + l) + getF(hessian, l * m + k));
      setF(hessian, k * m + l, mean);
      setF(hessian, l * m + k, mean);
    }
  }
}

function forwardHessian(m: i32, theta: usize): void {
  const before = mark();
  const evaluations = objective.evaluations;
  const here = alloc((<usize>m) << 3);
  const there = alloc((<usize>m) << 3);
  memory.fill(hessian, 0, (<usize>(m * m)) << 3);
  valueAt(theta);
  gradientHere(here);
  for (let k = 0; k < m; k++) {
    if (getI(terms.free, k) === 0) continue;
    const own = getF(theta, k);
    const h = 1e-5 * max(Math.abs(own), 0.05);
    setF(theta, k, own + h);
    valueAt(theta);
    gradientHere(there);
    setF(theta, k, own);
    for (let l = 0; l < m; l++) {
      if (getI(terms.free, l) === 1) {
        setF(hessian, k * m + l, (getF(there, l) - getF(here, l)) / h);
      }
    }
  }
  extra += objective.evaluations - evaluations;
  release(before);
}

function centralHessian(m: i32, theta: usize): void {
  const before = mark();
  const evaluations = objective.evaluations;
  const up = alloc((<usize>m) << 3);
  const down = alloc((<usize>m) << 3);
  memory.fill(hessian, 0, (<usize>(m * m)) << 3);
  for (let k = 0; k < m; k++) {
    if (getI(terms.free, k) === 0) continue;
    const here = getF(theta, k);
    const h = 1e-4 * max(Math.abs(here), 0.05);
    setF(theta, k, here + h);
    valueAt(theta);
    gradientHere(up);
    setF(theta, k, here - h);
    valueAt(theta);
    gradientHere(down);
    setF(theta, k, here);
    for (let l = 0; l < m; l++) {
      if (getI(terms.free, l) === 1)
        setF(hessian, k * m + l, (getF(up, l) - getF(down, l)) / (2.0 * h));
    }
  }
  extra += objective.evaluations - evaluations;
  release(before);
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
  extra += objective.evaluations - evaluations;
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

function squaredLength(m: i32, x: usize): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < m; k++) sum += getF(x, k) * getF(x, k);
  return sum;
}
