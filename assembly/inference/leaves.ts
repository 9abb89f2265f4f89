import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64, allocI32 } from '../arena';
import { subtractProduct } from '../dense/product';
import { timesTransposed } from '../dense/small';
import { dot } from '../dense/vector';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import { cell, patternTrace, solveSmall, squareBytes } from './blocks';
import * as component from './component';
import * as core from './core';

/** Coefficients of a batch of leaves, when nearly every leaf meets nearly all of the core. */
const BATCH: i32 = 64;

/** Parameters of the leaves' factor. */
export let count: i32 = 0;
/** Their numbers among all. */
export let list: usize = 0;
/** For each: Aᵀ e A summed over leaves, core × core. */
export let grams: usize = 0;
/** For each: Aᵀ e R summed over leaves, core × p. */
export let mixed: usize = 0;

let k: i32 = 0;
let p: i32 = 0;
/** Core coefficients that the leaf at hand meets, and how many. */
let columns: usize = 0;
let met: i32 = 0;
/** ZₐᵀWZ_core of the leaf at hand, K × met. */
let products: usize = 0;
/** G, H and `products` of the leaf at hand, after the solution: S⁰ = ZₐᵀV₁⁻¹Zₐ, R⁰ and A. */
let solved: usize = 0;
let system: usize = 0;
/** D = T Tᵀ. */
let covariance: usize = 0;
let explainedProducts: usize = 0;
let weighted: usize = 0;
let conditional: usize = 0;
let dense: bool = false;
let batchLeaves: i32 = 0;
let batchA: usize = 0;
let batchProducts: usize = 0;
let batchWeighted: usize = 0;

/** Scratch for the leaves of the component at hand. */
export function prepareLeaves(): void {
  k = component.leaves > 0 ? problem.size(component.leafFactor) : 0;
  p = problem.p;
  const q = component.core;
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
  conditional = alloc(squareBytes(k));
  covariance = alloc(squareBytes(k));
  explainedProducts = allocF64(<f64>k * <f64>max(q, p));
  weighted = allocF64(<f64>k * <f64>p);
  mixed = allocF64(<f64>count * <f64>q * <f64>p);
  memory.fill(mixed, 0, (<usize>count * <usize>q * <usize>p) << 3);
  const square = <f64>q * <f64>q;
  grams = allocF64(<f64>count * square);
  memory.fill(grams, 0, (<usize>count * <usize>square) << 3);
  if (k > 0) {
    const template = problem.template(component.leafFactor);
    timesTransposed(k, k, k, template, template, covariance);
  }
  let total: f64 = 0;
  for (let i = 0; i < component.leaves; i++) {
    total += <f64>(
      component.neighbours(component.leafFactor, component.leafLevel(i), columns, products)
    );
  }
  dense = q >= 16 && total * 8.0 > <f64>component.leaves * <f64>q;
  if (!dense) return;
  batchLeaves = max(1, BATCH / k);
  const bytes = <f64>(batchLeaves * k) * <f64>q;
  batchA = allocF64(bytes);
  batchProducts = allocF64(bytes);
  batchWeighted = allocF64(bytes);
}

export function gramOf(i: i32): usize {
  return grams + <usize>i * squareBytes(component.core);
}
export function mixedOf(i: i32): usize {
  return mixed + ((<usize>i * <usize>component.core * <usize>p) << 3);
}
export function parameterOf(i: i32): i32 {
  return getI(list, i);
}

