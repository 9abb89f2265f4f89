import { describe, expect, test } from 'vitest';
import { checkModel } from '../../src/diagnose/check-model.ts';
import { vif } from '../../src/diagnose/collinearity.ts';
import { groupSizes } from '../../src/diagnose/group-sizes.ts';
import { icc } from '../../src/diagnose/icc.ts';
import { influence } from '../../src/diagnose/influence.ts';
import { levelRegressions } from '../../src/diagnose/level-regressions.ts';
import { levelResiduals } from '../../src/diagnose/level-residuals.ts';
import { r2 } from '../../src/diagnose/r2.ts';
import { r2SnijdersBosker } from '../../src/diagnose/r2-snijders-bosker.ts';
import { r2WithinBetween } from '../../src/diagnose/r2-within-between.ts';
import { rePCA } from '../../src/diagnose/re-pca.ts';
import { reliability } from '../../src/diagnose/reliability.ts';
import { coef } from '../../src/effects/coef.ts';
import { modelMatrix } from '../../src/effects/model-matrix.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { fitted, residuals } from '../../src/effects/residuals.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import { lmer } from '../../src/fit/lmer.ts';
import type { Model } from '../../src/fit/model.ts';
import { objectiveAt, refit, refitML } from '../../src/fit/refit.ts';
import { anova } from '../../src/inference/anova.ts';
import { bootstrap } from '../../src/inference/bootstrap/bootstrap.ts';
import { jackknifeAcceleration } from '../../src/inference/bootstrap/jackknife.ts';
import { pbmodcomp } from '../../src/inference/bootstrap/pbmodcomp.ts';
import { ranova } from '../../src/inference/comparison/ranova.ts';
import { contest } from '../../src/inference/contrasts/contest.ts';
import { contextualEffect } from '../../src/inference/contrasts/contextual-effect.ts';
import { contrast } from '../../src/inference/contrasts/contrast.ts';
import { kenwardRoger } from '../../src/inference/contrasts/kenward-roger.ts';
import { satterthwaite } from '../../src/inference/contrasts/satterthwaite.ts';
import { emmeans } from '../../src/inference/emmeans/emmeans.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { profile } from '../../src/inference/profile/profile.ts';
import { robustVcov } from '../../src/inference/robust/robust-vcov.ts';
import { dropOne } from '../../src/inference/terms/drop-one.ts';
import { caterpillarPlot } from '../../src/plot/caterpillar.ts';
import { effectsPlot } from '../../src/plot/effects-plot.ts';
import { modelPlot } from '../../src/plot/kinds.ts';
import { qqPlot } from '../../src/plot/qq-plot.ts';
import { shrinkagePlot } from '../../src/plot/shrinkage-plot.ts';
import { power } from '../../src/predict/power.ts';
import { augment } from '../../src/report/augment.ts';
import { glance } from '../../src/report/glance.ts';
import { levelEquations } from '../../src/report/level-equations/level-equations.ts';
import { modelTable } from '../../src/report/model-table.ts';
import { tidy } from '../../src/report/tidy.ts';
import { toJson } from '../../src/report/to-json.ts';
import { type SaveOptions, saveModel } from '../../src/save/save-model.ts';
import { referenceTable } from '../reference-cases.ts';
import { loadLinear } from './load-linear.ts';

const hsb = referenceTable('hsb.csv');
const model = lmer(
  'mathach ~ factor(sector)*gcenter(ses, school) + gmean(ses, school) + poly(size, 2) + (1 + ses | school)',
  hsb,
);
const smaller = lmer('mathach ~ factor(sector) + (1 | school)', hsb);

function again(m: Model, options?: SaveOptions): Model {
  return loadLinear(saveModel(m, options));
}
const loaded = again(model);
const bare = again(model, { groups: false });
const p = model.fixed.names.length;
const unit = (j: number): number[] => Array.from({ length: p }, (_, i) => (i === j ? 1 : 0));

