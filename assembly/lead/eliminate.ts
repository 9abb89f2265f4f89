import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64 } from '../arena';
import * as problem from '../model/problem';
import * as cells from './cells';
import * as dense from './dense';
import * as entries from './entries';
import { readSigma, sigma, targetStarts, targets } from './leading';
import { invertGeneral } from './small';

/** Σ log det N over the levels, after `eliminate`. */
export let logDeterminant: f64 = 0;

/** Products of determinants are turned into logarithms before they can overflow. */
const LARGE: f64 = 1e150;

/** N⁻¹ of every level, K×K. */
export let inverses: usize = 0;
let half: usize = 0;
let images: usize = 0;

/** Scratch, after `prepareLeading`. */
export function prepareElimination(): void {
  const k = entries.size;
  inverses = allocF64(<f64>entries.levels * <f64>(k * k));
  half = alloc((<usize>(k * k)) << 3);
  images = alloc((<usize>(k * entries.widest)) << 3);
}

/** Fills the cells with what the leading factor leaves of the cross-products. False when some N is not positive. */
export function eliminate(): bool {
  readSigma();
  memory.copy(cells.cells, cells.base, cells.bytes);
  return entries.scalar ? eliminateScalars() : eliminateBlocks();
}

/** `eliminate` where every factor has one coefficient. */
export function eliminateScalars(): bool {
  const t = problem.tail;
  const variance = getF(sigma, 0);
  let product: f64 = 1;
  let logs: f64 = 0;
  for (let level = 0; level < entries.levels; level++) {
    const record = <usize>getI(entries.records, level);
    const from = getI(entries.starts, level);
    const count = getI(entries.starts, level + 1) - from;
    const nodes = entries.entryNode + ((<usize>from) << 2);
    const list = targets + ((<usize>getI(targetStarts, level)) << 2);
    const n = 1.0 + getF(record, 0) * variance;
    product *= n;
    if (product > LARGE) {
      logs += Math.log(product);
      product = 1;
    }
    const inverse = 1.0 / n;
    setF(inverses, level, inverse);
    const scale = variance * inverse;
    const r = record + 8;
    const h = r + ((<usize>count) << 3);
    let target = list;
    for (let j = 0; j < count; j++) {
      const y = scale * getF(r, j);
      const node = getI(nodes, j);
      for (let i = 0; i < j; i++) {
        const cell = <usize>load<i32>(target);
        store<f64>(cell, load<f64>(cell) - getF(r, i) * y);
        target += 4;
      }
      const diagonal = <usize>getI(cells.nodeDiagonal, node);
      store<f64>(diagonal, load<f64>(diagonal) - getF(r, j) * y);
      const tail = <usize>getI(cells.nodeTail, node);
      for (let c = 0; c < t; c++) setF(tail, c, getF(tail, c) - y * getF(h, c));
    }
    let column = cells.cells;
    for (let c = 0; c < t; c++) {
      const y = scale * getF(h, c);
      for (let i = c; i < t; i++) setF(column, i, getF(column, i) - y * getF(h, i));
      column += (<usize>t) << 3;
    }
  }
  logDeterminant = logs + Math.log(product);
  return true;
}

/** `eliminate` in general. */
export function eliminateBlocks(): bool {
  const k = entries.size;
  const t = problem.tail;
  let product: f64 = 1;
  logDeterminant = 0;
  if (dense.active) dense.beginGram();
  for (let level = 0; level < entries.levels; level++) {
    const record = <usize>getI(entries.records, level);
    const inverse = inverses + ((<usize>level * <usize>(k * k)) << 3);
    const determinant = inverseOfLevel(record, inverse);
    if (!(determinant > 0) || determinant === Infinity) return false;
    product *= determinant;
    if (product > LARGE) {
      logDeterminant += Math.log(product);
      product = 1;
    }
    const from = getI(entries.starts, level);
    const count = getI(entries.starts, level + 1) - from;
    const r = record + ((<usize>(k * k)) << 3);
    const columns = columnsOf(from, count) + t;
    symmetricProduct(inverse);
    multiplyColumns(half, r, columns, images);
    if (dense.active) dense.takeLevel(level, r, images);
    else subtractEntries(level, from, count, r, columns - t);
  }
  if (dense.active) dense.finishGram();
  logDeterminant += Math.log(product);
  return true;
}

