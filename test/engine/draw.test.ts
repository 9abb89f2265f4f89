import { describe, expect, test } from 'vitest';
import type { CrossProducts } from '../../src/engine/cross-products.ts';
import { effectCount, innerTheta, prepareDrawing } from '../../src/engine/draw.ts';
import { withInferenceCore } from '../../src/engine/inference-core.ts';
import { loadProblem } from '../../src/engine/load-problem.ts';
import { refitReplicates } from '../../src/engine/refits.ts';
import { solve } from '../../src/engine/solve.ts';
import { templatesOf } from '../../src/engine/templates.ts';
import { lmer } from '../../src/fit/lmer.ts';
import type { Model } from '../../src/fit/model.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';
import { asTable } from '../../src/table/as-table.ts';
import { readTable } from '../../src/table/read-file.ts';
import { denseProducts, withResponse } from '../dense-products.ts';

const folder = new URL('../reference/data/', import.meta.url).pathname;
const data = (name: string) => readTable(`${folder}${name}`);

/** Rows of two crossed factors and a covariate, some cells missing, with both kinds of weights. */
function weightedRows() {
  const { uniform, normal } = randomStream(11);
  const rows = Array.from({ length: 90 }, (_, i) => {
    const [a, b] = [i % 7, Math.floor(uniform() * 9)];
    return {
      a: `a${a}`,
      b: `b${b}`,
      x: normal(),
      w: 0.2 + 2 * uniform(),
      f: Math.floor(4 * uniform()),
    };
  });
  const effects = Array.from({ length: 9 }, normal);
  return asTable(
    rows.map((row) => ({
      ...row,
      y: 1 + row.x + effects[Number(row.b.slice(1))] * (1 + 0.5 * row.x) + normal() / row.w ** 0.5,
    })),
  );
}

const options = { precisionWeights: 'w', frequencyWeights: 'f' };
/** Rank of [Z X], and how many of the drawn responses have a singular fit. */
const cases: [name: string, rank: number, singularDraws: number, model: () => Model][] = [
  [
    'slopes on one factor',
    36,
    0,
    () => lmer('Reaction ~ Days + (Days | Subject)', data('sleepstudy.csv')),
  ],
  [
    'uncorrelated slopes',
    36,
    0,
    () => lmer('Reaction ~ Days + (Days || Subject)', data('sleepstudy.csv')),
  ],
  ['intercepts', 6, 5, () => lmer('Yield ~ 1 + (1 | Batch)', data('dyestuff.csv'))],
  // 24 plates and 6 samples share the constant.
  [
    'two crossed factors',
    29,
    0,
    () => lmer('diameter ~ 1 + (1 | plate) + (1 | sample)', data('penicillin.csv')),
  ],
  // 30 casks; the batches are sums of casks.
  ['nested factors', 30, 15, () => lmer('strength ~ 1 + (1 | batch/cask)', data('pastes.csv'))],
  [
    'crossed slopes, weighted',
    7 + 18 - 1,
    20,
    () => lmer('y ~ x + (1 | a) + (x | b)', weightedRows(), options),
  ],
  ['slopes, weighted', 18, 5, () => lmer('y ~ x + (x | b)', weightedRows(), options)],
  [
    'three coefficients',
    54,
    3,
    () => lmer('Reaction ~ Days + (Days + I(Days^2) | Subject)', data('sleepstudy.csv')),
  ],
];

/** Draws with given normal numbers. */
function drawAt(
  model: Model,
  sigma: number,
  normals: readonly Float64Array[],
  chiSquared: number,
): { rank: number; draws: Float64Array[] } {
  const products = model.crossProducts;
  return withInferenceCore((core) => {
    loadProblem(core, products, true, true);
    const theta = innerTheta(products.terms, model.theta);
    const { response, length } = prepareDrawing(core, products, { theta, sigma });
    const draws = normals.map((normal) => {
      core.exports.drawResponse(core.writeF64(normal), chiSquared, sigma, response);
      return core.readF64(response, length);
    });
    return { rank: core.number('productsRank'), draws };
  });
}

const unit = (length: number, at: number): Float64Array => {
  const x = new Float64Array(length);
  x[at] = 1;
  return x;
};

