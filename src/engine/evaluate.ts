import { BlupError } from '../errors/blup-error.ts';
import { type Core, withCore } from './core.ts';
import type { CrossProducts } from './cross-products.ts';
import { criterionConstant, loadProblem } from './load-problem.ts';
import { product, transpose } from './small-matrix.ts';
import { lowerEntries, templatesOf, thetaLength } from './templates.ts';

/** The criterion at a given θ. */
export interface Evaluation {
  /** REML criterion or −2 log-likelihood. */
  readonly objective: number;
  /** Its derivatives with respect to θ; empty unless asked for. */
  readonly gradient: Float64Array;
}

/** One K×K matrix for each factor from those of the terms, in the engine's basis. */
export function factorMatrices(
  { terms, factors }: CrossProducts,
  templates: readonly Float64Array[],
): Float64Array[] {
  const matrices = factors.map(({ size }) => new Float64Array(size * size));
  templates.forEach((template, t) => {
    const { factor, offset, size } = terms[t];
    const whole = factors[factor].size;
    for (let c = 0; c < size; c++) {
      for (let r = 0; r < size; r++) {
        matrices[factor][(offset + c) * whole + offset + r] = template[c * size + r];
      }
    }
  });
  return matrices;
}

/**
 * One K×K matrix for each factor whose square is the relative covariance of its coefficients in the engine's basis: R·T for
 * each term, θ in the user's columns.
 */
export function factorTemplates(products: CrossProducts, theta: ArrayLike<number>): Float64Array[] {
  const inner = templatesOf(products.terms, theta).map((t, i) => {
    const { size, triangle } = products.terms[i];
    return product(triangle, t, size, size, size);
  });
  return factorMatrices(products, inner);
}

/** Writes one matrix for each factor in place of its template. */
export function placeTemplates({ exports }: Core, matrices: readonly Float64Array[]): void {
  matrices.forEach((matrix, f) => {
    const address = exports.templateOf(f) >>> 0;
    new Float64Array(exports.memory.buffer, address, matrix.length).set(matrix);
  });
}

/**
 * The criterion at θ in the user's columns, with its exact gradient on request: what the optimiser minimises, for
 * comparison with other programs at the same θ.
 *
 * @param theta lower triangles of the templates, column by column, term by term; any signs, zeros allowed
 * @throws `option` when θ has the wrong length or is not finite
 */
export function evaluateAt(
  products: CrossProducts,
  reml: boolean,
  theta: ArrayLike<number>,
  withGradient = false,
): Evaluation {
  const { terms, factors } = products;
  const m = thetaLength(terms);
  if (theta.length !== m || !Array.from(theta).every(Number.isFinite)) {
    throw new BlupError('option', `theta must hold ${m} finite numbers, not ${theta.length}`, {
      value: Array.from(theta),
    });
  }
  return withCore((core) => {
    loadProblem(core, products, reml);
    const { exports } = core;
    placeTemplates(core, factorTemplates(products, theta));
    const value = exports.evaluateTemplates(withGradient ? 1 : 0);
    const gradient = new Float64Array(withGradient ? m : 0);
    if (withGradient) {
      let next = 0;
      for (const { factor, offset, size, triangle } of terms) {
        const whole = factors[factor].size;
        const all = core.readF64(exports.gradientOf(factor), whole * whole);
        const own = new Float64Array(size * size);
        for (let c = 0; c < size; c++) {
          for (let r = 0; r < size; r++) own[c * size + r] = all[(offset + c) * whole + offset + r];
        }
        const chained = product(transpose(triangle, size, size), own, size, size, size);
        for (const [r, c] of lowerEntries(size)) gradient[next++] = chained[c * size + r];
      }
    }
    return { objective: value + criterionConstant(products, reml), gradient };
  });
}
