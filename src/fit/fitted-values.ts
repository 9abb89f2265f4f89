import type { Design } from '../design/design.ts';
import type { CrossProducts } from '../engine/cross-products.ts';
import { product } from '../engine/small-matrix.ts';
import type { Solution } from '../engine/solve.ts';
import { templatesOf } from '../engine/templates.ts';
import { inStretches } from '../number/stretches.ts';
import type { FixedPart, RandomPart } from './model.ts';

/** Rows that are worked on together, so that their columns stay in cache. */
const BLOCK = 1024;

/** x −= factor · y over the first `count` entries. */
function subtract(x: Float64Array, y: Float64Array, factor: number, count: number): void {
  for (let i = 0; i < count; i++) x[i] -= factor * y[i];
}

/** Replaces a block of columns by columns · R⁻¹, by forward substitution as the engine does it. */
function toBasis(block: Float64Array[], r: Float64Array, count: number): void {
  const k = block.length;
  for (let c = 0; c < k; c++) {
    for (let l = 0; l < c; l++)
      if (r[c * k + l] !== 0) subtract(block[c], block[l], r[c * k + l], count);
    const inverse = 1 / r[c * k + c];
    for (let i = 0; i < count; i++) block[c][i] *= inverse;
  }
}

/** b̃ = s T̃u of every level of every term, in the engine's basis: coefficient c of level l at [l·k + c]. */
function innerEffects(products: CrossProducts, solution: Solution): Float64Array[] {
  const starts: number[] = [];
  let next = 0;
  for (const { levels, size } of products.factors) {
    starts.push(next);
    next += levels * size;
  }
  return templatesOf(products.terms, solution.theta).map((template, t) => {
    const { factor, offset, size } = products.terms[t];
    const { levels, size: whole } = products.factors[factor];
    const u = new Float64Array(levels * size);
    for (let level = 0; level < levels; level++) {
      const at = starts[factor] + level * whole + offset;
      u.set(solution.effects.subarray(at, at + size), level * size);
    }
    return product(template, u, size, size, levels).map((x) => x * products.scale);
  });
}

/** Above this ratio of terms to σ, sums in the user's columns could lose digits that show. */
const CANCELLATION = 1e4;

/** Whether Xβ̂ + Zb̂ can be summed in the user's columns: no term is large beside σ. */
function isTame(
  products: CrossProducts,
  fixed: FixedPart,
  random: readonly RandomPart[],
  sigma: number,
): boolean {
  const { triangle, kept, terms } = products;
  const limit = CANCELLATION * sigma;
  const p = kept.length;
  // The columns of a triangle have the root mean squares of the user's columns as norms.
  const norm = (r: Float64Array, k: number, c: number): number =>
    Math.hypot(...r.subarray(c * k, c * k + c + 1));
  for (let j = 0; j < p; j++) {
    if (norm(triangle, p, j) * Math.abs(fixed.estimates[j]) > limit) return false;
  }
  return random.every(({ covariance }, t) => {
    const k = terms[t].size;
    for (let c = 0; c < k; c++) {
      if (norm(terms[t].triangle, k, c) * Math.sqrt(covariance[c * k + c]) > limit) return false;
    }
    return true;
  });
}

/** fitted += Σ betaⱼ · columnⱼ in rows from..to − 1, four columns in one pass. */
function addColumns(
  fitted: Float64Array,
  columns: readonly Float64Array[],
  betas: ArrayLike<number>,
  from: number,
  to: number,
): void {
  let j = 0;
  for (; j + 4 <= columns.length; j += 4) {
    const a = columns[j];
    const b = columns[j + 1];
    const c = columns[j + 2];
    const d = columns[j + 3];
    const ba = betas[j];
    const bb = betas[j + 1];
    const bc = betas[j + 2];
    const bd = betas[j + 3];
    for (let i = from; i < to; i++) {
      fitted[i] += ba * a[i] + bb * b[i] + (bc * c[i] + bd * d[i]);
    }
  }
  if (j + 2 <= columns.length) {
    const a = columns[j];
    const b = columns[j + 1];
    const ba = betas[j];
    const bb = betas[j + 1];
    for (let i = from; i < to; i++) fitted[i] += ba * a[i] + bb * b[i];
    j += 2;
  }
  if (j < columns.length) {
    const column = columns[j];
    const beta = betas[j];
    for (let i = from; i < to; i++) fitted[i] += beta * column[i];
  }
}

