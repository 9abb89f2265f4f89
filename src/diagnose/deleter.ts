import type { Design } from '../design/design.ts';
import type { CrossProducts } from '../engine/cross-products.ts';
import { factorCodes, pairFinder, rowReader } from './row-reader.ts';

/** Takes rows off the cross-products of a model, and puts them back. */
export interface Deleter {
  /** The cross-products without these rows; they stand until the next call. */
  readonly without: (rows: ArrayLike<number>) => CrossProducts;
}

/** block[c, r] −= w a[r] b[c] */
function takeOff(
  block: Float64Array,
  at: number,
  a: Float64Array,
  b: Float64Array,
  w: number,
): void {
  const k = a.length;
  for (let c = 0; c < b.length; c++) {
    const by = w * b[c];
    for (let r = 0; r < k; r++) block[at + c * k + r] -= by * a[r];
  }
}

function copyBlock(from: Float64Array, to: Float64Array, at: number, length: number): void {
  for (let i = at; i < at + length; i++) to[i] = from[i];
}

/**
 * Prepares the down-dating of cross-products: deleting rows costs the rows deleted, whatever the grouping factors are.
 * Levels that lose all rows become exactly empty, so that they add nothing to any criterion.
 */
export function prepareDeleter(design: Design, products: CrossProducts): Deleter {
  const { factors, pairs, kept, fixed } = products;
  const t = kept.length + 1;
  const reader = rowReader(design, products);
  const { x, z, levels } = reader;
  const work = {
    factors: factors.map((factor) => ({
      ...factor,
      diagonal: factor.diagonal.slice(),
      tail: factor.tail.slice(),
    })),
    pairs: pairs.map((pair) => ({ ...pair, blocks: pair.blocks.slice() })),
    fixed: fixed.slice(),
  };
  const lengths = pairs.map(({ first, second }) => factors[first].size * factors[second].size);
  const left = factors.map(({ levels: count }) => new Int32Array(count));
  factorCodes(design, products).forEach((codes, f) => {
    for (const code of codes) left[f][code]++;
  });
  let gone: ArrayLike<number> = [];

  const finders = pairs.map(pairFinder);
  const entry = (g: number): number =>
    finders[g](levels[pairs[g].first], levels[pairs[g].second]) * lengths[g];
  const restore = (): void => {
    work.fixed.set(fixed);
    for (let r = 0; r < gone.length; r++) {
      reader.read(gone[r]);
      factors.forEach(({ size, diagonal, tail }, f) => {
        const level = levels[f];
        left[f][level]++;
        copyBlock(diagonal, work.factors[f].diagonal, level * size * size, size * size);
        copyBlock(tail, work.factors[f].tail, level * size * t, size * t);
      });
      pairs.forEach(({ blocks }, g) => {
        copyBlock(blocks, work.pairs[g].blocks, entry(g), lengths[g]);
      });
    }
  };
  const subtract = (): void => {
    const w = reader.weight();
    takeOff(work.fixed, 0, x, x, w);
    factors.forEach(({ size }, f) => {
      const level = levels[f];
      left[f][level]--;
      takeOff(work.factors[f].diagonal, level * size * size, z[f], z[f], w);
      takeOff(work.factors[f].tail, level * size * t, z[f], x, w);
    });
    pairs.forEach(({ first, second }, g) => {
      takeOff(work.pairs[g].blocks, entry(g), z[first], z[second], w);
    });
  };
  const empty = (): void => {
    factors.forEach(({ size }, f) => {
      const level = levels[f];
      if (left[f][level] > 0) return;
      work.factors[f].diagonal.fill(0, level * size * size, (level + 1) * size * size);
      work.factors[f].tail.fill(0, level * size * t, (level + 1) * size * t);
    });
    pairs.forEach(({ first, second }, g) => {
      if (left[first][levels[first]] > 0 && left[second][levels[second]] > 0) return;
      const at = entry(g);
      work.pairs[g].blocks.fill(0, at, at + lengths[g]);
    });
  };
  return {
    without: (rows) => {
      restore();
      gone = rows;
      let { n, logWeights } = products;
      for (let r = 0; r < rows.length; r++) {
        reader.read(rows[r]);
        const frequency = design.frequencyWeights?.[rows[r]] ?? 1;
        n -= frequency;
        logWeights -= frequency * Math.log(design.precisionWeights?.[rows[r]] ?? 1);
        subtract();
      }
      for (let r = 0; r < rows.length; r++) {
        reader.read(rows[r]);
        empty();
      }
      return { ...products, ...work, n, logWeights };
    },
  };
}
