import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { latentVariance } from '../../src/diagnose/latent-variance.ts';
import { coef } from '../../src/effects/coef.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import type { LoadedGeneralisedModel } from '../../src/fit/generalised-model.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { ratios } from '../../src/inference/contrasts/ratios.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { modelPlot } from '../../src/plot/kinds.ts';
import { predict } from '../../src/predict/predict.ts';
import { formatSummary } from '../../src/report/format-summary.ts';
import { summary } from '../../src/report/summary.ts';
import { toJson } from '../../src/report/to-json.ts';
import { loadModel } from '../../src/save/load-model.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { anything, changed, entryAt, type Place, placesIn } from './fuzz.ts';

const n = 120;
const rows = Array.from({ length: n }, (_, i) => i);
const noise = (i: number, by: number): number => Math.sin(i * by) + Math.cos(i * i * by);
const x = rows.map((i) => 3 + noise(i, 1.3));
const data = {
  y: rows.map((i) => Math.round(Math.exp(1 + 0.8 * noise(i, 0.7) + 0.5 * noise(i % 12, 2.1)))),
  grade: rows.map((i) => Math.min(2, Math.max(0, Math.round(1 + noise(i, 0.7))))),
  x,
  x2: x.map((v) => 2 * v),
  z: rows.map((i) => noise(i, 0.9)),
  f: rows.map((i) => `f${i % 3}`),
  g: rows.map((i) => `g${i % 12}`),
  h: rows.map((i) => `h${i % 7}`),
};

/** A dispersion, two crossed factors, a slope, a basis, a column left out; and thresholds. */
const counts = glmer('y ~ poly(z, 2) + x + f + x2 + (x | g) + (1 | h)', data, {
  family: 'negative-binomial-2',
});
const grades = glmer('grade ~ x + f + (1 | g)', data, { family: 'ordinal' });
const files = [counts, grades].map((model) => {
  const text = saveModel(model);
  return { text, json: JSON.parse(text), places: placesIn(JSON.parse(text)) };
});
const [{ json }, { json: ordinal }] = files;

const outcomes = { answered: 0, refused: 0 };
function tried(action: () => unknown): void {
  try {
    action();
    outcomes.answered++;
  } catch (error) {
    if (!(error instanceof BlupError)) throw error;
    outcomes.refused++;
  }
}

/** Loading, and asking what was loaded: nothing but a `BlupError` may be thrown. */
function useOf(saved: string): void {
  let loaded: LoadedGeneralisedModel | undefined;
  tried(() => {
    loaded = loadModel(saved) as LoadedGeneralisedModel;
  });
  if (loaded === undefined || loaded.kind !== 'glmm') return;
  const model = loaded;
  for (const ask of [
    () => formatSummary(summary(model)),
    () => toJson(model, { with: ['ranef'] }),
    () => [ranef(model), coef(model)],
    () => confint(model),
    () => ratios(model),
    () => latentVariance(model),
    () => predict(model, data, { scale: 'link' }),
    () => predict(model, data, { target: 'population', interval: 'mean' }),
    () => predict(model, data, { target: 'typical', interval: 'mean', scale: 'link' }),
    () => modelPlot(model, 'caterpillar'),
    () => modelPlot(model, 'coefficients'),
  ]) {
    tried(ask);
  }
}

const inModel = (...path: (string | number)[]) => ['model', ...path];

