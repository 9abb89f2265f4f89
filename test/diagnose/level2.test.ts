import { describe, expect, test } from 'vitest';
import { icc } from '../../src/diagnose/icc.ts';
import { levelResiduals, meanRanks } from '../../src/diagnose/level-residuals.ts';
import { r2 } from '../../src/diagnose/r2.ts';
import { r2SnijdersBosker } from '../../src/diagnose/r2-snijders-bosker.ts';
import { r2WithinBetween } from '../../src/diagnose/r2-within-between.ts';
import { reliability } from '../../src/diagnose/reliability.ts';
import { varianceExplained } from '../../src/diagnose/variance-explained.ts';
import { type LmerOptions, lmer } from '../../src/fit/lmer.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { lmList } from '../../src/linear/lm-list.ts';
import { formatClustering } from '../../src/report/format-clustering.ts';
import { formatLevelResiduals } from '../../src/report/format-level-residuals.ts';
import { levelResidualRows, levelResidualsToCsv } from '../../src/report/level-residual-rows.ts';
import { parseCsv } from '../../src/table/parse-csv.ts';
import { level2Reference } from '../level2-reference.ts';
import { referenceTable } from '../reference-cases.ts';

/** Fits reach the optimum to about 1e-7 in the variances on both sides. */
const near = (x: number | undefined, y: number, tolerance = 2e-6): void => {
  expect(Math.abs((x ?? Number.NaN) - y)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(y)));
};

const fitOf = (formula: string, file = 'hsb.csv', options: LmerOptions = {}) =>
  lmer(formula, referenceTable(file), options);

describe.each(level2Reference.models)('$formula, weights $precisionWeights', (reference) => {
  const { data, formula, reml, precisionWeights, levels, names } = reference;
  const model = fitOf(formula, data, {
    method: reml ? 'REML' : 'ML',
    ...(precisionWeights && { precisionWeights }),
  });
  const residuals = levelResiduals(model);

  test('estimates, standard deviations and least squares of each level', () => {
    const { coefficients } = residuals.groups[0];
    expect(coefficients.map(({ name }) => name)).toEqual(names);
    coefficients.forEach(({ rows }, c) => {
      expect(rows.map(({ level }) => level).toSorted()).toEqual(levels.toSorted());
      for (const row of rows) {
        const l = levels.indexOf(row.level);
        near(row.estimate, reference.effects[l][c] as number, 1e-5);
        near(row.sd, reference.sd[l][c] as number);
        near(row.ols, reference.ols[l][c] as number, 1e-5);
        near(row.olsSe, reference.olsSe[l][c] as number);
      }
    });
  });

  test('reliabilities and variances between levels', () => {
    const own = reliability(model);
    residuals.groups[0].coefficients.forEach((coefficient, c) => {
      near(coefficient.reliability, reference.reliability[c]);
      expect(own[c].mean).toBeCloseTo(coefficient.reliability as number, 13);
      const { between } = coefficient;
      near(between?.ols, reference.between.ols[c], 1e-5);
      near(between?.sampling, reference.between.sampling[c]);
      near(between?.model, reference.between.model[c], 1e-5);
      near(between?.shrunken, reference.between.shrunken[c], 2e-5);
    });
  });

  test('intraclass correlations and R²', () => {
    const { adjusted, unadjusted, groups } = icc(model);
    near(adjusted, reference.icc);
    near(unadjusted, reference.unadjusted);
    near(groups[0].meanSize, reference.meanSize, 1e-12);
    near(groups[0].designEffect, 1 + (reference.meanSize - 1) * reference.icc, 1e-5);
    const { marginal, conditional } = r2(model);
    near(marginal, reference.marginal);
    near(conditional, reference.conditional);
    const { variances, total, within, between } = r2WithinBetween(model);
    near(variances.f1, reference.f1);
    near(variances.f2, reference.f2);
    near(variances.v, reference.v);
    near(variances.m, reference.m, 1e-5);
    const all = Object.values(variances).reduce((sum, x) => sum + x, 0);
    near(total.fvm, 1 - variances.residual / all, 1e-12);
    near(within.f1v, 1 - variances.residual / (variances.f1 + variances.v + variances.residual));
    near(between.f2 + between.m, 1, 1e-12);
    const { level1, level2 } = r2SnijdersBosker(model);
    near(level1, reference.level1);
    near(level2, reference.level2);
  });
});

