import { describe, expect, test } from 'vitest';
import { crossProducts } from '../../src/engine/accumulate.ts';
import { changeRandom } from '../../src/engine/change-random.ts';
import { evaluateAt } from '../../src/engine/evaluate.ts';
import { linearCriterion } from '../../src/engine/linear-criterion.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { projectedEigenvalues } from '../../src/inference/comparison/projected-eigenvalues.ts';
import { ranova } from '../../src/inference/comparison/ranova.ts';
import { symmetricEigenvalues } from '../../src/inference/comparison/symmetric-eigenvalues.ts';
import { mixedChiSquaredTail } from '../../src/inference/distributions/chi-squared.ts';
import { fTail } from '../../src/inference/distributions/f-distribution.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';
import { fitStored, storedTests } from '../tests-reference.ts';

describe('likelihood ratios of random terms are those of R fitted tightly', () => {
  for (const stored of storedTests.ranovas) {
    test(`${stored.formula}${stored.ml ? ', ML' : ''}`, () => {
      const { rows, notices } = ranova(fitStored(stored), { nsim: 0 });
      const [whole, ...others] = rows;
      expect(notices).toEqual([]);
      expect(-2 * whole.logLik).toBeCloseTo(stored.objective, 5);
      expect(others.map(({ term }) => term)).toEqual(stored.terms);
      others.forEach((row, i) => {
        expect(-2 * row.logLik).toBeCloseTo(stored.reduced[i], 5);
        expect(row.lrt).toBeCloseTo(stored.reduced[i] - stored.objective, 5);
        expect(row.aic).toBeCloseTo(-2 * row.logLik + 2 * row.npar, 9);
        expect(whole.npar - row.npar).toBe(row.df);
      });
    });
  }

  test('known values', () => {
    const [, slope] = ranova(fitStored(storedTests.ranovas[1])).rows.slice(1);
    expect(slope.lrt).toBeCloseTo(42.796, 3);
    const hsb = fitStored({
      data: 'hsb.csv',
      formula: 'mathach ~ cses + (cses | school)',
      ml: true,
    });
    const [, row] = ranova(hsb).rows;
    expect(row.lrt).toBeCloseTo(9.433, 3);
    expect(row.pMix).toBeCloseTo(mixedChiSquaredTail(row.lrt ?? 0, 1), 12);
  });
});

describe('which terms go', () => {
  const terms = (formula: string, reduceTerms = true) =>
    ranova(fitStored({ data: 'tasting.csv', formula }), { reduceTerms, nsim: 0 }).rows.slice(1);
  test('interactions before what they contain', () => {
    const [row, ...none] = terms('liking ~ product + (sweet * info | taster)');
    expect(none).toEqual([]);
    expect(row).toMatchObject({ term: 'sweet:info in (sweet * info | taster)', df: 4 });
  });
  test('single coefficients of double bars', () => {
    const rows = terms('liking ~ product + (sweet || taster)');
    expect(rows.map(({ term }) => term)).toEqual(['(1 | taster)', 'sweet in (0 + sweet | taster)']);
  });
  test('whole bars when asked', () => {
    const rows = terms('liking ~ product + (sweet | taster)', false);
    expect(rows).toMatchObject([{ term: '(sweet | taster)', df: 3 }]);
    expect(rows[0]).not.toHaveProperty('pMix');
  });
  test('without an intercept another factor takes over the coding, or the constant stays', () => {
    const both = terms('liking ~ product + (0 + info + site | taster)');
    expect(both.map(({ df }) => df)).toEqual([4, 7]);
    const one = terms('liking ~ product + (0 + info | taster)');
    expect(one).toMatchObject([{ term: 'info in (0 + info | taster)', df: 2 }]);
    const full = terms('liking ~ product + (info | taster)');
    expect(one[0].lrt).toBeCloseTo(full[0].lrt ?? 0, 6);
    expect(terms('liking ~ product + (0 + sweet | taster)')).toMatchObject([{ df: 1, npar: 5 }]);
  });
});

