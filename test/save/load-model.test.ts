import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { icc } from '../../src/diagnose/icc.ts';
import { levelResiduals } from '../../src/diagnose/level-residuals.ts';
import { r2 } from '../../src/diagnose/r2.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { objectiveAt, refitML } from '../../src/fit/refit.ts';
import { anova } from '../../src/inference/anova.ts';
import { emmeans } from '../../src/inference/emmeans/emmeans.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { formatEquations } from '../../src/report/format-equations.ts';
import { formatSummary } from '../../src/report/format-summary.ts';
import { levelEquations } from '../../src/report/level-equations/level-equations.ts';
import { summary } from '../../src/report/summary.ts';
import { loadModel } from '../../src/save/load-model.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { anything, changed, entryAt, type Place, placesIn } from './fuzz.ts';
import { loadLinear } from './load-linear.ts';

/** Two crossed factors, a slope, bases, a factor, a column left out: every kind of entry that a file can have. */
const n = 120;
const rows = Array.from({ length: n }, (_, i) => i);
const noise = (i: number, by: number): number => Math.sin(i * by) + Math.cos(i * i * by);
const x = rows.map((i) => 3 + noise(i, 1.3));
const model = lmer(
  'y ~ poly(x, 2) + ns(z, df = 2) + scale(w) + cut(w, c(-9, 0, 9)) + f + gmean(x, g) + x2 + (x | g) + (1 | h)',
  {
    y: rows.map((i) => 5 + x[i] + noise(i, 0.7) + noise(i % 12, 2.1) + noise(i % 7, 1.7)),
    x,
    x2: x.map((v) => 2 * v),
    z: rows.map((i) => noise(i, 0.9)),
    w: rows.map((i) => noise(i, 2.9)),
    f: rows.map((i) => `f${i % 3}`),
    g: rows.map((i) => `g${i % 12}`),
    h: rows.map((i) => `h${i % 7}`),
  },
);
const text = saveModel(model);
const json = JSON.parse(text);

/** How many changed files were answered from all the same, and how many refused. */
const outcomes = { answered: 0, refused: 0 };

/** What an error that is no `BlupError` would be: loading, and asking what was loaded. */
function useOf(saved: string): void {
  try {
    const loaded = loadLinear(saved);
    formatSummary(summary(loaded));
    ranef(loaded);
    objectiveAt(loaded, loaded.theta, { gradient: true });
    confint(loaded, { method: 'wald' });
    emmeans(loaded, 'f');
    anova(loaded, { type: 2 });
    levelResiduals(loaded);
    formatEquations(levelEquations(loaded), { format: 'text' });
    icc(loaded, { interval: 'wald' });
    r2(loaded);
    outcomes.answered++;
  } catch (error) {
    if (!(error instanceof BlupError)) throw error;
    outcomes.refused++;
  }
}

const withEntry = (path: Place, value: unknown) => changed(json, path, value);

