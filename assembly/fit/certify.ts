import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { active } from '../leaf/groups';
import { useExact } from '../leaf/moments';
import * as terms from '../model/terms';
import { beginBoundary } from './boundary';
import { beginHessian, findHessian, hessian } from './hessian';
import { exactThere, value as reached } from './minimise';
import { gradientHere, valueAt } from './point';
import * as step from './step';

/** The certificate: see `Certificate` of the façade. */
export let decrement: f64 = Infinity;
export let largestSlope: f64 = Infinity;
export let smallestCurvature: f64 = -Infinity;
/** Objective at the certified point. */
export let value: f64 = Infinity;

/** Newton steps end here: the decrement is squared rounding. */
const EXACT: f64 = 1e-18;
/** Below this decrement steps are judged by the decrement that follows, since the objective no longer resolves them. */
const POLISHING: f64 = 1e-6;
const ROUNDING: f64 = 1e-6;
const NEWTON_STEPS: i32 = 16;
const UNBOUNDED: f64 = 1e6;

export function beginCertificate(m: i32): void {
  beginHessian(m);
  beginBoundary();
  decrement = Infinity;
  largestSlope = Infinity;
  smallestCurvature = -Infinity;
  value = Infinity;
}

/**
 * Newton steps on the free parameters with a Hessian from central differences of the exact gradient, then the certificate
 * at the point reached. θ is changed in place.
 *
 * @param known the gradient at θ where the optimiser has just been, or 0; the objective there is `minimise.value`
 */
export function finish(m: i32, theta: usize, known: usize): void {
  const before = mark();
  const bytes = (<usize>m) << 3;
  const gradient = alloc(bytes);
  const move = alloc(bytes);
  const trial = alloc(bytes);
  const next = alloc(bytes);
  useExact(true);
  if (known !== 0 && (!active || exactThere)) {
    value = reached;
    memory.copy(gradient, known, bytes);
  } else {
    value = valueAt(theta);
    gradientHere(gradient);
  }
  findHessian(m, theta, gradient);
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
    if (active || old > 1e-8) findHessian(m, theta, gradient);
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

function squaredLength(m: i32, x: usize): f64 {
  let sum: f64 = 0;
  for (let k = 0; k < m; k++) sum += getF(x, k) * getF(x, k);
  return sum;
}
