import { getF, getI, setF, setI } from '../access';
import { alloc, allocI32, allocZero, mark, release } from '../arena';
import { dot } from '../dense/vector';
import * as input from './input';
import { columnScale, findScales, inRange, keepScales } from './scales';
import { reduceColumns, weightedTriangle } from './triangle';

/** What is left of a column, relative to its norm, when it counts as dependent on earlier ones. */
const DEPENDENT: f64 = 1e-10;

/**
 * The engine's own basis: columns of X̃, and of Z̃ term by term, are orthogonal under W with squared norm n.
 *
 *     X = X̃ · xTriangle        rank×rank, upper, positive diagonal, column-major; dropped columns of X left out
 *     y = X̃ · xResponse + scale · ỹ
 *     Z_t = Z̃_t · triangle_t    k×k; diagonal when the term's columns depend on each other
 */
export let rank: i32 = 0;
export let xKept: usize = 0;
export let xTriangle: usize = 0;
export let xResponse: usize = 0;
export let scale: f64 = 0;
/** Triangles of the terms, one after the other, k² doubles each. */
export let termTriangles: usize = 0;
/** 1 for each term whose columns are linearly dependent. */
export let termDependent: usize = 0;

/** Whether the columns of X̃ and ỹ are orthogonal to rounding: [X̃ ỹ]ᵀW[X̃ ỹ] is n times the identity. */
export let orthonormal: bool = false;

/** What must be left of each column of X, relative to its norm, for that. */
const WELL_CONDITIONED: f64 = 0.03;

/** Reads the rows once and finds the basis. `roots` are the square roots of the weights, or 0. */
export function findRowBasis(specification: usize, roots: usize): void {
  input.readSpecification(specification);
  keepScales();
  let triangle = weightedTriangle(roots);
  if (!inRange(triangle)) {
    findScales();
    triangle = weightedTriangle(roots);
  }
  findBasis(triangle);
}

/** The basis from the triangle of all columns. */
function findBasis(r: usize): void {
  const size = input.columnCount + 1;
  const root = Math.sqrt(<f64>input.n);
  fixedBasis(r, size, root);
  let total = 0;
  for (let t = 0; t < input.termCount; t++) total += input.termSize(t) * input.termSize(t);
  termTriangles = allocZero((<usize>total) << 3);
  termDependent = allocI32(input.termCount);
  let target = termTriangles;
  for (let t = 0; t < input.termCount; t++) {
    const k = input.termSize(t);
    setI(termDependent, t, termBasis(r, size, root, t, target));
    target += (<usize>(k * k)) << 3;
  }
}

function copyColumn(r: usize, size: i32, column: i32, target: usize): void {
  memory.copy(target, r + ((<usize>(column * size)) << 3), (<usize>size) << 3);
}

function fixedBasis(r: usize, size: i32, root: f64): void {
  const p = input.p;
  const kept = allocI32(p + 1);
  xTriangle = alloc((<usize>(p * p)) << 3);
  xResponse = alloc((<usize>p) << 3);
  const before = mark();
  const work = alloc((<usize>(size * (p + 1))) << 3);
  for (let j = 0; j < p; j++) {
    copyColumn(r, size, input.xColumn(j), work + ((<usize>(j * size)) << 3));
  }
  const y = work + ((<usize>(p * size)) << 3);
  copyColumn(r, size, input.columnCount, y);
  // The response takes part as a last column that is never dropped: its remainder is the residual of least squares.
  rank = reduceColumns(size, p, work, kept, DEPENDENT);
  projectResponse(r, size, kept, y);
  let column = 0;
  for (let j = 0; j < p; j++) {
    if (getI(kept, j) === 0) continue;
    for (let i = 0; i < rank; i++) {
      const value = i <= column ? getF(work, j * size + i) / root : 0;
      setF(xTriangle, column * rank + i, value);
    }
    column++;
  }
  for (let i = 0; i < rank; i++) setF(xResponse, i, getF(y, i) / root);
  const rest = y + ((<usize>rank) << 3);
  scale = Math.sqrt(dot(size - rank, rest, rest)) / root;
  orthonormal = scale > WELL_CONDITIONED * Math.sqrt(dot(rank, xResponse, xResponse));
  for (let j = 0; j < rank; j++) {
    const norm = Math.sqrt(
      dot(j + 1, xTriangle + ((<usize>(j * rank)) << 3), xTriangle + ((<usize>(j * rank)) << 3)),
    );
    if (!(getF(xTriangle, j * rank + j) > WELL_CONDITIONED * norm)) orthonormal = false;
  }
  release(before);
  xKept = kept;
}

/** Repeats the reduction with the kept columns and the response, so that y is expressed in the same rotation. */
function projectResponse(r: usize, size: i32, kept: usize, y: usize): void {
  const p = input.p;
  const before = mark();
  const work = alloc((<usize>(size * (rank + 1))) << 3);
  const flags = allocI32(rank + 1);
  let column = 0;
  for (let j = 0; j < p; j++) {
    if (getI(kept, j) === 0) continue;
    copyColumn(r, size, input.xColumn(j), work + ((<usize>(column * size)) << 3));
    column++;
  }
  const last = work + ((<usize>(rank * size)) << 3);
  copyColumn(r, size, input.columnCount, last);
  reduceColumns(size, rank + 1, work, flags, -1.0);
  memory.copy(y, last, (<usize>size) << 3);
  release(before);
}

function termBasis(r: usize, size: i32, root: f64, term: i32, target: usize): i32 {
  const k = input.termSize(term);
  const start = input.termStart(term);
  const before = mark();
  const work = alloc((<usize>(size * k)) << 3);
  const flags = allocI32(k);
  for (let c = 0; c < k; c++) {
    copyColumn(r, size, input.termColumn(start + c), work + ((<usize>(c * size)) << 3));
  }
  const independent = reduceColumns(size, k, work, flags, DEPENDENT) === k;
  for (let c = 0; c < k; c++) {
    if (independent) {
      for (let i = 0; i <= c; i++) setF(target, c * k + i, getF(work, c * size + i) / root);
    } else {
      const column = r + ((<usize>(input.termColumn(start + c) * size)) << 3);
      const norm = Math.sqrt(dot(size, column, column));
      setF(target, c * k + c, norm > 0 ? norm / root : 1.0);
    }
  }
  release(before);
  return independent ? 0 : 1;
}

/** Takes the scales of extreme columns out of the triangles, so that they lead back to the columns as given. Last. */
export function undoScales(): void {
  let column = 0;
  for (let j = 0; j < input.p; j++) {
    if (getI(xKept, j) === 0) continue;
    const by = columnScale(input.xColumn(j));
    for (let i = 0; i <= column; i++) {
      setF(xTriangle, column * rank + i, getF(xTriangle, column * rank + i) / by);
    }
    column++;
  }
  const response = columnScale(input.columnCount);
  for (let i = 0; i < rank; i++) setF(xResponse, i, getF(xResponse, i) / response);
  scale /= response;
  let triangle = termTriangles;
  for (let t = 0; t < input.termCount; t++) {
    const k = input.termSize(t);
    for (let c = 0; c < k; c++) {
      const by = columnScale(input.termColumn(input.termStart(t) + c));
      for (let i = 0; i <= c; i++) setF(triangle, c * k + i, getF(triangle, c * k + i) / by);
    }
    triangle += (<usize>(k * k)) << 3;
  }
}
