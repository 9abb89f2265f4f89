import type {
  CrossProducts,
  FactorProducts,
  PairProducts,
  TermBasis,
} from '../engine/cross-products.ts';
import { type Codec, count, flag, list, number, oneOf, record, text } from './codec.ts';
import { floats, integers } from './number-arrays.ts';

const factor = record<FactorProducts>(
  { name: text, levels: count, size: count, diagonal: floats, tail: floats },
  {},
);
/** Cross-products of levels that meet. */
export const pairCodec = record<PairProducts>(
  { first: count, second: count, pointers: integers, index: integers, blocks: floats },
  {},
);
/** The basis of a random term. */
export const termCodec = record<TermBasis>(
  { factor: count, offset: count, size: count, triangle: floats, dependent: flag },
  {},
);

/** The cross-products, entry by entry; whether they agree with each other is asked by `checkProducts`. */
export const productsCodec: Codec<CrossProducts> = record<CrossProducts>(
  {
    kind: oneOf('cross-products'),
    n: number,
    logWeights: number,
    columns: count,
    kept: integers,
    triangle: floats,
    response: floats,
    scale: number,
    fixed: floats,
    factors: list(factor),
    pairs: list(pairCodec),
    terms: list(termCodec),
  },
  { withheld: oneOf(true) },
);
