import { addF, getF, setF } from '../access';
import { alloc, allocF64, allocI32, mark, release } from '../arena';
import { symmetricEigen } from '../dense/eigen';
import { factorPanel } from '../dense/panel';
import { subtractProduct } from '../dense/product';
import { timesTransposed } from '../dense/small';
import { dot } from '../dense/vector';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import {
  cell,
  invertFactored,
  multiplyBlocks,
  negate,
  patternTrace,
  solveSmall,
  squareBytes,
} from './blocks';
import * as component from './component';
import * as leaves from './leaves';

/** Variance times information above which a template is inverted: below it, digits of S would be lost that way. */
const CLEAR: f64 = 1e-3;

/** S⁰ = ZᵀV₁⁻¹Z of the core, V₁ with the leaves' effects only; q×q. */
export let reduced: usize = 0;
/** B = (I + D S⁰)⁻¹ D. */
export let explained: usize = 0;
/** R = ZᵀV⁻¹X of the core, q×p; before the core is solved, R⁰. */
export let fixedPart: usize = 0;
/** D R. */
export let weighted: usize = 0;
/** S = ZᵀV⁻¹Z of the core. */
let information: usize = 0;
/** Q = (I + D S⁰)⁻¹ = I − B S⁰. */
let link: usize = 0;

let q: i32 = 0;
let p: i32 = 0;
let templates: usize = 0;
let inverses: usize = 0;

function fill(bytes: usize): usize {
  const at = allocF64(<f64>(bytes >> 3));
  memory.fill(at, 0, bytes);
  return at;
}

/** Gathers the core's cross-products into S⁰ and R⁰. */
export function prepareCore(): void {
  q = component.core;
  p = problem.p;
  reduced = fill(squareBytes(q));
  explained = fill(squareBytes(q));
  information = fill(squareBytes(q));
  link = fill(squareBytes(q));
  fixedPart = fill((<usize>q * <usize>p) << 3);
  weighted = fill((<usize>q * <usize>p) << 3);
  const columns = allocI32(q);
  const products = allocF64(<f64>q * <f64>component.widest);
  for (let i = 0; i < component.coreLevels; i++) {
    const f = component.coreFactor(i);
    const level = component.coreLevel(i);
    const k = problem.size(f);
    const at = component.coreStart(i);
    const g = problem.diagonal(f) + <usize>level * squareBytes(k);
    for (let c = 0; c < k; c++) {
      memory.copy(cell(reduced, q, at, at + c), cell(g, k, 0, c), (<usize>k) << 3);
    }
    const met = component.neighbours(f, level, columns, products);
    for (let u = 0; u < met; u++) {
      const other = load<i32>(columns + ((<usize>u) << 2));
      for (let r = 0; r < k; r++) {
        const value = getF(products, u * k + r);
        store<f64>(cell(reduced, q, at + r, other), value);
        store<f64>(cell(reduced, q, other, at + r), value);
      }
    }
    const h = fixedProducts(i);
    for (let j = 0; j < p; j++) {
      memory.copy(cell(fixedPart, q, at, j), cell(h, k, 0, j), (<usize>k) << 3);
    }
  }
}

function fixedProducts(i: i32): usize {
  const f = component.coreFactor(i);
  const entries = <usize>component.coreLevel(i) * <usize>(problem.size(f) * problem.tail);
  return problem.tailProducts(f) + (entries << 3);
}

/** Symmetric sums that batches of leaves left in lower triangles, with the sign that they need. */
export function completeSums(): void {
  if (!leaves.inTriangles()) return;
  for (let c = 0; c < q; c++) {
    for (let r = c + 1; r < q; r++) {
      store<f64>(cell(reduced, q, c, r), load<f64>(cell(reduced, q, r, c)));
    }
  }
  for (let i = 0; i < leaves.count; i++) negate(q, leaves.gramOf(i), true);
}

/**
 * S, B, Q and R of the core from M = I + TᵀS⁰T = L Lᵀ. Where every template is well away from singular,
 *
 *     S = T⁻ᵀ(I − M⁻¹)T⁻¹      B = T M⁻¹Tᵀ      Q = T M⁻¹T⁻¹
 *
 * and otherwise, on the boundary too, Q = I − B S⁰ and S = S⁰Q.
 *
 * @returns 0, or k + 1 when pivot k is not positive
 */
