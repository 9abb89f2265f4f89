import { describe, expect, test } from 'vitest';
import { BlupError, type ErrorCode } from '../../src/errors/blup-error.ts';
import { glmer } from '../../src/fit/glmer.ts';
import * as blup from '../../src/index.ts';
import { readTable } from '../../src/table/read-file.ts';
import { fitGlmm, glmmCase } from '../glmm-reference.ts';
import { dataPath } from '../reference-cases.ts';

const small = fitGlmm(glmmCase('contraception 25'));
const slopes = fitGlmm(glmmCase('contraception slope 9'));
const nails = fitGlmm(glmmCase('nails 60'));

function codeOf(run: () => unknown): ErrorCode | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof BlupError) return error.code;
    throw error;
  }
  return undefined;
}

describe('tests and intervals', () => {
  test('likelihood ratio with the mixture of a variance at its boundary', () => {
    const same = fitGlmm(glmmCase('contraception 25'), { nAGQ: 9 });
    const { rows } = blup.anova(same, slopes);
    expect(rows[1].chisq).toBeCloseTo(same.objective - slopes.objective, 10);
    expect(rows[1].df).toBe(2);
    expect(rows[1].pMix).toBeLessThan(rows[1].p ?? 0);
  });

  test('what cannot be compared is refused', () => {
    const laplace = fitGlmm(glmmCase('contraception'));
    const linear = blup.lmer('age ~ 1 + (1 | district)', readTable(dataPath('contraception.csv')));
    expect(codeOf(() => blup.anova(laplace, slopes))).toBe('input');
    expect(codeOf(() => blup.anova(linear, slopes))).toBe('input');
  });

  test('Wald intervals: z for coefficients, the log scale for deviations', () => {
    const { intervals } = blup.confint(slopes, { method: 'wald' });
    expect(intervals.map(({ name }) => name)).toEqual([
      'sd_(Intercept)|district',
      'cor_urbanY.(Intercept)|district',
      'sd_urbanY|district',
      ...slopes.fixed.names,
    ]);
    const [, , , first] = intervals;
    const se = blup.standardErrors(slopes)[0];
    expect((first.upper - first.lower) / se).toBeCloseTo(2 * 1.959963984540054, 10);
    // Of one variance: cov(log sd) = cov(T)/T².
    const [sd] = blup.confint(small, { method: 'wald' }).intervals;
    const k = small.fixed.names.length;
    const variance = (small.covariance ?? [])[k * (k + 1) + k];
    const half = (1.959963984540054 * Math.sqrt(variance)) / small.theta[0];
    expect(Math.log(sd.upper / sd.estimate)).toBeCloseTo(half, 8);
  });

  test('odds ratios', () => {
    const { meaning, rows } = blup.ratios(small);
    expect(meaning).toBe('odds ratio');
    expect(rows[0]).toMatchObject({ name: 'urbanY' });
    expect(rows[0].ratio).toBeCloseTo(Math.exp(small.fixed.estimates[1]), 12);
  });

  test('contrasts are z-tests', () => {
    const { df, estimate } = blup.contrast(small, 'livch2 - livch1');
    expect(df).toBe(Infinity);
    expect(estimate).toBeCloseTo(small.fixed.estimates[4] - small.fixed.estimates[3], 12);
  });
});

