import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { icc } from '../../src/diagnose/icc.ts';
import { levelResiduals } from '../../src/diagnose/level-residuals.ts';
import { r2 } from '../../src/diagnose/r2.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { anova } from '../../src/inference/anova.ts';
import { predict } from '../../src/predict/predict.ts';
import { formatSummary } from '../../src/report/format-summary.ts';
import { levelEquations } from '../../src/report/level-equations/level-equations.ts';
import { modelTable } from '../../src/report/model-table.ts';
import { summary } from '../../src/report/summary.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { referenceTable } from '../reference-cases.ts';
import { loadLinear } from './load-linear.ts';

/** Files that `blup fit sleepstudy.csv … --save` wrote when the version was 1. */
const [whole, bare] = ['sleepstudy', 'sleepstudy-without-groups'].map((name) =>
  readFileSync(new URL(`version-1/${name}.json`, import.meta.url), 'utf8'),
);
const table = referenceTable('sleepstudy.csv');
const model = lmer('Reaction ~ Days + (Days | Subject)', table, { dataName: 'sleepstudy' });

/** A printed summary without the decrement of the optimum: squared rounding, which a change of the engine changes. */
const printed = (fitted: Parameters<typeof summary>[0]): string =>
  formatSummary(summary(fitted)).replace(/decrement [^,]+/, 'decrement');

test('a file of version 1 is read and answers what it did', () => {
  const loaded = loadLinear(whole);
  expect(printed(loaded)).toBe(printed(model));
  expect(printed(loadLinear(bare))).toBe(printed(model));
  expect(ranef(loaded)[0].levels).toEqual(ranef(model)[0].levels);
  expect(predict(loaded, table).fit[17]).toBeCloseTo(model.fitted[17], 6);
  expect(JSON.parse(saveModel(loaded))).toEqual({ ...JSON.parse(whole), version: 2 });
});

test('what it does not hold is said', () => {
  for (const question of [icc, r2, levelResiduals, levelEquations, anova]) {
    expect(() => (question as (m: unknown) => unknown)(loadLinear(whole))).toThrow(
      /need the rows of the data or sums over them, and the model was loaded from a file of an older version/,
    );
  }
  const shares = modelTable([loadLinear(whole), model]).rows.filter(({ kind }) => kind === 'share');
  for (const { cells } of shares) {
    expect(cells[0]).toBeNull();
    expect(cells[1]).not.toBeNull();
  }
});