describe('text that is no saved model', () => {
  test.each([
    ['', 'is no JSON object'],
    ['y,x\n1,2\n', 'is no JSON object'],
    ['null', 'has no "format": "blup-model"'],
    ['[]', 'has no "format"'],
    ['{"format": "blup"}', 'has no "format"'],
    ['{"format": "blup-model"}', '"version" must be 1'],
    [
      '{"format": "blup-model", "version": 4, "model": {}}',
      'has version 4, this program reads versions up to 3',
    ],
    ['{"format": "blup-model", "version": 1}', '"model" is no object'],
    ['{"format": "blup-model", "version": 1, "model": {}}', '"model.kind" is missing'],
    [text.slice(0, 2000), 'is cut off or damaged'],
    [text.slice(0, -3), 'is cut off or damaged'],
    ['['.repeat(1e6), 'is no JSON object'],
    [
      `{"format":"blup-model","version":1,"model":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
      '"model" is no object',
    ],
  ])('%#', (saved, message) => {
    expect(() => loadModel(saved)).toThrow(BlupError);
    expect(() => loadModel(saved)).toThrow(message);
  });
  test('is no text', () => {
    expect(() => loadModel(undefined as never)).toThrow('needs the text of a saved model');
  });
});

const inModel = (...path: (string | number)[]) => ['model', ...path];

describe('damaged files', () => {
  test.each<[(string | number)[], unknown, string]>([
    [inModel('sigma'), -1, '"sigma" must be positive'],
    [inModel('sigma'), 'Infinity', 'is not finite'],
    [inModel('sigma'), null, 'is no number'],
    [inModel('method'), 'GLS', 'must be REML or ML'],
    [inModel('extra'), 1, '"model.extra" is an unknown entry'],
    [inModel('fixed', 'names'), ['a'], 'another length than'],
    [inModel('fixed', 'estimates', 0), 'NaN', 'is not finite'],
    [inModel('crossProducts', 'kept', 0), 1e9, 'must be numbers of columns'],
    [inModel('crossProducts', 'kept', 0), 1e10, 'no whole number'],
    [inModel('crossProducts', 'factors', 0, 'levels'), 2 ** 31 - 1, 'blocks of other sizes'],
    [inModel('crossProducts', 'factors', 0, 'size'), 2e9, 'does not fill'],
    [inModel('crossProducts', 'terms', 0, 'size'), 46341, 'triangles of other sizes'],
    [inModel('crossProducts', 'terms', 1, 'factor'), 7, 'a factor that is not there'],
    [inModel('crossProducts', 'terms', 0, 'triangle'), [0, 0, 0, 0], 'singular'],
    [inModel('crossProducts', 'pairs', 0, 'index'), Array(84).fill(0), 'levels that meet twice'],
    [inModel('crossProducts', 'pairs', 0, 'pointers', 1), -5, 'go backwards'],
    [inModel('crossProducts', 'pairs', 0, 'pointers', 1), 1e6, 'go backwards'],
    [inModel('crossProducts', 'pairs', 0, 'first'), 1, 'not in order'],
    [inModel('crossProducts', 'pairs'), [], 'every pair of factors once'],
    [inModel('crossProducts', 'fixed'), 'AAAA', 'is cut off'],
    [inModel('crossProducts', 'fixed'), '!', 'is no base64'],
    [inModel('crossProducts', 'withheld'), true, 'beside numbers of groups'],
    [inModel('random', 0, 'effects'), [], 'parts of other sizes'],
    [inModel('schema', 'constants', 0, 1, 'degree'), 1e9, 'contradicts itself'],
    [inModel('schema', 'constants', 0, 0), 'sin(x)', 'a function that has no constants'],
    [inModel('schema', 'constants', 0, 1, 'kind'), 'ns', 'must be poly'],
    [inModel('schema', 'cells', 'counts'), 3, 'is no list'],
    [inModel('schema', 'cells', 'counts'), [1], 'does not count'],
    [inModel('schema', 'formula'), 'y ~ poly(x, 2', 'makes no columns'],
    [inModel('schema', 'formula'), 'y ~ bs(x, df = 1e9) + (1 | g)', 'lacks the variable bs('],
    [inModel('schema', 'formula'), 'y ~ x2 + (1 | g)', 'makes other columns'],
    [inModel('schema', 'constants'), [], 'no constants of poly(x, 2)'],
    [inModel('schema', 'variables'), [], 'lacks the variable poly(x, 2)'],
    [inModel('varianceInformation', 'size'), 1, 'another size than the parameters'],
    [inModel('saved', 'scaledResiduals'), [1], 'must be five numbers'],
    [inModel('saved', 'facts', 'fixed', 'within'), [1], 'another size than its columns'],
    [inModel('saved', 'facts', 'fixed', 'between'), [1], 'for one factor alone'],
    [inModel('saved', 'facts', 'random', 0, 'within', 0), 'NaN', 'is not finite'],
    [inModel('saved', 'facts', 'random'), [], 'another length than the terms'],
    [inModel('saved', 'facts', 'sizes', 0, 0), -1, 'must be positive'],
    [inModel('saved', 'facts', 'sizes', 1), [1], 'another length than the levels'],
    [inModel('saved', 'facts', 'placement', 0, 0), 7, 'is out of range'],
    [inModel('saved', 'facts', 'placement', 0), [], 'another length than the coefficients'],
    [inModel('saved', 'facts', 'constant', 0), ['x'], 'is no pair'],
    [inModel('saved', 'facts', 'terms', 'containing', 0), [99], 'names terms that are not there'],
    [inModel('saved', 'facts', 'terms', 'typeThree', 0, 0), [1], 'another size than the terms'],
    [['other'], 1, '"other" is an unknown entry'],
  ])('%j', (path, value, message) => {
    expect(() => loadModel(withEntry(path, value))).toThrow(BlupError);
    expect(() => loadModel(withEntry(path, value))).toThrow(message);
  });

  test('numbers too large to be finite', () => {
    const saved = text.replace(/"sigma": [^,]*/, '"sigma": 1e999');
    expect(() => loadModel(saved)).toThrow('"model.sigma" is not finite');
  });

  test('entries named __proto__', () => {
    for (const place of ['"kind"', '"names"', '"code"']) {
      const saved = text.replace(place, `"__proto__": {"polluted": true}, ${place}`);
      expect(() => loadModel(saved)).toThrow('__proto__');
    }
    const inDetail = text.replace('"detail":{', '"detail":{"__proto__":{"polluted":true},');
    expect(() => loadModel(inDetail)).toThrow('"__proto__"');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('deep nesting in the details of a notice', () => {
    const deep = `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`;
    const saved = text.replace('"detail":{', `"detail":{"deep":${deep},`);
    expect(() => loadModel(saved)).toThrow('nested too deeply');
  });
});

const valueAt = (path: Place) => entryAt(json, path);
const places = placesIn(json);

describe('whatever the file holds, nothing but a BlupError is thrown', () => {
  test('values replaced', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), anything, (path, value) => {
        useOf(withEntry(path, value));
      }),
      { numRuns: 500, seed: 5 },
    );
    expect(outcomes.answered).toBeGreaterThan(10);
  });

  test('values removed, repeated, exchanged', () => {
    const place = fc.constantFrom(...places);
    fc.assert(
      fc.property(place, place, (from, to) => {
        const value = valueAt(from);
        useOf(withEntry(to, value));
        useOf(withEntry(from, undefined));
        if (Array.isArray(value)) {
          useOf(withEntry(from, value.slice(1)));
          useOf(withEntry(from, [...value, ...value.slice(0, 1)]));
        }
        if (typeof value === 'number') {
          for (const other of [-value, value + 1, value * 1e300, value * 1e-300, 0]) {
            useOf(withEntry(from, other));
          }
        }
      }),
      { numRuns: 100, seed: 6 },
    );
    expect(outcomes.answered).toBeGreaterThan(50);
  }, 180_000);

  test('characters changed, or the end cut off', () => {
    const at = fc.nat({ max: text.length - 2 });
    fc.assert(
      fc.property(at, fc.string({ maxLength: 3 }), fc.nat({ max: 4 }), (place, by, length) => {
        useOf(text.slice(0, place) + by + text.slice(place + length));
        expect(() => loadModel(text.slice(0, place))).toThrow(BlupError);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('a changed model that still loads can be refitted or says why not', () => {
    const numbers = places.filter((path) => typeof valueAt(path) === 'number');
    const outcomes = { refitted: 0, refused: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...numbers), fc.double({ noNaN: true }), (path, value) => {
        try {
          refitML(loadLinear(withEntry(path, value)));
          outcomes.refitted++;
        } catch (error) {
          if (!(error instanceof BlupError)) throw error;
          outcomes.refused++;
        }
      }),
      { numRuns: 150, seed: 8 },
    );
    expect(outcomes.refitted).toBeGreaterThan(10);
    expect(outcomes.refused).toBeGreaterThan(10);
  });
});
