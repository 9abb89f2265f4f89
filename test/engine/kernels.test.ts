import { describe, expect, it } from 'vitest';
import { type Core, withCore } from '../../src/engine/core.ts';
import { randomNumbers } from '../random-design.ts';

type Kernel = (...args: number[]) => number;

function kernel(core: Core, name: string): Kernel {
  return core.exports[name] as Kernel;
}

function randomMatrix(seed: number, count: number): Float64Array {
  const uniform = randomNumbers(seed);
  return Float64Array.from({ length: count }, () => 2 * uniform() - 1);
}

/** A·Aᵀ + n·I, column-major. */
function definite(seed: number, n: number): Float64Array {
  const a = randomMatrix(seed, n * n);
  const s = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) {
      let sum = i === j ? n : 0;
      for (let l = 0; l < n; l++) sum += a[l * n + i] * a[l * n + j];
      s[j * n + i] = sum;
    }
  }
  return s;
}

describe.each([1, 2, 3, 4, 5, 7, 8, 9, 16, 31, 65])('size %i', (n) => {
  it('subtractProduct is C − A·B, whichever way B is stored', () => {
    const [m, k] = [n + 2, n + 1];
    const a = randomMatrix(1, m * k);
    const b = randomMatrix(2, k * n);
    const c = randomMatrix(3, m * n);
    const transposed = new Float64Array(k * n);
    for (let l = 0; l < k; l++) for (let j = 0; j < n; j++) transposed[l * n + j] = b[j * k + l];
    withCore((core) => {
      const [pa, pb, pt] = [core.writeF64(a), core.writeF64(b), core.writeF64(transposed)];
      const [straight, across] = [core.writeF64(c), core.writeF64(c)];
      kernel(core, 'subtractProduct')(m, n, k, pa, m, pb, 1, k, straight, m, 0);
      kernel(core, 'subtractProduct')(m, n, k, pa, m, pt, n, 1, across, m, 0);
      const result = core.readF64(straight, m * n);
      expect(core.readF64(across, m * n)).toEqual(result);
      for (let j = 0; j < n; j++) {
        for (let i = 0; i < m; i++) {
          let expected = c[j * m + i];
          for (let l = 0; l < k; l++) expected -= a[l * m + i] * b[j * k + l];
          expect(Math.abs(result[j * m + i] - expected)).toBeLessThan(1e-13 * k);
        }
      }
    });
  });

  it('factorPanel gives L with L·Lᵀ = A, and invertLower its inverse', () => {
    const s = definite(4, n);
    withCore((core) => {
      const [panel, inverse] = [core.writeF64(s), core.writeF64(new Float64Array(n * n))];
      expect(kernel(core, 'factorPanel')(panel, n, n, n)).toBe(0);
      kernel(core, 'invertLower')(n, panel, n, inverse, n);
      const l = core.readF64(panel, n * n);
      const x = core.readF64(inverse, n * n);
      for (let j = 0; j < n; j++) {
        for (let i = j; i < n; i++) {
          let sum = 0;
          for (let c = 0; c <= j; c++) sum += l[c * n + i] * l[c * n + j];
          expect(Math.abs(sum - s[j * n + i])).toBeLessThan(1e-12 * n);
          let identity = 0;
          for (let c = j; c <= i; c++) identity += l[c * n + i] * x[j * n + c];
          expect(Math.abs(identity - Number(i === j))).toBeLessThan(1e-12);
        }
      }
    });
  });

  it('factorPanel says which pivot failed', () => {
    const s = definite(5, n);
    s[n * n - 1] = -1;
    withCore((core) => {
      expect(kernel(core, 'factorPanel')(core.writeF64(s), n, n, n)).toBe(n);
    });
  });
});
