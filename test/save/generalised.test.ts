import { describe, expect, test } from 'vitest';
import { groupSizes } from '../../src/diagnose/group-sizes.ts';
import { icc } from '../../src/diagnose/icc.ts';
import { latentVariance } from '../../src/diagnose/latent-variance.ts';
import { levelResiduals } from '../../src/diagnose/level-residuals.ts';
import { overdispersion, zeroCheck } from '../../src/diagnose/overdispersion.ts';
import { r2 } from '../../src/diagnose/r2.ts';
import { rePCA } from '../../src/diagnose/re-pca.ts';
import { coef } from '../../src/effects/coef.ts';
import { fixef } from '../../src/effects/fixef.ts';
import { logLik } from '../../src/effects/log-lik.ts';
import { modelMatrix } from '../../src/effects/model-matrix.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { fitted, residuals } from '../../src/effects/residuals.ts';
import { theta } from '../../src/effects/theta.ts';
import { varCorr } from '../../src/effects/var-corr.ts';
import { vcov } from '../../src/effects/vcov.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import type {
  AnyModel,
  FittedGeneralisedModel,
  LoadedGeneralisedModel,
} from '../../src/fit/generalised-model.ts';
import { type GlmerOptions, glmer } from '../../src/fit/glmer.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { anova } from '../../src/inference/anova.ts';
import { contrast } from '../../src/inference/contrasts/contrast.ts';
import { ratios } from '../../src/inference/contrasts/ratios.ts';
import { emmeans } from '../../src/inference/emmeans/emmeans.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { predict } from '../../src/predict/predict.ts';
import type { PredictOptions } from '../../src/predict/predictions.ts';
import { formatRatios } from '../../src/report/format-ratios.ts';
import { formatSummary } from '../../src/report/format-summary.ts';
import { glance } from '../../src/report/glance.ts';
import { levelEquations } from '../../src/report/level-equations/level-equations.ts';
import { summary } from '../../src/report/summary.ts';
import { tidy } from '../../src/report/tidy.ts';
import { toJson } from '../../src/report/to-json.ts';
import { loadModel } from '../../src/save/load-model.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { readTable } from '../../src/table/read-file.ts';
import { fitGlmm, glmmCase } from '../glmm-reference.ts';
import { dataPath } from '../reference-cases.ts';

function loadGeneralised(text: string): LoadedGeneralisedModel {
  const model = loadModel(text);
  if (model.kind !== 'glmm') throw new Error('the saved model is linear');
  return model;
}

