import type { Core } from './core.ts';
import type { CrossProducts, TermBasis } from './cross-products.ts';
import type { InferenceExports } from './inference-core.ts';
import { lowerTriangle, product } from './small-matrix.ts';
import { entriesOf, templatesOf } from './templates.ts';

/** The variance parameters of a model from which responses are drawn. */
export interface DrawFrom {
  /** θ in the engine's basis. */
  readonly theta: Float64Array;
  /** σ relative to the scale of the cross-products. */
  readonly sigma: number;
}

/** Draws responses of one problem as cross-products; see assembly/draw/response.ts. */
interface Drawing {
  /** Address of the last draw: Z̃ᵀWỹ, X̃ᵀWỹ, ỹᵀWỹ. */
  readonly response: number;
  /** Numbers in it. */
  readonly length: number;
  /** Degrees of freedom of the χ² outside the columns of Z̃ and X̃. */
  readonly residualDf: number;
  /** Draws replicate number `replicate` of a seed. */
  readonly draw: (seed: number, replicate: number, chiSquared: number) => void;
}

/** θ in the engine's basis from θ in the user's columns: templates with the same covariance there. */
export function innerTheta(terms: readonly TermBasis[], theta: ArrayLike<number>): Float64Array {
  return Float64Array.from(
    templatesOf(terms, theta).flatMap((template, t) => {
      const { size, triangle } = terms[t];
      const inner = lowerTriangle(product(triangle, template, size, size, size), size);
      return entriesOf(inner, size);
    }),
  );
}

/** Random coefficients of a model in all. */
export function effectCount({ factors }: CrossProducts): number {
  return factors.reduce((sum, { levels, size }) => sum + levels * size, 0);
}

const TWO32 = 2 ** 32;

/**
 * Prepares a loaded problem for drawing. Replicate r of a seed takes the normal numbers of stream 2r; its χ² is the
 * caller's, of stream 2r + 1.
 */
export function prepareDrawing(
  core: Core<InferenceExports>,
  products: CrossProducts,
  from: DrawFrom,
): Drawing {
  const { exports } = core;
  const p = products.kept.length;
  const q = effectCount(products);
  exports.prepareDraw(core.writeF64(from.theta));
  const normal = exports.alloc(8 * (2 * q + p)) >>> 0;
  const response = exports.alloc(8 * (q + p + 1)) >>> 0;
  return {
    response,
    length: q + p + 1,
    residualDf: products.n - core.number('productsRank'),
    draw: (seed, replicate, chiSquared) => {
      const stream = 2 * replicate;
      const high = Math.floor(seed / TWO32);
      exports.fillNormal(seed, high, stream, Math.floor(stream / TWO32), 2 * q + p, normal);
      exports.drawResponse(normal, chiSquared, from.sigma, response);
    },
  };
}