describe('level-2 residuals', () => {
  const slopes = fitOf('mathach ~ cses + (cses | school)');

  test('HSB: reliabilities, design effect', () => {
    const empty = fitOf('mathach ~ 1 + (1 | school)');
    expect(reliability(empty)[0].mean).toBeCloseTo(0.90138, 5);
    expect(icc(empty).adjusted).toBeCloseTo(0.180352, 5);
    expect(icc(empty).groups[0].designEffect).toBeCloseTo(8.9186, 3);
    const [intercept, slope] = reliability(slopes);
    expect(intercept.mean).toBeCloseTo(0.90756, 5);
    expect(slope.mean).toBeCloseTo(0.26367, 5);
    // The very reliability that confint knows.
    const [{ estimate }] = confint(slopes, {
      method: 'wald',
      parm: 'reliability_cses|school',
    }).intervals;
    expect(slope.mean).toBeCloseTo(estimate, 10);
  });

  test('the estimates are the least-squares residuals times the reliability, for one random intercept', () => {
    for (const options of [{}, { precisionWeights: 'size' }, { frequencyWeights: 'size' }]) {
      const model = fitOf('mathach ~ ses + sector + (1 | school)', 'hsb.csv', options);
      for (const row of levelResiduals(model).groups[0].coefficients[0].rows) {
        near(row.estimate, (row.reliability ?? 0) * (row.ols ?? 0), 1e-10);
        near(row.shrinkage, (1 - (row.reliability ?? 0)) * (row.ols ?? 0), 1e-9);
        // var(b | y) = τ(1 − λ)
        near(row.sd ** 2, model.random[0].covariance[0] * (1 - (row.reliability ?? 0)), 1e-9);
      }
    }
  });

  test('least-squares coefficients are those of lmList, also beside level-2 predictors', () => {
    const list = lmList('mathach ~ cses | school', referenceTable('hsb.csv'));
    const cross = fitOf('mathach ~ sector * cses + meanses * cses + (cses | school)');
    for (const model of [slopes, cross]) {
      levelResiduals(model).groups[0].coefficients.forEach(({ rows }, c) => {
        rows.forEach(({ level, olsCoefficient, coefficient, expected, estimate, shrinkage }, l) => {
          expect(level).toBe(list.fits[l].level);
          near(olsCoefficient, list.fits[l].estimates[c], 1e-9);
          near(coefficient, (expected ?? 0) + estimate, 1e-12);
          near(olsCoefficient, (coefficient ?? 0) + (shrinkage ?? 0), 1e-12);
        });
      });
    }
    const [{ coefficients }] = levelResiduals(cross).groups;
    const { fixed, design } = cross;
    const beta = (name: string) => fixed.estimates[fixed.names.indexOf(name)];
    const column = (name: string) => design.fixed.columns[design.fixed.names.indexOf(name)];
    const row = design.random[0].codes.indexOf(7);
    const slope = ['sector', 'meanses'].reduce(
      (sum, w) => sum + column(w)[row] * (beta(`${w}:cses`) || beta(`cses:${w}`)),
      beta('cses'),
    );
    near(coefficients[1].rows[7].expected, slope, 1e-12);
  });

  test('several factors: the effects of the others are taken as predicted', () => {
    const { crossed } = level2Reference;
    const model = fitOf('diameter ~ 1 + (1 | plate) + (1 | sample)', 'penicillin.csv');
    const { groups } = levelResiduals(model);
    for (const { group, coefficients } of groups) {
      const reference = crossed[group as 'plate' | 'sample'];
      for (const row of coefficients[0].rows) near(row.ols, reference[row.level], 1e-5);
    }
    const [plate, sample] = icc(model).groups;
    const total = crossed.tau.plate + crossed.tau.sample + crossed.s2;
    near(plate.value, crossed.tau.plate / total, 1e-5);
    near(sample.value, crossed.tau.sample / total, 1e-5);
    expect(plate.value + sample.value).toBeCloseTo(icc(model).adjusted, 13);
    const one = levelResiduals(model, { group: 'sample' }).groups;
    expect(one.map(({ group }) => group)).toEqual(['sample']);
  });

  test('nested factors with slopes satisfy the normal equations of each level', () => {
    const model = fitOf('math ~ year + (year | childid) + (year | schoolid)', 'egsingle.csv');
    const { design, random, sigma } = model;
    // b̂ = Σ(Σ + V)⁻¹û is (ZᵀZ/σ²)(û − b̂) = Σ⁻¹b̂, whose left side is Zᵀ(y − Xβ̂ − Zb̂)/σ².
    for (const [t, { coefficients }] of levelResiduals(model).groups.entries()) {
      const { codes, columns } = design.random[t];
      const [a, b] = coefficients.map(({ rows }) => rows);
      for (const l of [0, 5, 17]) {
        if (a[l].ols === undefined) continue;
        const sums = [0, 0, 0, 0, 0];
        codes.forEach((code, i) => {
          if (code !== l) return;
          const [z, x] = [columns[0][i], columns[1][i]];
          const e = model.residuals[i];
          [z * z, z * x, x * x, z * e, x * e].forEach((value, at) => {
            sums[at] += value;
          });
        });
        const [d0, d1] = [a[l].shrinkage ?? 0, b[l].shrinkage ?? 0];
        near(sums[0] * d0 + sums[1] * d1, sums[3], 1e-8);
        near(sums[1] * d0 + sums[2] * d1, sums[4], 1e-8);
      }
      expect(random[t].names).toHaveLength(2);
      expect(sigma).toBeGreaterThan(0);
    }
  });

  test('intervals: ±1.96, ±1.39, and wider for all pairs', () => {
    const tukey = levelResiduals(slopes).groups[0].coefficients[0].rows[3];
    const other = levelResiduals(slopes, { multiplicity: 'bonferroni', level: 0.95 });
    const bonferroni = other.groups[0].coefficients[0].rows[3];
    const half = (upper: number, row = tukey) => (upper - row.estimate) / row.sd;
    expect(half(tukey.upper)).toBeCloseTo(1.959964, 6);
    expect(half(tukey.comparisonUpper)).toBeCloseTo(1.385904, 6);
    // qtukey(0.95, 160, Inf) / 2 and qnorm(1 - 0.025 / choose(160, 2)) / sqrt(2)
    expect(half(tukey.simultaneousUpper)).toBeCloseTo(3.183085187, 6);
    expect(half(bonferroni.simultaneousUpper, bonferroni)).toBeCloseTo(3.263302859, 8);
    const wide = levelResiduals(slopes, { condVar: 'prediction' });
    expect(wide.groups[0].coefficients[0].rows[3].sd).toBeGreaterThan(tukey.sd);
  });

  test('ranks', () => {
    expect(Array.from(meanRanks([3, 1, 2, 1]))).toEqual([4, 1.5, 3, 1.5]);
    const { rows } = levelResiduals(slopes).groups[0].coefficients[1];
    const sorted = rows.toSorted((a, b) => a.rank - b.rank).map(({ estimate }) => estimate);
    expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
  });

  test('shifting and scaling a predictor changes nothing but its unit', () => {
    const table = referenceTable('sleepstudy.csv');
    const formula = (x: string) => `Reaction ~ ${x} + (${x} | Subject)`;
    const plain = levelResiduals(lmer(formula('Days'), table)).groups[0].coefficients[1];
    const far = levelResiduals(lmer(formula('I(100 * Days + 200000)'), table));
    const other = far.groups[0].coefficients[1];
    near(other.reliability, plain.reliability as number, 1e-7);
    other.rows.forEach((row, l) => {
      near(row.estimate * 100, plain.rows[l].estimate, 1e-5);
      near((row.ols ?? 0) * 100, plain.rows[l].ols as number, 1e-6);
    });
  });

  test('levels whose rows do not determine the slope', () => {
    const level = (g: string, xs: number[]) =>
      xs.map((x, i) => ({ g, x, y: x + ((7 * i) % 5) + g.length * i }));
    const rows = [
      ...level('constant', [2, 2, 2]),
      ...level('zero', [0, 0]),
      ...level('one', [3]),
      ...['a', 'bb', 'ccc', 'dd', 'ee'].flatMap((g, j) => level(g, [1, 2, 4 + j, 5])),
    ];
    const model = lmer('y ~ x + (x || g)', rows);
    for (const { rows: own, reliability: mean } of levelResiduals(model).groups[0].coefficients) {
      const missing = own.filter(({ ols }) => ols === undefined).map((row) => row.level);
      expect(missing).toEqual(['constant', 'one', 'zero']);
      expect(mean).toBeGreaterThanOrEqual(0);
      expect(own.every(({ estimate, sd, rank }) => Number.isFinite(estimate + sd + rank))).toBe(
        true,
      );
      expect(own.some((row) => Object.values(row).some(Number.isNaN))).toBe(false);
    }
    expect(icc(model).adjusted).toBeGreaterThanOrEqual(0);
  });

  test('random slopes with one row in most groups', () => {
    const rows = Array.from({ length: 24 }, (_, i) => ({
      g: i < 20 ? `g${i}` : `g${i - 20}`,
      x: (i * 7) % 11,
      y: ((i * 13) % 17) + i / 3,
    }));
    const model = lmer('y ~ x + (1 | g) + (0 + x | g)', rows);
    const [intercept, slope] = levelResiduals(model).groups[0].coefficients;
    expect(intercept.rows.filter(({ ols }) => ols !== undefined)).toHaveLength(4);
    expect(slope.rows.some((row) => Object.values(row).some(Number.isNaN))).toBe(false);
  });

  test('a variance of 0: no effects, reliability 0, intraclass correlation 0', () => {
    const model = fitOf('Yield ~ 1 + (1 | Batch)', 'dyestuff2.csv');
    expect(model.singular).toBe(true);
    const found = icc(model, { interval: 'profile' });
    expect(found.adjusted).toBe(0);
    expect(found.groups[0]).toMatchObject({ value: 0, designEffect: 1 });
    expect(found.interval?.lower).toBe(0);
    expect(found.interval?.upper).toBeGreaterThan(0);
    const { rows, reliability: mean, between } = levelResiduals(model).groups[0].coefficients[0];
    expect(mean).toBe(0);
    expect(between?.model).toBe(0);
    expect(between?.ols).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).toMatchObject({ estimate: 0, sd: 0, reliability: 0, rank: 3.5 });
    }
    expect(r2WithinBetween(model).between).toEqual({ f2: 0, m: 0 });
    expect(r2SnijdersBosker(model)).toMatchObject({ level1: 0, level2: 0 });
    expect(varianceExplained(model, model)[0]).not.toHaveProperty('proportion');
  });

  test('refuses what it cannot answer', () => {
    expect(() => levelResiduals(slopes, { group: 'scool' })).toThrow('did you mean "school"');
    expect(() => levelResiduals(slopes, { level: 95 })).toThrow('level is 95');
    expect(() => levelResiduals(slopes, { multiplicity: 'holm' as 'tukey' })).toThrow('"tukey"');
    expect(() => levelResiduals(slopes, { condVar: 'x' as 'prediction' })).toThrow('condVar');
    expect(() => icc(slopes, { interval: 'boot' as 'wald' })).toThrow('"profile"');
    const crossed = fitOf('diameter ~ 1 + (1 | plate) + (1 | sample)', 'penicillin.csv');
    expect(() => r2SnijdersBosker(crossed)).toThrow('one grouping factor');
    expect(() => r2WithinBetween(crossed)).toThrow('one grouping factor');
  });

  test('is plain data, and flat as CSV', () => {
    const residuals = levelResiduals(slopes);
    expect(structuredClone(residuals)).toEqual(residuals);
    const table = parseCsv(levelResidualsToCsv(residuals));
    expect(table.nrow).toBe(320);
    const values = table.columns.get('olsCoefficient');
    const rows = levelResidualRows(residuals);
    expect(values?.kind === 'numeric' && values.values[200]).toBe(rows[200].olsCoefficient);
    expect(formatLevelResiduals(residuals)).toMatch(
      /^Residuals of \(Intercept\) within school\nMean reliability: 0.9076\n/,
    );
  });
});

