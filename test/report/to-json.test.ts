import { expect, test } from 'vitest';
import { anova } from '../../src/inference/anova.ts';
import { anovaToJson } from '../../src/report/anova-to-json.ts';
import { toJson } from '../../src/report/to-json.ts';
import { modelFixture } from '../model-fixture.ts';

test('the object has the documented keys in the documented order', () => {
  const model = modelFixture('sleep');
  const json = toJson(model, { with: ['fitted', 'residuals', 'ranef'], timing: { read: 4 } });
  expect(Object.keys(json)).toEqual([
    'formula',
    'family',
    'link',
    'method',
    'nobs',
    'groups',
    'coefficients',
    'vcov',
    'sigma',
    'varcorr',
    'theta',
    'logLik',
    'reml',
    'AIC',
    'BIC',
    'df',
    'ranef',
    'fitted',
    'residuals',
    'singular',
    'converged',
    'certificate',
    'evaluations',
    'hessianEvaluations',
    'notices',
    'timing',
  ]);
  expect(Object.keys(json.coefficients[0])).toEqual([
    'name',
    'estimate',
    'se',
    'df',
    'statistic',
    'p',
  ]);
  expect(json.groups).toEqual({ Subject: 18 });
  expect(json.vcov).toEqual([
    [model.fixed.vcov[0], model.fixed.vcov[1]],
    [model.fixed.vcov[2], model.fixed.vcov[3]],
  ]);
  expect(json.varcorr.map(({ name }) => name)).toEqual(['(Intercept)', 'Days', '']);
  expect(json.ranef?.Subject.values).toHaveLength(18);
  expect(json.ranef?.Subject.condSd[0]).toHaveLength(2);
  expect(json.timing).toMatchObject({ read: 4, design: 1, fit: 2 });
  expect(JSON.parse(JSON.stringify(json))).toEqual(json);
});

test('an ML fit has a deviance, and nothing more than asked for', () => {
  const json = toJson(modelFixture('sleepMl'), { ddf: 'none' });
  expect(json.deviance).toBe(modelFixture('sleepMl').objective);
  for (const key of ['reml', 'ranef', 'fitted', 'residuals', 'timing']) {
    expect(json).not.toHaveProperty(key);
  }
  expect(Object.keys(json.coefficients[0])).toEqual(['name', 'estimate', 'se', 'statistic']);
});

test('a comparison', () => {
  const json = anovaToJson(anova(modelFixture('sleepInterceptMl'), modelFixture('sleepMl')));
  expect(Object.keys(json.models[0])).toEqual([
    'name',
    'formula',
    'npar',
    'AIC',
    'BIC',
    'logLik',
    'deviance',
  ]);
  expect(json.models[1]).toMatchObject({ npar: 6, df: 2 });
  expect(json.models[1].pMix).toBeLessThan(json.models[1].p ?? 0);
});
