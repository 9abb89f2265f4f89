import { describe, expect, test } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { lmer } from '../../src/fit/lmer.ts';
import type { Model } from '../../src/fit/model.ts';
import { predict } from '../../src/predict/predict.ts';
import type { PredictOptions } from '../../src/predict/predictions.ts';
import { simulate } from '../../src/predict/simulate.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { referenceTable } from '../reference-cases.ts';
import { loadLinear } from './load-linear.ts';

const models: Record<string, [string, string, object?]> = {
  hsb: ['hsb.csv', 'mathach ~ poly(ses, 2)*factor(sector) + gmean(ses, school) + (ses | school)'],
  sleepstudy: ['sleepstudy.csv', 'Reaction ~ Days + (1 | Subject) + (0 + Days | Subject)'],
  penicillin: ['penicillin.csv', 'diameter ~ 1 + (1 | plate) + (1 | sample)'],
  sleepextra: ['sleepextra.csv', 'Reaction ~ Days + (Days | Subject)', { precisionWeights: 'w' }],
};

const targets = ['population', 'group', 'newGroup'] as const;
const intervals = ['none', 'mean', 'observation'] as const;
const every: PredictOptions[] = targets.flatMap((target) =>
  intervals.map((interval) => ({ target, interval })),
);

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof BlupError) return error.code;
    throw error;
  }
  return 'none';
}

describe.each(Object.entries(models))('%s', (_, [file, formula, options = {}]) => {
  const data = referenceTable(file);
  const model = lmer(formula, data, options);
  const text = saveModel(model);
  const loaded = loadLinear(text);
  const bare = loadLinear(saveModel(model, { groups: false }));

  test.each(every)('a loaded model predicts as the original: %j', (one) => {
    expect(predict(loaded, data, one)).toStrictEqual(predict(model, data, one));
  });

  test('on the data of the fit, the fitted values and their own intervals', () => {
    const own = predict(model, undefined, { interval: 'mean' });
    const again = predict(loaded, data, { interval: 'mean' });
    own.fit.forEach((value, i) => {
      expect(Math.abs(again.fit[i] - value)).toBeLessThan(
        1e-10 * model.sigma + 1e-12 * Math.abs(value),
      );
      expect(again.se?.[i]).toBeCloseTo(own.se?.[i] ?? 0, 9);
    });
  });

  test('a loaded model simulates as the original', () => {
    for (const conditional of [false, true]) {
      const draw = (m: Model, newdata?: typeof data) =>
        simulate(m, { nsim: 3, seed: 11, conditional, ...(newdata && { newdata }) });
      const drawn = draw(loaded, data);
      expect(drawn).toStrictEqual(draw(model, data));
      const own = draw(model);
      drawn.values.forEach((value, i) => {
        expect(Math.abs(value - own.values[i])).toBeLessThan(1e-9 * Math.abs(value));
      });
    }
  });

  test('without its groups it predicts the population and new groups', () => {
    for (const one of every.filter(({ target }) => target !== 'group')) {
      if (formula.includes('gmean')) {
        expect(codeOf(() => predict(bare, data, one))).toBe('no-groups-kept');
      } else {
        expect(predict(bare, data, one)).toStrictEqual(predict(model, data, one));
      }
    }
    expect(() => predict(bare, data)).toThrow('predictions of groups need the groups');
    expect(codeOf(() => predict(bare, data))).toBe('no-groups-kept');
    expect(() => simulate(bare, { newdata: data, conditional: true })).toThrow('need the groups');
    if (!formula.includes('gmean')) {
      expect(simulate(bare, { newdata: data, seed: 3 })).toStrictEqual(
        simulate(model, { newdata: data, seed: 3 }),
      );
    }
  });

  test('without rows it asks for data', () => {
    for (const m of [loaded, bare]) {
      expect(codeOf(() => predict(m, undefined, { target: 'population' }))).toBe('no-rows-kept');
      expect(codeOf(() => simulate(m))).toBe('no-rows-kept');
    }
  });
});
