import { getF, setF } from '../access';
import { allocZero } from '../arena';
import { factorPanel, invertLower } from '../dense/panel';
import { setFactorResults } from '../factor/cholesky';
import * as problem from '../model/problem';
import * as groups from './groups';
import { total } from './lanes';
import { prepareMoments, sumMoments } from './moments';
import { logDeterminant, reduceGroups } from './reduce';

let inverse: usize = 0;

/** Scratch of this kind of model, after `packGroups`. */
export function prepareLeaves(): void {
  prepareMoments();
  inverse = allocZero((<usize>(problem.tail * problem.tail)) << 3);
}

/**
 * Factors what the groups leave of [X̃ ỹ]ᵀW[X̃ ỹ]: from it log|R_X|² and r².
 *
 * @returns 0, or the pivot that failed
 */
export function evaluateLeaves(): i32 {
  const t = problem.tail;
  const p = problem.p;
  groups.readSigma();
  reduceGroups();
  let at = 0;
  for (let j = 0; j < t; j++) {
    for (let i = 0; i <= j; i++) {
      const value = getF(problem.fixed, j * t + i) - total(groups.sums, at);
      setF(groups.reduced, i * t + j, value);
      at++;
    }
  }
  const failed = factorPanel(groups.reduced, t, t, t);
  if (failed !== 0) return problem.q + failed;
  let logs: f64 = 0;
  for (let j = 0; j < p; j++) logs += Math.log(getF(groups.reduced, j * t + j));
  const last = getF(groups.reduced, p * t + p);
  setFactorResults(0.5 * logDeterminant, logs, last * last);
  return 0;
}

/** β̃ and C^ββ from the reduced factor. */
export function solveFixed(): void {
  const t = problem.tail;
  const p = problem.p;
  invertLower(p, groups.reduced, t, inverse, p);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < p; i++) {
      let sum: f64 = 0;
      for (let l = max(i, j); l < p; l++)
        sum += getF(inverse, i * p + l) * getF(inverse, j * p + l);
      setF(groups.fixedInverse, j * p + i, sum);
    }
  }
  for (let j = 0; j < p; j++) {
    let sum: f64 = 0;
    for (let l = j; l < p; l++) sum += getF(inverse, j * p + l) * getF(groups.reduced, l * t + p);
    setF(groups.beta, j, sum);
  }
}

/**
 * All sums that derivatives need, at the point of the last `evaluateLeaves`; with the fixed effects at `beta` instead of
 * β̃ when that is not 0.
 */
export function differentiateLeaves(residual: f64, beta: usize = 0): void {
  solveFixed();
  if (beta !== 0) memory.copy(groups.beta, beta, (<usize>problem.p) << 3);
  sumMoments(problem.denominator / residual);
}
