import { logarithm } from '../number/elementary.ts';
import type { Core } from './core.ts';
import { type CrossProducts, type TermBasis, wholeProducts } from './cross-products.ts';
import { lowerEntries } from './templates.ts';

/** Denominator of σ̂²: n for ML, n − p for REML. */
export function denominator(products: CrossProducts, reml: boolean): number {
  return reml ? products.n - products.kept.length : products.n;
}

/**
 * The part of the criterion that does not depend on θ, so that the sum with the core's objective is lme4's REML criterion
 * or −2 log-likelihood (Bates et al. 2015, eqs 34 and 41), in the user's units.
 */
export function criterionConstant(products: CrossProducts, reml: boolean): number {
  const { scale, logWeights, triangle, kept } = products;
  const d = denominator(products, reml);
  let constant = d * (1 + logarithm((2 * Math.PI) / d) + 2 * logarithm(scale)) - logWeights;
  if (reml) {
    const p = kept.length;
    for (let j = 0; j < p; j++) constant += 2 * logarithm(triangle[j * p + j]);
  }
  return constant;
}

/** Writes the cross-products into the core. */
export function loadProducts(core: Core, products: CrossProducts, reml: boolean): void {
  const { exports } = core;
  wholeProducts(products);
  exports.beginProblem(
    products.kept.length,
    core.writeF64(products.fixed),
    denominator(products, reml),
    reml ? 1 : 0,
    products.factors.length,
    products.pairs.length,
  );
  for (const { levels, size, diagonal, tail } of products.factors) {
    exports.addFactor(levels, size, core.writeF64(diagonal), core.writeF64(tail));
  }
  for (const { first, second, pointers, index, blocks } of products.pairs) {
    exports.addPair(
      first,
      second,
      core.writeI32(pointers),
      core.writeI32(index),
      core.writeF64(blocks),
    );
  }
}

/** Where a term stands in its factor. */
type TermPlace = Pick<TermBasis, 'factor' | 'offset' | 'size'>;

/** Positions of the entries of θ: factor, row and column of each. */
export function parameterEntries(terms: readonly TermPlace[]): number[] {
  return terms.flatMap(({ factor, offset, size }) =>
    lowerEntries(size).flatMap(([r, c]) => [factor, offset + r, offset + c]),
  );
}

/** First entry of θ and size of each term. */
export function termTable(terms: readonly Pick<TermBasis, 'size'>[]): number[] {
  let first = 0;
  return terms.flatMap(({ size }) => {
    const start = first;
    first += (size * (size + 1)) / 2;
    return [start, size];
  });
}

/**
 * Writes the cross-products into the core and analyses their pattern.
 *
 * @param whole keeps every factor in the panels, as drawing and changes of the response need it
 */
export function loadProblem(
  core: Core,
  products: CrossProducts,
  reml: boolean,
  whole = false,
): void {
  loadProducts(core, products, reml);
  const parameters = parameterEntries(products.terms);
  core.exports.prepare(
    parameters.length / 3,
    core.writeI32(parameters),
    products.terms.length,
    core.writeI32(termTable(products.terms)),
    whole ? 1 : 0,
  );
}
