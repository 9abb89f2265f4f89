import { getI } from '../access';

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