describe('cross-products of a reduced model', () => {
  const data = readTable(dataPath('tasting.csv'));
  const theta = [0.8, 0.3, -0.2, 0.7, 0.1, 0.5];
  test('have the criterion that its own rows give', () => {
    const whole = lmer('liking ~ product + (1 + sweet + info | taster) + (sweet | site)', data);
    const { design, crossProducts: products } = whole;
    const [first, second] = design.random;
    const select = { size: 2, matrix: Float64Array.of(1, 0, 0, 0, 0, 1) };
    const reduced = changeRandom(products, [select, 'keep']);
    const direct = crossProducts({
      ...design,
      random: [{ ...first, columns: [first.columns[0], first.columns[2]] }, second],
    });
    const dropped = changeRandom(products, ['drop', 'keep']);
    const alone = crossProducts({ ...design, random: [second] });
    for (const reml of [true, false]) {
      expect(evaluateAt(reduced, reml, theta).objective).toBeCloseTo(
        evaluateAt(direct, reml, theta).objective,
        9,
      );
      expect(evaluateAt(dropped, reml, theta.slice(3)).objective).toBeCloseTo(
        evaluateAt(alone, reml, theta.slice(3)).objective,
        9,
      );
    }
  });
  test('without random terms give the linear model', () => {
    const { crossProducts: products } = lmer('liking ~ product * sweet + (1 | taster)', data);
    for (const reml of [true, false]) {
      expect(linearCriterion(changeRandom(products, ['drop']), reml)).toBeCloseTo(
        evaluateAt(products, reml, [0]).objective,
        9,
      );
    }
  });
});

describe('exact p-value of a single variance', () => {
  const dyestuff = fitStored({ data: 'dyestuff.csv', formula: 'Yield ~ 1 + (1 | Batch)' });

  test('Dyestuff: that of the F-test, of which the ratio is a function in a balanced one-way layout', () => {
    const nsim = 200_000;
    const { rows, simulation } = ranova(dyestuff, { nsim, seed: 7 });
    expect(simulation).toEqual({ nsim, seed: 7 });
    expect(rows[1].lrt).toBeCloseTo(6.369, 3);
    // Mean squares of Davies (1947): 11271.5 on 5 and 2451.25 on 24 degrees of freedom.
    const exact = fTail(11271.5 / 2451.25, 5, 24);
    expect(exact).toBeCloseTo(0.0044, 4);
    const error = Math.sqrt((exact * (1 - exact)) / nsim);
    expect(Math.abs((rows[1].pExact ?? 0) - exact)).toBeLessThan(4 * error);
  });

  test('is the same for the same seed, another for another', () => {
    const p = (seed: number) => ranova(dyestuff, { nsim: 5000, seed }).rows[1].pExact;
    expect(p(3)).toBe(p(3));
    expect(p(3)).not.toBe(p(4));
  });

  test('is 1 at the boundary, and never 0', () => {
    const zero = fitStored({ data: 'dyestuff2.csv', formula: 'Yield ~ 1 + (1 | Batch)' });
    expect(ranova(zero, { nsim: 100 }).rows[1]).toMatchObject({ lrt: 0, pExact: 1, pMix: 1 });
    const sure = fitStored({ data: 'sleepstudy.csv', formula: 'Reaction ~ Days + (1 | Subject)' });
    expect(ranova(sure, { nsim: 99 }).rows[1].pExact).toBe(0.01);
  });

  test('is not given beside several variances, or when not asked for', () => {
    const several = fitStored({
      data: 'sleepstudy.csv',
      formula: 'Reaction ~ Days + (Days || Subject)',
    });
    expect(ranova(several)).not.toHaveProperty('simulation');
    expect(ranova(dyestuff, { nsim: 0 }).rows[1]).not.toHaveProperty('pExact');
    expect(() => ranova(dyestuff, { nsim: 1.5 })).toThrow('nsim must be a whole number');
  });

  test('has a uniform distribution under the hypothesis, in an unbalanced design with a covariate', () => {
    // Ratios simulated row by row at variance 0 and refitted, against the spectral draws: shares below three levels.
    const { design } = fitStored({
      data: 'tasting.csv',
      formula: 'liking ~ sweet + (0 + sweet | taster)',
    });
    const small = design.y.length;
    let state = 12345;
    const uniform = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const names = { sweet: design.fixed.columns[1], taster: design.random[0] };
    const taster = Array.from(names.taster.codes, (code) => names.taster.levels[code]);
    const replicates = 300;
    const values = Array.from({ length: replicates }, () => {
      const y = Array.from({ length: small }, normal);
      const model = lmer('y ~ sweet + (0 + sweet | taster)', {
        y,
        sweet: Array.from(names.sweet),
        taster,
      });
      return ranova(model, { nsim: 400, seed: 5 }).rows[1].pExact ?? Number.NaN;
    });
    for (const level of [0.05, 0.1, 0.3]) {
      const share = values.filter((p) => p <= level).length / replicates;
      // Binomial error of the replicates and that of 400 draws, three of each.
      const error =
        Math.sqrt((level * (1 - level)) / replicates) + Math.sqrt((level * (1 - level)) / 400);
      expect(Math.abs(share - level)).toBeLessThan(3 * error);
    }
  });
});

