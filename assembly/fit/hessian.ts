import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { hessianOfTheta } from '../leaf/derivatives';
import { active } from '../leaf/groups';
import * as objective from '../model/objective';
import * as terms from '../model/terms';
import { panelSize } from '../sparse/supernodes';
import { gradientHere, valueAt } from './point';

/** Hessian with respect to the free parameters (zero rows and columns for the others), m×m. */
export let hessian: usize = 0;
/** Gradient evaluations spent on it. */
export let spent: i32 = 0;

export function beginHessian(m: i32): void {
  hessian = alloc((<usize>(m * m)) << 3);
  spent = 0;
}

/**
 * The Hessian over the free parameters at θ, where the gradient is known: exact where the kind of model gives it, else
 * differences of the exact gradient, made symmetric.
 */
export function findHessian(m: i32, theta: usize, gradient: usize): void {
  if (!active) {
    differenceHessian(m, theta, gradient);
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
/** The same for more parameters than these. */
const MANY: i32 = 12;

function differenceHessian(m: i32, theta: usize, gradient: usize): void {
  if (panelSize > LARGE || m > MANY) forwardHessian(m, theta, gradient);
  else centralHessian(m, theta);
  for (let k = 0; k < m; k++) {
    for (let l = 0; l < k; l++) {
      const mean = 0.5 * (getF(hessian, k * m + l) + getF(hessian, l * m + k));
      setF(hessian, k * m + l, mean);
      setF(hessian, l * m + k, mean);
    }
  }
}

/** One-sided differences from the gradient at θ. */
function forwardHessian(m: i32, theta: usize, gradient: usize): void {
  const before = mark();
  const evaluations = objective.evaluations;
  const there = alloc((<usize>m) << 3);
  memory.fill(hessian, 0, (<usize>(m * m)) << 3);
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
        setF(hessian, k * m + l, (getF(there, l) - getF(gradient, l)) / h);
      }
    }
  }
  spent += objective.evaluations - evaluations;
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
  spent += objective.evaluations - evaluations;
  release(before);
}
