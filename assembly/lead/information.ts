import { addF, getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';
import { imagesOf, v } from './effects';
import { columnsOf, inverses } from './eliminate';
import * as entries from './entries';

/**
 * What the parameters of the leading factor add to the average information. With f = Σ̇_k v of a level, the working variate
 * w_k = Z̃f has, once the effects of the factor are integrated out, the cross-products Eᵀf with all that the level meets and
 * fᵀN⁻¹D f with its own kind.
 *
 * @param g q×m, row i at [i·m]: cross-products with the other factors, added to
 * @param x p×m: cross-products with X, added to
 * @param out m×m, added to
 */
export function addLeadingForms(m: i32, g: usize, x: usize, out: usize): void {
  if (entries.scalar) addScalarForms(m, g, x, out);
  else addBlockForms(m, g, x, out);
}

/** `addLeadingForms` where every factor has one coefficient, hence one parameter: f = 2 T v. */
export function addScalarForms(m: i32, g: usize, x: usize, out: usize): void {
  const own = problem.allFactors - 1;
  const p = problem.p;
  let parameter = 0;
  while (parameters.factor(parameter) !== own) parameter++;
  const twice = 2.0 * getF(problem.template(own), 0);
  const column = x + ((<usize>parameter) << 3);
  const stride = (<usize>m) << 3;
  let form: f64 = 0;
  for (let level = 0; level < entries.levels; level++) {
    const from = getI(entries.starts, level);
    const to = getI(entries.starts, level + 1);
    const record = <usize>getI(entries.records, level);
    const f = twice * getF(v, level);
    const scaled = f * getF(inverses, level);
    let r = record + 8;
    for (let e = from; e < to; e++) {
      const row = getI(supernodes.nodeColumn, getI(entries.entryNode, e));
      addF(g, row * m + parameter, load<f64>(r) * scaled);
      r += 8;
    }
    let target = column;
    for (let j = 0; j < p; j++) {
      store<f64>(target, load<f64>(target) + getF(r, j) * scaled);
      target += stride;
    }
    form += load<f64>(record) * f * scaled;
  }
  addF(out, parameter * m + parameter, form);
}

function addBlockForms(m: i32, g: usize, x: usize, out: usize): void {
  const before = mark();
  const k = entries.size;
  const own = problem.allFactors - 1;
  const p = problem.p;
  const f = alloc((<usize>(k * m)) << 3);
  const image = alloc((<usize>k) << 3);
  let first = -1;
  let count = 0;
  for (let a = 0; a < m; a++) {
    if (parameters.factor(a) !== own) continue;
    if (first < 0) first = a;
    count = a + 1 - first;
  }
  for (let level = 0; level < entries.levels; level++) {
    const from = getI(entries.starts, level);
    const partners = getI(entries.starts, level + 1) - from;
    const columns = columnsOf(from, partners);
    const e = imagesOf(level, columns + p);
    workingEffects(first, count, own, v + ((<usize>level * <usize>k) << 3), f);
    let at = e;
    for (let i = 0; i < partners; i++) {
      const row = getI(supernodes.nodeColumn, getI(entries.entryNode, from + i));
      const width = getI(entries.entrySize, from + i);
      addProducts(k, width, at, first, count, f, g + ((<usize>row * <usize>m) << 3), m);
      at += (<usize>(k * width)) << 3;
    }
    addProducts(k, p, at, first, count, f, x, m);
    const record = <usize>getI(entries.records, level);
    const inverse = inverses + ((<usize>level * <usize>(k * k)) << 3);
    for (let a = 0; a < count; a++) {
      spread(k, inverse, record, f + ((<usize>(a * k)) << 3), image);
      for (let b = 0; b < count; b++) {
        let sum: f64 = 0;
        for (let r = 0; r < k; r++) sum += getF(f, b * k + r) * getF(image, r);
        addF(out, (first + a) * m + first + b, sum);
      }
    }
  }
  release(before);
}

/** f = Σ̇_k v for the parameters of the factor: Σ̇ = e_r t_cᵀ + t_c e_rᵀ with t_c column c of T. Zero for others in between. */
function workingEffects(first: i32, count: i32, own: i32, v: usize, f: usize): void {
  const k = entries.size;
  memory.fill(f, 0, (<usize>(k * count)) << 3);
  for (let a = 0; a < count; a++) {
    if (parameters.factor(first + a) !== own) continue;
    const r = parameters.row(first + a);
    const column = problem.template(own) + ((<usize>(parameters.column(first + a) * k)) << 3);
    let along: f64 = 0;
    for (let i = 0; i < k; i++) along += getF(column, i) * getF(v, i);
    const target = f + ((<usize>(a * k)) << 3);
    for (let i = 0; i < k; i++) setF(target, i, getF(column, i) * getF(v, r));
    addF(target, r, along);
  }
}

/** rows of `out` (m apart) += Eᵀf for `width` columns of E. */
function addProducts(
  k: i32,
  width: i32,
  e: usize,
  first: i32,
  count: i32,
  f: usize,
  out: usize,
  m: i32,
): void {
  for (let j = 0; j < width; j++) {
    for (let a = 0; a < count; a++) {
      let sum: f64 = 0;
      for (let r = 0; r < k; r++) sum += getF(e, j * k + r) * getF(f, a * k + r);
      addF(out, j * m + first + a, sum);
    }
  }
}

/** out = N⁻¹D f. */
function spread(k: i32, inverse: usize, d: usize, f: usize, out: usize): void {
  for (let i = 0; i < k; i++) {
    let sum: f64 = 0;
    for (let l = 0; l < k; l++) {
      let inner: f64 = 0;
      for (let c = 0; c < k; c++) inner += getF(d, c * k + l) * getF(f, c);
      sum += getF(inverse, l * k + i) * inner;
    }
    setF(out, i, sum);
  }
}
