import { expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { confintToJson } from '../../src/report/confint-to-json.ts';
import { formatConfint } from '../../src/report/format-confint.ts';
import { toJson } from '../../src/report/to-json.ts';
import { fitCase, referenceCase, referenceTable } from '../reference-cases.ts';

const model = fitCase(referenceCase('sleepstudy slope REML'));

test('the table is that of R', () => {
  // Numbers as R 4.2.2 prints a matrix of them: print(limits, digits = 5).
  expect(formatConfint(confint(model), { digits: 5 })).toBe(
    `95 % confidence intervals, profile likelihood (ML):
                                 2.5 %    97.5 %
sd_(Intercept)|Subject        14.38138  37.71605
cor_Days.(Intercept)|Subject  -0.48149   0.68502
sd_Days|Subject                3.80118   8.75339
sigma                         22.89826  28.85800
(Intercept)                  237.68069 265.12952
Days                           7.35865  13.57592
`,
  );
});

test('notices stand below, other levels in the heads', () => {
  const pastes = lmer('strength ~ 1 + (1 | batch/cask)', referenceTable('pastes.csv'));
  const text = formatConfint(confint(pastes, { parm: 'sd_(Intercept)|batch', level: 0.9 }));
  expect(text).toBe(`90 % confidence intervals, profile likelihood (ML):
                     5 %    95 %
sd_(Intercept)|batch   0 2.59273
note: sd_(Intercept)|batch: the lower limit, 0, is where the parameter ends:
the criterion does not rise enough on the way there
`);
});

test('JSON has the limits in the coefficients too', () => {
  const limits = confint(model, { method: 'wald' });
  const json = toJson(model, { confint: limits });
  expect(json.confint).toEqual(confintToJson(limits));
  expect(json.coefficients.map(({ lower, upper }) => [lower, upper])).toEqual(
    limits.intervals.slice(-2).map(({ lower, upper }) => [lower, upper]),
  );
  expect(toJson(model)).not.toHaveProperty('confint');
  expect(toJson(model).coefficients[0]).not.toHaveProperty('lower');
});
