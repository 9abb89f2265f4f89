import type { DesignLayout } from '../design/design.ts';
import type { CrossProducts } from '../engine/cross-products.ts';
import { innerTheta } from '../engine/draw.ts';
import { copyGroups, drawResponses, withResponse } from '../engine/draw-responses.ts';
import { denominator } from '../engine/load-problem.ts';
import { lowerTriangle, product, solveUpper } from '../engine/small-matrix.ts';
import { solve } from '../engine/solve.ts';
import { entriesOf, templatesOf } from '../engine/templates.ts';
import { certify } from '../fit/fit-products.ts';
import type { Model } from '../fit/model.ts';
import { fixedPart, varianceInformation } from '../fit/unpack.ts';
import { replicateChiSquared } from '../inference/bootstrap/bootstrap-draws.ts';

/** The truth from which responses are drawn. */
export interface Truth {
  readonly products: CrossProducts;
  /** Fixed effects of the columns kept. */
  readonly beta: Float64Array;
  /** θ in the user's columns. */
  readonly theta: ArrayLike<number>;
  readonly sigma: number;
}

/** Responses that are drawn together. */
const BATCH = 64;

/**
 * Fits a model to responses drawn from a truth, as cross-products: the rows are not needed. `use` gets a model in which
 * everything about fixed effects and variances belongs to the replicate; the rows and random effects are those of `base`.
 */
export function forReplicates(
  base: Model,
  design: DesignLayout,
  truth: Truth,
  options: { readonly nsim: number; readonly seed: number; readonly copies: number },
  use: (model: Model, replicate: number) => boolean,
): void {
  const { nsim, seed, copies } = options;
  const products = copyGroups(truth.products, copies);
  const p = products.kept.length;
  const gamma = product(products.triangle, truth.beta, p, p, 1);
  const from = {
    theta: innerTheta(products.terms, truth.theta),
    sigma: truth.sigma / products.scale,
  };
  for (let first = 0; first < nsim; first += BATCH) {
    const count = Math.min(BATCH, nsim - first);
    const chiSquared = replicateChiSquared(seed);
    const drawn = drawResponses(products, from, { first, count, seed }, chiSquared);
    for (let i = 0; i < count; i++) {
      const own = withResponse(products, drawn[i], gamma);
      if (!use(fitted(base, design, own), first + i)) return;
    }
  }
}

function fitted(base: Model, design: DesignLayout, products: CrossProducts): Model {
  const reml = base.method === 'REML';
  const solution = solve(products, reml);
  const certificate = certify(solution);
  const fixed = fixedPart(design, products, solution);
  const information = certificate.certified
    ? varianceInformation(products, solution, fixed, denominator(products, reml))
    : undefined;
  const theta = templatesOf(products.terms, solution.theta).flatMap((template, t) => {
    const { size, triangle } = products.terms[t];
    const own = lowerTriangle(solveUpper(triangle, template, size, size), size);
    return entriesOf(own, size);
  });
  const { varianceInformation: _, ...rest } = base;
  return {
    ...rest,
    nobs: products.n,
    fixed,
    sigma: solution.sigma,
    theta: Float64Array.from(theta),
    objective: solution.objective,
    certificate,
    ...(information !== undefined && { varianceInformation: information }),
    crossProducts: products,
  };
}
