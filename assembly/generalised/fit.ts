import { getI, setI } from '../access';
import { alloc, mark, release } from '../arena';
import { count as templateEntries } from '../model/parameters';
import * as terms from '../model/terms';
import * as boundary from './boundary';
import * as certificate from './certify';
import * as criterion from './criterion';
import { startFrom } from './curvature';
import { beginSearch, CLOSE, CONVERGED, EXHAUSTED, minimise, value } from './minimise';

// A generalised fit from start to certificate: search, boundaries, Newton steps.

/** Evaluations on the way to the optimum, without those for Hessians and boundaries. */
export let evaluations: i32 = 0;
/** Setting a variance to zero may cost this much of the criterion, which is below every tolerance. */
const FREE_OF_CHARGE: f64 = 1e-7;
/** Times that a fit may leave the boundary for a better optimum. */
const ROUNDS: i32 = 6;

/** The decrement at which a fit without a certificate ends. */
const EXACT: f64 = 1e-10;

/** Whether the fit ends with a certificate. */
let certified: bool = true;
/** 1 for each term that has left the boundary to its gain: it is not put there again. */
let reopened: usize = 0;

/** Gradients spent on Hessians and boundaries. */
export function extraEvaluations(): i32 {
  return certificate.spent + boundary.spent;
}

/**
 * From a start to a certified optimum, as for linear models (assembly/fit/fit.ts): minimise, settle singular directions exactly
 * on the boundary, finish with Newton steps; while the criterion falls along some direction off the boundary, try there too.
 *
 * @param hessian that of a like criterion at ψ, or 0
 * @param certificates whether Newton steps and a certificate are wanted: they cost as many evaluations as a search from near by
 * @returns the outcome of `minimise`
 */
export function fit(psi: usize, hessian: usize, certificates: bool = true): i32 {
  certified = certificates;
  terms.freeAll(templateEntries);
  beginSearch();
  if (hessian !== 0) startFrom(hessian);
  certificate.beginCertificate();
  boundary.beginBoundary();
  const d = criterion.size();
  const bytes = (<usize>d) << 3;
  const flagBytes = (<usize>templateEntries) << 2;
  reopened = alloc((<usize>terms.count) << 2);
  memory.fill(reopened, 0, (<usize>terms.count) << 2);
  const best = alloc(bytes);
  const flags = alloc(flagBytes);
  let outcome = search(psi);
  for (let round = 0; round < ROUNDS; round++) {
    if (outcome !== CONVERGED && outcome !== EXHAUSTED) break;
    const there = certificate.value;
    memory.copy(best, psi, bytes);
    memory.copy(flags, terms.free, flagBytes);
    if (!boundary.leaveBoundary(psi)) break;
    if (boundary.left >= 0) setI(reopened, boundary.left, 1);
    outcome = search(psi);
    if (certificate.value < there - FREE_OF_CHARGE) continue;
    memory.copy(psi, best, bytes);
    memory.copy(terms.free, flags, flagBytes);
    finish(psi, false);
    boundary.acceptBoundary();
    break;
  }
  evaluations = criterion.evaluations - extraEvaluations();
  return outcome;
}

/** One run of the optimiser with its finish. */
function search(psi: usize): i32 {
  const outcome = minimise(psi, certified ? CLOSE : EXACT);
  if (outcome !== CONVERGED && outcome !== EXHAUSTED) return outcome;
  const before = mark();
  const bytes = (<usize>criterion.size()) << 3;
  const there = alloc(bytes);
  memory.copy(there, psi, bytes);
  settleBoundary(psi);
  terms.settleSigns(psi);
  const unmoved = memory.compare(there, psi, bytes) === 0;
  release(before);
  finish(psi, unmoved);
  return outcome;
}

function finish(psi: usize, known: bool): void {
  if (certified) certificate.finish(psi, known);
  else certificate.note(psi, known);
}

/** Puts negligible variances to exactly zero when the criterion does not mind. */
function settleBoundary(psi: usize): void {
  for (let term = 0; term < terms.count; term++) {
    if (getI(reopened, term) === 1) continue;
    const before = mark();
    const bytes = (<usize>criterion.size()) << 3;
    const flagBytes = (<usize>templateEntries) << 2;
    const trial = alloc(bytes);
    const flags = alloc(flagBytes);
    memory.copy(trial, psi, bytes);
    memory.copy(flags, terms.free, flagBytes);
    if (terms.dropSmall(term, trial)) {
      if (criterion.valueAt(trial) <= value + FREE_OF_CHARGE) {
        memory.copy(psi, trial, bytes);
      } else {
        memory.copy(terms.free, flags, flagBytes);
      }
    }
    release(before);
  }
}
