import type { CrossProducts, PairProducts, TermBasis } from '../engine/cross-products.ts';
import { damaged } from './codec.ts';

function demand(holds: boolean, entry: string, problem: string): void {
  if (!holds) throw damaged(`crossProducts.${entry}`, problem);
}

/** Terms of one factor stand side by side, in order and without gaps. */
function checkTerms(terms: readonly TermBasis[], sizes: readonly number[]): void {
  const filled = sizes.map(() => 0);
  for (const { factor, offset, size, triangle } of terms) {
    demand(factor < sizes.length, 'terms', 'names a factor that is not there');
    demand(size > 0 && offset === filled[factor], 'terms', 'leaves gaps between terms');
    demand(triangle.length === size * size, 'terms', 'has triangles of other sizes');
    for (let c = 0; c < size; c++) {
      demand(triangle[c * size + c] !== 0, 'terms', 'has triangles that are singular');
    }
    filled[factor] += size;
  }
  demand(
    sizes.every((size, f) => size === filled[f]),
    'terms',
    'does not fill the factors',
  );
}

/** Compressed rows: a block for each pair of levels that meet, in any order, once. */
function checkPair(pair: PairProducts, { factors }: CrossProducts): void {
  const { first, second, pointers, index, blocks } = pair;
  const known = first < second && second < factors.length;
  demand(known, 'pairs', 'names factors that are not there or not in order');
  const [a, b] = [factors[first], factors[second]];
  demand(pointers.length === a.levels + 1, 'pairs', 'has not one row for each level');
  const entries = index.length;
  demand(pointers[0] === 0 && pointers[a.levels] === entries, 'pairs', 'has rows beyond its end');
  demand(blocks.length === entries * a.size * b.size, 'pairs', 'has blocks of other sizes');
  const metBy = new Int32Array(b.levels).fill(-1);
  for (let row = 0; row < a.levels; row++) {
    const to = pointers[row + 1];
    demand(to >= pointers[row] && to <= entries, 'pairs', 'has rows that go backwards');
    for (let at = pointers[row]; at < to; at++) {
      const level = index[at];
      demand(level >= 0 && level < b.levels, 'pairs', 'has levels out of range');
      demand(metBy[level] !== row, 'pairs', 'has levels that meet twice');
      metBy[level] = row;
    }
  }
}

/**
 * Throws `saved-model` unless all numbers of the cross-products fit together: the core takes every index and length that it is
 * given for true.
 */
export function checkProducts(products: CrossProducts): void {
  const { n, columns, kept, triangle, response, scale, fixed, factors, pairs, terms } = products;
  const p = kept.length;
  demand(n > p && n < 2 ** 53, 'n', 'must be larger than the number of coefficients');
  demand(scale > 0, 'scale', 'must be positive');
  const ascending = kept.every((j, at) => j > (at === 0 ? -1 : kept[at - 1]) && j < columns);
  demand(ascending, 'kept', 'must be numbers of columns, ascending');
  demand(triangle.length === p * p, 'triangle', 'has another size than the coefficients');
  for (let j = 0; j < p; j++) demand(triangle[j * p + j] > 0, 'triangle', 'is singular');
  demand(response.length === p, 'response', 'has another length than the coefficients');
  demand(factors.length > 0, 'factors', 'is empty');
  checkTerms(
    terms,
    factors.map(({ size }) => size),
  );
  demand(
    factors.every(({ levels }) => levels > 0),
    'factors',
    'has a factor without levels',
  );
  if (products.withheld) {
    const empty = factors.every(({ diagonal, tail }) => diagonal.length + tail.length === 0);
    demand(
      empty && pairs.length + fixed.length === 0,
      'withheld',
      'stands beside numbers of groups',
    );
    return;
  }
  demand(fixed.length === (p + 1) ** 2, 'fixed', 'has another size than the coefficients');
  for (const { levels, size, diagonal, tail } of factors) {
    const whole =
      diagonal.length === levels * size * size && tail.length === levels * size * (p + 1);
    demand(whole, 'factors', 'has blocks of other sizes');
  }
  const met = new Set(pairs.map(({ first, second }) => `${first} ${second}`));
  const all = (factors.length * (factors.length - 1)) / 2;
  demand(
    met.size === all && pairs.length === all,
    'pairs',
    'does not hold every pair of factors once',
  );
  for (const pair of pairs) checkPair(pair, products);
}