export function solveCore(): i32 {
  if (q === 0) return 0;
  const square = squareBytes(q);
  templates = allocI32(problem.factorCount);
  inverses = allocI32(problem.factorCount);
  let clear = true;
  for (let f = 0; f < problem.factorCount; f++) {
    store<u32>(templates + ((<usize>f) << 2), <u32>problem.template(f));
    if (f !== component.leafFactor && !invertTemplate(f)) clear = false;
  }
  memory.copy(information, reduced, square);
  multiplyBlocks(information, 1, q, q, templates, true);
  multiplyBlocks(information, q, 1, q, templates, true);
  addIdentity(information);
  const failed = factorPanel(information, q, q, q);
  if (failed !== 0) return failed;
  invertFactored(q, information, link, explained);
  if (clear) {
    memory.copy(information, explained, square);
    negate(q, information, false);
    addIdentity(information);
    multiplyBlocks(information, 1, q, q, inverses, true);
    multiplyBlocks(information, q, 1, q, inverses, true);
    memory.copy(link, explained, square);
    multiplyBlocks(link, 1, q, q, templates, false);
    multiplyBlocks(link, q, 1, q, inverses, true);
  }
  multiplyBlocks(explained, 1, q, q, templates, false);
  multiplyBlocks(explained, q, 1, q, templates, false);
  if (!clear) {
    memory.fill(link, 0, square);
    addIdentity(link);
    subtractProduct(q, q, q, explained, q, reduced, 1, q, link, q, false);
    memory.fill(information, 0, square);
    subtractProduct(q, q, q, reduced, q, link, 1, q, information, q, true);
    negate(q, information, true);
  }
  solveFixedPart();
  return 0;
}

function addIdentity(a: usize): void {
  for (let i = 0; i < q; i++) store<f64>(cell(a, q, i, i), load<f64>(cell(a, q, i, i)) + 1.0);
}

/** T⁻¹ of a factor; false when a direction has little variance beside what the data say about it. */
function invertTemplate(f: i32): bool {
  const k = problem.size(f);
  const inverse = alloc(squareBytes(k));
  store<u32>(inverses + ((<usize>f) << 2), <u32>inverse);
  let least = Infinity;
  let levels: f64 = 0;
  const sums = fill((<usize>k) << 3);
  for (let i = 0; i < component.coreLevels; i++) {
    if (component.coreFactor(i) !== f) continue;
    levels += 1.0;
    const at = component.coreStart(i);
    for (let r = 0; r < k; r++) addF(sums, r, load<f64>(cell(reduced, q, at + r, at + r)));
  }
  if (levels === 0) return true;
  for (let r = 0; r < k; r++) least = min(least, getF(sums, r) / levels);
  const template = problem.template(f);
  const d = alloc(squareBytes(k));
  timesTransposed(k, k, k, template, template, d);
  symmetricEigen(k, d, inverse);
  for (let i = 0; i < k; i++) if (!(getF(d, i * k + i) * least > CLEAR)) return false;
  memory.fill(inverse, 0, squareBytes(k));
  for (let i = 0; i < k; i++) setF(inverse, i * k + i, 1.0);
  memory.copy(d, template, squareBytes(k));
  solveSmall(k, d, k, inverse);
  return true;
}

/** R = QᵀR⁰ and D R. */
function solveFixedPart(): void {
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < q; i++) {
      setF(weighted, j * q + i, dot(q, cell(link, q, 0, i), cell(fixedPart, q, 0, j)));
    }
  }
  memory.copy(fixedPart, weighted, (<usize>q * <usize>p) << 3);
  multiplyBlocks(weighted, 1, q, p, templates, true);
  multiplyBlocks(weighted, 1, q, p, templates, false);
}

