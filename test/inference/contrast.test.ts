import { describe, expect, it, test } from 'vitest';
import { glmer } from '../../src/fit/glmer.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { contextualEffect } from '../../src/inference/contrasts/contextual-effect.ts';
import { contrast } from '../../src/inference/contrasts/contrast.ts';
import { readCombination } from '../../src/inference/contrasts/linear-combination.ts';
import { loadModel } from '../../src/save/load-model.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { referenceTable } from '../reference-cases.ts';

const hsb = referenceTable('hsb.csv');
const model = lmer('mathach ~ meanses + cses + (1 | school)', hsb);

test('the contextual effect of HSB in one call', () => {
  const c = contrast(model, 'meanses - cses');
  // lmerTest 3.1-3: contest1D(m, c(0, 1, -1))
  expect(c.estimate).toBeCloseTo(3.675002, 6);
  expect(c.se).toBeCloseTo(0.3776705, 6);
  expect(c.df).toBeCloseTo(182.29, 2);
  expect(c.statistic).toBeCloseTo(9.7307, 4);
  expect(c.lower).toBeCloseTo(3.675002 - 1.973057 * 0.3776705, 4);
  expect(c.upper + c.lower).toBeCloseTo(2 * c.estimate, 12);
});

test('an object says the same', () => {
  const { text, weights, estimate, statistic } = contrast(model, { meanses: 1, cses: -1 });
  expect(text).toBe('meanses - cses');
  expect([...weights]).toEqual([0, 1, -1]);
  const same = contrast(model, 'meanses - cses');
  expect([estimate, statistic]).toEqual([same.estimate, same.statistic]);
});

test('a value other than zero', () => {
  const zero = contrast(model, 'meanses - cses');
  const three = contrast(model, 'meanses - cses = 3');
  expect(three.value).toBe(3);
  expect(three.estimate).toBe(zero.estimate);
  expect(three.statistic).toBeCloseTo((zero.estimate - 3) / zero.se, 12);
  expect(contrast(model, 'meanses = cses + 3').statistic).toBe(three.statistic);
  expect(contrast(model, 'meanses', { ddf: 'none' }).df).toBe(Infinity);
});

test('within, between and contextual effects, however the predictor is centred', () => {
  const centred = contextualEffect(model, 'cses', 'meanses');
  expect(centred.centered).toBe(true);
  expect(centred.within.estimate).toBeCloseTo(2.191172, 5);
  expect(centred.between.estimate).toBeCloseTo(centred.within.estimate + 3.675002, 5);
  expect(centred.contextual.df).toBeCloseTo(182.29, 2);
  const raw = contextualEffect(
    lmer('mathach ~ meanses + ses + (1 | school)', hsb),
    'ses',
    'meanses',
  );
  expect(raw.centered).toBe(false);
  for (const part of ['within', 'between', 'contextual'] as const) {
    expect(raw[part].estimate).toBeCloseTo(centred[part].estimate, 8);
    expect(raw[part].se).toBeCloseTo(centred[part].se, 8);
    expect(raw[part].df / centred[part].df).toBeCloseTo(1, 6);
  }
  expect(() => contextualEffect(model, 'cses', 'meansess')).toThrow('did you mean "meanses"?');
  expect(() => contextualEffect(model, 'meanses', '(Intercept)')).toThrow(
    'say centered: true or false',
  );
});