/** Solves (I + G D) [S⁰ R⁰ A] = [G H ZₐᵀWZ_core] for leaf number i, where V₁ has the leaves' effects only. */
function solveLeaf(i: i32): void {
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
function fixedProducts(i: i32): usize {
  const entries = <usize>component.leafLevel(i) * <usize>(k * problem.tail);
  return problem.tailProducts(component.leafFactor) + (entries << 3);
}

/** target = D · source, both K × n. */
function timesCovariance(n: i32, source: usize, target: usize): void {
  for (let j = 0; j < n; j++) {
    for (let r = 0; r < k; r++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(covariance, l * k + r) * getF(source, j * k + l);
      setF(target, j * k + r, sum);
    }
  }
}

/** Vector number r of leaf b of a batch: coefficients of one kind stand together. */
function batchRow(batch: usize, b: i32, r: i32): usize {
  return batch + ((<usize>(r * batchLeaves + b) * <usize>component.core) << 3);
}

/** First pass: takes the leaves out of the core's S and R, and sums AᵀeA. */
export function eliminateLeaves(): void {
  for (let from = 0; from < component.leaves; from += dense ? batchLeaves : 1) {
    const to = dense ? min(from + batchLeaves, component.leaves) : from + 1;
    if (dense) clearBatch();
    for (let i = from; i < to; i++) {
      solveLeaf(i);
      const a = cell(solved, k, 0, k + p);
      timesCovariance(p, cell(solved, k, 0, k), weighted);
      subtractFixed();
      timesCovariance(met, a, explainedProducts);
      if (dense) fillBatch(i - from);
      else scatterProducts(a);
    }
    if (dense) addBatch();
  }
}

/** R_core −= ZᵀWZₐ D R⁰. */
function subtractFixed(): void {
  for (let j = 0; j < p; j++) {
    for (let u = 0; u < met; u++) {
      let sum: f64 = 0;
      for (let r = 0; r < k; r++) sum += getF(products, u * k + r) * getF(weighted, j * k + r);
      addF(core.fixedPart, j * component.core + getI(columns, u), -sum);
    }
  }
}

function scatterProducts(a: usize): void {
  const q = component.core;
  for (let v = 0; v < met; v++) {
    const to = getI(columns, v);
    for (let u = 0; u < met; u++) {
      let sum: f64 = 0;
      for (let r = 0; r < k; r++)
        sum += getF(products, u * k + r) * getF(explainedProducts, v * k + r);
      const target = cell(core.reduced, q, getI(columns, u), to);
      store<f64>(target, load<f64>(target) - sum);
      for (let i = 0; i < count; i++) {
        const r = parameters.row(parameterOf(i));
        const c = parameters.column(parameterOf(i));
        let value = getF(a, u * k + r) * getF(a, v * k + c);
        if (r !== c) value += getF(a, u * k + c) * getF(a, v * k + r);
        const gram = cell(gramOf(i), q, getI(columns, u), to);
        store<f64>(gram, load<f64>(gram) + value);
      }
    }
  }
}

function clearBatch(): void {
  const bytes = (<usize>(batchLeaves * k) * <usize>component.core) << 3;
  memory.fill(batchA, 0, bytes);
  memory.fill(batchProducts, 0, bytes);
  memory.fill(batchWeighted, 0, bytes);
}

function fillBatch(b: i32): void {
  const a = cell(solved, k, 0, k + p);
  for (let r = 0; r < k; r++) {
    const rowA = batchRow(batchA, b, r);
    const rowProducts = batchRow(batchProducts, b, r);
    const rowWeighted = batchRow(batchWeighted, b, r);
    for (let u = 0; u < met; u++) {
      const at = getI(columns, u);
      setF(rowA, at, getF(a, u * k + r));
      setF(rowProducts, at, getF(products, u * k + r));
      setF(rowWeighted, at, getF(explainedProducts, u * k + r));
    }
  }
}

/** The sums of a batch as products; `grams` gathers their negatives, in lower triangles, which `core` puts right. */
function addBatch(): void {
  const q = component.core;
  const rows = batchLeaves * k;
  subtractProduct(q, q, rows, batchProducts, q, batchWeighted, q, 1, core.reduced, q, true);
  for (let i = 0; i < count; i++) {
    const r = batchRow(batchA, 0, parameters.row(parameterOf(i)));
    const c = batchRow(batchA, 0, parameters.column(parameterOf(i)));
    subtractProduct(q, q, batchLeaves, r, q, c, q, 1, gramOf(i), q, true);
    if (r !== c) subtractProduct(q, q, batchLeaves, c, q, r, q, 1, gramOf(i), q, true);
  }
}

/** Whether sums over the core stand as `addBatch` leaves them. */
export function inTriangles(): bool {
  return dense;
}

/** Second pass, when the core is solved: what the leaves add to all sums. */
export function addLeaves(): void {
  const q = component.core;
  for (let from = 0; from < component.leaves; from += dense ? batchLeaves : 1) {
    const to = dense ? min(from + batchLeaves, component.leaves) : from + 1;
    if (dense) {
      clearBatch();
      for (let i = from; i < to; i++) {
        solveLeaf(i);
        fillBatch(i - from);
      }
      memory.fill(batchProducts, 0, (<usize>(batchLeaves * k) * <usize>q) << 3);
      subtractProduct(
        q,
        batchLeaves * k,
        q,
        core.explained,
        q,
        batchA,
        1,
        q,
        batchProducts,
        q,
        false,
      );
    }
    for (let i = from; i < to; i++) {
      solveLeaf(i);
      findConditional(i - from);
      addLeaf(i);
    }
  }
}

/** Y = A B Aᵀ, K×K: what the core takes from the leaf's S⁰. */
function findConditional(b: i32): void {
  const q = component.core;
  const a = cell(solved, k, 0, k + p);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      let sum: f64 = 0;
      if (dense) {
        sum = -dot(q, batchRow(batchA, b, r), batchRow(batchProducts, b, c));
      } else {
        for (let v = 0; v < met; v++) {
          const column = cell(core.explained, q, 0, getI(columns, v));
          let inner: f64 = 0;
          for (let u = 0; u < met; u++)
            inner += getF(a, u * k + r) * getF(column, getI(columns, u));
          sum += inner * getF(a, v * k + c);
        }
      }
      setF(conditional, c * k + r, sum);
    }
  }
}

