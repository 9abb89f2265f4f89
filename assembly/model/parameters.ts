import { getF, getI, setF } from '../access';
import * as problem from './problem';

/**
 * θ: the free entries of the templates, in the order in which the caller lists them.
 *
 *     table   [factor, row, column] × count
 */
export let count: i32 = 0;
let table: usize = 0;

export function setParameters(total: i32, entries: usize): void {
  count = total;
  table = entries;
}

export function factor(k: i32): i32 {
  return problem.internal(getI(table, 3 * k));
}
export function row(k: i32): i32 {
  return getI(table, 3 * k + 1);
}
export function column(k: i32): i32 {
  return getI(table, 3 * k + 2);
}

function entry(k: i32): i32 {
  return column(k) * problem.size(factor(k)) + row(k);
}

/** Writes θ into the templates, zero elsewhere. */
export function setTheta(theta: usize): void {
  for (let f = 0; f < problem.allFactors; f++) {
    const k = problem.size(f);
    memory.fill(problem.template(f), 0, (<usize>(k * k)) << 3);
  }
  for (let k = 0; k < count; k++) setF(problem.template(factor(k)), entry(k), getF(theta, k));
}

/** Reads the derivatives with respect to θ after `findGradient`. */
export function readGradient(out: usize): void {
  for (let k = 0; k < count; k++) setF(out, k, getF(problem.gradient(factor(k)), entry(k)));
}

/** ∂r²/∂θ_k = −2 Σₐ vₐ,r uₐ,c, after `findGradient`. */
export function residualDerivative(k: i32): f64 {
  return -2.0 * getF(problem.outer(factor(k)), entry(k));
}