describe('damaged files', () => {
  test.each<[Place, unknown, string]>([
    [inModel('kind'), 'lmm', '"model.family" is an unknown entry'],
    [inModel('kind'), 'gam', '"model.family" is an unknown entry'],
    [['version'], 2, '"model.family" is an unknown entry'],
    [inModel('family'), 'weibull', 'must be binomial or poisson'],
    [inModel('family'), 'constructor', 'must be binomial or poisson'],
    [inModel('family'), 'poisson', '"dispersion" contradicts family poisson'],
    [inModel('link'), 'logit', 'does not go with family negative-binomial-2'],
    [inModel('link'), 'loglog', 'must be logit or'],
    [inModel('points'), 0, 'contradicts the method'],
    [inModel('points'), 9, 'contradicts the method'],
    [inModel('points'), 1e10, 'no whole number'],
    [inModel('pointsBy'), 'chance', 'must be given or'],
    [inModel('sigma'), 0, '"sigma" must be positive'],
    [inModel('nobs'), -1, '"nobs" must be positive'],
    [inModel('auxiliary'), [], 'another length than family negative-binomial-2 needs'],
    [inModel('dispersion'), undefined, 'contradicts family'],
    [inModel('dispersion', 'estimate'), -1, 'must be positive'],
    [inModel('covariance'), undefined, 'another size than the parameters'],
    [inModel('covariance'), [1], 'another size than the parameters'],
    [inModel('certificate', 'certified'), false, '"fixed.vcov" has another size'],
    [inModel('fixed', 'names', 1), 'no such', 'are not among the columns'],
    [inModel('fixed', 'names', 1), '(Intercept)', 'are not among the columns'],
    [inModel('fixed', 'estimates', 0), 'NaN', 'is not finite'],
    [inModel('fixed', 'dropped'), [], 'is not what was not kept'],
    [inModel('random', 0, 'group'), 'h', 'has another length than'],
    [inModel('random', 0, 'names'), ['a'], 'has another length than the templates'],
    [inModel('random', 0, 'effects'), [], 'parts of other sizes'],
    [inModel('levels', 0), ['g1'], 'has another length than a factor'],
    [inModel('saved', 'facts', 'levels', 0), 1e9, 'has another length than a factor'],
    [inModel('saved', 'facts', 'levels'), [], 'has another length than the factors'],
    [inModel('saved', 'facts', 'sizes', 0), [1], 'has another length than the levels'],
    [inModel('saved', 'facts', 'fixedVariance'), -1, 'has no variance'],
    [inModel('saved', 'facts', 'randomVariances'), [], 'has no variance'],
    [inModel('saved', 'groups'), false, 'has another length than a factor'],
    [inModel('saved', 'rowCount'), 0, 'must be positive'],
    [inModel('schema', 'formula'), 'y ~ x2 + (1 | g)', 'makes other columns'],
    [inModel('crossProducts'), {}, 'is an unknown entry'],
  ])('%j', (path, value, message) => {
    expect(() => loadModel(changed(json, path, value))).toThrow(BlupError);
    expect(() => loadModel(changed(json, path, value))).toThrow(message);
  });

  test.each<[Place, unknown, string]>([
    [inModel('thresholds'), undefined, 'contradicts family ordinal'],
    [inModel('thresholds', 'names'), [], 'another length than family ordinal needs'],
    [inModel('thresholds', 'estimates'), [1, 0], 'must ascend'],
    [inModel('thresholds', 'se'), [], 'has parts of other lengths'],
    [inModel('categories'), ['a'], 'has parts of other lengths'],
    [inModel('auxiliary'), [1], 'another length than family ordinal needs'],
  ])('of ordinal models: %j', (path, value, message) => {
    expect(() => loadModel(changed(ordinal, path, value))).toThrow(message);
  });
});

describe('whatever the file holds, nothing but a BlupError is thrown', () => {
  const file = fc.constantFrom(...files);

  test('values replaced', () => {
    fc.assert(
      fc.property(file, fc.nat(), anything, ({ json: own, places }, at, value) => {
        useOf(changed(own, places[at % places.length], value));
      }),
      { numRuns: 500, seed: 5 },
    );
    expect(outcomes.answered).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(100);
  });

  test('values removed, repeated, exchanged', () => {
    fc.assert(
      fc.property(file, fc.nat(), fc.nat(), ({ json: own, places }, a, b) => {
        const [from, to] = [places[a % places.length], places[b % places.length]];
        const value = entryAt(own, from);
        useOf(changed(own, to, value));
        useOf(changed(own, from, undefined));
        if (Array.isArray(value)) {
          useOf(changed(own, from, value.slice(1)));
          useOf(changed(own, from, [...value, ...value.slice(0, 1)]));
        }
        if (typeof value === 'number') {
          for (const other of [-value, value + 1, value * 1e300, value * 1e-300, 0]) {
            useOf(changed(own, from, other));
          }
        }
      }),
      { numRuns: 100, seed: 6 },
    );
    expect(outcomes.answered).toBeGreaterThan(500);
  });

  test('characters changed, or the end cut off', () => {
    fc.assert(
      fc.property(
        file,
        fc.nat(),
        fc.string({ maxLength: 3 }),
        fc.nat({ max: 4 }),
        ({ text }, at, by, length) => {
          const place = at % (text.length - 1);
          useOf(text.slice(0, place) + by + text.slice(place + length));
          expect(() => loadModel(text.slice(0, place))).toThrow(BlupError);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
