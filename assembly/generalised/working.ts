import { getF, setF } from '../access';
import { allocF64 } from '../arena';
import { FIRST, INFORMATION, SECOND, THIRD, VALUE } from '../family/columns';
import { evaluateRows, rowColumns } from '../family/rows';
import * as problem from '../model/problem';
import * as rows from './rows';
import { addProducts, addRandom, addScores, clearProducts } from './scatter';

/**
 * What the rows say at a linear predictor: η, and the columns of `evaluateRows` (n apart).
 *
 *     fixedEta   X̃β̃ + offset        eta   with Z̃b
 *     weight     −∂²l/∂η², or its expectation
 *     scores     Z̃ᵀ∂l/∂η            factor by factor, level by level
 */
export let fixedEta: usize = 0;
export let eta: usize = 0;
export let columns: usize = 0;
export let weight: usize = 0;
export let scores: usize = 0;
/** Auxiliary parameters of the family. */
export let auxiliary: usize = 0;
/** Σ l at η, without the base. */
export let logDensity: f64 = 0;

/** Rows worked on together: their numbers stay in the first-level cache. */
const BLOCK: i32 = 256;

export function prepareWorking(): void {
  const n = <f64>rows.n;
  fixedEta = allocF64(n);
  eta = allocF64(n);
  weight = allocF64(n);
  columns = allocF64(n * <f64>rowColumns());
  scores = allocF64(<f64>problem.q);
}

/** Column j of `evaluateRows`. */
export function column(j: i32): usize {
  return columns + ((<usize>(j * rows.n)) << 3);
}

/** Sets the fixed part of the linear predictor and the auxiliary parameters. */
export function setFixed(beta: usize, a: usize): void {
  auxiliary = a;
  const p = rows.p;
  let x = rows.x;
  for (let i = 0; i < rows.n; i++) {
    let sum = getF(rows.offset, i);
    for (let j = 0; j < p; j++) sum += getF(x, j) * getF(beta, j);
    setF(fixedEta, i, sum);
    x += (<usize>p) << 3;
  }
}

function evaluateBlock(order: i32, from: i32, count: i32): i32 {
  const at = (<usize>from) << 3;
  return evaluateRows(
    order,
    count,
    rows.y + at,
    rows.sizes + at,
    eta + at,
    auxiliary,
    columns + at,
    rows.n,
  );
}

/**
 * Linear predictor and derivatives at the random effects b (factor by factor, level by level), and the sums that make M and its
 * right-hand side. A row without density ends it.
 *
 * @param expected takes the expected information in the place of the observed one
 * @returns whether every row has a density
 */
export function linearise(b: usize, expected: bool): bool {
  clearProducts();
  memory.fill(scores, 0, (<usize>problem.q) << 3);
  logDensity = 0;
  const values = column(VALUE);
  for (let from = 0; from < rows.n; from += BLOCK) {
    const count = min(BLOCK, rows.n - from);
    const at = (<usize>from) << 3;
    memory.copy(eta + at, fixedEta + at, (<usize>count) << 3);
    addRandom(from, count, b, eta);
    if (evaluateBlock(2, from, count) !== 0) return false;
    let sum: f64 = 0;
    for (let i = 0; i < count; i++) sum += getF(values + at, i);
    logDensity += sum;
    weigh(from, count, expected);
    addScores(from, count, column(FIRST), scores);
    addProducts(from, count, weight);
  }
  return true;
}

function weigh(from: i32, count: i32, expected: bool): void {
  const at = (<usize>from) << 3;
  const target = weight + at;
  const source = column(expected ? INFORMATION : SECOND) + at;
  const sign: f64 = expected ? 1.0 : -1.0;
  for (let i = 0; i < count; i++) setF(target, i, sign * getF(source, i));
}

/** Exchanges the weights where the rows stand for the expected ones, or back, and sums the products anew. */
export function reweigh(expected: bool): void {
  clearProducts();
  weigh(0, rows.n, expected);
  addProducts(0, rows.n, weight);
}

/** All columns, third derivatives and those with respect to auxiliary parameters too, at η as it stands. */
export function differentiateRows(): void {
  for (let from = 0; from < rows.n; from += BLOCK) {
    evaluateBlock(3, from, min(BLOCK, rows.n - from));
  }
}

/** Address of ∂³l/∂η³ after `differentiateRows`. */
export function thirds(): usize {
  return column(THIRD);
}
