import type { CrossProducts } from '../src/engine/cross-products.ts';

/** [Z̃ X̃]ᵀW[Z̃ X̃] as a full matrix, random effects factor by factor and level by level first. */
export function denseProducts(products: CrossProducts): number[][] {
  const { factors, pairs, kept, fixed } = products;
  const p = kept.length;
  const starts: number[] = [];
  let q = 0;
  for (const { levels, size } of factors) {
    starts.push(q);
    q += levels * size;
  }
  const m = Array.from({ length: q + p }, () => new Array<number>(q + p).fill(0));
  const put = (i: number, j: number, x: number): void => {
    m[i][j] = x;
    m[j][i] = x;
  };
  factors.forEach(({ levels, size, diagonal, tail }, f) => {
    for (let l = 0; l < levels; l++) {
      const at = starts[f] + l * size;
      for (let c = 0; c < size; c++) {
        for (let r = 0; r < size; r++)
          put(at + r, at + c, diagonal[l * size * size + c * size + r]);
      }
      for (let j = 0; j < p; j++) {
        for (let r = 0; r < size; r++) put(at + r, q + j, tail[l * size * (p + 1) + j * size + r]);
      }
    }
  });
  for (const { first, second, pointers, index, blocks } of pairs) {
    const [k1, k2] = [factors[first].size, factors[second].size];
    for (let l = 0; l < factors[first].levels; l++) {
      for (let e = pointers[l]; e < pointers[l + 1]; e++) {
        for (let c = 0; c < k2; c++) {
          for (let r = 0; r < k1; r++) {
            const x = blocks[e * k1 * k2 + c * k1 + r];
            put(starts[first] + l * k1 + r, starts[second] + index[e] * k2 + c, x);
          }
        }
      }
    }
  }
  for (let j = 0; j < p; j++) for (let i = 0; i < p; i++) put(q + i, q + j, fixed[j * (p + 1) + i]);
  return m;
}

/** The same cross-products with another response: Z̃ᵀWỹ in the order of `denseProducts`, X̃ᵀWỹ, ỹᵀWỹ. */
export function withResponse(products: CrossProducts, values: Float64Array): CrossProducts {
  const p = products.kept.length;
  const fixed = products.fixed.slice();
  let at = 0;
  const factors = products.factors.map((factor) => {
    const tail = factor.tail.slice();
    for (let l = 0; l < factor.levels; l++) {
      for (let r = 0; r < factor.size; r++) {
        tail[l * factor.size * (p + 1) + p * factor.size + r] = values[at++];
      }
    }
    return { ...factor, tail };
  });
  for (let j = 0; j <= p; j++) {
    fixed[j * (p + 1) + p] = values[at];
    fixed[p * (p + 1) + j] = values[at++];
  }
  return { ...products, fixed, factors };
}
