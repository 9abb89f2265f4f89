import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import * as step from '../fit/step';
import { count as templateEntries } from '../model/parameters';
import * as terms from '../model/terms';
import { gradientHere, size, valueAt } from './criterion';
import {
  beginCurvature,
  curvature,
  differenceHessian,
  firstHessian,
  learn,
  started,
  unit,
} from './curvature';
import * as rows from './rows';

// The search over ψ = (θ, β̃, a) by a trust region (Moré & Sorensen 1983; fit/step.ts).

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
/** The Newton decrement at which it ends before a certificate: the differences that follow are then those of the optimum to six digits. */
export const CLOSE: f64 = 1e-8;
/** Predicted decreases below this drown in rounding: such steps are judged by the gradient that follows. */
const ROUNDING: f64 = 1e-8;
const TINY_STEPS: i32 = 6;
/** The Hessian is taken anew once: when the decrement is below this, or at this iteration. */
const NEAR: f64 = 2.0;
const LATE: i32 = 8;
/** After so many iterations the Hessian is found by differences. */
const PATIENCE: i32 = 25;
/** The first step changes no template entry by more than this, and the linear predictor by no more in the root mean square. */
const FIRST_TEMPLATE: f64 = 0.7;
const FIRST_PREDICTOR: f64 = 1.5;

/** Criterion and gradient at the end, and the criterion after each accepted step. */
export let value: f64 = 0;
export let slopes: usize = 0;
export let trace: usize = 0;
export let traceLength: i32 = 0;

export function beginSearch(): void {
  const d = size();
  trace = alloc((<usize>TRACE) << 3);
  slopes = alloc((<usize>d) << 3);
  traceLength = 0;
  beginCurvature();
}

function record(): void {
  if (traceLength === TRACE) return;
  setF(trace, traceLength, value);
  traceLength++;
}

/**
 * Minimises the criterion from ψ, in place: a trust region with a quasi-Newton Hessian, in
 * units in which the first Hessian has a diagonal of ones. That Hessian is the information of the linear model with the
 * working weights; a later search goes on with the last one.
 *
 * @param close the Newton decrement at which it ends
 */
export function minimise(psi: usize, close: f64): i32 {
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
  const known = started;
  if (!known) firstHessian(d, psi, gradient);
  let radius: f64 = -1;
  let renewed = known;
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
    if (step.decrement < close) {
      outcome = CONVERGED;
      break;
    }
    if (!renewed && iteration > 1 && (step.decrement < NEAR || iteration === LATE)) {
      // The information of the start is out of date; that of a place near the optimum serves until the end.
      firstHessian(d, psi, gradient);
      renewed = true;
      radius = max(radius, 1.0);
      continue;
    }
    if (iteration % PATIENCE === 0) {
      differenceHessian(d, psi, gradient);
      radius = max(radius, 0.1);
      continue;
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
