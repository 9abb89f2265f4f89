import { addF, getF, getI, setF, setI } from '../access';
import { alloc, allocF64, allocI32 } from '../arena';
import { subtractProduct } from '../dense/product';
import * as problem from '../model/problem';
import * as cells from './cells';
import { columnsOf, inverses, multiplyColumns } from './eliminate';
import * as entries from './entries';

/**
 * The leading factor where its levels meet most of the other levels: what they take from the cells is one product of dense
 * matrices, whose rows are those of r, filled up with zeros, in the order of the other nodes' coefficients:
 *
 *      ┌──────────────┬──────┐
 *      │ other factors│ X  y │    K rows for each level, ROWS levels at a time
 *      └──────────────┴──────┘
 *        width          tail
 */
export let active: bool = false;

const ROWS: i32 = 128;
let width: i32 = 0;
let stride: i32 = 0;
/** Node → its first column. */
let position: usize = 0;
let rows: usize = 0;
let images: usize = 0;
let gram: usize = 0;
let covariances: usize = 0;
let compact: usize = 0;
/** Levels in the buffer. */
let held: i32 = 0;
/** First of the levels whose E P stands in `images`, or −1; columns of X that P covers. */
let imaged: i32 = -1;
let covered: i32 = 0;

export function useDense(on: bool): void {
  active = on;
}

/** Scratch, after `collectEntries` and `setAside`. */
export function prepareDense(): void {
  const nodes = problem.nodeCount;
  position = allocI32(nodes + 1);
  width = 0;
  for (let f = 0; f < problem.factorCount; f++) {
    for (let level = 0; level < problem.levels(f); level++) {
      setI(position, problem.firstNode(f) + level, width);
      width += problem.size(f);
    }
  }
  stride = width + problem.tail;
  const chunk = <f64>(ROWS * entries.size) * <f64>stride;
  rows = allocF64(chunk);
  images = allocF64(chunk);
  gram = allocF64(<f64>stride * <f64>stride);
  covariances = allocF64(<f64>stride * <f64>stride);
  compact = alloc((<usize>(entries.size * entries.widest)) << 3);
}

/** Before the first `takeLevel`. */
export function beginGram(): void {
  held = 0;
  memory.fill(gram, 0, (<usize>stride * <usize>stride) << 3);
}

/** Puts a level with its r and Y (K × its columns) into the next rows; a full buffer is taken from the Gram matrix. */
export function takeLevel(level: i32, r: usize, y: usize): void {
  spreadColumns(level, r, problem.tail, rows);
  spreadColumns(level, y, problem.tail, images);
  held++;
  if (held === ROWS) takeRows();
}

function takeRows(): void {
  const depth = held * entries.size;
  subtractProduct(stride, stride, depth, rows, stride, images, stride, 1, gram, stride, true);
  held = 0;
}

/** Columns of a level, K rows, to their places in the row of the buffer that comes next. */
function spreadColumns(level: i32, source: usize, tail: i32, buffer: usize): void {
  const k = entries.size;
  const line = (<usize>stride) << 3;
  const out = buffer + <usize>(held * k) * line;
  memory.fill(out, 0, <usize>k * line);
  let from = source;
  for (let e = getI(entries.starts, level); e < getI(entries.starts, level + 1); e++) {
    const first = getI(position, getI(entries.entryNode, e));
    for (let c = 0; c < getI(entries.entrySize, e); c++) from = spread(k, from, out, first + c);
  }
  for (let j = 0; j < tail; j++) from = spread(k, from, out, width + j);
}

function spread(k: i32, from: usize, out: usize, column: i32): usize {
  for (let r = 0; r < k; r++) {
    setF(out, r * stride + column, load<f64>(from));
    from += 8;
  }
  return from;
}

/** Adds what all levels have taken from the Gram matrix to the cells. */
export function finishGram(): void {
  if (held > 0) takeRows();
  const t = problem.tail;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const node = problem.firstNode(f) + level;
      const at = getI(position, node);
      const diagonal = <usize>getI(cells.nodeDiagonal, node);
      const tail = <usize>getI(cells.nodeTail, node);
      for (let c = 0; c < k; c++) {
        for (let r = 0; r < k; r++) addF(diagonal, c * k + r, lower(at + r, at + c));
        for (let j = 0; j < t; j++) addF(tail, j * k + c, lower(width + j, at + c));
      }
    }
  }
  for (let c = 0; c < t; c++) {
    for (let i = c; i < t; i++) addF(cells.cells, c * t + i, lower(width + i, width + c));
  }
  for (let g = 0; g < problem.pairCount; g++) addToPair(g);
}

function lower(i: i32, j: i32): f64 {
  return getF(gram, min(i, j) * stride + max(i, j));
}

