import { addF, getF, setF } from '../access';
import { alloc, allocI32 } from '../arena';
import { symmetricEigen } from '../dense/eigen';
import { factorPanel } from '../dense/panel';
import { subtractProduct } from '../dense/product';
import { timesTransposed } from '../dense/small';
import { dot } from '../dense/vector';
import * as problem from '../model/problem';
import { cell, invertFactored, multiplyBlocks, negate, solveSmall, squareBytes } from './blocks';
import { explained, fixedPart, information, link, p, q, reduced, weighted, zeros } from './border';
import * as component from './component';

// The dense solution of the border: one Cholesky factorisation of q×q and its inverse.

/** Variance times information above which a template is inverted: below it, digits of S would be lost that way. */
const CLEAR: f64 = 1e-3;

/** For each factor the address of T, and of T⁻¹. */
let templates: usize = 0;
let inverses: usize = 0;

/**
 * S, B, Q and R of the border from M = I + TᵀS⁰T = L Lᵀ. Where every template is well away from singular,
 *
 *     S = T⁻ᵀ(I − M⁻¹)T⁻¹      B = T M⁻¹Tᵀ      Q = T M⁻¹T⁻¹
 *
 * and otherwise, on the boundary too, Q = I − B S⁰ and S = S⁰Q.
 *
 * @returns 0, or k + 1 when pivot k is not positive
 */
export function solveBorder(): i32 {
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
  const sums = zeros((<usize>k) << 3);
  for (let i = 0; i < component.borderLevels; i++) {
    if (component.borderFactor(i) !== f) continue;
    levels += 1.0;
    const at = component.borderStart(i);
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