function addLeaf(leaf: i32): void {
  const q = component.core;
  const s = solved;
  const r = cell(solved, k, 0, k);
  const a = cell(solved, k, 0, k + p);
  // R = R⁰ − A D_core R_core
  for (let j = 0; j < p; j++) {
    for (let u = 0; u < met; u++) {
      const effect = getF(core.weighted, j * q + getI(columns, u));
      for (let c = 0; c < k; c++) addF(r, j * k + c, -getF(a, u * k + c) * effect);
    }
  }
  timesCovariance(p, r, weighted);
  addCross(k, fixedProducts(leaf), weighted, component.explained);
  for (let j = 0; j < count; j++) {
    const to = parameterOf(j);
    patternTimes(to, r, weighted);
    addCross(k, r, weighted, component.firstOf(to));
    addMixed(j, a);
    addF(component.traces, to, patternSum(s, to) - patternSum(conditional, to));
    for (let c = 0; c < p; c++) {
      for (let i = 0; i < k; i++) {
        let sum: f64 = 0;
        for (let l = 0; l < k; l++) sum += getF(s, l * k + i) * getF(weighted, c * k + l);
        setF(explainedProducts, c * k + i, sum);
      }
    }
    for (let i = 0; i <= j; i++) {
      const other = parameterOf(i);
      addSquare(other, to, s);
      addPattern(other, r, explainedProducts, component.secondOf(other, to));
    }
  }
}

/** target = e · source for the pattern of a parameter, both K × p. */
function patternTimes(i: i32, source: usize, target: usize): void {
  const r = parameters.row(i);
  const c = parameters.column(i);
  memory.fill(target, 0, (<usize>(k * p)) << 3);
  for (let j = 0; j < p; j++) {
    setF(target, j * k + r, getF(source, j * k + c));
    setF(target, j * k + c, getF(source, j * k + r));
  }
}

/** tr(X e) for symmetric X. */
function patternSum(x: usize, i: i32): f64 {
  const r = parameters.row(i);
  const c = parameters.column(i);
  return (r === c ? 1.0 : 2.0) * getF(x, c * k + r);
}

/** target += Xᵀ Y, both n × p. */
function addCross(n: i32, x: usize, y: usize, target: usize): void {
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < p; i++) {
      let sum: f64 = 0;
      for (let l = 0; l < n; l++) sum += getF(x, i * n + l) * getF(y, j * n + l);
      addF(target, j * p + i, sum);
    }
  }
}

/** target += (e R)ᵀ Y. */
function addPattern(i: i32, x: usize, y: usize, target: usize): void {
  const r = parameters.row(i);
  const c = parameters.column(i);
  for (let b = 0; b < p; b++) {
    for (let a = 0; a < p; a++) {
      let sum = getF(x, a * k + c) * getF(y, b * k + r);
      if (r !== c) sum += getF(x, a * k + r) * getF(y, b * k + c);
      addF(target, b * p + a, sum);
    }
  }
}

/** Σ over the leaf of tr S⁰eS⁰f − 2 tr S⁰eYf; the part of Y alone is had from `grams`. */
function addSquare(i: i32, j: i32, s: usize): void {
  const r = parameters.row(i);
  const c = parameters.column(i);
  const u = parameters.row(j);
  const v = parameters.column(j);
  const value =
    patternTrace(s, s, k, r, c, u, v) - 2.0 * patternTrace(s, conditional, k, r, c, u, v);
  addF(component.squares, i * parameters.count + j, value);
}

function addMixed(j: i32, a: usize): void {
  const target = mixedOf(j);
  for (let b = 0; b < p; b++) {
    for (let u = 0; u < met; u++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(a, u * k + l) * getF(weighted, b * k + l);
      addF(target, b * component.core + getI(columns, u), sum);
    }
  }
}
