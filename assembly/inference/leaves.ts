import { getF, getI, setF } from '../access';
import { alloc, allocF64, allocI32 } from '../arena';
import { timesTransposed } from '../dense/small';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import { cell, solveSmall, squareBytes } from './blocks';
import * as component from './component';

/**
 * The leaves of a component: the variance parameters of their factor with the sums over leaves that the border needs, and the solution
 * of the leaf at hand, where V₁ has the effects of the leaves only. K is the number of coefficients of a leaf.
 *
 *     solved     │ S⁰ = ZₐᵀV₁⁻¹Zₐ │ R⁰ = ZₐᵀV₁⁻¹X │ A = ZₐᵀV₁⁻¹Z_border │        K × (K + p + met)
 */

/** Parameters of the leaves' factor, and their numbers among all. */
export let count: i32 = 0;
let list: usize = 0;
/** For each: Aᵀ e A summed over leaves, border × border. */
let grams: usize = 0;
/** For each: Aᵀ e R summed over leaves, border × p. */
let mixed: usize = 0;

export let k: i32 = 0;
export let p: i32 = 0;
/** Border coefficients that the leaf at hand meets, and how many. */
export let columns: usize = 0;
export let met: i32 = 0;
/** ZₐᵀWZ_border of the leaf at hand, K × met. */
export let products: usize = 0;
export let solved: usize = 0;
let system: usize = 0;
/** D = T Tᵀ. */
let covariance: usize = 0;
/** How many coefficients of the border the leaves meet, all together. */
export let meetings: f64 = 0;

/** Clears the sums and takes scratch for the leaves of the component at hand. */
export function prepareLeaves(): void {
  k = component.leaves > 0 ? problem.size(component.leafFactor) : 0;
  p = problem.p;
  const q = component.border;
  count = 0;
  list = allocI32(parameters.count);
  for (let i = 0; i < parameters.count; i++) {
    if (parameters.factor(i) !== component.leafFactor) continue;
    store<i32>(list + ((<usize>count) << 2), i);
    count++;
  }
  columns = allocI32(q);
  products = allocF64(<f64>k * <f64>q);
  solved = allocF64(<f64>k * <f64>(k + p + q));
  system = alloc(squareBytes(k));
  covariance = alloc(squareBytes(k));
  mixed = allocF64(<f64>count * <f64>q * <f64>p);
  memory.fill(mixed, 0, (<usize>count * <usize>q * <usize>p) << 3);
  const square = <f64>q * <f64>q;
  grams = allocF64(<f64>count * square);
  memory.fill(grams, 0, (<usize>count * <usize>square) << 3);
  if (k > 0) {
    const template = problem.template(component.leafFactor);
    timesTransposed(k, k, k, template, template, covariance);
  }
  meetings = 0;
  for (let i = 0; i < component.leaves; i++) {
    meetings += <f64>(
      component.neighbours(component.leafFactor, component.leafLevel(i), columns, products)
    );
  }
}

/** Where Aᵀ e A of leaf parameter i is summed. */
export function gramOf(i: i32): usize {
  return grams + <usize>i * squareBytes(component.border);
}
/** Where Aᵀ e R of leaf parameter i is summed. */
export function mixedOf(i: i32): usize {
  return mixed + ((<usize>i * <usize>component.border * <usize>p) << 3);
}
/** Number of leaf parameter i among all. */
export function parameterOf(i: i32): i32 {
  return getI(list, i);
}

/** Solves (I + G D) [S⁰ R⁰ A] = [G H ZₐᵀWZ_border] for leaf number i, where V₁ has the leaves' effects only. */
export function solveLeaf(i: i32): void {
  const level = component.leafLevel(i);
  const g = problem.diagonal(component.leafFactor) + <usize>level * squareBytes(k);
  met = component.neighbours(component.leafFactor, level, columns, products);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      let sum: f64 = r === c ? 1.0 : 0.0;
      for (let l = 0; l < k; l++) sum += getF(g, l * k + r) * getF(covariance, c * k + l);
      setF(system, c * k + r, sum);
    }
  }
  memory.copy(solved, g, squareBytes(k));
  memory.copy(cell(solved, k, 0, k), fixedProducts(i), (<usize>(k * p)) << 3);
  memory.copy(cell(solved, k, 0, k + p), products, (<usize>k * <usize>met) << 3);
  solveSmall(k, system, k + p + met, solved);
}

/** H of a leaf, K × p. */
export function fixedProducts(i: i32): usize {
  const entries = <usize>component.leafLevel(i) * <usize>(k * problem.tail);
  return problem.tailProducts(component.leafFactor) + (entries << 3);
}

/** target = D · source, both K × n. */
export function timesCovariance(n: i32, source: usize, target: usize): void {
  for (let j = 0; j < n; j++) {
    for (let r = 0; r < k; r++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(covariance, l * k + r) * getF(source, j * k + l);
      setF(target, j * k + r, sum);
    }
  }
}