describe('contextual effects of a generalised model', () => {
  const { mathach, ...columns } = Object.fromEntries(hsb.columns);
  const scores = (mathach as { values: Float64Array }).values;
  const data = { ...columns, passed: Array.from(scores, (y) => Number(y > 13)) } as never;
  const fit = (predictor: string) =>
    glmer(`passed ~ meanses + ${predictor} + (1 | school)`, data, { family: 'binomial' });
  const centred = fit('cses');

  it('are the contrasts of the coefficients, with z-tests', () => {
    const effects = contextualEffect(centred, 'cses', 'meanses');
    expect(effects.centered).toBe(true);
    expect(effects.within).toEqual(contrast(centred, 'cses'));
    expect(effects.between).toEqual(contrast(centred, 'meanses'));
    expect(effects.contextual).toEqual({
      ...contrast(centred, 'meanses - cses'),
      text: effects.contextual.text,
    });
    expect(effects.contextual.df).toBe(Infinity);
    expect(effects.contextual.ddf).toBe('none');
  });

  it('are the same of a raw predictor', () => {
    const effects = contextualEffect(centred, 'cses', 'meanses');
    const raw = contextualEffect(fit('ses'), 'ses', 'meanses');
    expect(raw.centered).toBe(false);
    for (const part of ['within', 'between', 'contextual'] as const) {
      expect(raw[part].estimate).toBeCloseTo(effects[part].estimate, 5);
      expect(raw[part].se).toBeCloseTo(effects[part].se, 5);
    }
  });

  it('need to be told of a loaded model whether its predictor is centred', () => {
    const loaded = loadModel(saveModel(centred));
    expect(() => contextualEffect(loaded, 'cses', 'meanses')).toThrow(
      'say centered: true or false',
    );
    expect(contextualEffect(loaded, 'cses', 'meanses', { centered: true })).toEqual(
      contextualEffect(centred, 'cses', 'meanses'),
    );
  });
});

describe('the language', () => {
  const names = [
    '(Intercept)',
    'x',
    'x1',
    'I(x^2)',
    'a - b',
    'f2:x',
    'f2',
    'poly(x, 2)1',
    '`age group`',
    '2nd',
  ];
  const read = (text: string) => {
    const { weights, value } = readCombination(text, names, ['z']);
    const used = names.flatMap((name, i) => (weights[i] === 0 ? [] : [[name, weights[i]]]));
    return { ...Object.fromEntries(used), ...(value !== 0 && { value }) };
  };

  it.each([
    ['x', { x: 1 }],
    ['-x1 + 2*x', { x1: -1, x: 2 }],
    ['(Intercept) + 3 x', { '(Intercept)': 1, x: 3 }],
    ['(x + x1)/2 - I(x^2)', { x: 0.5, x1: 0.5, 'I(x^2)': -1 }],
    ['a - b', { 'a - b': 1 }],
    ['f2:x - f2', { 'f2:x': 1, f2: -1 }],
    ['poly(x, 2)1 * -1.5e1', { 'poly(x, 2)1': -15 }],
    ['`age group` - `x`', { '`age group`': 1, x: -1 }],
    ['2nd = 2', { '2nd': 1, value: 2 }],
    ['x - x1 = 2*(x1 - .5)', { x: 1, x1: -3, value: -1 }],
    ['2*(3*(x)) - -x1', { x: 6, x1: 1 }],
    ['x + 1', { x: 1, value: -1 }],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ['x2', '"x2" is no coefficient; did you mean "x"?'],
    ['(intercept)', '"(intercept)" is no coefficient; did you mean "(Intercept)"?'],
    ['z - x', '"z" was left out of the fit'],
    ['x * x1', 'a product of coefficients is not linear'],
    ['1 / x', 'only numbers other than 0 can divide'],
    ['x / 0', 'only numbers other than 0 can divide'],
    ['x -', 'it ends too early'],
    ['', 'it ends too early'],
    ['(x', 'a parenthesis is not closed'],
    ['`x', 'a backquote is not closed'],
    ['x = 1 = 2', 'unexpected "= 2"'],
    ['x)', 'unexpected ")"'],
    ['wholly', '"wholly" is no coefficient; they are (Intercept), x, x1'],
    [`${'('.repeat(300)}x`, 'nested too deep'],
  ])('%s is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('refuses what tests nothing', () => {
    expect(() => contrast(model, 'cses - cses')).toThrow('weighs no coefficient');
    expect(() => contrast(model, '1 = 1')).toThrow('weighs no coefficient');
    expect(() => contrast(model, { sces: 1 })).toThrow('did you mean "cses"?');
    expect(() => contrast(model, { cses: Number.NaN })).toThrow('must be a finite number');
    expect(() => contrast(model, 'cses', { level: 1 })).toThrow('level is 1; a confidence level');
    expect(() => contrast(model, 'cses', { dff: 'none' } as never)).toThrow('did you mean "ddf"?');
  });
});