function addEffect(
  fitted: Float64Array,
  column: Float64Array,
  codes: Int32Array,
  effects: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) fitted[i] += column[i] * effects[codes[i]];
}

function addTwoEffects(
  fitted: Float64Array,
  first: Float64Array,
  second: Float64Array,
  codes: Int32Array,
  effects: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const at = codes[i] << 1;
    fitted[i] += first[i] * effects[at] + second[i] * effects[at + 1];
  }
}

/** fitted += column · effects of each row's level, over the k coefficients of a term. */
function addEffects(
  fitted: Float64Array,
  columns: readonly Float64Array[],
  codes: Int32Array,
  effects: Float64Array,
  from: number,
  to: number,
): void {
  const k = columns.length;
  if (k === 1) {
    addEffect(fitted, columns[0], codes, effects, from, to);
    return;
  }
  if (k === 2) {
    addTwoEffects(fitted, columns[0], columns[1], codes, effects, from, to);
    return;
  }
  columns.forEach((column, c) => {
    for (let i = from; i < to; i++) fitted[i] += column[i] * effects[codes[i] * k + c];
  });
}

function sumInUserColumns(
  design: Design,
  kept: Int32Array,
  fixed: FixedPart,
  random: readonly RandomPart[],
  fitted: Float64Array,
): void {
  const columns = Array.from(kept, (j) => design.fixed.columns[j]);
  inStretches(fitted.length, (from, to) => {
    addColumns(fitted, columns, fixed.estimates, from, to);
    design.random.forEach(({ codes, columns: own }, t) => {
      addEffects(fitted, own, codes, random[t].effects, from, to);
    });
  });
}

/** y − fitted */
export function residualsOf(y: Float64Array, fitted: Float64Array): Float64Array {
  const residuals = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) residuals[i] = y[i] - fitted[i];
  return residuals;
}

function sumInBasis(
  design: Design,
  products: CrossProducts,
  solution: Solution,
  fitted: Float64Array,
): void {
  const { kept, triangle, response, scale } = products;
  const beta = solution.effects.subarray(solution.effects.length - kept.length);
  const weights = Float64Array.from(response, (gamma, j) => gamma + scale * beta[j]);
  const effects = innerEffects(products, solution);
  for (let from = 0; from < design.n; from += BLOCK) {
    const count = Math.min(BLOCK, design.n - from);
    const rows = (column: Float64Array): Float64Array => column.slice(from, from + count);
    const x = Array.from(kept, (j) => rows(design.fixed.columns[j]));
    toBasis(x, triangle, count);
    x.forEach((column, j) => {
      for (let i = 0; i < count; i++) fitted[from + i] += column[i] * weights[j];
    });
    design.random.forEach(({ codes, columns }, t) => {
      const z = columns.map(rows);
      toBasis(z, products.terms[t].triangle, count);
      const k = columns.length;
      z.forEach((column, c) => {
        const b = effects[t];
        for (let i = 0; i < count; i++) fitted[from + i] += column[i] * b[codes[from + i] * k + c];
      });
    });
  }
}

/**
 * Xβ̂ + Zb̂ + offset for every row of the design; in the engine's basis where sums in the user's columns (a calendar year,
 * say) would cost digits by cancellation.
 */
export function fittedValues(
  design: Design,
  products: CrossProducts,
  solution: Solution,
  fixed: FixedPart,
  random: readonly RandomPart[],
): Float64Array {
  const fitted = design.offset?.slice() ?? new Float64Array(design.n);
  if (isTame(products, fixed, random, solution.sigma)) {
    sumInUserColumns(design, products.kept, fixed, random, fitted);
  } else {
    sumInBasis(design, products, solution, fitted);
  }
  return fitted;
}
