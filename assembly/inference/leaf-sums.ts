import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64 } from '../arena';
import { dot } from '../dense/vector';
import * as parameters from '../model/parameters';
import { cell, patternTrace, squareBytes } from './blocks';
import * as border from './border';
import * as component from './component';
import {
  batchA,
  batchLeaves,
  batchProducts,
  batchRow,
  clearBatch,
  dense,
  explainBatch,
  placeVectors,
} from './leaf-batch';
import {
  columns,
  count,
  fixedProducts,
  k,
  met,
  mixedOf,
  p,
  parameterOf,
  solved,
  solveLeaf,
  timesCovariance,
} from './leaves';

// The second pass over the leaves, when the border is solved: with Sₐ = S⁰ₐ − AₐBAₐᵀ and Rₐ = R⁰ₐ − AₐDR of
// each, its part of the sums of component.ts.

/** D R and e R of the leaf at hand, then S⁰ e R. */
let weighted: usize = 0;
let image: usize = 0;
/** Y = A B Aᵀ of the leaf at hand. */
let conditional: usize = 0;

/** Second pass, when the border is solved: what the leaves add to all sums. */
export function addLeaves(): void {
  weighted = allocF64(<f64>k * <f64>p);
  image = allocF64(<f64>k * <f64>p);
  conditional = alloc(squareBytes(k));
  for (let from = 0; from < component.leaves; from += dense ? batchLeaves : 1) {
    const to = dense ? min(from + batchLeaves, component.leaves) : from + 1;
    if (dense) {
      clearBatch();
      for (let i = from; i < to; i++) {
        solveLeaf(i);
        placeVectors(batchA, i - from, cell(solved, k, 0, k + p));
      }
      explainBatch();
    }
    for (let i = from; i < to; i++) {
      solveLeaf(i);
      findConditional(i - from);
      addLeaf(i);
    }
  }
}

/** Y = A B Aᵀ, K×K: what the border takes from the leaf's S⁰. */
function findConditional(b: i32): void {
  const q = component.border;
  const a = cell(solved, k, 0, k + p);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      let sum: f64 = 0;
      if (dense) {
        sum = -dot(q, batchRow(batchA, b, r), batchRow(batchProducts, b, c));
      } else {
        for (let v = 0; v < met; v++) {
          const column = cell(border.explained, q, 0, getI(columns, v));
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

/** What one leaf adds to all sums. */
function addLeaf(leaf: i32): void {
  const q = component.border;
  const s = solved;
  const r = cell(solved, k, 0, k);
  const a = cell(solved, k, 0, k + p);
  // R = R⁰ − A D_border R_border
  for (let j = 0; j < p; j++) {
    for (let u = 0; u < met; u++) {
      const effect = getF(border.weighted, j * q + getI(columns, u));
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
        setF(image, c * k + i, sum);
      }
    }
    for (let i = 0; i <= j; i++) {
      const other = parameterOf(i);
      addSquare(other, to, s);
      addPattern(other, r, image, component.secondOf(other, to));
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

/** Aᵀ e R of the leaf at hand, e R in `weighted`. */
function addMixed(j: i32, a: usize): void {
  const target = mixedOf(j);
  for (let b = 0; b < p; b++) {
    for (let u = 0; u < met; u++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(a, u * k + l) * getF(weighted, b * k + l);
      addF(target, b * component.border + getI(columns, u), sum);
    }
  }
}
