import type { Design } from '../design/design.ts';
import { BlupError } from '../errors/blup-error.ts';
import { logarithm } from '../number/elementary.ts';
import { norm } from '../number/norm.ts';
import { type Core, withCore } from './core.ts';
import type { CrossProducts, FactorProducts, PairProducts } from './cross-products.ts';
import { type Grouping, groupTerms, readTermBases, writeRows } from './row-specification.ts';

/** Numbers beyond these, or below their inverses, would overflow once squared. */
const RANGE = 1e152;

function checkMagnitude(what: string, size: number, way: string): void {
  if (size === 0 || (size <= RANGE && size >= 1 / RANGE)) return;
  throw new BlupError(
    'not-finite',
    `${what} has values of the order of ${size.toExponential(0)}, beyond what can be squared; ${way}`,
    { value: size },
  );
}

/** Refuses weights whose products with squares would leave the range of numbers. */
function checkWeights({ precisionWeights, frequencyWeights }: Design): void {
  const largest = precisionWeights?.reduce((most, w) => Math.max(most, w, 1 / w), 1) ?? 1;
  checkMagnitude('precisionWeights', largest, 'divide all of them by one number');
  const total = frequencyWeights?.reduce((sum, w) => sum + w, 0) ?? 0;
  if (total > Number.MAX_SAFE_INTEGER) {
    throw new BlupError(
      'option',
      `frequencyWeights stand for ${total} observations, more than can be counted exactly; use smaller ones`,
      { value: total },
    );
  }
}

/** Root mean square of each column of X that was kept, of y, and of the columns of Z: all within range. */
function checkColumns(products: CrossProducts, design: Design): void {
  const { kept, triangle, response, scale, terms } = products;
  const p = kept.length;
  const way = 'change its unit';
  kept.forEach((j, at) => {
    const size = norm(triangle, at * p, at * p + at + 1);
    // A column that was kept is not zero: a norm of 0 has underflowed.
    checkMagnitude(`"${design.fixed.names[j]}"`, size || Number.MIN_VALUE, way);
  });
  checkMagnitude(`"${design.responseName}"`, Math.hypot(scale, ...response), way);
  terms.forEach(({ triangle: r, size: k }, t) => {
    design.random[t].names.forEach((name, c) => {
      checkMagnitude(`"${name}"`, norm(r, c * k, c * k + c + 1), way);
    });
  });
}

/** Product of the weights of each row, or undefined when there are none. */
function rowWeights({ precisionWeights, frequencyWeights }: Design): Float64Array | undefined {
  if (precisionWeights === undefined) return frequencyWeights;
  if (frequencyWeights === undefined) return precisionWeights;
  return precisionWeights.map((w, i) => w * frequencyWeights[i]);
}

function sumLogWeights({ precisionWeights, frequencyWeights }: Design): number {
  if (precisionWeights === undefined) return 0;
  return precisionWeights.reduce(
    (sum, w, i) => sum + (frequencyWeights?.[i] ?? 1) * logarithm(w),
    0,
  );
}

function responseOf({ y, offset }: Design): Float64Array {
  return offset === undefined ? y : y.map((value, i) => value - offset[i]);
}

function readFactors(core: Core, { factors }: Grouping, tail: number): FactorProducts[] {
  const words = core.readI32(core.number('factors'), 3 * factors.length);
  return factors.map((term, f) => {
    const levels = term.levels.length;
    const size = words[3 * f + 2];
    return {
      name: term.group,
      levels,
      size,
      diagonal: core.readF64(words[3 * f], levels * size * size),
      tail: core.readF64(words[3 * f + 1], levels * size * tail),
    };
  });
}

function readPairs(core: Core, factors: readonly FactorProducts[]): PairProducts[] {
  const count = core.number('pairCount');
  const words = core.readI32(core.number('pairs'), 5 * count);
  return Array.from({ length: count }, (_, g) => {
    const [first, second, pointers, index, blocks] = words.subarray(5 * g);
    const entries = core.exports.pairEntries(g);
    return {
      first,
      second,
      pointers: core.readI32(pointers, factors[first].levels + 1),
      index: core.readI32(index, entries),
      blocks: core.readF64(blocks, entries * factors[first].size * factors[second].size),
    };
  });
}

/**
 * Reads the rows of a design twice, first for an orthonormal basis, then for the cross-products in that basis. Cost
 * O(n (Σk + p + 1)²); nothing later depends on n.
 *
 * @throws `response` when the fixed effects leave no residual variation, `not-finite` for numbers too large or small to be
 *   squared, `option` for weights of that kind, `memory`
 */
export function crossProducts(design: Design): CrossProducts {
  return accumulate(design, true);
}

/** Least squares by a QR factorisation: fields of `CrossProducts`; the residual sum of squares is n·scale², n the number of rows. */
export type LeastSquares = Pick<
  CrossProducts,
  'columns' | 'kept' | 'triangle' | 'response' | 'scale' | 'logWeights' | 'n'
>;

/**
 * Regression of the response of a design on its fixed columns; a fit without residuals is allowed.
 *
 * @throws as `crossProducts`, but not `response`
 */
export function leastSquares(design: Design): LeastSquares {
  const { columns, kept, triangle, response, scale, logWeights, n } = accumulate(
    { ...design, random: [] },
    false,
  );
  return { columns, kept, triangle, response, scale, logWeights, n };
}

function accumulate(design: Design, refuseExact: boolean): CrossProducts {
  checkWeights(design);
  const products = withCore((core): CrossProducts => {
    const grouping = groupTerms(design.random);
    const specification = writeRows(core, design, grouping, responseOf(design));
    const roots = rowWeights(design)?.map(Math.sqrt);
    const rootsAddress = roots === undefined ? 0 : core.writeF64(roots);
    core.exports.findRowBasis(specification, rootsAddress);
    const rank = core.number('rank');
    const size = norm(core.readF64(core.number('xResponse'), rank));
    if (refuseExact && !(core.number('scale') > 1e-12 * size)) {
      throw new BlupError(
        'response',
        `the fixed effects reproduce "${design.responseName}" exactly; no variation is left to model`,
        { value: design.responseName },
      );
    }
    core.exports.sumRowProducts(rootsAddress);
    const factors = readFactors(core, grouping, rank + 1);
    const flags = core.readI32(core.number('xKept'), design.fixed.columns.length);
    return {
      kind: 'cross-products',
      n: design.frequencyWeights?.reduce((sum, w) => sum + w, 0) ?? design.n,
      logWeights: sumLogWeights(design),
      columns: flags.length,
      kept: Int32Array.from([...flags.keys()].filter((j) => flags[j] === 1)),
      triangle: core.readF64(core.number('xTriangle'), rank * rank),
      response: core.readF64(core.number('xResponse'), rank),
      scale: core.number('scale'),
      fixed: core.readF64(core.number('fixed'), (rank + 1) ** 2),
      factors,
      pairs: readPairs(core, factors),
      terms: readTermBases(core, design, grouping),
    };
  });
  checkColumns(products, design);
  return products;
}
