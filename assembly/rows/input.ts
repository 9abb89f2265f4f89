import { getF, getI, setF } from '../access';
import { alloc } from '../arena';

/**
 * The rows of a model as the caller laid them out: a specification of 14 words followed by what it points to.
 *
 *     word  0  n            rows
 *           1  columnCount  distinct columns of X and Z
 *           2  columns   →  [pointer to n doubles] × columnCount
 *           3  response  →  n doubles (offset already subtracted)
 *           4  weights   →  n doubles, or 0 for none
 *           5  p            columns of X
 *           6  xColumns  →  [index into columns] × p
 *           7  termCount    covariance templates
 *           8  termSize  →  [k] × termCount
 *           9  termFactor→  [factor] × termCount
 *          10  termColumns→ [index into columns] × Σ k, term by term
 *          11  factorCount  grouping factors
 *          12  codes     →  [pointer to n 32-bit levels] × factorCount
 *          13  levels    →  [number of levels] × factorCount
 */
export let n: i32 = 0;
export let columnCount: i32 = 0;
export let response: usize = 0;
export let weights: usize = 0;
export let p: i32 = 0;
export let termCount: i32 = 0;
export let factorCount: i32 = 0;
let columns: usize = 0;
let xColumns: usize = 0;
let termSizes: usize = 0;
let termFactors: usize = 0;
let termColumns: usize = 0;
let codes: usize = 0;
let levels: usize = 0;

export function readSpecification(spec: usize): void {
  n = getI(spec, 0);
  columnCount = getI(spec, 1);
  columns = <usize>getI(spec, 2);
  response = <usize>getI(spec, 3);
  weights = <usize>getI(spec, 4);
  p = getI(spec, 5);
  xColumns = <usize>getI(spec, 6);
  termCount = getI(spec, 7);
  termSizes = <usize>getI(spec, 8);
  termFactors = <usize>getI(spec, 9);
  termColumns = <usize>getI(spec, 10);
  factorCount = getI(spec, 11);
  codes = <usize>getI(spec, 12);
  levels = <usize>getI(spec, 13);
}

/** Column j of the distinct columns; j = columnCount is the response. */
export function column(j: i32): usize {
  return j === columnCount ? response : <usize>getI(columns, j);
}

export function xColumn(j: i32): i32 {
  return getI(xColumns, j);
}

export function termSize(term: i32): i32 {
  return getI(termSizes, term);
}

export function termFactor(term: i32): i32 {
  return getI(termFactors, term);
}

/** Position in `termColumns` of a term's first column. */
export function termStart(term: i32): i32 {
  let start = 0;
  for (let t = 0; t < term; t++) start += getI(termSizes, t);
  return start;
}

export function termColumn(position: i32): i32 {
  return getI(termColumns, position);
}

export function factorCodes(factor: i32): usize {
  return <usize>getI(codes, factor);
}

export function factorLevels(factor: i32): i32 {
  return getI(levels, factor);
}

/** Random coefficients per level of a factor: the sizes of its terms together. */
export function factorSize(factor: i32): i32 {
  let size = 0;
  for (let t = 0; t < termCount; t++) if (termFactor(t) === factor) size += termSize(t);
  return size;
}

/**
 * Powers of two that bring columns with extreme units (beyond 1e±100) into range, so that no square over- or underflows;
 * 1 for all others.
 */
let scales: usize = 0;

/** All columns as they are. */
export function keepScales(): void {
  scales = alloc((<usize>(columnCount + 1)) << 3);
  for (let j = 0; j <= columnCount; j++) setF(scales, j, 1.0);
}

/** Whether the norms of all columns of a triangle are numbers that can be squared again. */
export function inRange(r: usize): bool {
  const size = columnCount + 1;
  for (let j = 0; j < size; j++) {
    let squares: f64 = 0;
    for (let i = 0; i <= j; i++) squares += getF(r, j * size + i) * getF(r, j * size + i);
    if (!(squares > 1e-180 && squares < 1e180)) return false;
  }
  return true;
}

/** Finds the scale of every column. */
export function findScales(): void {
  for (let j = 0; j <= columnCount; j++) {
    const x = column(j);
    const largest = largestMagnitude(x, n);
    let scale: f64 = 1.0;
    if (largest > 0) {
      while (largest * scale > 1e100) scale *= 7.888609052210118e-31;
      while (largest * scale < 1e-100) scale *= 1.2676506002282294e30;
    }
    setF(scales, j, scale);
  }
}

function largestMagnitude(x: usize, count: i32): f64 {
  let both = f64x2.splat(0);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    both = f64x2.max(both, f64x2.abs(v128.load(x)));
    x += 16;
  }
  const largest = max(f64x2.extract_lane(both, 0), f64x2.extract_lane(both, 1));
  return i < count ? max(largest, Math.abs(load<f64>(x))) : largest;
}

export function columnScale(j: i32): f64 {
  return getF(scales, j);
}

/** Copies rows [from, from + count) of column j, scaled and times the square roots of the weights, to a buffer. */
export function loadRows(j: i32, roots: usize, from: i32, count: i32, target: usize): void {
  const at = column(j) + ((<usize>from) << 3);
  const scale = getF(scales, j);
  if (roots === 0 && scale === 1.0) {
    memory.copy(target, at, (<usize>count) << 3);
    return;
  }
  for (let i = 0; i < count; i++) {
    const root = roots === 0 ? 1.0 : getF(roots, from + i);
    store<f64>(target + ((<usize>i) << 3), getF(at, i) * scale * root);
  }
}