export function addToPair(g: i32): void {
  const k1 = problem.size(problem.first(g));
  const k2 = problem.size(problem.second(g));
  const a0 = problem.firstNode(problem.first(g));
  const b0 = problem.firstNode(problem.second(g));
  const pointers = problem.pointers(g);
  const index = problem.index(g);
  let block = problem.blocks(g);
  for (let level = 0; level < problem.levels(problem.first(g)); level++) {
    const a = getI(position, a0 + level);
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const b = getI(position, b0 + getI(index, e));
      for (let c = 0; c < k2; c++) {
        for (let r = 0; r < k1; r++) {
          store<f64>(block, load<f64>(block) + lower(b + c, a + r));
          block += 8;
        }
      }
    }
  }
}

/** The covariances that `spreadInverse` left in the places of the cells, as one symmetric matrix over the others and p columns of X. */
export function collectCovariances(p: i32): void {
  const shift = cells.inverse - cells.cells;
  covered = p;
  imaged = -1;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const node = problem.firstNode(f) + level;
      const at = getI(position, node);
      const diagonal = <usize>getI(cells.nodeDiagonal, node) + shift;
      const tail = <usize>getI(cells.nodeTail, node) + shift;
      for (let c = 0; c < k; c++) {
        for (let r = 0; r < k; r++) setBoth(at + r, at + c, getF(diagonal, c * k + r));
        for (let j = 0; j < p; j++) setBoth(width + j, at + c, getF(tail, j * k + c));
      }
    }
  }
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) {
      setBoth(width + i, width + j, getF(cells.inverse, j * problem.tail + i));
    }
  }
  for (let g = 0; g < problem.pairCount; g++) collectPair(g, shift);
}

function setBoth(i: i32, j: i32, value: f64): void {
  setF(covariances, j * stride + i, value);
  setF(covariances, i * stride + j, value);
}

export function collectPair(g: i32, shift: usize): void {
  const k1 = problem.size(problem.first(g));
  const k2 = problem.size(problem.second(g));
  const a0 = problem.firstNode(problem.first(g));
  const b0 = problem.firstNode(problem.second(g));
  const pointers = problem.pointers(g);
  const index = problem.index(g);
  let block = problem.blocks(g) + shift;
  for (let level = 0; level < problem.levels(problem.first(g)); level++) {
    const a = getI(position, a0 + level);
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const b = getI(position, b0 + getI(index, e));
      for (let c = 0; c < k2; c++) {
        for (let r = 0; r < k1; r++) {
          setBoth(b + c, a + r, load<f64>(block));
          block += 8;
        }
      }
    }
  }
}

/** E = N⁻¹r of the levels from `first` on, as rows of the buffer. */
function fillImages(first: i32, p: i32): void {
  const k = entries.size;
  const last = min(first + ROWS, entries.levels);
  held = 0;
  for (let level = first; level < last; level++) {
    const from = getI(entries.starts, level);
    const columns = columnsOf(from, getI(entries.starts, level + 1) - from) + p;
    const record = <usize>getI(entries.records, level);
    const square = (<usize>(k * k)) << 3;
    multiplyColumns(inverses + <usize>level * square, record + square, columns, compact);
    spreadColumns(level, compact, p, rows);
    held++;
  }
}

/** Σ e P eᵀ over all levels of a factor with one coefficient: ⟨P, Σ eᵀe⟩. After `collectCovariances`. */
export function sumForms(): f64 {
  const size = width + covered;
  memory.fill(gram, 0, (<usize>stride * <usize>stride) << 3);
  for (let first = 0; first < entries.levels; first += ROWS) {
    fillImages(first, covered);
    subtractProduct(size, size, held, rows, stride, rows, stride, 1, gram, stride, true);
  }
  let sum: f64 = 0;
  for (let j = 0; j < size; j++) {
    const at = j * stride;
    sum -= getF(gram, at + j) * getF(covariances, at + j);
    for (let i = j + 1; i < size; i++) sum -= 2.0 * getF(gram, at + i) * getF(covariances, at + i);
  }
  return sum;
}

/** E P of a level, K × (its columns + p), as `covarianceImages` gives it; levels are asked for in order. */
export function denseCovarianceImages(level: i32, p: i32, out: usize): void {
  const k = entries.size;
  if (imaged < 0 || level < imaged || level >= imaged + ROWS) {
    const size = width + p;
    imaged = level;
    fillImages(level, p);
    const depth = held * k;
    memory.fill(images, 0, (<usize>depth * <usize>stride) << 3);
    subtractProduct(size, depth, size, covariances, stride, rows, 1, stride, images, stride, false);
  }
  const source = images + ((<usize>((level - imaged) * k) * <usize>stride) << 3);
  let to = out;
  for (let e = getI(entries.starts, level); e < getI(entries.starts, level + 1); e++) {
    const first = getI(position, getI(entries.entryNode, e));
    for (let c = 0; c < getI(entries.entrySize, e); c++) to = collect(k, source, first + c, to);
  }
  for (let j = 0; j < p; j++) to = collect(k, source, width + j, to);
}

function collect(k: i32, source: usize, column: i32, to: usize): usize {
  for (let r = 0; r < k; r++) {
    store<f64>(to, -getF(source, r * stride + column));
    to += 8;
  }
  return to;
}
