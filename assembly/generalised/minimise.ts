import { addF, getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { auxiliaries } from '../family/rows';
import * as step from '../fit/step';
import { count as templateEntries } from '../model/parameters';
import * as terms from '../model/terms';
import { gradientHere, size, startingHessian, valueAt } from './criterion';
import * as rows from './rows';

/** Called after every accepted step; a return value other than 0 stops the fit. */
declare function progress(iteration: i32, value: f64): i32;

export const CONVERGED: i32 = 0;
export const EXHAUSTED: i32 = 1;
export const CANCELLED: i32 = 2;
/** The criterion cannot be evaluated at the start. */
export const NO_START: i32 = 3;

/** Longest run of accepted steps that is remembered. */
export const TRACE: i32 = 256;
const ITERATIONS: i32 = 150;
/** The Newton decrement at which it ends: the differences that follow are then those of the optimum to six digits. */
const CLOSE: f64 = 1e-8;
/** Predicted decreases below this drown in rounding: such steps are judged by the gradient that follows. */
const ROUNDING: f64 = 1e-8;
const TINY_STEPS: i32 = 6;
/** The first step changes no template entry by more than this, and the linear predictor by no more in the root mean square. */
const FIRST_TEMPLATE: f64 = 0.7;
const FIRST_PREDICTOR: f64 = 1.5;

/** Criterion and gradient at the end, and the criterion after each accepted step. */
export let value: f64 = 0;
export let slopes: usize = 0;
export let trace: usize = 0;
export let traceLength: i32 = 0;
/** Typical size of a change of each parameter: one over the root of the curvature. */
export let unit: usize = 0;

let curvature: usize = 0;
let started: bool = false;

export function beginSearch(): void {
  const d = size();
  trace = alloc((<usize>TRACE) << 3);
  slopes = alloc((<usize>d) << 3);
  unit = alloc((<usize>d) << 3);
  curvature = alloc((<usize>(d * d)) << 3);
  traceLength = 0;
  started = false;
}

function record(): void {
  if (traceLength === TRACE) return;
  setF(trace, traceLength, value);
  traceLength++;
}

/**
 * Minimises the criterion from ψ, in place: a trust region with a quasi-Newton Hessian (Nocedal & Wright 2006, §6.1), in
 * units in which the first Hessian has a diagonal of ones. That Hessian is the information of the linear model with the
 * working weights; a later search goes on with the last one.
 */
export function minimise(psi: usize): i32 {
  const before = mark();
  const d = size();
  const bytes = (<usize>d) << 3;
  const gradient = alloc(bytes);
  const scaled = alloc(bytes);
  const trial = alloc(bytes);
  const move = alloc(bytes);
  const next = alloc(bytes);
  const model = alloc(bytes * <usize>d);
  value = valueAt(psi);
  if (value === Infinity) {
    release(before);
    return NO_START;
  }
  record();
  gradientHere(gradient);
  if (!started) {
    firstHessian(d, psi, gradient);
    started = true;
  }
  let radius: f64 = -1;
  let outcome = EXHAUSTED;
  let tinySteps = 0;
  for (let iteration = 1; iteration <= ITERATIONS; iteration++) {
    for (let k = 0; k < d; k++) setF(scaled, k, getF(gradient, k) * getF(unit, k));
    memory.copy(model, curvature, bytes * <usize>d);
    holdFixed(d, scaled, model);
    if (radius < 0) {
      step.trustRegionStep(d, scaled, model, 1e6, move);
      radius = firstRadius(d, move);
    }
    step.trustRegionStep(d, scaled, model, radius, move);
    if (step.decrement < CLOSE) {
      outcome = CONVERGED;
      break;
    }
    const predicted = step.predicted;
    const length = step.length;
    for (let k = 0; k < d; k++) setF(trial, k, getF(psi, k) + getF(move, k) * getF(unit, k));
    const there = valueAt(trial);
    const gain = value - there;
    const ratio = gain / predicted;
    const tiny = predicted < ROUNDING && gain > -ROUNDING;
    if (!tiny && !(ratio > 1e-4)) {
      radius = there === Infinity ? 0.1 * length : 0.3 * length;
      if (radius < 1e-10) break;
      continue;
    }
    tinySteps = tiny ? tinySteps + 1 : 0;
    if (tinySteps > TINY_STEPS) {
      outcome = CONVERGED;
      break;
    }
    if (!tiny && ratio < 0.25) radius = 0.5 * length;
    else if (ratio > 0.75 && length > 0.8 * radius) radius *= 3.0;
    value = there;
    record();
    memory.copy(psi, trial, bytes);
    gradientHere(next);
    learn(d, move, gradient, next);
    memory.copy(gradient, next, bytes);
    if (progress(iteration, value) !== 0) {
      outcome = CANCELLED;
      break;
    }
  }
  memory.copy(slopes, gradient, bytes);
  release(before);
  return outcome;
}

/** Units and first Hessian. The auxiliary parameters take theirs from differences of the gradient. */
function firstHessian(d: i32, psi: usize, gradient: usize): void {
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
  release(before);
}

/** The part of a Newton step that is believed at the start. */
function firstRadius(d: i32, move: usize): f64 {
  let length: f64 = 0;
  let largest: f64 = 0;
  let predictor: f64 = 0;
  for (let k = 0; k < d; k++) {
    const own = getF(move, k) * getF(unit, k);
    length += getF(move, k) * getF(move, k);
    if (k < templateEntries) largest = max(largest, Math.abs(own));
    else if (k < templateEntries + rows.p) predictor += own * own;
    else largest = max(largest, Math.abs(own));
  }
  const excess = max(largest / FIRST_TEMPLATE, Math.sqrt(predictor) / FIRST_PREDICTOR);
  return Math.sqrt(length) / max(excess, 1.0) + 1e-3;
}

/** Updates the Hessian by the step just taken and the change of the gradient over it (BFGS with Powell's damping). */
function learn(d: i32, move: usize, before: usize, after: usize): void {
  const position = mark();
  const change = alloc((<usize>d) << 3);
  const image = alloc((<usize>d) << 3);
  let across: f64 = 0;
  let own: f64 = 0;
  for (let k = 0; k < d; k++) {
    let sum: f64 = 0;
    for (let l = 0; l < d; l++) sum += getF(curvature, l * d + k) * getF(move, l);
    setF(image, k, sum);
    setF(change, k, (getF(after, k) - getF(before, k)) * getF(unit, k));
    across += getF(change, k) * getF(move, k);
    own += sum * getF(move, k);
  }
  if (own > 0) {
    if (across < 0.2 * own) {
      const share = (0.8 * own) / (own - across);
      for (let k = 0; k < d; k++) {
        setF(change, k, share * getF(change, k) + (1.0 - share) * getF(image, k));
      }
      across = 0.2 * own;
    }
    for (let k = 0; k < d; k++) {
      for (let l = 0; l < d; l++) {
        const entry =
          (getF(change, k) * getF(change, l)) / across - (getF(image, k) * getF(image, l)) / own;
        addF(curvature, k * d + l, entry);
      }
    }
  }
  release(position);
}

/** Takes the parameters that a singular fit holds at zero out of the quadratic model. */
export function holdFixed(d: i32, gradient: usize, hessian: usize): void {
  for (let k = 0; k < templateEntries; k++) {
    if (getI(terms.free, k) === 1) continue;
    setF(gradient, k, 0);
    for (let l = 0; l < d; l++) {
      setF(hessian, k * d + l, 0);
      setF(hessian, l * d + k, 0);
    }
    setF(hessian, k * d + k, 1);
  }
}
