import { getF, setF } from '../access';
import { alloc, allocZero, mark, release } from '../arena';
import { invertLower } from '../dense/panel';
import { subtractProduct } from '../dense/product';
import { invertGeneral } from '../lead/small';
import * as problem from '../model/problem';
import * as component from './component';

// Dense algebra of the matrices over the border (blocks.ts of factor/ has those of the panels): column-major,
// q×q or small.

const PANEL: i32 = 64;

/** Cell (r, c) of a column-major matrix. */
export function cell(a: usize, ld: i32, r: i32, c: i32): usize {
  return a + ((<usize>c * <usize>ld + <usize>r) << 3);
}

export function squareBytes(n: i32): usize {
  return (<usize>n * <usize>n) << 3;
}

/** a = −a, n×n; with `mirror` the upper triangle becomes the image of the lower. */
export function negate(n: i32, a: usize, mirror: bool): void {
  for (let c = 0; c < n; c++) {
    for (let r = mirror ? c : 0; r < n; r++) {
      const value = -load<f64>(cell(a, n, r, c));
      store<f64>(cell(a, n, r, c), value);
      if (mirror) store<f64>(cell(a, n, c, r), value);
    }
  }
}

export function transposeSquare(n: i32, a: usize): void {
  for (let c = 0; c < n; c++) {
    for (let r = 0; r < c; r++) {
      const upper = cell(a, n, r, c);
      const lower = cell(a, n, c, r);
      const value = load<f64>(upper);
      store<f64>(upper, load<f64>(lower));
      store<f64>(lower, value);
    }
  }
}

/**
 * Multiplies by a matrix that is block diagonal by the border's levels, in place: entries `along` apart belong to one vector,
 * vectors stand `apart`. `matrices` has one address for each factor; `turned` uses their transposes. So B·X has along = 1 and
 * apart = n, and X·B has along = n, apart = 1 and B turned.
 */
export function multiplyBlocks(
  x: usize,
  along: i32,
  apart: i32,
  count: i32,
  matrices: usize,
  turned: bool,
): void {
  const before = mark();
  const vector = alloc((<usize>component.border) << 3);
  for (let i = 0; i < component.borderLevels; i++) {
    const f = component.borderFactor(i);
    const k = problem.size(f);
    const b = load<u32>(matrices + ((<usize>f) << 2));
    const start = x + ((<usize>component.borderStart(i) * <usize>along) << 3);
    const step = (<usize>along) << 3;
    for (let j = 0; j < count; j++) {
      const own = start + ((<usize>j * <usize>apart) << 3);
      if (k === 1) {
        store<f64>(own, load<f64>(own) * load<f64>(b));
        continue;
      }
      for (let r = 0; r < k; r++) {
        let sum: f64 = 0;
        for (let c = 0; c < k; c++) {
          sum += getF(b, turned ? r * k + c : c * k + r) * load<f64>(own + <usize>c * step);
        }
        setF(vector, r, sum);
      }
      for (let r = 0; r < k; r++) store<f64>(own + <usize>r * step, getF(vector, r));
    }
  }
  release(before);
}

/** X = (L Lᵀ)⁻¹ for a lower triangle L (n×n); `work` is n×n too. L is not touched. */
export function invertFactored(n: i32, l: usize, work: usize, x: usize): void {
  const before = mark();
  const inner = alloc(squareBytes(PANEL));
  const rows = allocZero((<usize>PANEL * <usize>n) << 3);
  // L⁻¹ panel by panel from the top; to the right of the panel's own columns all is zero.
  memory.fill(work, 0, squareBytes(n));
  for (let i = 0; i < n; i++) setF(cell(work, n, i, i), 0, 1.0);
  for (let start = 0; start < n; start += PANEL) {
    const end = min(start + PANEL, n);
    const width = end - start;
    invertLower(width, cell(l, n, start, start), n, inner, width);
    for (let i = 0; i < width * width; i++) setF(inner, i, -getF(inner, i));
    memory.fill(rows, 0, (<usize>width * <usize>end) << 3);
    subtractProduct(
      width,
      end,
      width,
      inner,
      width,
      cell(work, n, start, 0),
      1,
      n,
      rows,
      width,
      false,
    );
    for (let c = 0; c < end; c++) {
      memory.copy(cell(work, n, start, c), cell(rows, width, 0, c), (<usize>width) << 3);
    }
    if (end < n) {
      const below = cell(l, n, end, start);
      const target = cell(work, n, end, 0);
      subtractProduct(n - end, end, width, below, n, rows, 1, width, target, n, false);
    }
  }
  transposeSquare(n, work);
  memory.fill(x, 0, squareBytes(n));
  for (let start = 0; start < n; start += PANEL) {
    const end = min(start + PANEL, n);
    const columns = cell(work, n, 0, start);
    subtractProduct(end, end, end - start, columns, n, columns, n, 1, x, n, true);
  }
  negate(n, x, true);
  release(before);
}

/** Solves A X = B for small A (n×n, destroyed) and B (n×m), in place. */
export function solveSmall(n: i32, a: usize, m: i32, b: usize): void {
  invertGeneral(n, a);
  const before = mark();
  const column = alloc((<usize>n) << 3);
  for (let j = 0; j < m; j++) {
    const own = cell(b, n, 0, j);
    for (let r = 0; r < n; r++) {
      let sum: f64 = 0;
      for (let c = 0; c < n; c++) sum += getF(a, c * n + r) * getF(own, c);
      setF(column, r, sum);
    }
    for (let r = 0; r < n; r++) setF(own, r, getF(column, r));
  }
  release(before);
}

/**
 * tr(Xᵀ e Y f) for the patterns e = {(r, c), (c, r)} and f = {(s, t), (t, s)}, of which a diagonal one is a single entry.
 */
export function patternTrace(x: usize, y: usize, ld: i32, r: i32, c: i32, s: i32, t: i32): f64 {
  let sum = load<f64>(cell(x, ld, r, t)) * load<f64>(cell(y, ld, c, s));
  if (s !== t) sum += load<f64>(cell(x, ld, r, s)) * load<f64>(cell(y, ld, c, t));
  if (r === c) return sum;
  sum += load<f64>(cell(x, ld, c, t)) * load<f64>(cell(y, ld, r, s));
  if (s !== t) sum += load<f64>(cell(x, ld, c, s)) * load<f64>(cell(y, ld, r, t));
  return sum;
}
