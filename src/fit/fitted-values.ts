import type { Design } from '../design/design.ts';
import type { CrossProducts } from '../engine/cross-products.ts';
import { templatesOf } from '../engine/evaluate.ts';
import { product } from '../engine/small-matrix.ts';
import type { Solution } from '../engine/solve.ts';

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

/**
 * Xβ̂ + Zb̂ + offset for every row of the design, summed in the engine's basis: in the user's columns a calendar year, say,
 * would cost digits by cancellation.
 */
export function fittedValues(
  design: Design,
  products: CrossProducts,
  solution: Solution,
): Float64Array {
  const { kept, triangle, response, scale } = products;
  const beta = solution.effects.subarray(solution.effects.length - kept.length);
  const weights = Float64Array.from(response, (gamma, j) => gamma + scale * beta[j]);
  const effects = innerEffects(products, solution);
  const fitted = design.offset?.slice() ?? new Float64Array(design.n);
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
  return fitted;
}
