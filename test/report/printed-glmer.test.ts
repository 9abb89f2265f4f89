import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { glmer } from '../../src/fit/glmer.ts';
import { formatSummary } from '../../src/report/format-summary.ts';
import { formatSummaryAs } from '../../src/report/format-summary-as.ts';
import { summary } from '../../src/report/summary.ts';
import { toJson } from '../../src/report/to-json.ts';
import { readTable } from '../../src/table/read-file.ts';
import { fitGlmm, glmmCase } from '../glmm-reference.ts';
import { dataPath } from '../reference-cases.ts';

const printed = (name: string) =>
  readFileSync(new URL(`../reference/printed/${name}.txt`, import.meta.url), 'utf8');

/** Text with numbers told apart from words alone: lme4 stops short of the optimum and prints other standard errors. */
function layout(text: string): string[] {
  return text
    .replace(/ \[glmerMod\]/, '')
    .replace(/\(Laplace\s+Approximation\)/, '(Laplace Approximation)')
    .replace(/\s+\(Adaptive\s+Gauss/, ' (Adaptive Gauss')
    .replace(/\n\noptimum: [\s\S]*/, '')
    .replace(/groups: {2}/, 'groups: ')
    .split('\n')
    .map((line) =>
      line
        .replace(/(?<![A-Za-z])-?\d+(\.\d+)?(e-\d+)?/g, '#')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
}

const cbpp = readTable(dataPath('cbpp.csv'), { factors: ['period'] });
const formula = 'cbind(incidence, size - incidence) ~ period + (1 | herd)';

describe('a summary is laid out as that of glmer', () => {
  for (const [file, nAGQ] of [
    ['cbpp-glmer', 1],
    ['cbpp-glmer-agq', 9],
  ] as const) {
    test(file, () => {
      const model = glmer(formula, cbpp, { family: 'binomial', nAGQ, dataName: 'cbpp' });
      expect(layout(formatSummary(summary(model)))).toEqual(layout(printed(file)));
    });
  }
});

describe('what lme4 does not print', () => {
  test('a dispersion, and the order that auto took', () => {
    const text = formatSummary(summary(fitGlmm(glmmCase('owls nb2'), { nAGQ: 'auto' })));
    expect(text).toMatch(/nAGQ = \d+ by auto\)\n Family: negative-binomial-2 {2}\( log \)/);
    expect(text).toMatch(
      /\n\nDispersion: 0\.84\d+ \(size θ, variance μ\(1 \+ μ\/θ\)\)\n\nFixed effects:/,
    );
  });

  test('thresholds', () => {
    const model = fitGlmm(glmmCase('socatt logit'));
    const text = formatSummary(summary(model));
    expect(text).toMatch(/\n\nThresholds:\n/);
    expect(text).not.toMatch(/Scaled residuals|\(Intercept\) +-?\d+\.\d+ +\d+\.\d+ +-?\d+\.\d+ /);
    expect(text).toMatch(/\n0\|1 /);
    expect(formatSummaryAs(summary(model), 'markdown')).toMatch(/Thresholds/);
    expect(toJson(model).thresholds).toHaveLength(model.auxiliary.length);
  });

  test('JSON', () => {
    const json = toJson(fitGlmm(glmmCase('cbpp 25')), { with: ['ranef', 'fitted', 'residuals'] });
    expect(json).toMatchObject({
      family: 'binomial',
      link: 'logit',
      method: 'AGQ',
      points: 25,
      sigma: 1,
      df: 5,
    });
    expect(json.coefficients[0]).not.toHaveProperty('df');
    expect(json.varcorr).toHaveLength(1);
    expect(json.fitted).toHaveLength(56);
    expect(JSON.stringify(json)).not.toMatch(/NaN|null/);
  });
});