/** Λ as a full matrix. */
function denseLambda(products: CrossProducts, theta: Float64Array): number[][] {
  const q = effectCount(products);
  const lambda = Array.from({ length: q }, () => new Array<number>(q).fill(0));
  const starts = products.factors.map((_, f) =>
    products.factors.slice(0, f).reduce((sum, { levels, size }) => sum + levels * size, 0),
  );
  templatesOf(products.terms, theta).forEach((template, t) => {
    const { factor, offset, size } = products.terms[t];
    for (let l = 0; l < products.factors[factor].levels; l++) {
      const at = starts[factor] + l * products.factors[factor].size + offset;
      for (let c = 0; c < size; c++) {
        for (let r = 0; r < size; r++) lambda[at + r][at + c] = template[c * size + r];
      }
    }
  });
  return lambda;
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** A solution of M x = c for semidefinite M and c among its columns, by conjugate gradients. */
function solveSemidefinite(m: number[][], c: number[]): number[] {
  let x = c.map(() => 0);
  let r = c.slice();
  let d = r;
  const end = 1e-24 * dot(c, c);
  for (let i = 0; i < 20 * c.length && dot(r, r) > end; i++) {
    const image = m.map((row) => dot(row, d));
    const before = dot(r, r);
    const step = before / dot(d, image);
    x = x.map((value, j) => value + step * d[j]);
    r = r.map((value, j) => value - step * image[j]);
    const along = dot(r, r) / before;
    d = r.map((value, j) => value + along * d[j]);
  }
  return x;
}

describe('normal numbers of the core', () => {
  test.each([
    [1, 0],
    [20261121, 5],
    [2 ** 53 - 1, 2 ** 50 + 3],
  ])('are those of randomStream(%d, %d)', (seed, stream) => {
    const { normal } = randomStream(seed, stream);
    const count = 4001;
    const drawn = withInferenceCore((core) => {
      const out = core.exports.alloc(8 * count);
      const high = (x: number) => Math.floor(x / 2 ** 32);
      core.exports.fillNormal(seed, high(seed), stream, high(stream), count, out);
      return core.readF64(out, count);
    });
    expect(drawn).toEqual(Float64Array.from({ length: count }, normal));
  });
});

describe.each(cases)('drawn cross-products: %s', (_, rank, singularDraws, fit) => {
  const model = fit();
  const products = model.crossProducts;
  const q = effectCount(products);
  const p = products.kept.length;
  const sigma = 0.7;
  const m = denseProducts(products);
  const theta = innerTheta(products.terms, model.theta);

  test('covariance σ²(M + M_Z ΛΛᵀ M_Zᵀ) and rank', () => {
    const normals = Array.from({ length: 2 * q + p }, (_, i) => unit(2 * q + p, i));
    const { rank: found, draws } = drawAt(model, sigma, normals, 0);
    expect(found).toBe(rank);
    const lambda = denseLambda(products, theta);
    const mz = m.map((row) =>
      lambda.map((_, c) =>
        dot(
          row.slice(0, q),
          lambda.map((l) => l[c]),
        ),
      ),
    );
    for (let i = 0; i < q + p; i++) {
      for (let j = 0; j <= i; j++) {
        const expected = sigma ** 2 * (m[i][j] + dot(mz[i], mz[j]));
        const size =
          sigma ** 2 * Math.sqrt((m[i][i] + dot(mz[i], mz[i])) * (m[j][j] + dot(mz[j], mz[j])));
        const sum = draws.reduce((s, draw) => s + draw[i] * draw[j], 0);
        expect(Math.abs(sum - expected)).toBeLessThan(1e-10 * size);
      }
    }
  });

  test('ỹᵀWỹ is what the columns explain and σ²χ² more', () => {
    const { normal } = randomStream(3);
    const normals = Array.from({ length: 3 }, () =>
      Float64Array.from({ length: 2 * q + p }, normal),
    );
    for (const draw of drawAt(model, sigma, normals, 2.5).draws) {
      const products = Array.from(draw.subarray(0, q + p));
      const explained = dot(solveSemidefinite(m, products), products);
      expect(Math.abs(explained + sigma ** 2 * 2.5 - draw[q + p])).toBeLessThan(1e-8 * draw[q + p]);
    }
  });

  test('refits equal full fits of the same draws', () => {
    const from = { theta, sigma: model.sigma / products.scale };
    const count = 60;
    const chiSquared = (df: number, r: number) => randomStream(8, 2 * r + 1).chiSquared(df);
    const reml = model.method === 'REML';
    const refits = refitReplicates(products, reml, from, { first: 0, count, seed: 8, chiSquared });
    if (refits === undefined) throw new Error('cancelled');
    const drawn = withInferenceCore((core) => {
      loadProblem(core, products, reml, true);
      const drawing = prepareDrawing(core, products, from);
      return Array.from({ length: count }, (_, r) => {
        drawing.draw(8, r, chiSquared(drawing.residualDf, r));
        return core.readF64(drawing.response, drawing.length);
      });
    });
    let singular = 0;
    drawn.forEach((values, r) => {
      const full = solve(withResponse(products, values), reml);
      const k = theta.length;
      if (full.free.some((flag) => !flag)) singular++;
      expect(Math.abs(refits.objective[r] - full.objective)).toBeLessThan(1e-6);
      expect(Math.abs(refits.sigma[r] / full.sigma - 1)).toBeLessThan(1e-6);
      const own = templatesOf(products.terms, refits.theta.subarray(r * k, (r + 1) * k));
      templatesOf(products.terms, full.theta).forEach((template, t) => {
        own[t].forEach((x, i) => {
          expect(Math.abs(x - template[i])).toBeLessThan(1e-6);
        });
      });
      const beta = full.effects.subarray(q);
      beta.forEach((x, j) => {
        expect(Math.abs(refits.fixed[r * p + j] - x)).toBeLessThan(1e-6);
      });
    });
    expect(singular).toBe(singularDraws);
  });
});
