import { addF, getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { auxiliaries } from '../family/rows';
import { gradientHere, size, startingHessian, valueAt } from './criterion';

// The quasi-Newton Hessian of the search over ψ, d×d, and the units that make its first diagonal one: it begins
// with the information of the linearised model and learns from each step.

/** Typical size of a change of each parameter: one over the root of the curvature. */
export let unit: usize = 0;
/** The quasi-Newton Hessian in those units. */
export let curvature: usize = 0;
/** Whether they are known. */
export let started: bool = false;

export function beginCurvature(): void {
  const d = <usize>size();
  unit = alloc(d << 3);
  curvature = alloc((d * d) << 3);
  started = false;
}

/** Begins with a Hessian that is known, from the optimum of a like criterion. */
export function startFrom(hessian: usize): void {
  setCurvature(size(), hessian);
  started = true;
}

/** Units and first Hessian. The auxiliary parameters take theirs from differences of the gradient. */
export function firstHessian(d: i32, psi: usize, gradient: usize): void {
  const before = mark();
  const bytes = (<usize>d) << 3;
  const hessian = alloc(bytes * <usize>d);
  const there = alloc(bytes);
  startingHessian(d, hessian);
  for (let k = d - auxiliaries; k < d; k++) {
    const h = 1e-4;
    const own = getF(psi, k);
    setF(psi, k, own + h);
    valueAt(psi);
    gradientHere(there);
    setF(psi, k, own);
    for (let l = 0; l < d; l++) {
      const slope = (getF(there, l) - getF(gradient, l)) / h;
      setF(hessian, k * d + l, slope);
      setF(hessian, l * d + k, slope);
    }
    // Far from the optimum the curvature may be negative: its size still gives the unit.
    setF(hessian, k * d + k, max(Math.abs(getF(hessian, k * d + k)), 1e-3));
  }
  setCurvature(d, hessian);
  started = true;
  release(before);
}

function setCurvature(d: i32, hessian: usize): void {
  for (let k = 0; k < d; k++) {
    const own = getF(hessian, k * d + k);
    setF(unit, k, own > 1e-8 ? 1.0 / Math.sqrt(own) : 1.0);
  }
  for (let k = 0; k < d; k++) {
    for (let l = 0; l < d; l++) {
      const entry = getF(hessian, k * d + l) * getF(unit, k) * getF(unit, l);
      setF(curvature, k * d + l, k === l ? max(entry, 1e-3) : entry);
    }
  }
}

/**
 * Corrects the Hessian by the step just taken and the change of the gradient over it (Nocedal & Wright 2006, §6.1 and §6.2): by BFGS
 * where the criterion curves upwards along the step, else by the symmetric rank-one formula, since about a variance of zero the
 * criterion may be indefinite and damping would hide it.
 */
export function learn(d: i32, move: usize, before: usize, after: usize): void {
  const position = mark();
  const change = alloc((<usize>d) << 3);
  const image = alloc((<usize>d) << 3);
  let across: f64 = 0;
  let own: f64 = 0;
  let squares: f64 = 0;
  let lengths: f64 = 0;
  for (let k = 0; k < d; k++) {
    let sum: f64 = 0;
    for (let l = 0; l < d; l++) sum += getF(curvature, l * d + k) * getF(move, l);
    const y = (getF(after, k) - getF(before, k)) * getF(unit, k);
    setF(image, k, sum);
    setF(change, k, y);
    across += y * getF(move, k);
    own += sum * getF(move, k);
    squares += (y - sum) * (y - sum);
    lengths += getF(move, k) * getF(move, k);
  }
  const mismatch = across - own;
  if (own > 0 && across > 0.1 * own) {
    for (let k = 0; k < d; k++) {
      for (let l = 0; l < d; l++) {
        const entry =
          (getF(change, k) * getF(change, l)) / across - (getF(image, k) * getF(image, l)) / own;
        addF(curvature, k * d + l, entry);
      }
    }
  } else if (Math.abs(mismatch) > 1e-6 * Math.sqrt(squares * lengths)) {
    for (let k = 0; k < d; k++) {
      const left = getF(change, k) - getF(image, k);
      for (let l = 0; l < d; l++) {
        const right = getF(change, l) - getF(image, l);
        addF(curvature, k * d + l, (left * right) / mismatch);
      }
    }
  }
  release(position);
}

/** The Hessian from differences of the gradient: for a search that has lost its way. */
export function differenceHessian(d: i32, psi: usize, gradient: usize): void {
  const before = mark();
  const there = alloc((<usize>d) << 3);
  const hessian = alloc((<usize>(d * d)) << 3);
  for (let k = 0; k < d; k++) {
    const own = getF(psi, k);
    const h = 1e-3 * getF(unit, k);
    setF(psi, k, own + h);
    const finite = valueAt(psi) !== Infinity;
    if (finite) gradientHere(there);
    setF(psi, k, own);
    for (let l = 0; l < d; l++) {
      setF(hessian, k * d + l, finite ? (getF(there, l) - getF(gradient, l)) / h : 0);
    }
  }
  for (let k = 0; k < d; k++) {
    for (let l = 0; l < d; l++) {
      const mean = 0.5 * (getF(hessian, k * d + l) + getF(hessian, l * d + k));
      setF(curvature, k * d + l, mean * getF(unit, k) * getF(unit, l));
    }
  }
  release(before);
}
