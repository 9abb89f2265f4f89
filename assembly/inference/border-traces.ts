import { addF, getI, setI } from '../access';
import { allocI32, mark, release } from '../arena';
import { subtractProduct } from '../dense/product';
import { dot } from '../dense/vector';
import * as parameters from '../model/parameters';
import { cell, negate, patternTrace, squareBytes } from './blocks';
import { explained, information, link, q, reduced, zeros } from './border';
import * as component from './component';
import * as leaves from './leaves';

// Traces of S e and of S e S f for the patterns e and f of the variance parameters, as far as the border has a part in them.

/** tr S e and tr S e S f for parameters of the border. */
export function addBorderTraces(): void {
  const m = parameters.count;
  for (let j = 0; j < m; j++) {
    const g = parameters.factor(j);
    if (g === component.leafFactor) continue;
    const s = parameters.row(j);
    const t = parameters.column(j);
    for (let b = 0; b < component.borderLevels; b++) {
      if (component.borderFactor(b) !== g) continue;
      const to = component.borderStart(b);
      const own = load<f64>(cell(information, q, to + s, to + t));
      addF(component.traces, j, s === t ? own : 2.0 * own);
      for (let i = 0; i <= j; i++) {
        const f = parameters.factor(i);
        if (f !== component.leafFactor)
          addF(component.squares, i * m + j, columnTrace(i, f, to, s, t));
      }
    }
  }
}

/** Σ over the levels of factor f of the traces of their blocks beside the block of columns `to`. */
function columnTrace(i: i32, f: i32, to: i32, s: i32, t: i32): f64 {
  const r = parameters.row(i);
  const c = parameters.column(i);
  let sum: f64 = 0;
  for (let a = 0; a < component.borderLevels; a++) {
    if (component.borderFactor(a) !== f) continue;
    const block = cell(information, q, component.borderStart(a), to);
    sum += patternTrace(block, block, q, r, c, s, t);
  }
  return sum;
}

/** tr S e S f for a parameter of the leaves and one of the border, and what the leaves alone still lack. */
export function addLeafTraces(): void {
  const m = parameters.count;
  const before = mark();
  const products = allocI32(leaves.count);
  for (let i = 0; i < leaves.count; i++) {
    const gram = leaves.gramOf(i);
    const x = zeros(squareBytes(q));
    setI(products, i, <i32>x);
    // −X = −(AᵀeA) B
    subtractProduct(q, q, q, gram, q, explained, 1, q, x, q, false);
    for (let j = 0; j <= i; j++) {
      const at = leaves.parameterOf(j) * m + leaves.parameterOf(i);
      addF(component.squares, at, traceOfProduct(x, <usize>getI(products, j)));
    }
    // (AᵀeA) Q = (AᵀeA) − X S⁰
    negate(q, x, false);
    subtractProduct(q, q, q, x, q, reduced, 1, q, gram, q, false);
    negate(q, x, false);
    for (let j = 0; j < m; j++) addBetween(leaves.parameterOf(i), j, gram);
  }
  release(before);
}

/** tr X Y. */
function traceOfProduct(x: usize, y: usize): f64 {
  let sum: f64 = 0;
  for (let c = 0; c < q; c++) {
    for (let r = 0; r < q; r++) sum += load<f64>(cell(x, q, r, c)) * load<f64>(cell(y, q, c, r));
  }
  return sum;
}

function addBetween(i: i32, j: i32, gram: usize): void {
  const f = parameters.factor(j);
  if (f === component.leafFactor) return;
  const s = parameters.row(j);
  const t = parameters.column(j);
  let sum: f64 = 0;
  for (let b = 0; b < component.borderLevels; b++) {
    if (component.borderFactor(b) !== f) continue;
    const at = component.borderStart(b);
    const own = dot(q, cell(link, q, 0, at + s), cell(gram, q, 0, at + t));
    sum += s === t ? own : 2.0 * own;
  }
  addF(component.squares, min(i, j) * parameters.count + max(i, j), sum);
}