/** Columns of r that belong to entries. */
export function columnsOf(from: i32, count: i32): i32 {
  let columns = 0;
  for (let i = 0; i < count; i++) columns += getI(entries.entrySize, from + i);
  return columns;
}

/** N⁻¹ = (I + DΣ)⁻¹ of the level whose record is given; returns det N. */
function inverseOfLevel(record: usize, out: usize): f64 {
  const k = entries.size;
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let sum: f64 = i === j ? 1.0 : 0.0;
      for (let l = 0; l < k; l++) sum += getF(record, l * k + i) * getF(sigma, j * k + l);
      setF(out, j * k + i, sum);
    }
  }
  return invertGeneral(k, out);
}

/** `half` = ΣN⁻¹, which is symmetric. */
function symmetricProduct(inverse: usize): void {
  const k = entries.size;
  for (let j = 0; j < k; j++) {
    for (let i = 0; i <= j; i++) {
      let sum: f64 = 0;
      let mirrored: f64 = 0;
      for (let l = 0; l < k; l++) {
        sum += getF(sigma, l * k + i) * getF(inverse, j * k + l);
        mirrored += getF(sigma, l * k + j) * getF(inverse, i * k + l);
      }
      setF(half, j * k + i, 0.5 * (sum + mirrored));
      setF(half, i * k + j, 0.5 * (sum + mirrored));
    }
  }
}

/** out = A · r for a K×K matrix and the columns of a record. */
export function multiplyColumns(a: usize, r: usize, columns: i32, out: usize): void {
  const k = entries.size;
  const line = (<usize>k) << 3;
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < k; i++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(a, l * k + i) * getF(r, l);
      setF(out, i, sum);
    }
    r += line;
    out += line;
  }
}

/** cells −= rᵀY for all that a level meets; Y stands in `images`. */
function subtractEntries(level: i32, from: i32, count: i32, r: usize, tailColumn: i32): void {
  const k = entries.size;
  const t = problem.tail;
  const line = (<usize>k) << 3;
  const h = images + <usize>tailColumn * line;
  let target = targets + ((<usize>getI(targetStarts, level)) << 2);
  let own = images;
  let mine = r;
  for (let j = 0; j < count; j++) {
    const width = getI(entries.entrySize, from + j);
    const node = getI(entries.entryNode, from + j);
    let other = r;
    for (let i = 0; i < j; i++) {
      const height = getI(entries.entrySize, from + i);
      subtractBlock(k, height, other, width, own, <usize>load<i32>(target));
      other += <usize>height * line;
      target += 4;
    }
    subtractBlock(k, width, mine, width, own, <usize>getI(cells.nodeDiagonal, node));
    subtractBlock(k, width, mine, t, h, <usize>getI(cells.nodeTail, node));
    own += <usize>width * line;
    mine += <usize>width * line;
  }
  let column = cells.cells;
  for (let c = 0; c < t; c++) {
    for (let i = c; i < t; i++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(mine, i * k + l) * getF(h, c * k + l);
      addF(column, i, -sum);
    }
    column += (<usize>t) << 3;
  }
}

/** C (m×n) −= AᵀB for A (K×m) and B (K×n). */
function subtractBlock(k: i32, m: i32, a: usize, n: i32, b: usize, c: usize): void {
  const line = (<usize>k) << 3;
  for (let j = 0; j < n; j++) {
    let row = a;
    for (let i = 0; i < m; i++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(row, l) * getF(b, l);
      store<f64>(c, load<f64>(c) - sum);
      row += line;
      c += 8;
    }
    b += line;
  }
}