/** Analyses that the fixed part and its uncertainty are enough for. */
const ofFixed: Record<string, (m: Model) => unknown> = {
  satterthwaite: (m) => satterthwaite(m, unit(1)),
  contest: (m) => contest(m, [unit(1), unit(2)]),
  contrast: (m) => contrast(m, 'factor(sector)1 = 1'),
  'confint wald': (m) => confint(m, { method: 'wald' }),
  rePCA,
  'anova of terms': (m) => anova(m),
  'anova of terms, type I': (m) => anova(m, { type: 1 }),
  'anova of terms, type II': (m) => anova(m, { type: 2 }),
  contextualEffect: (m) => contextualEffect(m, model.fixed.names[2], model.fixed.names[3]),
  levelEquations: (m) => levelEquations(m),
  vif,
  tidy: (m) => tidy(m, { effects: ['fixed', 'ran_pars'] }),
  glance,
  'plot of coefficients': (m) => modelPlot(m, 'coefficients'),
  emmeans: (m) => ({
    ...emmeans(m, 'sector', { at: { 'gcenter(ses, school)': 0, 'gmean(ses, school)': 0 } }),
    model: 0,
  }),
};

/** Analyses that evaluate the criterion or look at groups. */
const ofGroups: Record<string, (m: Model) => unknown> = {
  ranef,
  coef,
  'toJson with ranef': (m) => toJson(m, { with: ['ranef'] }),
  objectiveAt: (m) => objectiveAt(m, model.theta),
  'confint profile': (m) => confint(m, { method: 'profile' }),
  profile: (m) => profile(m),
  'Kenward-Roger': (m) => kenwardRoger(m),
  bootstrap: (m) => bootstrap(m, { nsim: 20 }),
  'anova of two models': (m) => anova(m, again(smaller, { groups: m.saved?.groups ?? true })),
  groupSizes,
  levelResiduals,
  reliability,
  levelRegressions: (m) => levelRegressions(m, 'school'),
  'caterpillar plot': (m) => caterpillarPlot(m),
  'plot of effects': (m) => effectsPlot(m),
  'shrinkage plot': (m) => shrinkagePlot(m),
  'quantile plot of effects': (m) => qqPlot(m, { of: 'ranef' }),
  'profile plot': (m) => modelPlot(m, 'profile', { names: ['sigma'] }),
  'power of a saved model': (m) => power(m, 'factor(sector)1', { nsim: 5 }),
};

/** Shares of variance, from sums that the file holds: equal to rounding, not to the bit. */
const ofSums: Record<string, (m: Model) => unknown> = {
  icc: (m) => icc(m),
  'icc with intervals': (m) => icc(m, { interval: 'wald' }),
  r2,
  'table of models': (m) => modelTable([m]).rows,
};

/** The same within and between groups. */
const ofGroupSums: Record<string, (m: Model) => unknown> = { r2WithinBetween, r2SnijdersBosker };

/** Analyses that read rows. */
const ofRows: Record<string, (m: Model) => unknown> = {
  fitted,
  residuals,
  modelMatrix,
  refit: (m) => refit(m, new Float64Array(hsb.nrow)),
  'toJson with residuals': (m) => toJson(m, { with: ['residuals'] }),
  'robust standard errors': (m) => robustVcov(m),
  dropOne: (m) => dropOne(m),
  ranova: (m) => ranova(m, { nsim: 0 }),
  jackknife: (m) => jackknifeAcceleration(m),
  pbmodcomp: (m) => pbmodcomp(m, smaller, { nsim: 2 }),
  'plot of residuals': (m) => modelPlot(m, 'residuals'),
  'quantile plot of residuals': (m) => qqPlot(m),
  'fitted lines': (m) => modelPlot(m, 'lines'),
  checkModel: (m) => checkModel(m),
  augment: (m) => augment(m),
  influence: (m) => influence(m),
};