describe('intervals of the intraclass correlation', () => {
  test('are those of confint for random intercepts', () => {
    const model = fitOf('mathach ~ ses + (1 | school)');
    const [own] = confint(model, { parm: 'icc' }).intervals;
    const { interval } = icc(model, { interval: 'profile' });
    near(interval?.lower, own.lower, 1e-8);
    near(interval?.upper, own.upper, 1e-8);
    near(interval?.estimate, icc(model).adjusted, 1e-10);
  });

  test('are of the share itself with slopes and several factors', () => {
    const slopes = fitOf('Reaction ~ Days + (Days | Subject)', 'sleepstudy.csv');
    const found = icc(slopes, { interval: 'profile', level: 0.9 });
    near(found.interval?.estimate, found.adjusted, 1e-10);
    expect(found.interval?.lower).toBeLessThan(found.adjusted);
    expect(found.interval?.upper).toBeGreaterThan(found.adjusted);
    const crossed = fitOf('diameter ~ 1 + (1 | plate) + (1 | sample)', 'penicillin.csv');
    for (const { value, interval } of icc(crossed, { interval: 'wald' }).groups) {
      near(interval?.estimate, value, 1e-10);
    }
  });
});

describe('variance explained', () => {
  test('is the proportional reduction of each component', () => {
    const empty = fitOf('mathach ~ 1 + (1 | school)');
    const larger = fitOf('mathach ~ meanses + cses + (1 | school)');
    const [between, residual] = varianceExplained(empty, larger);
    expect(between).toMatchObject({ group: 'school', name: '(Intercept)' });
    near(
      between.proportion,
      1 - larger.random[0].covariance[0] / empty.random[0].covariance[0],
      1e-14,
    );
    near(residual.proportion, 1 - (larger.sigma / empty.sigma) ** 2, 1e-13);
    expect(residual.group).toBe('Residual');
  });

  test('needs the same data', () => {
    const a = fitOf('mathach ~ 1 + (1 | school)');
    const b = fitOf('mathach ~ 1 + (1 | school)', 'hsb.csv', { precisionWeights: 'size' });
    expect(() => varianceExplained(a, b)).toThrow('different data');
    expect(() => varianceExplained(a, fitOf('ses ~ 1 + (1 | school)'))).toThrow('responses');
  });
});

test('what grouping does, as text', () => {
  const model = fitOf('mathach ~ cses + (cses | school)');
  const text = formatClustering({
    formula: model.formula,
    icc: icc(model),
    reliability: reliability(model),
    r2: r2(model),
    snijdersBosker: r2SnijdersBosker(model),
    withinBetween: r2WithinBetween(model),
  });
  expect(text).toContain('cses | school        0.2637 160 of 160\n');
  expect(text).toContain('random means (m)           0.1817      -  1.0000\n');
});
