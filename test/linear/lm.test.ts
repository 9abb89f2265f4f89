import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lm } from '../../src/linear/lm.ts';
import { formatLm } from '../../src/report/format-lm.ts';
import { lmSummary } from '../../src/report/lm-summary.ts';
import { level2Reference } from '../level2-reference.ts';
import { referenceTable } from '../reference-cases.ts';

const near = (x: number | undefined, y: number, tolerance = 1e-10): void => {
  expect(Math.abs((x ?? Number.NaN) - y)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(y)));
};

describe.each(level2Reference.lm)('lm $formula, $precisionWeights, $offset', (reference) => {
  const { data, formula, precisionWeights, offset } = reference;
  const model = lm(formula, referenceTable(data), {
    ...(precisionWeights && { precisionWeights }),
    ...(offset && { offset }),
  });
  const summary = lmSummary(model);

  test('has the numbers of R', () => {
    const rows = new Map(summary.coefficients.map((row) => [row.name, row]));
    expect([...rows.keys()]).toEqual(Object.keys(reference.estimates));
    const present = Object.entries(reference.estimates).filter(([, value]) => value !== null);
    expect(model.fixed.names).toEqual(present.map(([name]) => name));
    present.forEach(([name, value], j) => {
      near(rows.get(name)?.estimate, value as number);
      near(rows.get(name)?.se, reference.se[j]);
      near(rows.get(name)?.p, reference.p[j], 1e-9);
    });
    model.fixed.vcov.forEach((value, i) => {
      near(value, reference.vcov[i]);
    });
    near(model.sigma, reference.sigma);
    expect(model.dfResidual).toBe(reference.df);
    near(model.logLik, reference.logLik);
    near(summary.aic, reference.aic);
    near(summary.bic, reference.bic);
    reference.fitted.forEach((value, i) => {
      near(model.fitted[i], value);
    });
    if (reference.f === null) {
      expect(summary).not.toHaveProperty('rSquared');
      return;
    }
    near(summary.rSquared, reference.r2);
    near(summary.adjRSquared, reference.adj);
    near(summary.fStatistic?.value, reference.f);
  });

  test('prints as summary.lm', () => {
    const text = formatLm(summary).split('\n');
    const from = text.findIndex((line) => line.endsWith('esiduals:'));
    const own = text.slice(from).filter((line) => !line.startsWith('note: '));
    const trim = (lines: readonly string[]) => lines.join('\n').trimEnd();
    expect(trim(own)).toBe(trim(reference.print));
  });
});

describe('lm', () => {
  test('gives the same with rows repeated and with frequency weights', () => {
    const x = [1, 2, 3, 4, 5];
    const y = [2, 1, 4, 3, 6];
    const times = [1, 3, 2, 1, 2];
    const repeat = (values: number[]) => values.flatMap((v, i) => Array(times[i]).fill(v));
    const whole = lm('y ~ x', { x: repeat(x), y: repeat(y) });
    const weighted = lm('y ~ x', { x, y, times }, { frequencyWeights: 'times' });
    near(weighted.sigma, whole.sigma, 1e-13);
    near(weighted.logLik, whole.logLik, 1e-13);
    near(lmSummary(weighted).rSquared, lmSummary(whole).rSquared as number, 1e-13);
    expect(lmSummary(weighted).residuals).toHaveLength(5);
    expect(weighted.nobs).toBe(9);
  });

  test('a calendar year keeps its digits', () => {
    const year = Array.from({ length: 60 }, (_, i) => i % 12);
    const y = year.map((t, i) => 3 + 0.5 * t + Math.sin(7 * i));
    const near0 = lm('y ~ year', { y, year });
    const far = lm('y ~ year', { y, year: year.map((t) => t + 2_000_000) });
    near(far.sigma, near0.sigma, 1e-10);
    near(far.fixed.estimates[1], near0.fixed.estimates[1], 1e-9);
  });

  test('residuals are orthogonal to the columns, whatever the data', () => {
    const value = fc.double({ min: -9, max: 9, noNaN: true }).map((x) => Math.fround(x + 1) - 1);
    const row = fc.tuple(value, value);
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 40 }), (rows) => {
        const y = rows.map(([first], i) => first + i);
        const x = rows.map(([, second]) => second);
        const { residuals } = lm('y ~ x', { y, x });
        near(
          residuals.reduce((sum, e) => sum + e, 0),
          0,
          1e-9 * 50,
        );
        near(
          residuals.reduce((sum, e, i) => sum + e * x[i], 0),
          0,
          1e-9 * 500,
        );
      }),
    );
  });

  test('says so when a column underflows', () => {
    const x = [0, 0, -5e-324];
    expect(() => lm('y ~ x', { y: [0, 1, 2], x })).toThrow('beyond what can be squared');
  });

  test('without residual degrees of freedom, without residuals, without coefficients', () => {
    const saturated = lm('y ~ x', { y: [1, 2], x: [1, 3] });
    expect(saturated.dfResidual).toBe(0);
    expect(saturated.notices.map(({ code }) => code)).toEqual(['no-residual-df']);
    expect(formatLm(lmSummary(saturated))).toContain(
      'ALL 2 residuals are 0: no residual degrees of freedom!',
    );
    const perfect = lm('y ~ x', { y: [1, 2, 3, 4], x: [1, 2, 3, 4] });
    expect(perfect.notices.map(({ code }) => code)).toEqual(['perfect-fit']);
    const nothing = lm('y ~ 0', { y: [1, 2, 3] });
    expect(formatLm(lmSummary(nothing))).toContain('No Coefficients');
    expect(nothing.residualSS).toBeCloseTo(14, 12);
  });

  test('refuses random terms, unknown options, and too few rows', () => {
    const data = { y: [1, 2, 3], x: [1, 2, 4], g: ['a', 'b', 'c'] };
    expect(() => lm('y ~ x + (1 | g)', data)).toThrow('lm takes no random term such as (1 | g)');
    expect(() => lm('y ~ x', data, { weights: 'x' } as object)).toThrow('precisionWeights');
    expect(() => lm('y ~ factor(x) + I(x^2)', data)).toThrow('3 complete rows cannot determine 4');
  });

  test('is plain data', () => {
    const { design: _, ...model } = lm('y ~ x', { y: [1, 2, 2], x: [1, 2, 4] });
    expect(structuredClone(model)).toEqual(model);
  });
});