/** The same structure, numbers to a relative 1e-10. */
function expectNear(actual: unknown, expected: unknown): void {
  const rough = (value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(10)) : value;
  const text = (value: unknown) => JSON.stringify(value, (_, entry) => rough(entry));
  expect(text(actual)).toBe(text(expected));
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof BlupError) return error.code;
    throw error;
  }
  return 'none';
}

describe('a loaded model answers as the original', () => {
  test.each(Object.entries({ ...ofFixed, ...ofGroups }))('%s', (_, analyse) => {
    expect(analyse(loaded)).toStrictEqual(analyse(model));
  });
  test.each(Object.entries({ ...ofSums, ...ofGroupSums }))('%s, to rounding', (_, analyse) => {
    expectNear(analyse(loaded), analyse(model));
    expectNear(analyse(refitML(loaded)), analyse(refitML(model)));
  });
  test.each(Object.entries(ofRows))('%s needs rows and says so', (_, analyse) => {
    expect(codeOf(() => analyse(loaded))).toBe('no-rows-kept');
    expect(() => analyse(loaded)).toThrow(
      /^[a-z -]+ need the rows of the data, and the model was loaded/i,
    );
  });
});

describe('a model saved without its groups', () => {
  test.each(Object.entries(ofFixed))('still gives %s', (_, analyse) => {
    expect(analyse(bare)).toStrictEqual(analyse(model));
  });
  test.each(Object.entries(ofSums))('still gives %s, to rounding', (_, analyse) => {
    expectNear(analyse(bare), analyse(model));
  });
  test.each(Object.entries({ ...ofGroups, ...ofGroupSums }))('refuses %s', (_, analyse) => {
    expect(codeOf(() => analyse(bare))).toBe('no-groups-kept');
    expect(() => analyse(bare)).toThrow(/saved without (its groups|them) \(groups: false\)/);
  });
  test.each(Object.entries(ofRows))('refuses %s', (_, analyse) => {
    expect(['no-rows-kept', 'no-groups-kept']).toContain(codeOf(() => analyse(bare)));
  });
  test('cannot get its groups back', () => {
    expect(saveModel(bare)).toBe(saveModel(model, { groups: false }));
    expect(() => saveModel(bare, { groups: true })).toThrow('saved without its groups');
    expect(() => refitML(bare)).toThrow('saved without its groups');
  });
  test('names no group and no mean of one', () => {
    const text = saveModel(model, { groups: false });
    for (const level of model.random[0].levels) expect(text).not.toContain(`"${level}"`);
    expect(text.length).toBeLessThan(20_000);
    expect(() => emmeans(bare, 'sector', { at: { ses: 0, school: '1224' } })).toThrow(BlupError);
  });
});

describe('comparison of loaded and fitted models', () => {
  const table = anova(model, smaller);
  test('is that of the originals', () => {
    expect(anova(loaded, smaller)).toStrictEqual(table);
    expect(anova(model, again(smaller))).toStrictEqual(table);
    expect(anova(refitML(loaded), refitML(smaller))).toStrictEqual(
      anova(refitML(model), refitML(smaller)),
    );
  });
  test('refuses other data', () => {
    const columns = Object.fromEntries(hsb.columns);
    const mathach = columns.mathach.kind === 'numeric' ? columns.mathach.values : [];
    const changed = Array.from(mathach, (y, i) => (i === 7000 ? y + 1e-9 : y));
    const other = lmer('mathach ~ factor(sector) + (1 | school)', {
      ...columns,
      mathach: changed,
    } as never);
    expect(() => anova(loaded, other)).toThrow('fitted to different data');
    expect(() => anova(model, again(other))).toThrow('fitted to different data');
  });
});

test('unknown options are refused', () => {
  expect(() => saveModel(model, { group: false } as object)).toThrow('has no option "group"');
  expect(() => saveModel(model, { groups: 'no' as never })).toThrow('groups must be true or false');
});
