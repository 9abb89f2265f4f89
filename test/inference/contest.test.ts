import { expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { contest } from '../../src/inference/contrasts/contest.ts';
import { contrastTest } from '../../src/inference/contrasts/contrast-test.ts';
import { fitCase, referenceCase } from '../reference-cases.ts';

const sleep = fitCase(referenceCase('sleepstudy slope REML'));

test('two rows of sleepstudy by Satterthwaite', () => {
  // lmerTest 3.1-3: contestMD(m, diag(2)) on sleepstudy, REML
  const both = contest(sleep, [
    [1, 0],
    [0, 1],
  ]);
  expect(both.f).toBeCloseTo(749.959608, 3);
  expect(both.numDf).toBe(2);
  expect(both.denDf).toBeCloseTo(17, 5);
  expect(both.p / 2.634112774e-17).toBeCloseTo(1, 5);
});

test('rows that depend on others add nothing', () => {
  const one = contest(sleep, [[1, 0]]);
  const same = contest(sleep, [
    [1, 0],
    [0, 0],
    [-3, 0],
  ]);
  expect(same.numDf).toBe(1);
  expect(same.f).toBeCloseTo(one.f, 8);
  expect(same.denDf).toBeCloseTo(one.denDf, 8);
});

test('one row is the square of its t-test, by every method', () => {
  for (const ddf of ['satterthwaite', 'kenward-roger', 'residual', 'none'] as const) {
    const f = contest(sleep, [[1, 5]], { ddf });
    const t = contrastTest(sleep, [1, 5], ddf);
    expect(f.f).toBeCloseTo(t.statistic ** 2, 8);
    if (ddf === 'none') expect(f.denDf).toBe(Infinity);
    else expect(f.denDf / t.df).toBeCloseTo(1, 10);
    expect(f.p / t.p).toBeCloseTo(1, 9);
  }
  expect(contrastTest(sleep, [0, 1], 'residual').df).toBe(178);
});

test('units of a predictor change neither F nor rank', () => {
  const { Reaction, Days, Subject } = table();
  for (const unitOfDays of [1e-9, 1, 1e9]) {
    const days = Days.map((x) => x * unitOfDays);
    const model = lmer('r ~ d + (d | s)', { r: Reaction, d: days, s: Subject });
    const both = contest(model, [
      [1, 0],
      [0, 1],
    ]);
    expect(both.numDf).toBe(2);
    expect(both.f).toBeCloseTo(749.959608, 3);
  }
});

test('wrong hypotheses are refused', () => {
  expect(() => contest(sleep, [[0, 0]])).toThrow('the hypothesis has no row that is not zero');
  expect(() => contest(sleep, [])).toThrow('the hypothesis has no row that is not zero');
  expect(() => contest(sleep, [[1]])).toThrow('the contrast has 1 numbers');
  expect(() => contest(sleep, [[1, 0]], { ddf: 'kr' as 'none' })).toThrow('ddf is "kr"; use');
});

function table() {
  const { y, random } = sleep.design;
  const [term] = random;
  return {
    Reaction: Array.from(y),
    Days: Array.from(term.columns[1]),
    Subject: Array.from(term.codes, (code) => term.levels[code]),
  };
}