describe('prediction', () => {
  const rows = [
    { treatment: 'terbinafine', month: 0 },
    { treatment: 'itraconazole', month: 6 },
  ];

  test('own rows are the fitted means', () => {
    const { fit } = blup.predict(nails);
    fit.forEach((mu, i) => {
      expect(mu).toBeCloseTo(nails.fitted[i], 12);
    });
  });

  test('means of the population by an integral done another way', () => {
    const { fit } = blup.predict(nails, rows, { target: 'population' });
    const link = blup.predict(nails, rows, { target: 'typical', scale: 'link' }).fit;
    const s = nails.theta[0];
    rows.forEach((_, r) => {
      let sum = 0;
      const n = 200_000;
      for (let i = 0; i < n; i++) {
        const z = -9 + (18 * (i + 0.5)) / n;
        sum +=
          (18 / n) *
          (Math.exp(-z * z * 0.5) / Math.sqrt(2 * Math.PI) / (1 + Math.exp(-link[r] - s * z)));
      }
      expect(fit[r]).toBeCloseTo(sum, 9);
    });
  });

  test('of a probit model in closed form, its standard error by differences of all parameters', () => {
    const probit = fitGlmm(glmmCase('nails probit 60'), { nAGQ: 15 });
    const { fit, se = [] } = blup.predict(probit, rows, { target: 'population', se: true });
    const link = blup.predict(probit, rows, { target: 'typical', scale: 'link' }).fit;
    const [s] = probit.theta;
    const p = probit.fixed.names.length;
    const covariance = probit.covariance ?? new Float64Array();
    const size = p + 1;
    rows.forEach((row, r) => {
      const x = [1, row.treatment === 'terbinafine' ? 1 : 0, row.month, 0];
      x[3] = x[1] * x[2];
      const u = link[r] / Math.hypot(1, s);
      const density = Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);
      const slopes = [
        ...x.map((v) => (density * v) / Math.hypot(1, s)),
        (-density * u * s) / (1 + s * s),
      ];
      let variance = 0;
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) variance += slopes[i] * slopes[j] * covariance[j * size + i];
      expect(se[r]).toBeCloseTo(Math.sqrt(variance), 9);
      expect(fit[r]).toBeGreaterThan(0);
    });
  });

  test('intervals stay within the range of means', () => {
    const { lower = [], upper = [] } = blup.predict(nails, rows, {
      target: 'population',
      interval: 'mean',
      level: 0.999,
    });
    expect(Math.min(...lower)).toBeGreaterThan(0);
    expect(Math.max(...upper)).toBeLessThan(1);
  });

  test('what there is not is refused', () => {
    expect(codeOf(() => blup.predict(nails, rows, { target: 'newGroup' }))).toBe('option');
    expect(codeOf(() => blup.predict(nails, rows, { interval: 'observation' }))).toBe('option');
  });
});

describe('diagnosis', () => {
  test('shares of the latent variance', () => {
    const { icc, distribution } = blup.latentVariance(nails);
    const between = nails.theta[0] ** 2;
    expect(distribution).toBeCloseTo(Math.PI ** 2 / 3, 12);
    expect(icc[0].icc).toBeCloseTo(between / (between + Math.PI ** 2 / 3), 12);
  });

  test('counts that vary more than a Poisson variable are told', () => {
    const owls = readTable(dataPath('owls.csv'));
    const formula = 'SiblingNegotiation ~ FoodTreatment + offset(logBroodSize) + (1 | Nest)';
    const poisson = glmer(formula, owls, { family: 'poisson', nAGQ: 1 });
    const negative = glmer(formula, owls, { family: 'nbinom2', nAGQ: 1 });
    expect(blup.overdispersion(poisson).ratio).toBeGreaterThan(4);
    expect(blup.overdispersion(negative).ratio).toBeLessThan(1.5);
    expect(blup.zeroCheck(poisson).ratio).toBeGreaterThan(5);
    expect(blup.zeroCheck(negative).observed).toBe(blup.zeroCheck(poisson).observed);
    expect(blup.anova(poisson, negative).rows[1].df).toBe(1);
  });
});

describe('functions of linear models say that they are', () => {
  const functions = {
    refitML: () => blup.refitML(small as never),
    satterthwaite: () => blup.satterthwaite(small as never, [1, 0, 0, 0, 0, 0]),
    kenwardRoger: () => blup.kenwardRoger(small as never),
    robustVcov: () => blup.robustVcov(small as never),
    varianceExplained: () => blup.varianceExplained(small as never, small as never),
  };
  for (const [name, run] of Object.entries(functions)) {
    test(name, () => {
      expect(codeOf(run)).toBe('model-kind');
    });
  }
});
