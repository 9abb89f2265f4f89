import { addF, getF, getI, setF, setI } from '../access';
import { alloc, allocF64, allocI32 } from '../arena';
import { factorPanel, invertLower } from '../dense/panel';
import { solveFactored } from '../dense/small';
import { AUXILIARY, auxiliaries, FIRST, SECOND, THIRD } from '../family/rows';
import { findMode, u as jointMode } from '../generalised/mode';
import * as rows from '../generalised/rows';
import * as working from '../generalised/working';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';
import { findAdjoints, form } from './adjoint';
import * as grid from './grid';
import * as groups from './groups';
import { integrateGroups, prepareGroups, setAdjoints } from './integrate';

/**
 * Two nested factors by nested adaptive quadrature (Rabe-Hesketh, Skrondal & Pickles 2005): given the effects u of an outer group the
 * inner groups within it are independent, so its likelihood is an integral over u of a product of inner integrals, each found
 * adaptively anew at every outer node.
 *
 * The outer rule is centred at the joint mode and scaled by S = M_AA − Σ M_Ac M_cc⁻¹ M_cA, the curvature of the outer effects with
 * the inner ones profiled out. With S̄ the adjoint of S, M̄ of the joint M is RᵀS̄R, R = (I, −W_cᵀ), W_c = M_cc⁻¹M_cA; so a row meets it
 * as r = s_A − W_cᵀs_B, and the rest is the algebra of one factor with the joint mode in the place of û. One node gives
 * Laplace's approximation.
 */

/** s̄ of the outer factor, n × K. */
export let outerAdjoint: usize = 0;
let outer: i32 = 0;
let size: i32 = 0;
let inner: i32 = 0;
/** First row, and first inner group, of each outer group. */
let starts: usize = 0;
let members: usize = 0;
let count: i32 = 0;
/** s of the outer factor. */
let scaled: usize = 0;
let base: usize = 0;
/** The outer rule: coordinates `nodes` apart, log weight + ½|t|². */
let nodes: i32 = 0;
let t: usize = 0;
let lift: usize = 0;
/** For each node: log integral, then share; adjoints of the rows and ā. */
let shares: usize = 0;
let nodeEta: usize = 0;
let nodeScaled: usize = 0;
let nodeAuxiliary: usize = 0;
let largest: i32 = 0;
/** For each inner group W_c (K_B×K_A), M_cc⁻¹ and the joint mode. */
let ratios: usize = 0;
let innerInverses: usize = 0;
let centres: usize = 0;
/** Small matrices and vectors of the outer factor. */
let schur: usize = 0;
let root: usize = 0;
let inverse: usize = 0;
let centre: usize = 0;
let point: usize = 0;
let means: usize = 0;
let first: usize = 0;
let second: usize = 0;
let slope: usize = 0;
let adjoint: usize = 0;
let product: usize = 0;
let moved: usize = 0;
/** r of a row, S̄r, the images and moves of the inner effects. */
let reduced: usize = 0;
let image: usize = 0;
let innerMoved: usize = 0;
let innerSlope: usize = 0;
let cross: usize = 0;

