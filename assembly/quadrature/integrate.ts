import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64 } from '../arena';
import { dot } from '../dense/vector';
import { BINOMIAL, LOG, LOGIT, POISSON } from '../family/codes';
import { exponentialsOf } from '../family/exponential';
import { AUXILIARY, auxiliaries, family, link } from '../family/rows';
import * as rows from '../generalised/rows';
import { findAdjoints, form } from './adjoint';
import { prepareAxes } from './axes';
import { generalNodes, prepareGeneral } from './general';
import * as grid from './grid';
import * as groups from './groups';
import { logisticNodes, prepareLogistic } from './logistic';
import { capacity, chunkEnd, columns, eta, findModes, peak, prepareModes } from './mode';
import { poissonNodes } from './poisson';

/**
 * Adaptive Gauss–Hermite quadrature of one grouping factor (Liu & Pierce 1994; Pinheiro & Bates 1995, eq. 5): with M = LLᵀ the
 * negative Hessian of f at û and B = L⁻ᵀ,
 *
 *     log ∫ exp f(u) du/(2π)^{K/2} ≈ −log|L| + log Σ_k exp(log w_k + ½|t_k|² + f(û + B t_k))
 *
 * and the exact gradient of that sum. One node gives Laplace's approximation.
 *
 * With π_k the share of node k in the sum, c = Σ π l′ and ω = Σ π l′ t for each row, the adjoints of û and B are Σ c s − Σ π u and
 * Σ s ωᵀ − Σ π u tᵀ. B enters by M: M̄ = ½ B S Bᵀ, S the symmetric matrix with −B̄ᵀB below the diagonal and −B̄ᵀB − 1 on it.
 * M changes with η̂ and a, and û by M dû = d(Σ l′ s − u); so with q = sᵀM̄s, ē = −l‴q, v = M⁻¹(adjoint of û, with Σ ē s)
 *
 *     η̄ = c + ē + l″ sᵀv      s̄ = η̄ û + Bω − 2l″ M̄s + l′v      ā = Σ π l_a − q l″_a + (sᵀv) l′_a.
 */

/** Where `differentiateGroup` writes η̄ (n) and s̄ (n × K) of its rows, and where ā is added. */
let etaAdjoint: usize = 0;
let scaledAdjoint: usize = 0;
let auxiliarySlopes: usize = 0;
/** Σ l at the nodes of a group, then shares π and π t_d. */
let sums: usize = 0;
let shares: usize = 0;
let nodeSlopes: usize = 0;
let store: usize = 0;
/** c and ω of the rows of a group, K + 1 numbers side by side. */
let means: usize = 0;
/** Σ π t, Σ π t tᵀ. */
let first: usize = 0;
let second: usize = 0;
/** K, K×K scratch. */
let slope: usize = 0;
let moved: usize = 0;
let pulled: usize = 0;
let adjoint: usize = 0;
let product: usize = 0;

/** Room for the integrals of one factor. */
export function prepareGroups(factor: i32, points: i32): void {
  groups.findGroups(factor);
  const k = groups.size;
  // The one node of Laplace's approximation needs no grid, however many coefficients there are.
  grid.buildGrid(points === 1 ? 1 : k, points);
  prepareModes();
  prepareAxes();
  prepareLogistic();
  prepareGeneral();
  const n = <f64>grid.count;
  sums = allocF64(n);
  shares = allocF64(n * <f64>(k + 1));
  nodeSlopes = allocF64(n * <f64>auxiliaries);
  if (points > 1) store = allocF64(n * <f64>groups.largest);
  means = allocF64(<f64>groups.largest * <f64>(k + 1));
  first = alloc((<usize>k) << 3);
  second = alloc((<usize>(k * k)) << 3);
  slope = alloc((<usize>k) << 3);
  moved = alloc((<usize>k) << 3);
  pulled = alloc((<usize>k) << 3);
  adjoint = alloc((<usize>(k * k)) << 3);
  product = alloc((<usize>(k * k)) << 3);
}

/** Chooses where adjoints go: rows are counted from the first of the model. */
export function setAdjoints(eta: usize, scaled: usize, auxiliary: usize): void {
  etaAdjoint = eta;
  scaledAdjoint = scaled;
  auxiliarySlopes = auxiliary;
}

/**
 * Sum of the log integrals of groups `from` … `to`, with their adjoints. Rows in s, `groups.base`, templates and auxiliary parameters are set
 * before. −∞ when a mode is not found.
 */
export function integrateGroups(from: i32, to: i32): f64 {
  let total: f64 = 0;
  while (from < to) {
    const end = min(to, chunkEnd(from));
    if (!findModes(from, end)) return -Infinity;
    for (let g = from; g < end; g++) {
      const value = integrateGroup(from, g);
      if (!(value > -Infinity)) return -Infinity;
      total += value;
      differentiateGroup(from, g);
    }
    from = end;
  }
  return total;
}

function inverseOf(g: i32): usize {
  return groups.inverses + ((<usize>(g * groups.size * groups.size)) << 3);
}