/** What the core adds to all sums, alone and with the leaves. */
export function addCore(): void {
  if (q === 0) return;
  addExplained();
  const bytes = (<usize>q * <usize>p) << 3;
  const m = parameters.count;
  // For each parameter u = eR, z = S u on its own side (leaves: −B u) and x = Qᵀu on the other.
  const u = allocI32(m);
  const z = allocI32(m);
  const x = allocI32(m);
  for (let i = 0; i < m; i++) {
    const zi = fill(bytes);
    setAddress(z, i, zi);
    if (parameters.factor(i) === component.leafFactor) continue;
    const ui = fill(bytes);
    setAddress(u, i, ui);
    patternTimes(i, ui);
    addCross(fixedPart, ui, component.firstOf(i));
    subtractProduct(q, p, q, information, q, ui, 1, q, zi, q, false);
    for (let at = 0; at < q * p; at++) setF(zi, at, -getF(zi, at));
  }
  for (let i = 0; i < leaves.count; i++) {
    const ui = leaves.mixedOf(i);
    const xi = fill(bytes);
    const number = leaves.parameterOf(i);
    setAddress(u, number, ui);
    setAddress(x, number, xi);
    subtractProduct(q, p, q, explained, q, ui, 1, q, address(z, number), q, false);
    for (let c = 0; c < p; c++) {
      for (let r = 0; r < q; r++)
        setF(xi, c * q + r, dot(q, cell(link, q, 0, r), cell(ui, q, 0, c)));
    }
  }
  for (let j = 0; j < m; j++) {
    const leafJ = parameters.factor(j) === component.leafFactor;
    for (let i = 0; i <= j; i++) {
      const leafI = parameters.factor(i) === component.leafFactor;
      const target = component.secondOf(i, j);
      if (leafI === leafJ) addCross(address(u, i), address(z, j), target);
      else if (leafI) addCross(address(x, i), address(u, j), target);
      else addCross(address(u, i), address(x, j), target);
    }
  }
  addCoreTraces();
  addLeafTraces();
}

function setAddress(table: usize, i: i32, at: usize): void {
  store<u32>(table + ((<usize>i) << 2), <u32>at);
}
function address(table: usize, i: i32): usize {
  return load<u32>(table + ((<usize>i) << 2));
}

/** target += XᵀY, both q × p. */
function addCross(x: usize, y: usize, target: usize): void {
  for (let b = 0; b < p; b++) {
    for (let a = 0; a < p; a++) {
      addF(target, b * p + a, dot(q, cell(x, q, 0, a), cell(y, q, 0, b)));
    }
  }
}

/** HᵀDR over the levels of the core. */
function addExplained(): void {
  for (let i = 0; i < component.coreLevels; i++) {
    const k = problem.size(component.coreFactor(i));
    const h = fixedProducts(i);
    const at = component.coreStart(i);
    for (let b = 0; b < p; b++) {
      for (let a = 0; a < p; a++) {
        addF(component.explained, b * p + a, dot(k, cell(h, k, 0, a), cell(weighted, q, at, b)));
      }
    }
  }
}

/** target = e R. */
function patternTimes(parameter: i32, target: usize): void {
  const f = parameters.factor(parameter);
  const r = parameters.row(parameter);
  const c = parameters.column(parameter);
  for (let i = 0; i < component.coreLevels; i++) {
    if (component.coreFactor(i) !== f) continue;
    const at = component.coreStart(i);
    for (let j = 0; j < p; j++) {
      setF(target, j * q + at + r, getF(fixedPart, j * q + at + c));
      setF(target, j * q + at + c, getF(fixedPart, j * q + at + r));
    }
  }
}

/** tr S e and tr S e S f for parameters of the core. */
function addCoreTraces(): void {
  const m = parameters.count;
  for (let j = 0; j < m; j++) {
    const g = parameters.factor(j);
    if (g === component.leafFactor) continue;
    const s = parameters.row(j);
    const t = parameters.column(j);
    for (let b = 0; b < component.coreLevels; b++) {
      if (component.coreFactor(b) !== g) continue;
      const to = component.coreStart(b);
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
  for (let a = 0; a < component.coreLevels; a++) {
    if (component.coreFactor(a) !== f) continue;
    const block = cell(information, q, component.coreStart(a), to);
    sum += patternTrace(block, block, q, r, c, s, t);
  }
  return sum;
}

/** tr S e S f for a parameter of the leaves and one of the core, and what the leaves alone still lack. */
function addLeafTraces(): void {
  const m = parameters.count;
  const before = mark();
  const products = allocI32(leaves.count);
  for (let i = 0; i < leaves.count; i++) {
    const gram = leaves.gramOf(i);
    const x = fill(squareBytes(q));
    setAddress(products, i, x);
    // −X = −(AᵀeA) B
    subtractProduct(q, q, q, gram, q, explained, 1, q, x, q, false);
    for (let j = 0; j <= i; j++) {
      const at = leaves.parameterOf(j) * m + leaves.parameterOf(i);
      addF(component.squares, at, traceOfProduct(x, address(products, j)));
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
  for (let b = 0; b < component.coreLevels; b++) {
    if (component.coreFactor(b) !== f) continue;
    const at = component.coreStart(b);
    const own = dot(q, cell(link, q, 0, at + s), cell(gram, q, 0, at + t));
    sum += s === t ? own : 2.0 * own;
  }
  addF(component.squares, min(i, j) * parameters.count + max(i, j), sum);
}