export function prepareNested(innerFactor: i32, outerFactor: i32, points: i32): void {
  inner = innerFactor;
  outer = outerFactor;
  size = problem.size(outer);
  copyRule(points);
  prepareGroups(inner, points);
  const n = <f64>rows.n;
  const a = <f64>size;
  const b = <f64>groups.size;
  starts = allocI32(problem.levels(outer) + 1);
  members = allocI32(problem.levels(outer) + 1);
  count = groups.findRuns(outer, starts);
  largest = 0;
  let g = 0;
  for (let j = 0; j <= count; j++) {
    while (g < groups.count && getI(groups.starts, g) < getI(starts, j)) g++;
    setI(members, j, g);
    if (j > 0) largest = max(largest, getI(starts, j) - getI(starts, j - 1));
  }
  scaled = allocF64(n * a);
  outerAdjoint = allocF64(n * a);
  base = allocF64(n);
  shares = allocF64(<f64>nodes);
  nodeEta = allocF64(<f64>nodes * <f64>largest);
  nodeScaled = allocF64(<f64>nodes * <f64>largest * b);
  nodeAuxiliary = allocF64(<f64>nodes * <f64>auxiliaries);
  ratios = allocF64(<f64>groups.count * a * b);
  innerInverses = allocF64(<f64>groups.count * b * b);
  centres = allocF64(<f64>groups.count * b);
  means = allocF64(<f64>largest * (a + 1));
  const square = (<usize>(size * size)) << 3;
  const vector = (<usize>size) << 3;
  schur = alloc(square);
  root = alloc(square);
  inverse = alloc(square);
  second = alloc(square);
  adjoint = alloc(square);
  product = alloc(square);
  centre = alloc(vector);
  point = alloc(vector);
  first = alloc(vector);
  slope = alloc(vector);
  moved = alloc(vector);
  reduced = alloc(vector);
  image = alloc(vector);
  innerMoved = allocF64(<f64>groups.count * b);
  innerSlope = alloc((<usize>groups.size) << 3);
  cross = allocF64(b * (a + b));
}

/** The outer rule, without the nodes that only fill up pairs. */
function copyRule(points: i32): void {
  if (points === 1) {
    nodes = 1;
    t = alloc((<usize>size) << 3);
    memory.fill(t, 0, (<usize>size) << 3);
    lift = alloc(8);
    setF(lift, 0, 0);
    return;
  }
  grid.buildGrid(size, points);
  nodes = 0;
  for (let k = 0; k < grid.count; k++) if (getF(grid.lift, k) > -Infinity) nodes++;
  t = allocF64(<f64>nodes * <f64>size);
  lift = allocF64(<f64>nodes);
  let to = 0;
  for (let k = 0; k < grid.count; k++) {
    if (!(getF(grid.lift, k) > -Infinity)) continue;
    setF(lift, to, getF(grid.lift, k));
    for (let d = 0; d < size; d++) setF(t, d * nodes + to, getF(grid.t, d * grid.count + k));
    to++;
  }
}

/** The log-likelihood without base, its adjoints of η, of the inner s and of a; −∞ when a mode is not found. */
export function integrateNested(etaAdjoint: usize, scaledAdjoint: usize, slopes: usize): f64 {
  if (!findMode()) return -Infinity;
  working.differentiateRows();
  groups.scaleRows(outer, scaled);
  groups.setBase(base);
  let total: f64 = 0;
  for (let j = 0; j < count; j++) {
    if (!factorGroup(j)) return -Infinity;
    const value = integrateOuter(j);
    if (!(value > -Infinity)) return -Infinity;
    total += value;
    average(j, scaledAdjoint, slopes);
    differentiate(j, etaAdjoint, scaledAdjoint, slopes);
  }
  return total;
}

function column(j: i32): usize {
  return working.column(j);
}

/** Joint mode of a level, in elimination order. */
function modeOf(factor: i32, row: i32): usize {
  const level = getI(rows.codes(factor), row);
  return jointMode + ((<usize>getI(supernodes.nodeColumn, problem.firstNode(factor) + level)) << 3);
}

