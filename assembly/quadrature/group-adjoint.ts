import { addF, getF, getI, setF } from '../access';
import { allocF64 } from '../arena';
import { AUXILIARY, FIRST, SECOND, THIRD } from '../family/columns';
import { auxiliaries } from '../family/rows';
import { findAdjoints, form } from './adjoint';
import * as averages from './averages';
import { capacity, columns } from './chunk';
import * as groups from './groups';

/** The adjoints of the rows of one group, from the averages over its nodes (the formulas are in integrate.ts). */

/** Where η̄ (n) and s̄ (n × K) of the rows go, and where ā is added. */
let etaAdjoint: usize = 0;
let scaledAdjoint: usize = 0;
export let auxiliarySlopes: usize = 0;
/** The adjoint of û, M̄, and what `findAdjoints` needs. */
let slope: usize = 0;
let adjoint: usize = 0;
let product: usize = 0;
/** v = B Bᵀū. */
let moved: usize = 0;
let pulled: usize = 0;

export function prepareGroupAdjoint(): void {
  const k = <f64>groups.size;
  slope = allocF64(k);
  adjoint = allocF64(k * k);
  product = allocF64(k * k);
  moved = allocF64(k);
  pulled = allocF64(k);
}

/** Chooses where adjoints go: rows are counted from the first of the model. */
export function setAdjoints(eta: usize, scaled: usize, auxiliary: usize): void {
  etaAdjoint = eta;
  scaledAdjoint = scaled;
  auxiliarySlopes = auxiliary;
}

/** Writes η̄ and s̄ of the rows of group g, of a chunk that begins with group `from`, and adds its ā. */
export function differentiateGroup(from: i32, g: i32): void {
  const k = groups.size;
  const begin = getI(groups.starts, g);
  const count = getI(groups.starts, g + 1) - begin;
  const at = columns + ((<usize>(begin - getI(groups.starts, from))) << 3);
  const u = groups.mode(g);
  const b = groups.inverse(g);
  const s = groups.s + ((<usize>begin * <usize>k) << 3);
  findAdjoints(
    k,
    count,
    s,
    averages.means,
    u,
    b,
    averages.first,
    averages.second,
    slope,
    adjoint,
    product,
  );
  // The adjoint of û with the part by way of M
  let row = s;
  for (let i = 0; i < count; i++) {
    const e = -getF(at, THIRD * capacity + i) * form(k, adjoint, row);
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
  let mean = averages.means;
  let out = scaledAdjoint + ((<usize>begin * <usize>k) << 3);
  for (let i = 0; i < count; i++) {
    const q = form(k, adjoint, row);
    let along: f64 = 0;
    for (let c = 0; c < k; c++) along += getF(row, c) * getF(moved, c);
    const d1 = getF(at, FIRST * capacity + i);
    const d2 = getF(at, SECOND * capacity + i);
    const whole = getF(mean, 0) - getF(at, THIRD * capacity + i) * q + d2 * along;
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
