import { getI, setI } from '../access';
import { alloc, allocF64, allocI32, allocZero } from '../arena';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';

/**
 * A connected component of the random effects: no row joins it to another, so V is block diagonal by components and each adds
 * its share to every sum. Its levels are the *leaves*, levels of one factor (none meets another), then the *border*, all others:
 * ZᵀWZ is block diagonal with a border. Without leaves all levels are border.
 *
 *     leaves ┌ D₁            C₁ ┐
 *            │     D₂        C₂ │
 *            │         ⋱     ⋮  │
 *     border └ C₁ᵀ C₂ᵀ  …    G  ┘
 */
export let leaves: i32 = 0;
export let borderLevels: i32 = 0;
/** Random coefficients of the border. */
export let border: i32 = 0;
export let leafFactor: i32 = 0;
/** Most coefficients of one level of the border. */
export let widest: i32 = 0;
let factorList: usize = 0;
let levelList: usize = 0;

/** First coefficient in the border of each node. */
let place: usize = 0;
/** For each pair, pointers and entries by levels of its second factor. */
let across: usize = 0;

/** Sums over components, one after another: tr S Eᵢ │ tr S Eᵢ S Eⱼ │ HᵀDR │ RᵀEᵢR │ RᵀEᵢSEⱼR for i ≤ j. */
export let traces: usize = 0;
export let squares: usize = 0;
export let explained: usize = 0;
export let first: usize = 0;
export let second: usize = 0;

/** Begins the sums; the parameters are set, the templates too. Returns their address. */
export function beginSums(): usize {
  const m = parameters.count;
  const p2 = <f64>problem.p * <f64>problem.p;
  const total = <f64>m + <f64>m * <f64>m + p2 * (1.0 + <f64>m + <f64>m * <f64>m);
  traces = allocF64(total);
  memory.fill(traces, 0, (<usize>total) << 3);
  squares = traces + ((<usize>m) << 3);
  explained = squares + ((<usize>m * <usize>m) << 3);
  first = explained + ((<usize>p2) << 3);
  second = first + ((<usize>m * <usize>p2) << 3);
  place = allocI32(problem.nodeCount);
  across = allocI32(2 * problem.pairCount);
  for (let pair = 0; pair < problem.pairCount; pair++) turnPair(pair);
  return traces;
}

/** Where RᵀEᵢSEⱼR is summed, i ≤ j. */
export function secondOf(i: i32, j: i32): usize {
  const p2 = <usize>(problem.p * problem.p);
  return second + ((<usize>(i * parameters.count + j) * p2) << 3);
}

/** Where RᵀEᵢR is summed. */
export function firstOf(i: i32): usize {
  return first + ((<usize>i * <usize>(problem.p * problem.p)) << 3);
}

/** Lists the entries of a pair by the levels of its second factor, by a counting sort. */
function turnPair(pair: i32): void {
  const rows = problem.levels(problem.first(pair));
  const columns = problem.levels(problem.second(pair));
  const pointers = problem.pointers(pair);
  const index = problem.index(pair);
  const count = getI(pointers, rows);
  const starts = allocZero((<usize>(columns + 2)) << 2);
  const entries = alloc((<usize>count) << 3);
  for (let e = 0; e < count; e++)
    setI(starts, getI(index, e) + 2, getI(starts, getI(index, e) + 2) + 1);
  for (let c = 2; c < columns + 2; c++) setI(starts, c, getI(starts, c) + getI(starts, c - 1));
  for (let row = 0; row < rows; row++) {
    for (let e = getI(pointers, row); e < getI(pointers, row + 1); e++) {
      const at = getI(starts, getI(index, e) + 1);
      setI(starts, getI(index, e) + 1, at + 1);
      setI(entries, 2 * at, row);
      setI(entries, 2 * at + 1, e);
    }
  }
  setI(across, 2 * pair, <i32>starts);
  setI(across, 2 * pair + 1, <i32>entries);
}

/** Chooses the component whose factors and levels stand at these addresses: `leafTotal` leaves, then the border. */
export function chooseComponent(factors: usize, levels: usize, leafTotal: i32, total: i32): void {
  leaves = leafTotal;
  borderLevels = total - leafTotal;
  leafFactor = leafTotal > 0 ? getI(factors, 0) : -1;
  factorList = factors;
  levelList = levels;
  border = 0;
  widest = 0;
  for (let i = 0; i < borderLevels; i++) {
    setI(place, problem.firstNode(borderFactor(i)) + borderLevel(i), border);
    border += problem.size(borderFactor(i));
    widest = max(widest, problem.size(borderFactor(i)));
  }
}

export function leafLevel(i: i32): i32 {
  return getI(levelList, i);
}
export function borderFactor(i: i32): i32 {
  return getI(factorList, leaves + i);
}
export function borderLevel(i: i32): i32 {
  return getI(levelList, leaves + i);
}
/** First coefficient of a border level. */
export function borderStart(i: i32): i32 {
  return placeOf(borderFactor(i), borderLevel(i));
}
function placeOf(factor: i32, level: i32): i32 {
  return getI(place, problem.firstNode(factor) + level);
}

/**
 * The cross-products ZₐᵀWZ of a level with the border: `columns` gets the border's coefficients, `values` their K products each.
 * A level of the border meets those of the border that stand second in a pair.
 *
 * @returns the number of coefficients
 */
export function neighbours(factor: i32, level: i32, columns: usize, values: usize): i32 {
  const k = problem.size(factor);
  let count = 0;
  for (let pair = 0; pair < problem.pairCount; pair++) {
    const a = problem.first(pair);
    const b = problem.second(pair);
    const rows = problem.size(a);
    const width = problem.size(b);
    if (a === factor && (b !== leafFactor || factor === leafFactor)) {
      const pointers = problem.pointers(pair);
      for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
        const block = problem.blocks(pair) + ((<usize>e * <usize>(rows * width)) << 3);
        const at = placeOf(b, getI(problem.index(pair), e));
        for (let c = 0; c < width; c++) {
          setI(columns, count, at + c);
          const source = block + ((<usize>(c * rows)) << 3);
          memory.copy(values + ((<usize>(count * k)) << 3), source, (<usize>rows) << 3);
          count++;
        }
      }
    } else if (b === factor && factor === leafFactor) {
      const starts = <usize>getI(across, 2 * pair);
      const entries = <usize>getI(across, 2 * pair + 1);
      for (let t = getI(starts, level); t < getI(starts, level + 1); t++) {
        const block =
          problem.blocks(pair) + ((<usize>getI(entries, 2 * t + 1) * <usize>(rows * width)) << 3);
        const at = placeOf(a, getI(entries, 2 * t));
        for (let c = 0; c < rows; c++) {
          setI(columns, count, at + c);
          for (let r = 0; r < width; r++) {
            const target = values + ((<usize>(count * k + r)) << 3);
            store<f64>(target, load<f64>(block + ((<usize>(r * rows + c)) << 3)));
          }
          count++;
        }
      }
    }
  }
  return count;
}