/** W_c, M_cc⁻¹ and centres of the inner groups, and B = L⁻ᵀ of S in `inverse`. */
function factorGroup(j: i32): bool {
  const a = size;
  const b = groups.size;
  memory.copy(centre, modeOf(outer, getI(starts, j)), (<usize>a) << 3);
  memory.fill(schur, 0, (<usize>(a * a)) << 3);
  for (let c = 0; c < a; c++) setF(schur, c * a + c, 1.0);
  const d2 = column(SECOND);
  const own = cross + ((<usize>(b * a)) << 3);
  for (let g = getI(members, j); g < getI(members, j + 1); g++) {
    memory.fill(cross, 0, (<usize>(b * (a + b))) << 3);
    for (let c = 0; c < b; c++) setF(own, c * b + c, 1.0);
    memory.copy(
      centres + ((<usize>(g * b)) << 3),
      modeOf(inner, getI(groups.starts, g)),
      (<usize>b) << 3,
    );
    for (let i = getI(groups.starts, g); i < getI(groups.starts, g + 1); i++) {
      const h = -getF(d2, i);
      const sa = scaled + ((<usize>i * <usize>a) << 3);
      const sb = groups.s + ((<usize>i * <usize>b) << 3);
      for (let c = 0; c < a; c++) {
        const by = h * getF(sa, c);
        for (let r = 0; r < a; r++) addF(schur, c * a + r, by * getF(sa, r));
        for (let r = 0; r < b; r++) addF(cross, c * b + r, by * getF(sb, r));
      }
      for (let c = 0; c < b; c++) {
        const by = h * getF(sb, c);
        for (let r = 0; r < b; r++) addF(own, c * b + r, by * getF(sb, r));
      }
    }
    const to = innerInverses + ((<usize>(g * b * b)) << 3);
    if (!invertDefinite(b, own, to)) return false;
    const ratio = ratios + ((<usize>(g * a * b)) << 3);
    for (let c = 0; c < a; c++) {
      for (let r = 0; r < b; r++) {
        let sum: f64 = 0;
        for (let l = 0; l < b; l++) sum += getF(to, l * b + r) * getF(cross, c * b + l);
        setF(ratio, c * b + r, sum);
      }
      for (let r = 0; r < a; r++) {
        let sum: f64 = 0;
        for (let l = 0; l < b; l++) sum += getF(cross, r * b + l) * getF(ratio, c * b + l);
        addF(schur, c * a + r, -sum);
      }
    }
  }
  if (factorPanel(schur, a, a, a) !== 0) return false;
  invertLower(a, schur, a, root, a);
  for (let c = 0; c < a; c++)
    for (let r = 0; r < a; r++) setF(inverse, c * a + r, getF(root, r * a + c));
  return true;
}

/** Inverse of a small positive definite matrix, which is overwritten. */
function invertDefinite(k: i32, m: usize, out: usize): bool {
  if (factorPanel(m, k, k, k) !== 0) return false;
  if (k === 1) {
    setF(out, 0, 1.0 / (getF(m, 0) * getF(m, 0)));
    return true;
  }
  // Column c of the inverse by two substitutions
  for (let c = 0; c < k; c++) {
    const x = out + ((<usize>(c * k)) << 3);
    for (let r = 0; r < k; r++) setF(x, r, r === c ? 1.0 : 0.0);
    solveFactored(k, m, x);
  }
  return true;
}

/** The log of the integral of an outer group; leaves the shares of its nodes. */
function integrateOuter(j: i32): f64 {
  const a = size;
  const b = groups.size;
  const begin = getI(starts, j);
  const end = getI(starts, j + 1);
  let top: f64 = -Infinity;
  for (let k = 0; k < nodes; k++) {
    let square: f64 = 0;
    for (let r = 0; r < a; r++) {
      let x = getF(centre, r);
      for (let c = r; c < a; c++) x += getF(inverse, c * a + r) * getF(t, c * nodes + k);
      setF(point, r, x);
      square += x * x;
    }
    for (let i = begin; i < end; i++) {
      let eta = getF(working.fixedEta, i);
      const sa = scaled + ((<usize>i * <usize>a) << 3);
      for (let c = 0; c < a; c++) eta += getF(sa, c) * getF(point, c);
      setF(base, i, eta);
    }
    // Inner modes follow the outer effects to first order.
    for (let g = getI(members, j); g < getI(members, j + 1); g++) {
      const ratio = ratios + ((<usize>(g * a * b)) << 3);
      for (let r = 0; r < b; r++) {
        let x = getF(centres, g * b + r);
        for (let c = 0; c < a; c++)
          x -= getF(ratio, c * b + r) * (getF(point, c) - getF(centre, c));
        setF(groups.modes, g * b + r, x);
      }
    }
    const auxiliary = nodeAuxiliary + ((<usize>(k * auxiliaries)) << 3);
    memory.fill(auxiliary, 0, (<usize>auxiliaries) << 3);
    setAdjoints(
      nodeEta + ((<usize>(k * largest)) << 3) - ((<usize>begin) << 3),
      nodeScaled + ((<usize>(k * largest) * <usize>b) << 3) - ((<usize>begin * <usize>b) << 3),
      auxiliary,
    );
    const value = integrateGroups(getI(members, j), getI(members, j + 1));
    const term = getF(lift, k) - 0.5 * square + value;
    setF(shares, k, term);
    if (term > top) top = term;
  }
  if (!(top > -Infinity && top < Infinity)) return -Infinity;
  let total: f64 = 0;
  for (let k = 0; k < nodes; k++) {
    const e = Math.exp(getF(shares, k) - top);
    setF(shares, k, e);
    total += e;
  }
  let value = top + Math.log(total);
  for (let c = 0; c < a; c++) value += Math.log(getF(inverse, c * a + c));
  for (let k = 0; k < nodes; k++) setF(shares, k, getF(shares, k) / total);
  return value;
}

