import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import * as problem from '../model/problem';
import * as cells from './cells';
import * as dense from './dense';
import { imagesOf, squares } from './effects';
import { columnsOf, inverses } from './eliminate';
import * as entries from './entries';
import { spreadInverse } from './inverse';
import { targetStarts, targets } from './leading';

/**
 * Derivatives with respect to the template of the leading factor, after the selected inverse of the others:
 *
 *     ∂/∂Σ = Σₐ (N⁻¹D − E P Eᵀ) − (d/r²) Σₐ v vᵀ       ∂/∂T = 2 (∂/∂Σ) T
 *
 * P the inverse as covariances (`spreadInverse`), over the other factors and, for REML, X.
 *
 * @param kappa d/r²
 */
export function findLeadingGradient(kappa: f64): void {
  const before = mark();
  const k = entries.size;
  const factor = problem.allFactors - 1;
  const slope = alloc((<usize>(k * k)) << 3);
  spreadInverse(problem.reml);
  memory.fill(slope, 0, (<usize>(k * k)) << 3);
  if (entries.scalar) setF(slope, 0, sumScalars());
  else if (dense.active && k === 1) setF(slope, 0, sumDense());
  else sumBlocks(slope);
  const template = problem.template(factor);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      let sum: f64 = 0;
      for (let s = 0; s < k; s++) {
        const both = getF(slope, s * k + r) - kappa * getF(squares, s * k + r);
        sum += both * getF(template, c * k + s);
      }
      setF(problem.gradient(factor), c * k + r, 2.0 * sum);
    }
  }
  release(before);
}

/** Σ (d/n − e P eᵀ) where every factor has one coefficient. */
export function sumScalars(): f64 {
  const p = problem.reml ? problem.p : 0;
  let sum: f64 = 0;
  for (let level = 0; level < entries.levels; level++) {
    const d = load<f64>(<usize>getI(entries.records, level));
    sum += getF(inverses, level) * d - scalarForm(level, p);
  }
  return sum;
}

/** The same where the levels meet most of the others. */
function sumDense(): f64 {
  let sum: f64 = 0;
  for (let level = 0; level < entries.levels; level++) {
    sum += getF(inverses, level) * load<f64>(<usize>getI(entries.records, level));
  }
  return sum - dense.sumForms();
}

/** e P eᵀ of a level where every factor has one coefficient; P covers `p` columns of X. */
export function scalarForm(level: i32, p: i32): f64 {
  const t = problem.tail;
  const shift = cells.inverse - cells.cells;
  const from = getI(entries.starts, level);
  const count = getI(entries.starts, level + 1) - from;
  const nodes = entries.entryNode + ((<usize>from) << 2);
  const r = <usize>getI(entries.records, level) + 8;
  const h = r + ((<usize>count) << 3);
  let target = targets + ((<usize>getI(targetStarts, level)) << 2);
  let form: f64 = 0;
  for (let j = 0; j < count; j++) {
    const node = getI(nodes, j);
    let half: f64 = 0;
    for (let i = 0; i < j; i++) {
      half += getF(r, i) * load<f64>(<usize>load<i32>(target) + shift);
      target += 4;
    }
    const tail = <usize>getI(cells.nodeTail, node) + shift;
    for (let c = 0; c < p; c++) half += getF(h, c) * getF(tail, c);
    const own = getF(r, j);
    form += own * (2.0 * half + own * load<f64>(<usize>getI(cells.nodeDiagonal, node) + shift));
  }
  for (let c = 0; c < p; c++) {
    let image: f64 = 0;
    for (let i = 0; i < p; i++) image += getF(cells.inverse, c * t + i) * getF(h, i);
    form += image * getF(h, c);
  }
  return getF(inverses, level) * getF(inverses, level) * form;
}

function sumBlocks(slope: usize): void {
  const before = mark();
  const k = entries.size;
  const p = problem.reml ? problem.p : 0;
  const products = alloc((<usize>(k * entries.widest)) << 3);
  for (let level = 0; level < entries.levels; level++) {
    const record = <usize>getI(entries.records, level);
    const inverse = inverses + ((<usize>level * <usize>(k * k)) << 3);
    const columns = covarianceImages(level, p, products);
    const e = imagesOf(level, columns);
    for (let c = 0; c < k; c++) {
      for (let r = 0; r < k; r++) {
        let sum: f64 = 0;
        for (let l = 0; l < k; l++) sum += getF(inverse, l * k + r) * getF(record, c * k + l);
        for (let j = 0; j < columns; j++) sum -= getF(products, j * k + r) * getF(e, j * k + c);
        setF(slope, c * k + r, getF(slope, c * k + r) + sum);
      }
    }
  }
  release(before);
}

/**
 * E P of a level: K × (Σ K_b + p), column-major, for the first p columns of X.
 *
 * @returns the number of columns
 */
export function covarianceImages(level: i32, p: i32, out: usize): i32 {
  const k = entries.size;
  const from = getI(entries.starts, level);
  const count = getI(entries.starts, level + 1) - from;
  const own = columnsOf(from, count);
  if (dense.active) {
    dense.denseCovarianceImages(level, p, out);
    return own + p;
  }
  const line = (<usize>k) << 3;
  const shift = cells.inverse - cells.cells;
  const e = imagesOf(level, own + p);
  const tail = <usize>own * line;
  memory.fill(out, 0, <usize>(own + p) * line);
  let target = targets + ((<usize>getI(targetStarts, level)) << 2);
  let column: usize = 0;
  for (let j = 0; j < count; j++) {
    const width = getI(entries.entrySize, from + j);
    const node = getI(entries.entryNode, from + j);
    let row: usize = 0;
    for (let i = 0; i < j; i++) {
      const height = getI(entries.entrySize, from + i);
      const block = <usize>load<i32>(target) + shift;
      addProduct(k, height, width, e + row, block, out + column);
      addTransposed(k, height, width, e + column, block, out + row);
      row += <usize>height * line;
      target += 4;
    }
    addProduct(
      k,
      width,
      width,
      e + column,
      <usize>getI(cells.nodeDiagonal, node) + shift,
      out + column,
    );
    const side = <usize>getI(cells.nodeTail, node) + shift;
    addProduct(k, width, p, e + column, side, out + tail);
    addTransposed(k, width, p, e + tail, side, out + column);
    column += <usize>width * line;
  }
  addFixedImages(k, p, e + tail, out + tail);
  return own + p;
}

function addFixedImages(k: i32, p: i32, e: usize, out: usize): void {
  const t = problem.tail;
  for (let j = 0; j < p; j++) {
    const to = out + ((<usize>(j * k)) << 3);
    for (let i = 0; i < p; i++) {
      const by = getF(cells.inverse, j * t + i);
      const image = e + ((<usize>(i * k)) << 3);
      for (let r = 0; r < k; r++) setF(to, r, getF(to, r) + getF(image, r) * by);
    }
  }
}

/** C (K×n) += A (K×m) · B (m×n). */
function addProduct(k: i32, m: i32, n: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      const by = getF(b, j * m + i);
      for (let r = 0; r < k; r++) {
        setF(c, j * k + r, getF(c, j * k + r) + getF(a, i * k + r) * by);
      }
    }
  }
}

/** C (K×m) += A (K×n) · Bᵀ for B m×n. */
function addTransposed(k: i32, m: i32, n: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      const by = getF(b, j * m + i);
      for (let r = 0; r < k; r++) {
        setF(c, i * k + r, getF(c, i * k + r) + getF(a, j * k + r) * by);
      }
    }
  }
}
