import { describe, expect, test } from 'vitest';
import * as blup from '../../src/index.ts';
import { readTable } from '../../src/table/read-file.ts';
import { fitGlmm, glmmCase } from '../glmm-reference.ts';
import { dataPath } from '../reference-cases.ts';
import { checkedRtf } from '../rtf-check.ts';

const slope = glmmCase('contraception slope');
const contraception = fitGlmm(slope);
const cbpp = fitGlmm(glmmCase('cbpp'));
const epilepsy = fitGlmm(glmmCase('epil2 nb2'));
const ordinal = fitGlmm(glmmCase('socatt logit'));
const gamma = fitGlmm(glmmCase('sleepstudy Gamma'));

describe('tidy, glance, augment', () => {
  test('fixed effects are those of the summary, with z-tests', () => {
    const rows = blup.tidy(contraception, { effects: ['fixed'], confInt: true });
    expect(rows.map(({ term }) => term)).toEqual(slope.coefficients.names);
    rows.forEach((row, j) => {
      expect(Object.keys(row)).not.toContain('df');
      expect(row.estimate).toBeCloseTo(slope.coefficients.estimate[j], 4);
      expect((row['std.error'] ?? 0) / slope.coefficients.se[j]).toBeCloseTo(1, 3);
      expect(row.statistic).toBeCloseTo(row.estimate / (row['std.error'] ?? 1), 12);
    });
  });

  test('odds ratios have the intervals of ratios() and errors by the delta method', () => {
    const [, urban] = blup.tidy(contraception, { exponentiate: true, confInt: true });
    const [expected] = blup.ratios(contraception).rows;
    expect(urban.estimate).toBeCloseTo(expected.ratio, 12);
    expect(urban['conf.low']).toBeCloseTo(expected.lower, 12);
    expect(urban['conf.high']).toBeCloseTo(expected.upper, 12);
    expect(urban['p.value']).toBeCloseTo(expected.p, 14);
    const se = blup.standardErrors(contraception)[1];
    expect(urban['std.error']).toBeCloseTo(expected.ratio * se, 12);
    const probit = fitGlmm(glmmCase('cbpp probit'));
    expect(() => blup.tidy(probit, { exponentiate: true })).toThrow(/logit, log or cloglog/);
  });

  test('random part: no residual but where the family has one; limits by name', () => {
    const terms = (model: blup.AnyModel) =>
      blup.tidy(model, { effects: ['ran_pars'] }).map(({ term }) => term);
    expect(terms(contraception)).toEqual([
      'sd__(Intercept)',
      'cor__(Intercept).urbanY',
      'sd__urbanY',
    ]);
    expect(terms(gamma).at(-1)).toBe('sd__Observation');
    expect(terms(epilepsy)).toHaveLength(3);
    const limits = blup.confint(contraception);
    const rows = blup.tidy(contraception, { effects: ['ran_pars'], confInt: limits });
    expect(rows.map((row) => row['conf.low'])).toEqual(
      limits.intervals.slice(0, 3).map(({ lower }) => lower),
    );
  });

  test('thresholds of an ordinal model stand first, and are no odds ratios', () => {
    const rows = blup.tidy(ordinal, { effects: ['fixed'], exponentiate: true });
    expect(rows.slice(0, 7).map(({ estimate }) => estimate)).toEqual(
      Array.from(ordinal.thresholds?.estimates ?? []),
    );
    expect(rows[7].estimate).toBeCloseTo(Math.exp(ordinal.fixed.estimates[0]), 12);
  });

  test('glance: the deviance is that of the deviance residuals', () => {
    const row = blup.glance(cbpp);
    const sum = blup.residuals(cbpp, { type: 'deviance' }).reduce((all, r) => all + r * r, 0);
    expect(row.deviance).toBeCloseTo(sum, 10);
    expect(row.logLik).toBeCloseTo(-glmmCase('cbpp').objective / 2, 4);
    expect(blup.glance(epilepsy).dispersion).toBe(epilepsy.dispersion?.estimate);
    expect(blup.glance(ordinal).deviance).toBeUndefined();
  });

  test('augment: linear predictors, means, deviance residuals', () => {
    const rows = blup.augment(cbpp, readTable(dataPath('cbpp.csv')));
    const { mu, deviance = [], pearson = [] } = glmmCase('cbpp');
    rows.slice(0, 10).forEach((row, i) => {
      expect(row['.mu']).toBeCloseTo(mu?.[i] ?? 0, 4);
      expect(1 / (1 + Math.exp(-row['.fitted']))).toBeCloseTo(row['.mu'], 12);
      expect(row['.resid']).toBeCloseTo(deviance[i], 3);
      expect(row['.wtres']).toBeCloseTo(pearson[i], 3);
    });
    const typical = blup.predict(cbpp, undefined, { target: 'typical', scale: 'link' }).fit;
    expect(rows.map((row) => row['.fixed'])).toEqual(Array.from(typical));
    expect(Object.keys(blup.augment(ordinal)[0])).not.toContain('.resid');
  });
});

