import { getF, setF } from '../access';
import { allocF64 } from '../arena';
import { dot } from '../dense/vector';
import { exponentialsOf } from '../family/exponential';
import * as rows from '../generalised/rows';
import * as grid from './grid';
import * as groups from './groups';

/**
 * From Σ l at the nodes of a group to shares of the sum, and averages with them.
 *
 *     sums     Σ l at each node, and after `share` its log term
 *     store    −l′ for each row and node, or its part beside y
 *     shares   π, then π t_d for each dimension; `grid.count` apart
 *     means    c = Σ π l′ and ω = Σ π l′t of the rows, K + 1 numbers side by side
 *     first, second   Σ π t (K) and Σ π t tᵀ (K×K)
 */
export let sums: usize = 0;
export let store: usize = 0;
export let shares: usize = 0;
export let means: usize = 0;
export let first: usize = 0;
export let second: usize = 0;

/** Room for the nodes of the grid; without it for rows when there is one. */
export function prepareAverages(): void {
  const n = <f64>grid.count;
  const k = <f64>groups.size;
  sums = allocF64(n);
  shares = allocF64(n * (k + 1));
  if (grid.points > 1) store = allocF64(n * <f64>groups.largest);
  means = allocF64(<f64>groups.largest * (k + 1));
  first = allocF64(k);
  second = allocF64(k * k);
}

/** The averages of Laplace's one node, the mode, where `slopes` holds l′ of the rows. */
export function averageAtMode(count: i32, slopes: usize): void {
  const k = groups.size;
  memory.fill(means, 0, (<usize>(count * (k + 1))) << 3);
  for (let i = 0; i < count; i++) setF(means, i * (k + 1), getF(slopes, i));
  memory.fill(first, 0, (<usize>k) << 3);
  memory.fill(second, 0, (<usize>(k * k)) << 3);
}

/** Turns Σ l at the nodes û + Bt of a group into shares π; returns the log of the sum of the terms. */
export function share(u: usize, b: usize): f64 {
  const k = groups.size;
  const n = grid.count;
  let largest: f64 = -Infinity;
  for (let node = 0; node < n; node++) {
    let square: f64 = 0;
    for (let r = 0; r < k; r++) {
      let x = getF(u, r);
      for (let c = r; c < k; c++) x += getF(b, c * k + r) * getF(grid.t, c * n + node);
      square += x * x;
    }
    const term = getF(grid.lift, node) + getF(sums, node) - 0.5 * square;
    setF(sums, node, term);
    if (term > largest) largest = term;
  }
  if (!(largest > -Infinity && largest < Infinity)) return -Infinity;
  for (let node = 0; node < n; node++) setF(sums, node, getF(sums, node) - largest);
  exponentialsOf(n, sums, shares);
  let total: f64 = 0;
  for (let node = 0; node < n; node++) total += getF(shares, node);
  const scale = 1.0 / total;
  for (let node = 0; node < n; node++) setF(shares, node, scale * getF(shares, node));
  for (let c = 0; c < k; c++) {
    const t = grid.t + ((<usize>(c * n)) << 3);
    const target = shares + ((<usize>((c + 1) * n)) << 3);
    for (let node = 0; node < n; node++) {
      setF(target, node, getF(shares, node) * getF(t, node));
    }
    setF(first, c, dot(n, shares, t));
    for (let d = 0; d <= c; d++) {
      const moment = dot(n, target, grid.t + ((<usize>(d * n)) << 3));
      setF(second, c * k + d, moment);
      setF(second, d * k + c, moment);
    }
  }
  return largest + Math.log(total);
}

/** c = Σ π l′ and ω = Σ π l′ t of each row; `whole` says that `store` holds −l′ and not only its part beside y. */
export function averageRows(begin: i32, end: i32, whole: bool): void {
  const k = groups.size;
  const n = grid.count;
  let at = store;
  let out = means;
  for (let i = begin; i < end; i++) {
    const y = whole ? 0.0 : getF(rows.y, i);
    if (k === 1) averageOne(n, y, at, out);
    else {
      setF(out, 0, y - dot(n, shares, at));
      for (let c = 0; c < k; c++) {
        const weighted = shares + ((<usize>((c + 1) * n)) << 3);
        setF(out, c + 1, y * getF(first, c) - dot(n, weighted, at));
      }
    }
    at += (<usize>n) << 3;
    out += (<usize>(k + 1)) << 3;
  }
}

/** Both sums of a row with one random coefficient in one sweep. */
export function averageOne(n: i32, y: f64, at: usize, out: usize): void {
  let plain = f64x2.splat(0);
  let weighted = f64x2.splat(0);
  let a = shares;
  let b = shares + ((<usize>n) << 3);
  for (let i = 0; i < n; i += 2) {
    const x = v128.load(at);
    plain = f64x2.add(plain, f64x2.mul(x, v128.load(a)));
    weighted = f64x2.add(weighted, f64x2.mul(x, v128.load(b)));
    at += 16;
    a += 16;
    b += 16;
  }
  setF(out, 0, y - f64x2.extract_lane(plain, 0) - f64x2.extract_lane(plain, 1));
  const sum = f64x2.extract_lane(weighted, 0) + f64x2.extract_lane(weighted, 1);
  setF(out, 1, y * getF(first, 0) - sum);
}