/** Everything of a model that needs no rows, undefined entries left out. */
function withoutRows(model: FittedGeneralisedModel): object {
  const {
    linearPredictor: _l,
    fitted: _f,
    residuals: _r,
    pearson: _p,
    deviance: _d,
    rows: _i,
    design: _x,
    trials: _n,
    timing: _t,
    ...rest
  } = model;
  return rest;
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

/** What an analysis gives, or which error it ends in. */
function answer(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    if (error instanceof BlupError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const n = 160;
const places = Array.from({ length: n }, (_, i) => i);
const wave = (i: number, by: number) => Math.sin(i * by) + Math.cos(i * i * by);
/** Bases, a column left out, frequency weights, an offset, missing cells, a variance of 0. */
const mixed = {
  y: places.map((i) => Math.max(0, Math.round(2 + wave(i, 0.7) + wave(i % 8, 2.1)))),
  x: places.map((i) => (i === 17 ? Number.NaN : wave(i, 1.3))),
  x2: places.map((i) => 2 * wave(i, 0.3)),
  x3: places.map((i) => wave(i, 0.3)),
  w: places.map((i) => 1 + (i % 3)),
  o: places.map((i) => 0.1 * wave(i, 0.45)),
  f: places.map((i) => `f${i % 3}`),
  g: places.map((i) => `g${i % 8}`),
  h: places.map((i) => `h${(i * 7) % 5}`),
  yes: places.map((i) => Number(wave(i, 0.7) + 0.3 * wave(i, 1.3) > 0)),
};

function ofMixed(formula: string, options: GlmerOptions) {
  return () => [glmer(formula, mixed, options), mixed] as const;
}
function ofCase(name: string) {
  return () => {
    const c = glmmCase(name);
    return [fitGlmm(c), readTable(dataPath(c.data), { factors: c.factors })] as const;
  };
}

const cases: Record<string, () => readonly [FittedGeneralisedModel, unknown]> = {
  'cbpp 25': ofCase('cbpp 25'),
  'contraception slope 9': ofCase('contraception slope 9'),
  guimmun: ofCase('guimmun nested'),
  grouseticks: ofCase('grouseticks'),
  'negative binomial with an offset': ofCase('owls nb2'),
  'gamma, inverse link': ofCase('sleepstudy Gamma inverse'),
  'inverse Gaussian': ofCase('sleepstudy inverse Gaussian 20'),
  beta: ofCase('gcsemv beta'),
  ordinal: ofCase('socatt logit 12'),
  mixed: ofMixed('y ~ poly(x, 2) + f + gmean(x2, g) + x2 + x3 + (1 | g) + (1 | h)', {
    family: 'poisson',
    frequencyWeights: 'w',
    offset: 'o',
    dataName: 'mixed',
  }),
  'separated, hence not certified': ofMixed('yes ~ f + I(yes > 0) + (1 | g)', {
    family: 'binomial',
  }),
};

const questions: Record<string, (m: AnyModel) => unknown> = {
  fixef,
  ranef,
  'ranef with the uncertainty of fixed effects': (m) => ranef(m, { condVar: 'prediction' }),
  coef,
  vcov,
  varCorr,
  theta,
  logLik,
  rePCA,
  'confint wald': (m) => confint(m, { method: 'wald' }),
  'confint of a combination': (m) =>
    confint(m, { method: 'wald', parm: [m.fixed.names[1]], level: 0.9 }),
  contrast: (m) => contrast(m, `${m.fixed.names[m.fixed.names.length - 1]} = 0.1`),
  ratios: (m) => formatRatios(ratios(m)),
  latentVariance,
  icc: (m) => icc(m),
  r2,
  tidy: (m) => tidy(m, { effects: ['fixed', 'ran_pars'] }),
  // Its deviance is a sum over rows.
  glance: (m) => ({ ...glance(m), deviance: 0 }),
  groupSizes: (m) => groupSizes(m),
  levelEquations: (m) => levelEquations(m),
  emmeans: (m) => ({ ...emmeans(m, '1'), model: 0 }),
  toJson: (m) => toJson(m, { with: ['ranef'] }),
  print: (m) => formatSummary(summary(m)),
};
const ofGroups = [
  'groupSizes',
  'ranef',
  'ranef with the uncertainty of fixed effects',
  'coef',
  'toJson',
];

const scales = ['response', 'link'] as const;
const targets = ['group', 'population', 'typical'] as const;
const predictions: PredictOptions[] = scales.flatMap((scale) =>
  targets.flatMap((target): PredictOptions[] => [
    { scale, target },
    ...(target === 'group' ? [] : [{ scale, target, interval: 'mean' as const }]),
  ]),
);

describe.each(Object.entries(cases))('%s', (name, fit) => {
  const [model, data] = fit();
  const text = saveModel(model);
  const loaded = loadGeneralised(text);
  const bare = loadGeneralised(saveModel(model, { groups: false }));

  test('comes back to the bit, as plain data', () => {
    const { saved: _s, timing: _t, ...rest } = loaded;
    expect(rest).toStrictEqual(withoutRows(model));
    expect(structuredClone(loaded)).toStrictEqual(loaded);
    expect(saveModel(loaded)).toBe(text);
    expect(text).toMatch(/^{\n {2}"format": "blup-model",\n {2}"version": 3,\n/);
    expect(model.certificate.certified).toBe(!name.startsWith('separated'));
  });

  test.each(Object.entries(questions))('%s', (what, ask) => {
    const expected = answer(() => ask(model));
    expect(answer(() => ask(loaded))).toStrictEqual(expected);
    if (!ofGroups.includes(what)) expect(answer(() => ask(bare))).toStrictEqual(expected);
    else expect(codeOf(() => ask(bare))).toBe('no-groups-kept');
  });

  test.each(predictions)('predictions: %j', (options) => {
    const ask = (m: AnyModel) => answer(() => predict(m, data as never, options));
    expect(ask(loaded)).toStrictEqual(ask(model));
    expect(codeOf(() => predict(loaded, undefined, options))).not.toBe('none');
    const withMeans = name === 'mixed';
    if (options.target !== 'group' && !withMeans) expect(ask(bare)).toStrictEqual(ask(model));
    else if (options.scale === 'link') {
      expect(codeOf(() => predict(bare, data as never, options))).toBe('no-groups-kept');
    }
  });

  test('without groups it names none', () => {
    const short = saveModel(model, { groups: false });
    expect(saveModel(bare)).toBe(short);
    for (const level of model.random[0].levels) {
      if (level.length > 2) expect(short).not.toContain(`"${level}"`);
    }
    expect(() => saveModel(bare, { groups: true })).toThrow('saved without its groups');
  });

  test('what needs rows says so', () => {
    const ofRows = [fitted, residuals, modelMatrix, overdispersion, zeroCheck];
    for (const ask of ofRows) {
      for (const m of [loaded, bare]) expect(codeOf(() => ask(m))).toBe('no-rows-kept');
    }
    expect(() => predict(loaded)).toThrow(/no rows|linear predictor/);
    for (const m of [loaded, bare]) {
      expect(codeOf(() => confint(m))).toBe('no-rows-kept');
      expect(() => confint(m)).toThrow("method: 'wald'");
      expect(answer(() => confint(m, { method: 'wald' }))).toStrictEqual(
        answer(() => confint(model, { method: 'wald' })),
      );
    }
  });
});

test('a loaded model predicts the fitted values of its rows', () => {
  const c = glmmCase('contraception slope 9');
  const model = fitGlmm(c);
  const loaded = loadModel(saveModel(model));
  const { fit } = predict(loaded, readTable(dataPath(c.data)));
  fit.forEach((value, i) => {
    expect(Math.abs(value - model.fitted[i])).toBeLessThan(1e-12);
  });
});

describe('comparison', () => {
  const data = readTable(dataPath('cbpp.csv'), { factors: ['period'] });
  const fit = (formula: string, more: object = {}) =>
    glmer(formula, data, { family: 'binomial', nAGQ: 9, ...more });
  const small = fit('cbind(incidence, size - incidence) ~ 1 + (1 | herd)');
  const large = fit('cbind(incidence, size - incidence) ~ period + (1 | herd)');
  const again = (m: AnyModel) => loadModel(saveModel(m));

  test('of loaded and fitted models is that of the originals', () => {
    const table = anova(small, large);
    expect(anova(again(small), large)).toStrictEqual(table);
    expect(anova(again(small), again(large))).toStrictEqual(table);
  });

  test('refuses other trials, loaded or not', () => {
    const columns = Object.fromEntries(data.columns) as Record<string, { values: Float64Array }>;
    const sizes = columns.size.values.map((x, i) => (i === 3 ? x + 1 : x));
    const other = glmer(
      'incidence ~ 1 + (1 | herd)',
      { ...Object.fromEntries(data.columns), size: sizes } as never,
      { family: 'binomial', trials: 'size', nAGQ: 9 },
    );
    const same = { ...other, responseName: small.responseName };
    expect(() => anova(same, small)).toThrow('fitted to different data');
    expect(() => anova(again(same), small)).toThrow('fitted to different data');
  });
});

test('functions of linear models refuse a loaded generalised one as a fitted one', () => {
  const loaded = loadModel(saveModel(fitGlmm(glmmCase('cbpp 25'))));
  expect(codeOf(() => levelResiduals(loaded as never))).toBe('model-kind');
  expect(codeOf(() => anova(loaded))).toBe('no-rows-kept');
});

test('the size grows with groups only', () => {
  const data = (times: number) => {
    const rows = Array.from({ length: 84 * times }, (_, i) => i);
    return {
      y: rows.map((i) => Number(wave(i, 1.7) + wave(i % 12, 1.7) + wave(i % 7, 1.7) > 0)),
      x: rows.map((i) => wave(3 * i + 1, 1.7)),
      g: rows.map((i) => `g${i % 12}`),
      h: rows.map((i) => `h${i % 7}`),
    };
  };
  const sizes = [8, 40, 200].map(
    (times) =>
      saveModel(glmer('y ~ x + (x | g) + (1 | h)', data(times), { family: 'binomial' })).length,
  );
  for (const size of sizes) expect(Math.abs(size - sizes[0])).toBeLessThan(1000);
  expect(sizes[0]).toBeLessThan(13_000);
});

test('a linear model is still written as version 2, which older programs read', () => {
  const model = lmer('y ~ x + w + (1 | g)', mixed);
  expect(JSON.parse(saveModel(model)).version).toBe(2);
});