describe('shares of variance on the latent scale', () => {
  test('icc and r2 are those of latentVariance', () => {
    const { icc, r2Marginal, r2Conditional, fixed, random } = blup.latentVariance(contraception);
    expect(blup.icc(contraception).groups[0].value).toBeCloseTo(icc[0].icc, 14);
    expect(blup.r2(contraception)).toEqual({ marginal: r2Marginal, conditional: r2Conditional });
    const total = fixed + random[0].variance + Math.PI ** 2 / 3;
    expect(r2Marginal).toBeCloseTo(fixed / total, 14);
  });

  test('counts have none, and a table of them no row', () => {
    expect(() => blup.r2(epilepsy)).toThrow(/latent variable/);
    const { rows } = blup.modelTable([epilepsy]);
    expect(rows.map(({ label }) => label)).not.toContain('ICC');
    expect(rows.find(({ label }) => label === 'Size θ')?.cells).toEqual([
      { value: epilepsy.dispersion?.estimate },
    ]);
  });
});

describe('tables', () => {
  const linear = blup.lmer(
    'age ~ urban + (1 | district)',
    readTable(dataPath('contraception.csv')),
  );

  test('linear and generalised models side by side', () => {
    const table = blup.modelTable([linear, contraception], { exponentiate: true, stars: true });
    const row = (label: string) => table.rows.find((one) => one.label === label)?.cells;
    expect(row('urbanY')?.[0]).toMatchObject({ value: linear.fixed.estimates[1] });
    expect(row('urbanY')?.[1]).toMatchObject({ value: Math.exp(contraception.fixed.estimates[1]) });
    expect(row('Family')).toEqual([{ text: 'linear' }, { text: 'binomial (logit)' }]);
    expect(row('SD residual')?.[1]).toBeNull();
    expect(table.notes).toContain('Coefficients of m2 are exponentials: odds ratios.');
    expect(table.notes.join()).toMatch(/generalised models normal distribution/);
  });

  test('every format is well formed, the document for Word too', () => {
    const models = [linear, contraception, ordinal];
    const table = blup.modelTable(models, { spread: 'interval' });
    const whole = blup.summary(ordinal);
    const word = blup.formatModelTable(table, { format: 'word' });
    expect(checkedRtf(word).texts).toContain('0|1');
    expect(checkedRtf(blup.formatSummaryAs(whole, 'word')).texts).toContain('0|1');
    expect(blup.formatModelTable(table, { format: 'latex' })).toContain('0\\textbar{}1');
    expect(blup.formatModelTable(table, { format: 'markdown' })).toContain('0\\|1');
  });
});

