import { alloc, mark, release } from '../arena';
import * as objective from '../model/objective';
import * as certificate from './certify';
import { beginTrace, CONVERGED, EXHAUSTED, minimise, value } from './minimise';
import { valueAt } from './point';
import * as terms from './terms';

/** Evaluations of objective and gradient on the way to the optimum, without those for Hessians and boundaries. */
export let evaluations: i32 = 0;
/** Setting a variance to zero may cost this much of the objective, which is below every tolerance. */
const FREE_OF_CHARGE: f64 = 1e-7;

/**
 * From a start to a certified optimum: minimise, settle singular directions exactly on the boundary, finish with Newton
 * steps, and leave the boundary again if the objective falls that way.
 *
 * @returns the outcome of `minimise`
 */
export function fit(m: i32, theta: usize): i32 {
  beginTrace();
  certificate.beginCertificate(m);
  let outcome = EXHAUSTED;
  for (let round = 0; round < 4; round++) {
    outcome = minimise(m, theta);
    if (outcome !== CONVERGED) break;
    settleBoundary(m, theta);
    terms.settleSigns(theta);
    certificate.finish(m, theta);
    if (!certificate.leaveBoundary(m, theta)) break;
  }
  evaluations = objective.evaluations - certificate.extra;
  return outcome;
}

/** Puts negligible variances to exactly zero when the objective does not mind. */
function settleBoundary(m: i32, theta: usize): void {
  for (let term = 0; term < terms.count; term++) {
    const before = mark();
    const bytes = (<usize>m) << 3;
    const trial = alloc(bytes);
    const flags = alloc(bytes);
    memory.copy(trial, theta, bytes);
    memory.copy(flags, terms.free, (<usize>m) << 2);
    if (terms.dropSmall(term, trial)) {
      if (valueAt(trial) <= value + FREE_OF_CHARGE) memory.copy(theta, trial, bytes);
      else memory.copy(terms.free, flags, (<usize>m) << 2);
    }
    release(before);
  }
}
