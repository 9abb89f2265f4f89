import { describe, expect, it } from 'vitest';
import type { Design } from '../../src/design/design.ts';
import { crossProducts } from '../../src/engine/accumulate.ts';
import { components } from '../../src/engine/components.ts';
import { factorTemplates } from '../../src/engine/evaluate.ts';
import { inverseDefinite, product, transpose } from '../../src/engine/small-matrix.ts';
import { varianceDerivatives } from '../../src/engine/variance-derivatives.ts';
import { kenwardRogerAt } from '../../src/inference/contrasts/kenward-roger.ts';
import { randomDesign, randomNumbers, randomTheta, structures } from '../random-design.ts';

const seeds = Array.from({ length: 10 }, (_, i) => i + 1);

/** Kenward & Roger (1997), eqs 3–5, with n×n matrices: adjusted covariance at σ = 1, and W. */
function dense(design: Design, theta: Float64Array) {
  const { n, random, fixed } = design;
  const p = fixed.columns.length;
  const parts: Float64Array[] = [];
  const gamma: number[] = [];
  let next = 0;
  for (const { codes, columns } of random) {
    const k = columns.length;
    const t = new Float64Array(k * k);
    for (let c = 0; c < k; c++) for (let r = c; r < k; r++) t[c * k + r] = theta[next++];
    for (let c = 0; c < k; c++) {
      for (let r = c; r < k; r++) {
        const g = new Float64Array(n * n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            if (codes[i] !== codes[j]) continue;
            g[j * n + i] = columns[r][i] * columns[c][j];
            if (r !== c) g[j * n + i] += columns[c][i] * columns[r][j];
          }
        }
        parts.push(g);
        let value = 0;
        for (let l = 0; l <= c; l++) value += t[l * k + r] * t[l * k + c];
        gamma.push(value);
      }
    }
  }
  const residual = new Float64Array(n * n);
  for (let i = 0; i < n; i++) residual[i * n + i] = 1 / (design.precisionWeights?.[i] ?? 1);
  parts.push(residual);
  gamma.push(1);
  const v = new Float64Array(n * n);
  parts.forEach((g, i) => {
    g.forEach((value, at) => {
      v[at] += gamma[i] * value;
    });
  });
  const inverse = inverseDefinite(v, n) as Float64Array;
  const x = Float64Array.from(fixed.columns.flatMap((column) => Array.from(column)));
  const vx = product(inverse, x, n, n, p);
  const phi = inverseDefinite(product(transpose(x, n, p), vx, p, n, p), p) as Float64Array;
  const half = parts.map((g) => product(g, vx, n, n, p));
  const whole = parts.map((g) => product(inverse, g, n, n, n));
  const cross = (a: Float64Array, b: Float64Array) => product(transpose(a, n, p), b, p, n, p);
  const times = (...all: Float64Array[]) => all.reduce((a, b) => product(a, b, p, p, p));
  const trace = (a: Float64Array) =>
    a.reduce((sum, z, at) => (at % (p + 1) === 0 ? sum + z : sum), 0);
  const p1 = half.map((h) => cross(vx, h).map((z) => -z));
  const r = parts.length;
  const q = half.map((h) => half.map((g) => cross(h, product(inverse, g, n, n, p))));
  const information = new Float64Array(r * r);
  for (let i = 0; i < r; i++) {
    const turned = transpose(whole[i], n, n);
    for (let j = 0; j < r; j++) {
      let sum = 0;
      for (let at = 0; at < n * n; at++) sum += turned[at] * whole[j][at];
      information[i * r + j] =
        0.5 * (sum - 2 * trace(times(phi, q[i][j])) + trace(times(phi, p1[i], phi, p1[j])));
    }
  }
  const scale = Array.from({ length: r }, (_, i) => Math.sqrt(information[i * r + i]));
  const by = (z: number, at: number) => z / (scale[at % r] * scale[Math.floor(at / r)]);
  const w = (inverseDefinite(information.map(by), r) as Float64Array).map(by);
  const u = new Float64Array(p * p);
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < r; j++) {
      const second = times(p1[i], phi, p1[j]);
      for (let at = 0; at < p * p; at++) u[at] += w[i * r + j] * (q[i][j][at] - second[at]);
    }
  }
  const adjusted = times(phi, u, phi).map((z, at) => phi[at] + 2 * z);
  return { phi, adjusted };
}

/** Largest difference relative to the standard deviations. */
function difference(a: Float64Array, b: Float64Array, p: number): number {
  let largest = 0;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      const scale = Math.sqrt(b[i * p + i] * b[j * p + j]);
      largest = Math.max(largest, Math.abs(a[j * p + i] - b[j * p + i]) / scale);
    }
  }
  return largest;
}