describe('eigenvalues', () => {
  test('of a symmetric matrix: traces of powers, and known ones', () => {
    const n = 40;
    const a = new Float64Array(n * n);
    for (let c = 0; c < n; c++) {
      for (let r = c; r < n; r++) {
        a[c * n + r] = Math.sin(1 + r * 3.7 + c * c * 0.31);
        a[r * n + c] = a[c * n + r];
      }
    }
    const values = symmetricEigenvalues(a.slice(), n);
    const trace = values.reduce((sum, x) => sum + x, 0);
    const squares = values.reduce((sum, x) => sum + x * x, 0);
    let expected = 0;
    for (let i = 0; i < n; i++) expected += a[i * n + i];
    expect(trace).toBeCloseTo(expected, 10);
    expect(squares).toBeCloseTo(
      a.reduce((sum, x) => sum + x * x, 0),
      9,
    );
    // The second difference matrix: 2 − 2 cos(kπ/(n + 1)).
    const d = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      d[i * n + i] = 2;
      if (i > 0) {
        d[i * n + i - 1] = -1;
        d[(i - 1) * n + i] = -1;
      }
    }
    const found = Array.from(symmetricEigenvalues(d, n)).sort((x, y) => x - y);
    found.forEach((value, k) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 12);
    });
    expect(Array.from(symmetricEigenvalues(new Float64Array(9), 3))).toEqual([0, 0, 0]);
    expect(Array.from(symmetricEigenvalues(Float64Array.of(5), 1))).toEqual([5]);
  });

  test('of the projected groups: with equal groups set aside as without', () => {
    const model = fitStored({
      data: 'hsb.csv',
      formula: 'mathach ~ cses + meanses + (1 | school)',
    });
    const { crossProducts: products } = model;
    const found = projectedEigenvalues(products, 1000) ?? [];
    const levels = products.factors[0].levels;
    expect(found.reduce((sum, { times }) => sum + times, 0)).toBe(levels);
    // Dense: D − H(X̃ᵀX̃)⁻¹Hᵀ with X̃ᵀX̃ = n.
    const { diagonal, tail } = products.factors[0];
    const p = products.kept.length;
    const dense = new Float64Array(levels * levels);
    for (let c = 0; c < levels; c++) {
      for (let r = 0; r < levels; r++) {
        let sum = r === c ? diagonal[r] : 0;
        for (let j = 0; j < p; j++)
          sum -= (tail[r * (p + 1) + j] * tail[c * (p + 1) + j]) / products.n;
        dense[c * levels + r] = sum;
      }
    }
    const expected = Array.from(symmetricEigenvalues(dense, levels)).sort((a, b) => a - b);
    const all = found.flatMap(({ value, times }) => Array.from({ length: times }, () => value));
    all.forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-8 * expected[levels - 1]);
    });
    expect(projectedEigenvalues(products, 10)).toBeUndefined();
  });
});
