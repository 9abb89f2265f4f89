import type { CrossProducts } from '../engine/cross-products.ts';
import { linearCriterion } from '../engine/linear-criterion.ts';
import { solve } from '../engine/solve.ts';
import { BlupError } from '../errors/blup-error.ts';
import { certify } from './fit-products.ts';

/** The minimised criterion of a model of which nothing else is asked. */
export interface Optimum {
  /** REML criterion or −2 log-likelihood. */
  readonly objective: number;
  /** What is missing for a certified optimum; absent when nothing is. */
  readonly missing?: string;
}

/**
 * The minimised criterion of the model that these cross-products belong to, one without random terms included: for
 * likelihood ratios, where a whole `Model` would only cost time. Reads no row.
 *
 * @throws `not-fitted`, `memory`
 */
export function optimum(products: CrossProducts, method: 'REML' | 'ML'): Optimum {
  const reml = method === 'REML';
  if (products.terms.length === 0) return { objective: linearCriterion(products, reml) };
  const solution = solve(products, reml);
  if (solution.outcome === 'no-start') {
    throw new BlupError(
      'not-fitted',
      'the criterion of a reduced model cannot be evaluated: its cross-products are numerically singular',
    );
  }
  const { missing } = certify(solution);
  return { objective: solution.objective, ...(missing !== undefined && { missing }) };
}
