import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { glmer } from '../../src/fit/glmer.ts';
import { referenceTable } from '../reference-cases.ts';

interface Optimum {
  readonly objective: number;
  readonly beta: readonly number[];
  readonly se: readonly number[];
  /** Logs of standard deviations, then of a correlation c its c/√(1 − c²) (glmmTMB's). */
  readonly theta: number | readonly number[];
  readonly auxiliary: number | readonly number[];
}

const reference: Readonly<Record<string, Optimum>> = JSON.parse(
  readFileSync(new URL('../reference/generalised-engine.json', import.meta.url), 'utf8'),
);

const immunisation =
  'immun ~ kid2p + mom25p + ord + ethn + momEd + husEd + momWork + rural + pcInd81 + (1 | mom) + (1 | comm)';
const seizures = 'y ~ Base * trt + Age + Visit + (1 | subject)';
const pneumonia = 'cbind(incidence, size - incidence) ~ period + (1 | herd)';

const fits: readonly (readonly [string, string, string, string, string, readonly string[]])[] = [
  [
    'contraception',
    'use ~ urban + age + livch + (urban | district)',
    'contraception.csv',
    'binomial',
    'logit',
    ['district'],
  ],
  ['cbpp', pneumonia, 'cbpp.csv', 'binomial', 'logit', ['herd', 'period']],
  ['cbppProbit', pneumonia, 'cbpp.csv', 'binomial', 'probit', ['herd', 'period']],
  ['cbppCloglog', pneumonia, 'cbpp.csv', 'binomial', 'cloglog', ['herd', 'period']],
  [
    'verbagg',
    'r2 ~ Anger + Gender + btype + situ + (1 | id) + (1 | item)',
    'verbagg.csv.gz',
    'binomial',
    'logit',
    ['id', 'item'],
  ],
  [
    'grouseticks',
    'TICKS ~ YEAR + HEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)',
    'grouseticks.csv',
    'poisson',
    'log',
    ['YEAR', 'BROOD', 'INDEX', 'LOCATION'],
  ],
  ['guimmun', immunisation, 'guimmun.csv', 'binomial', 'logit', ['mom', 'comm']],
  ['epil', seizures, 'epil2.csv', 'negative-binomial-2', 'log', ['subject']],
  ['epil1', seizures, 'epil2.csv', 'negative-binomial-1', 'log', ['subject']],
];

describe.each(fits)('%s', (name, formula, file, family, link, factors) => {
  const expected = reference[name];
  const model = glmer(formula, referenceTable(file, factors), {
    family,
    link: link as 'logit',
    nAGQ: 1,
  });

  it('is at the optimum of glmmTMB, with a certificate', () => {
    expect(Math.abs(model.objective - expected.objective)).toBeLessThan(1e-6);
    expect(model.certificate.certified).toBe(true);
    expect(model.certificate.decrement).toBeLessThan(1e-10);
  });

  it('has its fixed effects and standard errors', () => {
    const p = expected.beta.length;
    expected.beta.forEach((beta, j) => {
      const se = expected.se[j];
      expect(Math.abs(model.fixed.estimates[j] - beta)).toBeLessThan(1e-5 * se);
      // optimHess takes differences with a fixed step, good to about 1e-5.
      expect(Math.abs(Math.sqrt(model.fixed.vcov[j * p + j]) / se - 1)).toBeLessThan(5e-5);
    });
  });

  it('has its standard deviations', () => {
    const ours = model.random.flatMap(({ covariance, names }) =>
      names.map((_, c) => 0.5 * Math.log(covariance[c * names.length + c])),
    );
    const theirs = [expected.theta].flat().slice(0, ours.length);
    theirs.forEach((log, k) => expect(Math.abs(ours[k] - log)).toBeLessThan(1e-5));
  });

  it('needs few evaluations', () => {
    expect(model.evaluations).toBeLessThanOrEqual(25);
  });
});