/** The log of the integral of a group; leaves c and ω of its rows, Σ π t and Σ π t tᵀ. */
function integrateGroup(from: i32, g: i32): f64 {
  const k = groups.size;
  const b = inverseOf(g);
  let value: f64 = 0;
  for (let c = 0; c < k; c++) value += Math.log(getF(b, c * k + c));
  const begin = getI(groups.starts, g);
  const end = getI(groups.starts, g + 1);
  const local = begin - getI(groups.starts, from);
  if (grid.points === 1) {
    laplaceMeans(local, end - begin);
    return value + getF(peak, g - from);
  }
  const at = eta + ((<usize>local) << 3);
  let whole = false;
  if (family === BINOMIAL && link === LOGIT) logisticNodes(begin, end, at, b, sums, store);
  else if (family === POISSON && link === LOG) poissonNodes(begin, end, at, b, sums, store);
  else {
    generalNodes(begin, end, at, b, sums, store, nodeSlopes);
    whole = true;
  }
  value += share(groups.modes + ((<usize>(g * k)) << 3), b);
  averageRows(begin, end, whole);
  for (let j = 0; j < auxiliaries; j++) {
    const column = nodeSlopes + ((<usize>(j * grid.count)) << 3);
    addF(auxiliarySlopes, j, dot(grid.count, shares, column));
  }
  return value;
}

/** The one node of Laplace's approximation is the mode. */
function laplaceMeans(local: i32, count: i32): void {
  const k = groups.size;
  const d1 = columns + ((<usize>(capacity + local)) << 3);
  memory.fill(means, 0, (<usize>(count * (k + 1))) << 3);
  for (let i = 0; i < count; i++) setF(means, i * (k + 1), getF(d1, i));
  memory.fill(first, 0, (<usize>k) << 3);
  memory.fill(second, 0, (<usize>(k * k)) << 3);
  for (let j = 0; j < auxiliaries; j++) {
    const column = columns + ((<usize>((AUXILIARY + 3 * j) * capacity + local)) << 3);
    let sum: f64 = 0;
    for (let i = 0; i < count; i++) sum += getF(column, i);
    addF(auxiliarySlopes, j, sum);
  }
}

/** Turns Σ l at the nodes into shares π; returns the log of the sum of the terms. */
function share(u: usize, b: usize): f64 {
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
function averageRows(begin: i32, end: i32, whole: bool): void {
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

/** Writes η̄ and s̄ of a group's rows and adds its ā. */
export function differentiateGroup(from: i32, g: i32): void {
  const k = groups.size;
  const begin = getI(groups.starts, g);
  const count = getI(groups.starts, g + 1) - begin;
  const at = columns + ((<usize>(begin - getI(groups.starts, from))) << 3);
  const u = groups.modes + ((<usize>(g * k)) << 3);
  const b = inverseOf(g);
  const s = groups.s + ((<usize>begin * <usize>k) << 3);
  findAdjoints(k, count, s, means, u, b, first, second, slope, adjoint, product);
  // The adjoint of û with the part by way of M
  let row = s;
  for (let i = 0; i < count; i++) {
    const e = -getF(at, 4 * capacity + i) * form(k, adjoint, row);
    for (let c = 0; c < k; c++) addF(slope, c, e * getF(row, c));
    row += (<usize>k) << 3;
  }
  // v = B Bᵀ ū
  for (let c = 0; c < k; c++) {
    let x: f64 = 0;
    for (let r = 0; r <= c; r++) x += getF(b, c * k + r) * getF(slope, r);
    setF(pulled, c, x);
  }
  for (let r = 0; r < k; r++) {
    let x: f64 = 0;
    for (let c = r; c < k; c++) x += getF(b, c * k + r) * getF(pulled, c);
    setF(moved, r, x);
  }
  row = s;
  let mean = means;
  let out = scaledAdjoint + ((<usize>begin * <usize>k) << 3);
  for (let i = 0; i < count; i++) {
    const q = form(k, adjoint, row);
    let along: f64 = 0;
    for (let c = 0; c < k; c++) along += getF(row, c) * getF(moved, c);
    const d1 = getF(at, capacity + i);
    const d2 = getF(at, 2 * capacity + i);
    const whole = getF(mean, 0) - getF(at, 4 * capacity + i) * q + d2 * along;
    setF(etaAdjoint, begin + i, whole);
    for (let c = 0; c < k; c++) {
      let change = whole * getF(u, c) + d1 * getF(moved, c);
      let image: f64 = 0;
      for (let r = 0; r < k; r++) image += getF(adjoint, c * k + r) * getF(row, r);
      change -= 2.0 * d2 * image;
      for (let r = c; r < k; r++) change += getF(b, r * k + c) * getF(mean, r + 1);
      setF(out, c, change);
    }
    for (let j = 0; j < auxiliaries; j++) {
      const column = (AUXILIARY + 3 * j) * capacity + i;
      const change = along * getF(at, column + capacity) - q * getF(at, column + 2 * capacity);
      addF(auxiliarySlopes, j, change);
    }
    row += (<usize>k) << 3;
    out += (<usize>k) << 3;
    mean += (<usize>(k + 1)) << 3;
  }
}