/** c and ω of the rows, averages of the inner s̄ and of ā, Σ π t and Σ π t tᵀ. */
function average(j: i32, scaledAdjoint: usize, slopes: usize): void {
  const a = size;
  const b = groups.size;
  const begin = getI(starts, j);
  const height = getI(starts, j + 1) - begin;
  memory.fill(means, 0, (<usize>(height * (a + 1))) << 3);
  memory.fill(first, 0, (<usize>a) << 3);
  memory.fill(second, 0, (<usize>(a * a)) << 3);
  const target = scaledAdjoint + ((<usize>begin * <usize>b) << 3);
  memory.fill(target, 0, (<usize>(height * b)) << 3);
  for (let k = 0; k < nodes; k++) {
    const share = getF(shares, k);
    // A node without weight may stand where the inner integrals were not found.
    if (share === 0) continue;
    for (let c = 0; c < a; c++) {
      const weighted = share * getF(t, c * nodes + k);
      addF(first, c, weighted);
      for (let d = 0; d < a; d++) addF(second, d * a + c, weighted * getF(t, d * nodes + k));
    }
    const eta = nodeEta + ((<usize>(k * largest)) << 3);
    let mean = means;
    for (let i = 0; i < height; i++) {
      const weighted = share * getF(eta, i);
      addF(mean, 0, weighted);
      for (let c = 0; c < a; c++) addF(mean, c + 1, weighted * getF(t, c * nodes + k));
      mean += (<usize>(a + 1)) << 3;
    }
    const part = nodeScaled + ((<usize>(k * largest) * <usize>b) << 3);
    for (let i = 0; i < height * b; i++) addF(target, i, share * getF(part, i));
    for (let l = 0; l < auxiliaries; l++) {
      addF(slopes, l, share * getF(nodeAuxiliary, k * auxiliaries + l));
    }
  }
}

/** r = s_A − W_cᵀ s_B of a row. */
function reduceRow(i: i32, g: i32): void {
  const a = size;
  const b = groups.size;
  const sa = scaled + ((<usize>i * <usize>a) << 3);
  const sb = groups.s + ((<usize>i * <usize>b) << 3);
  const ratio = ratios + ((<usize>(g * a * b)) << 3);
  for (let c = 0; c < a; c++) {
    let x = getF(sa, c);
    for (let r = 0; r < b; r++) x -= getF(ratio, c * b + r) * getF(sb, r);
    setF(reduced, c, x);
  }
}

