import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { active } from '../leaf/groups';
import { useExact } from '../leaf/moments';
import * as terms from '../model/terms';
import { informationHere, valueAt } from './point';
import { beginSecants, correctBySecants, forgetSecants, rememberSecant } from './secant';
import * as step from './step';

/** Called after every accepted step; a return value other than 0 stops the fit. */
declare function progress(iteration: i32, value: f64): i32;

export const CONVERGED: i32 = 0;
export const EXHAUSTED: i32 = 1;
export const CANCELLED: i32 = 2;
/** The criterion cannot be evaluated at the start. */
export const NO_START: i32 = 3;

/** Longest run of accepted steps that is remembered. */
export const TRACE: i32 = 256;
const ITERATIONS: i32 = 100;
/** Steps in a row whose gain drowns in rounding: more of them lead nowhere, unless secants guide them. */
const TINY_STEPS: i32 = 6;
const TINY_SECANT_STEPS: i32 = 20;
/** Ends below this decrement are reached with secants: nothing else comes after. */
const FINE: f64 = 1e-8;
/** The decrement below which a model of small groups turns to its exact Hessian. */
const NEAR: f64 = 1.0;
/** A step whose gain is off the prediction by more than this share shows a Hessian in need of secants. */
const MISMATCH: f64 = 0.5;
/** Iterations before secants are considered: most fits have ended by then. */
const PATIENCE: i32 = 8;
/** Predicted decreases below this drown in rounding: such steps are judged by the gradient that follows. */
const ROUNDING: f64 = 1e-7;

/** Objective and gradient at the end, and the objective after each accepted step. */
export let value: f64 = 0;
export let slopes: usize = 0;
/** Whether the sums from which a model of small groups has its exact Hessian are those of the end. */
export let exactThere: bool = false;
export let trace: usize = 0;
export let traceLength: i32 = 0;

export function beginTrace(m: i32): void {
  trace = alloc((<usize>TRACE) << 3);
  slopes = alloc((<usize>m) << 3);
  traceLength = 0;
}

function record(objective: f64): void {
  if (traceLength < TRACE) {
    setF(trace, traceLength, objective);
    traceLength++;
  }
}

/**
 * Minimises the objective from θ, in place: a trust-region method on all entries of the templates, without bounds.
 *
 * The criterion is a smooth function of the templates on both sides of zero (it depends on T Tᵀ alone), so a variance of
 * zero is a stationary point inside the domain and not a corner; signs are settled at the end. The Hessian is the average
 * information, corrected by secants while it predicts badly.
 *
 * @param close the Newton decrement, in units of the objective, at which it ends
 */
export function minimise(m: i32, theta: usize, close: f64): i32 {
  const before = mark();
  const bytes = (<usize>m) << 3;
  const gradient = alloc(bytes);
  const trial = alloc(bytes);
  const move = alloc(bytes);
  const next = alloc(bytes);
  const hessian = alloc(bytes * <usize>m);
  beginSecants(m);
  useExact(false);
  value = valueAt(theta);
  if (value === Infinity) {
    release(before);
    return NO_START;
  }
  record(value);
  informationHere(gradient, hessian);
  holdFixed(m, gradient, hessian);
  let radius = 0.75 * Math.sqrt(<f64>m);
  let outcome = EXHAUSTED;
  let tinySteps = 0;
  const fine = close < FINE && !active;
  let exact = false;
  let fresh = false;
  for (let iteration = 1; iteration <= ITERATIONS; iteration++) {
    step.trustRegionStep(m, gradient, hessian, radius, move);
    if (step.decrement < close) {
      outcome = CONVERGED;
      break;
    }
    useExact(step.decrement < NEAR);
    for (let k = 0; k < m; k++) setF(trial, k, getF(theta, k) + getF(move, k));
    const there = valueAt(trial);
    fresh = false;
    const gain = value - there;
    const ratio = gain / step.predicted;
    const tiny = step.predicted < ROUNDING && gain > -ROUNDING;
    if (!tiny && !(ratio > 1e-4)) {
      radius = there === Infinity ? 0.1 * step.length : 0.3 * step.length;
      if (radius < 1e-12) break;
      continue;
    }
    tinySteps = tiny ? tinySteps + 1 : 0;
    if (tinySteps > (fine ? TINY_SECANT_STEPS : TINY_STEPS)) {
      outcome = CONVERGED;
      break;
    }
    if (!tiny && ratio < 0.25) radius = 0.5 * step.length;
    else if (ratio > 0.75 && step.length > 0.8 * radius) radius *= 4.0;
    value = there;
    record(value);
    memory.copy(theta, trial, bytes);
    exact = step.decrement < NEAR;
    informationHere(next, hessian);
    fresh = true;
    holdFixed(m, next, hessian);
    const good = ratio > 1.0 - MISMATCH && ratio < 1.0 + MISMATCH;
    if (fine && tiny) rememberSecant(move, gradient, next);
    else if (good || iteration < PATIENCE) forgetSecants();
    else rememberSecant(move, gradient, next);
    correctBySecants(hessian);
    memory.copy(gradient, next, bytes);
    if (progress(iteration, value) !== 0) {
      outcome = CANCELLED;
      break;
    }
  }
  memory.copy(slopes, gradient, bytes);
  exactThere = fresh && exact;
  release(before);
  return outcome;
}

/** Takes the parameters that a singular fit holds at zero out of the quadratic model. */
function holdFixed(m: i32, gradient: usize, hessian: usize): void {
  for (let k = 0; k < m; k++) {
    if (getI(terms.free, k) === 1) continue;
    setF(gradient, k, 0);
    for (let l = 0; l < m; l++) {
      setF(hessian, k * m + l, 0);
      setF(hessian, l * m + k, 0);
    }
    setF(hessian, k * m + k, 1);
  }
}
