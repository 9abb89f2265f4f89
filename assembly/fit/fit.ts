import { getI, setI } from '../access';
import { alloc, mark, release } from '../arena';
import { active } from '../leaf/groups';
import * as objective from '../model/objective';
import * as terms from '../model/terms';
import * as boundary from './boundary';
import * as certificate from './certify';
import * as hessian from './hessian';
import { beginTrace, CONVERGED, EXHAUSTED, minimise, slopes, value } from './minimise';
import { valueAt } from './point';

/** Evaluations of objective and gradient on the way to the optimum, without those for Hessians and boundaries. */
export let evaluations: i32 = 0;
/** Setting a variance to zero may cost this much of the objective, which is below every tolerance. */
const FREE_OF_CHARGE: f64 = 1e-7;
/** Times that a fit may leave the boundary for a better optimum. */
const ROUNDS: i32 = 6;

/**
 * The decrement at which Newton steps take over: so near that the Hessian taken there, which they keep, is that of the optimum
 * to six digits. Fits that do without Newton steps go further where the Hessian is approximate.
 */
const CLOSE: f64 = 1e-12;
const CLOSE_APPROXIMATE: f64 = 1e-14;

/** Whether the optimum is wanted without certificate and Hessian. */
let light: bool = false;
/** Objective at the end of the last search or refit. */
export let reached: f64 = Infinity;

/** 1 for each term that has left the boundary to its gain: it is not put there again. */
let reopened: usize = 0;

/**
 * From a start to a certified optimum: minimise, settle singular directions exactly on the boundary, finish with Newton
 * steps. While the objective falls along some direction off the boundary, try there too, and stay there if it gains more than
 * it cost to settle; otherwise the boundary is the answer.
 *
 * @returns the outcome of `minimise`
 */
export function fit(m: i32, theta: usize): i32 {
  light = false;
  beginTrace(m);
  certificate.beginCertificate(m);
  const outcome = findOptimum(m, theta);
  evaluations = objective.evaluations - extraEvaluations();
  return outcome;
}

/** The same optimum without a certificate, for one of many responses of one problem; the factor stands afterwards. */
export function refit(m: i32, theta: usize): i32 {
  const before = mark();
  light = true;
  beginTrace(m);
  boundary.beginBoundary();
  const outcome = findOptimum(m, theta);
  reached = valueAt(theta);
  release(before);
  return outcome;
}

function findOptimum(m: i32, theta: usize): i32 {
  terms.freeAll(m);
  const before = mark();
  reopened = alloc((<usize>terms.count) << 2);
  memory.fill(reopened, 0, (<usize>terms.count) << 2);
  let outcome = search(m, theta);
  const best = alloc((<usize>m) << 3);
  const flags = alloc((<usize>m) << 2);
  for (let round = 0; round < ROUNDS; round++) {
    if (outcome !== CONVERGED && outcome !== EXHAUSTED) break;
    const there = reached;
    memory.copy(best, theta, (<usize>m) << 3);
    memory.copy(flags, terms.free, (<usize>m) << 2);
    if (!boundary.leaveBoundary(m, theta)) break;
    for (let term = 0; term < terms.count; term++) {
      if (boundary.left === term) setI(reopened, term, 1);
    }
    outcome = search(m, theta);
    if (reached < there - FREE_OF_CHARGE) continue;
    memory.copy(theta, best, (<usize>m) << 3);
    memory.copy(terms.free, flags, (<usize>m) << 2);
    if (!light) certificate.finish(m, theta, 0);
    boundary.acceptBoundary();
    break;
  }
  release(before);
  return outcome;
}

/** One run of the optimiser with its finish. */
function search(m: i32, theta: usize): i32 {
  const close = light && !active ? CLOSE_APPROXIMATE : CLOSE;
  let outcome = minimise(m, theta, close);
  if (outcome !== CONVERGED && outcome !== EXHAUSTED) return outcome;
  const before = mark();
  const there = alloc((<usize>m) << 3);
  memory.copy(there, theta, (<usize>m) << 3);
  const settled = settleBoundary(m, theta);
  terms.settleSigns(theta);
  const unmoved = memory.compare(there, theta, (<usize>m) << 3) === 0;
  release(before);
  if (light) {
    if (settled) outcome = minimise(m, theta, close);
    reached = value;
  } else {
    certificate.finish(m, theta, unmoved ? slopes : 0);
    reached = certificate.value;
  }
  return outcome;
}

/**
 * Puts negligible variances to exactly zero when the objective does not mind.
 *
 * @returns whether there were any
 */
function settleBoundary(m: i32, theta: usize): bool {
  let settled = false;
  for (let term = 0; term < terms.count; term++) {
    if (getI(reopened, term) === 1) continue;
    const before = mark();
    const trial = alloc((<usize>m) << 3);
    const flags = alloc((<usize>m) << 2);
    memory.copy(trial, theta, (<usize>m) << 3);
    memory.copy(flags, terms.free, (<usize>m) << 2);
    if (terms.dropSmall(term, trial)) {
      if (valueAt(trial) <= value + FREE_OF_CHARGE) {
        memory.copy(theta, trial, (<usize>m) << 3);
        settled = true;
      } else {
        memory.copy(terms.free, flags, (<usize>m) << 2);
      }
    }
    release(before);
  }
  return settled;
}

/** Gradients spent on Hessians and boundaries. */
export function extraEvaluations(): i32 {
  return hessian.spent + boundary.spent;
}
