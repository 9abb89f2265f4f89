import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64 } from '../arena';
import { addScaled, dot } from '../dense/product';
import { sumBase } from '../family/base';
import { BINOMIAL, LOG, LOGIT, POISSON } from '../family/codes';
import { AUXILIARY, auxiliaries, family, link } from '../family/rows';
import * as rows from '../generalised/rows';
import * as working from '../generalised/working';
import { readGradient, count as templateEntries } from '../model/parameters';
import * as problem from '../model/problem';
import { prepareAxes } from './axes';
import { exponentialsOf } from './exponential';
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

/** Derivatives with respect to β̃ and a of the log-likelihood; those of T stand in `problem.gradient`. */
let fixedSlopes: usize = 0;
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

export function prepareQuadrature(points: i32): void {
  groups.findGroups();
  const k = groups.size;
  // The one node of Laplace's approximation needs no grid, however many coefficients there are.
  grid.buildGrid(points === 1 ? 1 : k, points);
  prepareModes();
  prepareAxes();
  prepareLogistic();
  prepareGeneral();
  const n = <f64>grid.count;
  fixedSlopes = allocF64(<f64>rows.p);
  auxiliarySlopes = allocF64(<f64>auxiliaries);
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

/**
 * −2 log-likelihood with all constants, and its gradient kept for `quadratureGradient`. Templates, fixed part and auxiliary parameters are
 * set before. Infinity when a mode is not found.
 */
export function quadrature(): f64 {
  const k = groups.size;
  groups.scaleRows();
  memory.fill(problem.gradient(0), 0, (<usize>(k * k)) << 3);
  memory.fill(fixedSlopes, 0, (<usize>rows.p) << 3);
  memory.fill(auxiliarySlopes, 0, (<usize>auxiliaries) << 3);
  let total: f64 = 0;
  let from = 0;
  while (from < groups.count) {
    const to = chunkEnd(from);
    if (!findModes(from, to)) return Infinity;
    for (let g = from; g < to; g++) {
      const value = integrateGroup(from, g);
      if (!(value > -Infinity)) return Infinity;
      total += value;
      differentiateGroup(from, g);
    }
    from = to;
  }
  total += sumBase(rows.n, rows.y, rows.sizes, working.auxiliary, slope);
  if (auxiliaries > 0) addF(auxiliarySlopes, 0, getF(slope, 0));
  // `problem.gradient` holds derivatives of the criterion, here as elsewhere: the boundary looks there.
  const entries = problem.gradient(0);
  for (let i = 0; i < k * k; i++) setF(entries, i, -2.0 * getF(entries, i));
  return -2.0 * total;
}

/** The gradient with respect to (θ, β̃, a) at the last `quadrature`. */
export function quadratureGradient(out: usize): void {
  readGradient(out);
  const p = rows.p;
  for (let j = 0; j < p; j++) setF(out, templateEntries + j, -2.0 * getF(fixedSlopes, j));
  for (let j = 0; j < auxiliaries; j++) {
    setF(out, templateEntries + p + j, -2.0 * getF(auxiliarySlopes, j));
  }
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

/** Adds a group's part of the gradient. */
export function differentiateGroup(from: i32, g: i32): void {
  const k = groups.size;
  const p = rows.p;
  const begin = getI(groups.starts, g);
  const count = getI(groups.starts, g + 1) - begin;
  const at = columns + ((<usize>(begin - getI(groups.starts, from))) << 3);
  const u = groups.modes + ((<usize>(g * k)) << 3);
  const b = inverseOf(g);
  const s = groups.s + ((<usize>begin * <usize>k) << 3);
  findAdjoints(count, s, u, b);
  // Adjoint of û with the part by way of M; q is kept in the place of nothing else but a register.
  let row = s;
  for (let i = 0; i < count; i++) {
    const e = -getF(at, 4 * capacity + i) * form(row);
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
  const template = problem.gradient(0);
  let z = rows.z + ((<usize>begin * <usize>k) << 3);
  let x = rows.x + ((<usize>begin * <usize>p) << 3);
  row = s;
  let mean = means;
  for (let i = 0; i < count; i++) {
    const q = form(row);
    let along: f64 = 0;
    for (let c = 0; c < k; c++) along += getF(row, c) * getF(moved, c);
    const d1 = getF(at, capacity + i);
    const d2 = getF(at, 2 * capacity + i);
    const whole = getF(mean, 0) - getF(at, 4 * capacity + i) * q + d2 * along;
    addScaled(p, whole, x, fixedSlopes);
    for (let c = 0; c < k; c++) {
      let change = whole * getF(u, c) + d1 * getF(moved, c);
      let image: f64 = 0;
      for (let r = 0; r < k; r++) image += getF(adjoint, c * k + r) * getF(row, r);
      change -= 2.0 * d2 * image;
      for (let r = c; r < k; r++) change += getF(b, r * k + c) * getF(mean, r + 1);
      for (let r = 0; r < k; r++) addF(template, c * k + r, change * getF(z, r));
    }
    for (let j = 0; j < auxiliaries; j++) {
      const column = (AUXILIARY + 3 * j) * capacity + i;
      const change = along * getF(at, column + capacity) - q * getF(at, column + 2 * capacity);
      addF(auxiliarySlopes, j, change);
    }
    z += (<usize>k) << 3;
    x += (<usize>p) << 3;
    row += (<usize>k) << 3;
    mean += (<usize>(k + 1)) << 3;
  }
}

/** The adjoint of û that the nodes give, in `slope`, and M̄, in `adjoint`. */
function findAdjoints(count: i32, s: usize, u: usize, b: usize): void {
  const k = groups.size;
  // B̄ in `product`
  for (let c = 0; c < k; c++) {
    let x = getF(u, c);
    for (let d = c; d < k; d++) x += getF(b, d * k + c) * getF(first, d);
    setF(slope, c, -x);
    for (let d = 0; d < k; d++) {
      let moment = getF(u, c) * getF(first, d);
      for (let r = c; r < k; r++) moment += getF(b, r * k + c) * getF(second, d * k + r);
      setF(product, d * k + c, -moment);
    }
  }
  let mean = means;
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < k; c++) {
      addF(slope, c, getF(mean, 0) * getF(s, c));
      for (let d = 0; d < k; d++) addF(product, d * k + c, getF(s, c) * getF(mean, d + 1));
    }
    s += (<usize>k) << 3;
    mean += (<usize>(k + 1)) << 3;
  }
  // S by its lower triangle, then M̄ = ½ B S Bᵀ
  for (let j = 0; j < k; j++) {
    for (let i = j; i < k; i++) {
      let x: f64 = i === j ? 1.0 : 0.0;
      for (let r = 0; r <= j; r++) x += getF(product, i * k + r) * getF(b, j * k + r);
      setF(adjoint, j * k + i, -x);
      setF(adjoint, i * k + j, -x);
    }
  }
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let x: f64 = 0;
      for (let r = i; r < k; r++) x += getF(b, r * k + i) * getF(adjoint, j * k + r);
      setF(product, j * k + i, x);
    }
  }
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let x: f64 = 0;
      for (let c = j; c < k; c++) x += getF(product, c * k + i) * getF(b, c * k + j);
      setF(adjoint, j * k + i, 0.5 * x);
    }
  }
}

/** sᵀM̄s */
function form(s: usize): f64 {
  const k = groups.size;
  let sum: f64 = 0;
  for (let c = 0; c < k; c++) {
    let x: f64 = 0;
    for (let r = 0; r < k; r++) x += getF(adjoint, c * k + r) * getF(s, r);
    sum += x * getF(s, c);
  }
  return sum;
}