/** The adjoints of the rows of an outer group, by way of the joint mode and S too. */
function differentiate(j: i32, etaAdjoint: usize, scaledAdjoint: usize, slopes: usize): void {
  const a = size;
  const b = groups.size;
  const begin = getI(starts, j);
  const height = getI(starts, j + 1) - begin;
  const s = scaled + ((<usize>begin * <usize>a) << 3);
  findAdjoints(a, height, s, means, centre, inverse, first, second, slope, adjoint, product);
  solveJoint(j);
  const d1 = column(FIRST);
  const d2 = column(SECOND);
  const d3 = column(THIRD);
  for (let g = getI(members, j); g < getI(members, j + 1); g++) {
    const ratio = ratios + ((<usize>(g * a * b)) << 3);
    const innerMove = innerMoved + ((<usize>(g * b)) << 3);
    for (let i = getI(groups.starts, g); i < getI(groups.starts, g + 1); i++) {
      const sa = scaled + ((<usize>i * <usize>a) << 3);
      const sb = groups.s + ((<usize>i * <usize>b) << 3);
      const mean = means + ((<usize>((i - begin) * (a + 1))) << 3);
      reduceRow(i, g);
      const q = form(a, adjoint, reduced);
      let along: f64 = 0;
      for (let c = 0; c < a; c++) along += getF(sa, c) * getF(moved, c);
      for (let c = 0; c < b; c++) along += getF(sb, c) * getF(innerMove, c);
      const change = getF(d2, i) * along - getF(d3, i) * q;
      setF(etaAdjoint, i, getF(mean, 0) + change);
      for (let c = 0; c < a; c++) {
        let x: f64 = 0;
        for (let r = 0; r < a; r++) x += getF(adjoint, c * a + r) * getF(reduced, r);
        setF(image, c, x);
      }
      for (let c = 0; c < a; c++) {
        let x = (getF(mean, 0) + change) * getF(centre, c) + getF(d1, i) * getF(moved, c);
        x -= 2.0 * getF(d2, i) * getF(image, c);
        for (let r = c; r < a; r++) x += getF(inverse, r * a + c) * getF(mean, r + 1);
        setF(outerAdjoint, i * a + c, x);
      }
      for (let c = 0; c < b; c++) {
        let x = change * getF(centres, g * b + c) + getF(d1, i) * getF(innerMove, c);
        for (let r = 0; r < a; r++)
          x += 2.0 * getF(d2, i) * getF(ratio, r * b + c) * getF(image, r);
        addF(scaledAdjoint, i * b + c, x);
      }
      for (let l = 0; l < auxiliaries; l++) {
        const firsts = column(AUXILIARY + 3 * l + 1);
        const seconds = column(AUXILIARY + 3 * l + 2);
        addF(slopes, l, along * getF(firsts, i) - q * getF(seconds, i));
      }
    }
  }
}

/** v = M⁻¹ū of the joint mode: the outer part in `moved`, the inner ones in `innerMoved`. */
function solveJoint(j: i32): void {
  const a = size;
  const b = groups.size;
  const d3 = column(THIRD);
  // ū_A − Σ W_cᵀ ū_c in `slope`; M_cc⁻¹ū_c in `innerMoved`
  for (let g = getI(members, j); g < getI(members, j + 1); g++) {
    memory.fill(innerSlope, 0, (<usize>b) << 3);
    for (let i = getI(groups.starts, g); i < getI(groups.starts, g + 1); i++) {
      reduceRow(i, g);
      const e = -getF(d3, i) * form(a, adjoint, reduced);
      for (let c = 0; c < a; c++) addF(slope, c, e * getF(reduced, c));
      for (let c = 0; c < b; c++) addF(innerSlope, c, e * getF(groups.s, i * b + c));
    }
    const m = innerInverses + ((<usize>(g * b * b)) << 3);
    for (let r = 0; r < b; r++) {
      let x: f64 = 0;
      for (let c = 0; c < b; c++) x += getF(m, c * b + r) * getF(innerSlope, c);
      setF(innerMoved, g * b + r, x);
    }
  }
  for (let c = 0; c < a; c++) {
    let x: f64 = 0;
    for (let r = 0; r <= c; r++) x += getF(inverse, c * a + r) * getF(slope, r);
    setF(point, c, x);
  }
  for (let r = 0; r < a; r++) {
    let x: f64 = 0;
    for (let c = r; c < a; c++) x += getF(inverse, c * a + r) * getF(point, c);
    setF(moved, r, x);
  }
  for (let g = getI(members, j); g < getI(members, j + 1); g++) {
    const ratio = ratios + ((<usize>(g * a * b)) << 3);
    for (let r = 0; r < b; r++) {
      let x: f64 = 0;
      for (let c = 0; c < a; c++) x += getF(ratio, c * b + r) * getF(moved, c);
      addF(innerMoved, g * b + r, -x);
    }
  }
}
