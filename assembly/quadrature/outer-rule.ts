import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64 } from '../arena';
import { auxiliaries } from '../family/rows';
import * as rows from '../generalised/rows';
import * as working from '../generalised/working';
import * as grid from './grid';
import { setAdjoints } from './group-adjoint';
import * as groups from './groups';
import { integrateGroups } from './integrate';
import * as outer from './outer';
import * as profile from './profile';

/**
 * The outer integral of two nested factors: at each node u of the rule the inner groups are integrated anew, with u in the part of η that
 * does not depend on their effects.
 *
 *     nodes     nodes of the outer rule
 *     t         their coordinates, `nodes` apart for each dimension
 *     lift      log weight + ½|t|²
 *     shares    log integral at each node, then its share π of the sum
 */
let nodes: i32 = 0;
let t: usize = 0;
let lift: usize = 0;
let shares: usize = 0;
/** What the inner integrals say at each node: η̄ and s̄ of the rows of the outer group, and ā. */
let nodeEta: usize = 0;
let nodeScaled: usize = 0;
let nodeAuxiliary: usize = 0;
/** The fixed part and the outer effects in η, n. */
let base: usize = 0;
let point: usize = 0;
/** c = Σ π η̄ and ω = Σ π η̄ t of the rows of the group, K_A + 1 numbers side by side. */
export let means: usize = 0;
/** Σ π t and Σ π t tᵀ. */
export let first: usize = 0;
export let second: usize = 0;

/**
 * Takes the rule for so many coefficients, without the nodes that only fill up pairs. `grid` belongs to the inner factor afterwards: before
 * `prepareGroups`.
 */
export function prepareOuterRule(size: i32, points: i32): void {
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

/** Room for the integrals, once the groups are known. */
export function prepareOuterIntegrals(): void {
  const a = <f64>outer.size;
  const height = <f64>outer.largest;
  shares = allocF64(<f64>nodes);
  nodeEta = allocF64(<f64>nodes * height);
  nodeScaled = allocF64(<f64>nodes * height * <f64>groups.size);
  nodeAuxiliary = allocF64(<f64>nodes * <f64>auxiliaries);
  base = allocF64(<f64>rows.n);
  point = allocF64(a);
  means = allocF64(height * (a + 1));
  first = allocF64(a);
  second = allocF64(a * a);
}

/** The log of the integral of an outer group, after `profileGroup`; leaves the shares of its nodes. −∞ when a mode is not found. */
export function integrateOuter(j: i32): f64 {
  groups.setBase(base);
  const a = outer.size;
  const b = groups.size;
  const begin = getI(outer.starts, j);
  const end = getI(outer.starts, j + 1);
  let top: f64 = -Infinity;
  for (let k = 0; k < nodes; k++) {
    let square: f64 = 0;
    for (let r = 0; r < a; r++) {
      let x = getF(profile.centre, r);
      for (let c = r; c < a; c++) x += getF(profile.inverse, c * a + r) * getF(t, c * nodes + k);
      setF(point, r, x);
      square += x * x;
    }
    for (let i = begin; i < end; i++) {
      let eta = getF(working.fixedEta, i);
      const sa = outer.s + ((<usize>i * <usize>a) << 3);
      for (let c = 0; c < a; c++) eta += getF(sa, c) * getF(point, c);
      setF(base, i, eta);
    }
    // Inner modes follow the outer effects to first order.
    for (let g = getI(outer.members, j); g < getI(outer.members, j + 1); g++) {
      const ratio = profile.ratios + ((<usize>(g * a * b)) << 3);
      for (let r = 0; r < b; r++) {
        let x = getF(profile.centres, g * b + r);
        for (let c = 0; c < a; c++)
          x -= getF(ratio, c * b + r) * (getF(point, c) - getF(profile.centre, c));
        setF(groups.modes, g * b + r, x);
      }
    }
    const auxiliary = nodeAuxiliary + ((<usize>(k * auxiliaries)) << 3);
    memory.fill(auxiliary, 0, (<usize>auxiliaries) << 3);
    setAdjoints(
      nodeEta + ((<usize>(k * outer.largest)) << 3) - ((<usize>begin) << 3),
      nodeScaled +
        ((<usize>(k * outer.largest) * <usize>b) << 3) -
        ((<usize>begin * <usize>b) << 3),
      auxiliary,
    );
    const value = integrateGroups(getI(outer.members, j), getI(outer.members, j + 1));
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
  for (let c = 0; c < a; c++) value += Math.log(getF(profile.inverse, c * a + c));
  for (let k = 0; k < nodes; k++) setF(shares, k, getF(shares, k) / total);
  return value;
}

/** Averages over the nodes of an outer group: `means`, `first` and `second`, the inner s̄, and what ā grows by. */
export function averageOuter(j: i32, scaledAdjoint: usize, slopes: usize): void {
  const a = outer.size;
  const b = groups.size;
  const begin = getI(outer.starts, j);
  const height = getI(outer.starts, j + 1) - begin;
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
    const eta = nodeEta + ((<usize>(k * outer.largest)) << 3);
    let mean = means;
    for (let i = 0; i < height; i++) {
      const weighted = share * getF(eta, i);
      addF(mean, 0, weighted);
      for (let c = 0; c < a; c++) addF(mean, c + 1, weighted * getF(t, c * nodes + k));
      mean += (<usize>(a + 1)) << 3;
    }
    const part = nodeScaled + ((<usize>(k * outer.largest) * <usize>b) << 3);
    for (let i = 0; i < height * b; i++) addF(target, i, share * getF(part, i));
    for (let l = 0; l < auxiliaries; l++) {
      addF(slopes, l, share * getF(nodeAuxiliary, k * auxiliaries + l));
    }
  }
}
