import { describe, expect, it } from 'vitest';
import { crossProducts } from '../../src/engine/accumulate.ts';
import type { CrossProducts } from '../../src/engine/cross-products.ts';
import { factorTemplates } from '../../src/engine/evaluate.ts';
import { predictionVariances } from '../../src/engine/prediction-variances.ts';
import { denseProducts } from '../dense-products.ts';
import { randomDesign, randomNumbers, randomTheta, structures } from '../random-design.ts';

/** aᵀA⁻¹a by Gaussian elimination with partial pivoting. */
function inverseForm(matrix: readonly number[][], a: readonly number[]): number {
  const n = a.length;
  const rows = matrix.map((row, i) => [...row, a[i]]);
  for (let j = 0; j < n; j++) {
    let pivot = j;
    for (let i = j + 1; i < n; i++) {
      if (Math.abs(rows[i][j]) > Math.abs(rows[pivot][j])) pivot = i;
    }
    [rows[j], rows[pivot]] = [rows[pivot], rows[j]];
    for (let i = j + 1; i < n; i++) {
      const share = rows[i][j] / rows[j][j];
      if (share !== 0) for (let c = j; c <= n; c++) rows[i][c] -= share * rows[j][c];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i][n];
    for (let c = i + 1; c < n; c++) sum -= rows[i][c] * x[c];
    x[i] = sum / rows[i][i];
  }
  return a.reduce((sum, value, i) => sum + value * x[i], 0);
}

/** A(θ) without the row of y, as a full matrix, and the map from (level, coefficient) to its rows. */
function denseFactor(products: CrossProducts, templates: readonly Float64Array[]) {
  const { factors } = products;
  const m = denseProducts(products);
  const q = m.length - products.kept.length;
  const starts: number[] = [];
  let next = 0;
  for (const { levels, size } of factors) {
    starts.push(next);
    next += levels * size;
  }
  // Λ as a full matrix, with the identity for X.
  const lambda = m.map((row, i) => row.map((_, j): number => (i === j && i >= q ? 1 : 0)));
  factors.forEach(({ levels, size }, f) => {
    for (let l = 0; l < levels; l++) {
      for (let c = 0; c < size; c++) {
        for (let r = 0; r < size; r++) {
          lambda[starts[f] + l * size + r][starts[f] + l * size + c] = templates[f][c * size + r];
        }
      }
    }
  });
  const times = (a: number[][], b: number[][]) =>
    a.map((row) => b[0].map((_, j) => row.reduce((sum, x, k) => sum + x * b[k][j], 0)));
  const turned = lambda[0].map((_, j) => lambda.map((row) => row[j]));
  const a = times(turned, times(m, lambda));
  for (let i = 0; i < q; i++) a[i][i] += 1;
  return { a, lambda, starts, q };
}

describe('variances of predictions are those of dense algebra', () => {
  const cases = structures.flatMap((structure) => [1, 2, 3].map((seed) => ({ structure, seed })));
  it.each(cases)('$structure $seed', ({ structure, seed }) => {
    const design = randomDesign(seed, structure);
    const products = crossProducts(design);
    const { factors, kept } = products;
    // A zero variance too.
    const templates = factorTemplates(products, randomTheta(design, seed, seed === 3));
    const uniform = randomNumbers(1000 + seed);
    const { a, lambda, starts, q } = denseFactor(products, templates);
    const width = factors.reduce((sum, { size }) => sum + size, 0);
    // Enough vectors that a dense triangle at the end is inverted, and few, so that it is not.
    for (const count of [12, 400]) {
      const levels = Int32Array.from(
        { length: count * factors.length },
        (_, i) => Math.floor(uniform() * (factors[i % factors.length].levels + 1)) - 1,
      );
      const random = Float64Array.from({ length: count * width }, () => 2 * uniform() - 1);
      const fixed = Float64Array.from({ length: count * kept.length }, () => 2 * uniform() - 1);
      const vectors = { count, levels, random, fixed };
      const [first, again] = predictionVariances(products, [templates, templates], vectors);
      expect(again).toEqual(first);
      for (let i = 0; i < 12; i++) {
        const z = new Array<number>(a.length).fill(0);
        let at = i * width;
        factors.forEach(({ size }, f) => {
          const level = levels[i * factors.length + f];
          for (let c = 0; c < size; c++) {
            if (level >= 0) z[starts[f] + level * size + c] = random[at + c];
          }
          at += size;
        });
        kept.forEach((_, j) => {
          z[q + j] = fixed[i * kept.length + j];
        });
        const vector = z.map((_, j) => z.reduce((sum, x, r) => sum + x * lambda[r][j], 0));
        const expected = inverseForm(a, vector);
        expect(Math.abs(first[i] / expected - 1)).toBeLessThan(1e-9);
      }
    }
  });
});