describe('level equations', () => {
  const text = (model: blup.AnyModel, options = {}) =>
    blup.formatEquations(blup.levelEquations(model), options).split('\n');

  test('the link on the left of level 1, the distribution beside it, no residual', () => {
    expect(text(cbpp).slice(0, 3)).toEqual([
      'Level 1:',
      '  logit(πᵢⱼ) = β₀ⱼ + β₁ⱼ·period2ᵢⱼ + β₂ⱼ·period3ᵢⱼ + β₃ⱼ·period4ᵢⱼ',
      '  incidenceᵢⱼ ~ Binomial(nᵢⱼ, πᵢⱼ)',
    ]);
    expect(text(contraception)[2]).toBe('  useᵢⱼ ~ Bernoulli(πᵢⱼ)');
    expect(text(epilepsy).slice(1, 3)).toEqual([
      '  log(λᵢⱼ) = β₀ⱼ + β₁ⱼ·Visitᵢⱼ',
      '  yᵢⱼ ~ NB2(λᵢⱼ, θ)',
    ]);
    expect(text(gamma, { estimates: true })[2]).toMatch(/^ {2}Reactionᵢⱼ ~ Gamma\(μᵢⱼ, 0\.\d+\)$/);
    expect(blup.levelEquations(cbpp).residual).toBeUndefined();
    for (const model of [cbpp, contraception, epilepsy, gamma, ordinal]) {
      expect(text(model).join('\n')).not.toMatch(/rᵢⱼ|σ²/);
    }
  });

  test('π is a coefficient where there are three levels', () => {
    const nested = fitGlmm(glmmCase('guimmun'));
    expect(text(nested)[1]).toBe('  logit(φᵢⱼₖ) = π₀ⱼₖ');
  });

  test('thresholds of an ordinal model', () => {
    expect(text(ordinal)[2]).toBe('  logit(P(numposᵢⱼ ≤ c)) = κ_c − ηᵢⱼ');
    expect(text(ordinal, { estimates: true })[3]).toMatch(/^ {2}κ₁ = −8\.88$/);
  });

  test('LaTeX breaks what is long between summands', () => {
    const latex = text(contraception, { format: 'latex', standardErrors: true });
    expect(latex.join('\n')).toContain('\\operatorname{logit}(\\pi_{ij})');
    expect(latex.filter((line) => line.includes('&\\quad')).length).toBeGreaterThan(1);
    for (const line of latex.filter((one) => one.includes('&'))) {
      expect(line.match(/\{/g)?.length).toBe(line.match(/\}/g)?.length);
    }
    const joined = latex
      .join(' ')
      .replace(/ \\\\ {3}&& {2}&\\quad/g, '')
      .match(/Combined:[^\\]*\} && (.*) \\end/)?.[1];
    expect(joined?.split(/ [+-] /)).toHaveLength(8);
  });
});

describe('sentences', () => {
  const told = (model: blup.AnyModel) => blup.sentences(model).map(({ text }) => text);

  test('odds, chances, thresholds, dispersion', () => {
    const [first, urban] = told(contraception);
    expect(first).toBe(
      'Where age is 0, urban is N and livch is 0, the log odds of use Y are -1.712 for an average district (a chance of 0.153, 95 % interval 0.117 to 0.198).',
    );
    expect(urban).toBe(
      'The log odds of use Y are 0.815 higher for urban Y than for urban N, the reference level (odds ratio 2.26, 95 % interval 1.62 to 3.15, p < 0.001), other predictors being equal.',
    );
    expect(told(ordinal)[0]).toBe(
      'The threshold between numpos 0 and 1 is -8.877 (95 % interval -10.163 to -7.591).',
    );
    expect(told(ordinal)[7]).toMatch(
      /^The log odds of a higher numpos are 2\.051 lower .*odds ratio 0\.129/,
    );
    expect(told(epilepsy)).toContain('The size θ is 7.457, for a variance μ(1 + μ/θ).');
    expect(told(cbpp)[0]).toContain('the log odds of incidence are');
    expect(told(cbpp)).toEqual(told(cbpp));
  });
});