describe.each(structures)('a random %s design', (structure) => {
  it.each(seeds)('has the adjusted covariance of dense algebra (seed %i)', (seed) => {
    const design = randomDesign(seed, structure);
    const products = crossProducts(design);
    for (const zero of [false, true]) {
      const theta = randomTheta(design, seed, zero);
      const { phi, adjusted } = dense(design, theta);
      const p = design.fixed.columns.length;
      const found = kenwardRogerAt(products, theta, 1);
      expect(difference(adjusted, phi, p)).toBeGreaterThan(1e-6);
      // Ten covariances from four levels, in the user's columns on the dense side, leave no more digits (2e-9 seen).
      expect(difference(found.vcov, adjusted, p)).toBeLessThan(1e-8);
    }
  });
});

/** Factors crossed at random, each with an intercept and the first also with a slope. */
function crossedDesign(n: number, sizes: readonly number[], slopes: number): Design {
  const uniform = randomNumbers(n);
  const column = () => Float64Array.from({ length: n }, () => 2 * uniform() - 1);
  const one = new Float64Array(n).fill(1);
  const x = column();
  const z = column();
  const random = sizes.map((size, f) => ({
    label: `f${f}`,
    group: `f${f}`,
    names: ['(Intercept)', 'x'].slice(0, f < slopes ? 2 : 1),
    columns: [one, x].slice(0, f < slopes ? 2 : 1),
    codes: Int32Array.from({ length: n }, (_, i) => (i < size ? i : Math.floor(uniform() * size))),
    levels: Array.from({ length: size }, (_, i) => `${i}`),
  }));
  return {
    kind: 'design',
    n,
    responseName: 'y',
    y: column(),
    fixed: {
      names: ['(Intercept)', 'x', 'z'],
      columns: [one, x, z],
      assign: [0, 1, 2],
      termLabels: ['(Intercept)', 'x', 'z'],
    },
    random,
    notices: [],
  };
}

describe('a crossed design whose core is large', () => {
  // With leaves by batches, of one and of two coefficients; and without leaves.
  it.each([
    [220, [40, 30], 0],
    [260, [30, 21], 1],
    [240, [40, 20], 2],
    [260, [24, 23, 22, 21], 0],
    [300, [90, 70], 0],
  ] as const)('%i rows, %j, %i slopes', (n, sizes, slopes) => {
    const design = crossedDesign(n, sizes, slopes);
    const products = crossProducts(design);
    for (const zero of [false, true]) {
      const theta = randomTheta(design, n, zero);
      const { adjusted } = dense(design, theta);
      const found = kenwardRogerAt(products, theta, 1);
      expect(difference(found.vcov, adjusted, 3)).toBeLessThan(1e-9);
    }
  });
});

describe('components', () => {
  it('are the levels that rows join, the largest factor first', () => {
    const { count, starts, leaves } = components(crossProducts(randomDesign(3, 'nested')));
    const design = randomDesign(3, 'nested');
    const schools = new Set(design.random[1].codes).size;
    expect(count).toBe(schools);
    expect(starts[count]).toBe(schools + new Set(design.random[0].codes).size);
    // A school with one class has nothing to gain from an order.
    leaves.forEach((own, i) => {
      expect(own).toBeGreaterThanOrEqual(starts[i + 1] - starts[i] - 1);
    });
  });

  it('of one factor are its levels', () => {
    const products = crossProducts(randomDesign(2, 'one'));
    const { count, leaves } = components(products);
    expect(count).toBe(products.factors[0].levels);
    expect(Array.from(leaves)).toEqual(Array.from({ length: count }, () => 1));
  });
});

it('asks for no more memory than there is', () => {
  const products = crossProducts(crossedDesign(60, [6, 5], 0));
  const [a, b] = products.factors;
  const levels = 30_000;
  const huge = {
    ...products,
    factors: [
      { ...a, levels },
      { ...b, levels },
    ],
    // Row i of the first factor meets levels i and i + 1 of the second: one component.
    pairs: [
      {
        first: 0,
        second: 1,
        pointers: Int32Array.from({ length: levels + 1 }, (_, i) => 2 * i),
        index: Int32Array.from({ length: 2 * levels }, (_, i) => ((i >> 1) + (i & 1)) % levels),
        blocks: new Float64Array(2 * levels),
      },
    ],
  };
  const templates = factorTemplates(products, [1, 1]);
  expect(() => varianceDerivatives(huge, templates)).toThrow(
    /Kenward-Roger needs 4\d{4} MiB .* use ddf "satterthwaite"/,
  );
});
