import { describe, expect, test } from 'vitest';
import { rePCA } from '../../src/diagnose/re-pca.ts';
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
import { profile } from '../../src/inference/intervals/profile.ts';
import { robustVcov } from '../../src/inference/robust/robust-vcov.ts';
import { dropOne } from '../../src/inference/terms/drop-one.ts';
import { toJson } from '../../src/report/to-json.ts';
import { loadModel } from '../../src/save/load-model.ts';
import { type SaveOptions, saveModel } from '../../src/save/save-model.ts';
import { referenceTable } from '../reference-cases.ts';

const hsb = referenceTable('hsb.csv');
const model = lmer(
  'mathach ~ factor(sector)*gcenter(ses, school) + gmean(ses, school) + poly(size, 2) + (1 + ses | school)',
  hsb,
);
const smaller = lmer('mathach ~ factor(sector) + (1 | school)', hsb);

function again(m: Model, options?: SaveOptions): Model {
  return loadModel(saveModel(m, options));
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
};

/** Analyses that read rows. */
const ofRows: Record<string, (m: Model) => unknown> = {
  fitted,
  residuals,
  modelMatrix,
  refit: (m) => refit(m, new Float64Array(hsb.nrow)),
  'toJson with residuals': (m) => toJson(m, { with: ['residuals'] }),
  'robust standard errors': (m) => robustVcov(m),
  'anova of terms': (m) => anova(m),
  'anova of terms, type I': (m) => anova(m, { type: 1 }),
  dropOne: (m) => dropOne(m),
  ranova: (m) => ranova(m, { nsim: 0 }),
  jackknife: (m) => jackknifeAcceleration(m),
  pbmodcomp: (m) => pbmodcomp(m, smaller, { nsim: 2 }),
  contextualEffect: (m) => contextualEffect(m, model.fixed.names[2], model.fixed.names[3]),
};

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
  test.each(Object.entries(ofGroups))('refuses %s', (_, analyse) => {
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
