import { describe, expect, test } from 'vitest';
import { groupSizes } from '../../src/diagnose/group-sizes.ts';
import { levelResiduals } from '../../src/diagnose/level-residuals.ts';
import { r2 } from '../../src/diagnose/r2.ts';
import { varianceParts } from '../../src/diagnose/variance-parts.ts';
import { coef } from '../../src/effects/coef.ts';
import { fixef } from '../../src/effects/fixef.ts';
import { logLik } from '../../src/effects/log-lik.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { varCorr } from '../../src/effects/var-corr.ts';
import { vcov } from '../../src/effects/vcov.ts';
import { layoutOf } from '../../src/fit/kept.ts';
import type { FittedModel, Model } from '../../src/fit/model.ts';
import { objectiveAt, refitML, refitREML } from '../../src/fit/refit.ts';
import { anova } from '../../src/inference/anova.ts';
import { formatSummary } from '../../src/report/format-summary.ts';
import { levelEquations } from '../../src/report/level-equations/level-equations.ts';
import { summary } from '../../src/report/summary.ts';
import { toJson } from '../../src/report/to-json.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { fitCase, referenceCases } from '../reference-cases.ts';
import { loadLinear } from './load-linear.ts';

/** Everything of a model that needs no rows, undefined entries left out. */
function withoutRows(model: FittedModel): object {
  const { fitted: _f, residuals: _r, rows: _i, design: _d, timing: _t, ...rest } = model;
  return rest;
}

describe.each(referenceCases.map((c) => [c.name, c] as const))('%s', (_, c) => {
  const model = fitCase(c);
  const text = saveModel(model);
  const loaded = loadLinear(text);

  test('comes back to the bit, as plain data', () => {
    const { saved: _s, timing: _t, fitted: _f, ...rest } = loaded;
    expect(rest).toStrictEqual(withoutRows(model));
    expect(structuredClone(loaded)).toStrictEqual(loaded);
    expect(saveModel(loaded)).toBe(text);
  });

  test('prints the same bytes', () => {
    expect(formatSummary(summary(loaded))).toBe(formatSummary(summary(model)));
    expect(JSON.stringify(toJson(loaded, { with: ['ranef'] }))).toBe(
      JSON.stringify(toJson(model, { with: ['ranef'] })),
    );
  });

  test('has the same effects', () => {
    for (const effects of [fixef, ranef, coef, varCorr, vcov, logLik]) {
      expect(effects(loaded)).toStrictEqual(effects(model));
    }
    const { kind: _k, n: _n, y: _y, ...names } = { ...model.design };
    expect(layoutOf(loaded).fixed.names).toEqual(names.fixed.names);
  });

  test('is fitted by the other method as the original is', () => {
    const [a, b] =
      model.method === 'REML'
        ? [refitML(loaded), refitML(model)]
        : [refitREML(loaded), refitREML(model)];
    expect(b.saved).toBeUndefined();
    expect({ ...a, timing: 0, saved: 0 }).toStrictEqual({
      ...withoutRows(b as FittedModel),
      timing: 0,
      saved: 0,
    });
    expect(formatSummary(summary(a))).not.toContain('Scaled residuals');
    expect(objectiveAt(loaded, model.theta).objective).toBe(
      objectiveAt(model, model.theta).objective,
    );
  });

  test('has the same equations, tests of terms and residuals of levels', () => {
    expect(levelEquations(loaded)).toEqual(levelEquations(model));
    for (const type of [1, 2, 3] as const) {
      expect(anova(loaded, { type })).toStrictEqual(anova(model, { type }));
    }
    expect(groupSizes(loaded)).toStrictEqual(groupSizes(model));
    expect(levelResiduals(loaded)).toStrictEqual(levelResiduals(model));
  });

  test('has the same shares of variance, to rounding', () => {
    const parts = (m: Model) => {
      const { fixed, random, residual } = varianceParts(m);
      return [fixed, ...random, residual];
    };
    const total = parts(model).reduce((sum, x) => sum + x, 0);
    parts(loaded).forEach((value, i) => {
      expect(Math.abs(value - parts(model)[i])).toBeLessThan(1e-11 * total);
    });
  });

  test('without groups still prints the same bytes', () => {
    const bare = loadLinear(saveModel(model, { groups: false }));
    expect(levelEquations(bare)).toEqual(levelEquations(model));
    expect(r2(bare).conditional).toBeCloseTo(r2(model).conditional, 11);
    expect(formatSummary(summary(bare))).toBe(formatSummary(summary(model)));
  });
});
