import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withGeneralisedCriterion } from '../../src/engine/open-generalised.ts';
import { templatesOf } from '../../src/engine/templates.ts';
import { innerParameters, outerParameters } from '../../src/engine/unpack-generalised.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import { prepareInput } from '../../src/fit/generalised-input.ts';
import type { FittedGeneralisedModel } from '../../src/fit/generalised-model.ts';
import { glmer } from '../../src/fit/glmer.ts';
import type { GeneralisedOptimum } from '../../src/inference/held/generalised/chart.ts';
import { generalisedHeld } from '../../src/inference/held/generalised/generalised-held.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { chosenGeneralised } from '../../src/inference/parameters/generalised-parameters.ts';
import { parameterNames } from '../../src/inference/parameters/parameter-names.ts';
import { profile, profileShare } from '../../src/inference/profile/profile.ts';
import { densityPlot, profilePlot } from '../../src/plot/profile-plot.ts';
import { simulate } from '../../src/predict/simulate.ts';
import { readTable } from '../../src/table/read-file.ts';
import type { FactorColumn } from '../../src/table/table.ts';
import { dataPath } from '../reference-cases.ts';

interface Limits {
  parameter: string;
  lower: number | null;
  upper: number | null;
}

interface ProfileCase {
  name: string;
  source: 'glmmTMB' | 'glmer';
  data: string;
  formula: string;
  family: string;
  link: string;
  points: number;
  factors: string[];
  objective?: number;
  limits: Limits[];
  lme4?: Limits[];
}

const cases = JSON.parse(
  readFileSync(new URL('../reference/glmm-profile.json', import.meta.url), 'utf8'),
) as ProfileCase[];

function fit({ data, formula, family, link, points, factors }: ProfileCase) {
  return glmer(formula, readTable(dataPath(data), { factors }), {
    family,
    link: link as 'logit',
    nAGQ: points,
  });
}

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    if (error instanceof BlupError) return error.code;
    throw error;
  }
  return undefined;
};

describe('limits of R', () => {
  test.each(cases.map((c) => [c.name, c] as const))('%s', (_, reference) => {
    const model = fit(reference);
    if (reference.objective !== undefined)
      expect(model.objective).toBeCloseTo(reference.objective, 5);
    const { intervals } = confint(model, { method: 'profile' });
    for (const { parameter, lower, upper } of reference.limits) {
      // lme4 names a deviation without its group in that file.
      const own = intervals.find(
        ({ name }) => name === parameter || name.startsWith(`${parameter}|`),
      );
      if (own === undefined) throw new Error(`no interval of ${parameter}`);
      const width = own.upper - own.lower;
      if (lower !== null) expect(Math.abs(own.lower - lower) / width).toBeLessThan(2e-5);
      if (upper !== null) expect(Math.abs(own.upper - upper) / width).toBeLessThan(2e-5);
    }
    // lme4's own profiles, which interpolate by splines.
    for (const { parameter, lower, upper } of reference.lme4 ?? []) {
      const own = intervals.find(
        ({ name }) => name === parameter || name.startsWith(`${parameter}|`),
      );
      const width = (own?.upper ?? 0) - (own?.lower ?? 0);
      if (lower !== null) expect(Math.abs((own?.lower ?? 0) - lower) / width).toBeLessThan(1e-3);
      if (upper !== null) expect(Math.abs((own?.upper ?? 0) - upper) / width).toBeLessThan(1e-3);
    }
  });
});

const rows = readTable(dataPath('contraception.csv'));
const cbpp = glmer(
  'cbind(incidence, size - incidence) ~ period + (1 | herd)',
  readTable(dataPath('cbpp.csv'), { factors: ['period'] }),
  { family: 'binomial' },
);
const slope = glmer('use ~ age + urban + (urban | district)', rows, {
  family: 'binomial',
  nAGQ: 5,
});
const socatt = readTable(dataPath('socatt.csv'), { factors: ['year'] });

/** Slopes of the held criterion by its coordinates and by the value held, beside differences of it. */
function checkSlopes(model: FittedGeneralisedModel): void {
  const { input } = prepareInput(model.design, model);
  withGeneralisedCriterion(input, model.points, (open) => {
    const names = parameterNames(model, open.rows.bases);
    const templates = model.random.map(({ template }) => template);
    const psi = innerParameters(templates, model.fixed.estimates, model.auxiliary, open.rows);
    const back = outerParameters(psi, open.rows);
    back.beta.forEach((x, j) => {
      expect(x).toBeCloseTo(model.fixed.estimates[j], 10);
    });
    const m = psi.length - model.fixed.estimates.length - model.auxiliary.length;
    const identity = Float64Array.from({ length: psi.length ** 2 }, (_, i) =>
      Number(i % (psi.length + 1) === 0),
    );
    const at: GeneralisedOptimum = {
      templates: templatesOf(open.rows.bases, psi),
      beta: psi.slice(m, m + model.fixed.estimates.length),
      auxiliary: psi.slice(m + model.fixed.estimates.length),
      hessian: identity,
    };
    for (const parameter of chosenGeneralised(model, undefined)) {
      if (parameter.kind === 'function') continue;
      const problem = generalisedHeld(open, names, at, parameter);
      const value =
        problem.estimate + (parameter.kind === 'cor' ? 0.1 : 0.2 * Math.abs(problem.estimate));
      const z = problem.start.map((x, k) => x + 0.03 * Math.sin(k + 1));
      const f = problem.at(value);
      expect(f.value(z)).toBeDefined();
      const slopes = f.gradient();
      const h = 1e-4;
      const along = (k: number, by: number): number => {
        if (k === z.length) return problem.at(value + by).value(z) ?? Number.NaN;
        const moved = z.slice();
        moved[k] += by;
        return f.value(moved) ?? Number.NaN;
      };
      for (let k = 0; k <= z.length; k++) {
        const difference =
          (8 * (along(k, h) - along(k, -h)) - (along(k, 2 * h) - along(k, -2 * h))) / (12 * h);
        const size = Math.hypot(...slopes);
        expect(Math.abs(slopes[k] - difference) / size, `${parameter.name} ${k}`).toBeLessThan(
          1e-6,
        );
      }
    }
  });
}

describe('held parameters', () => {
  test('slopes are exact: quadrature with a slope, dispersion, thresholds', () => {
    checkSlopes(slope);
    checkSlopes(
      glmer('count ~ mined + (1 | site)', readTable(dataPath('salamanders.csv')), {
        family: 'negative-binomial-2',
        nAGQ: 1,
      }),
    );
    checkSlopes(
      glmer('numpos ~ religion + year + (1 | respond)', socatt, { family: 'ordinal', nAGQ: 1 }),
    );
  });

  test('slopes are exact with three coefficients', () => {
    checkSlopes(
      glmer('use ~ age + urban + (age + urban | district)', rows, { family: 'binomial', nAGQ: 1 }),
    );
  });

  test('a combination in words is the parameter of another coding', () => {
    const numbers = (name: string) => (rows.columns.get(name) as { values: Float64Array }).values;
    const texts = (name: string, other: (level: string) => string = (level) => level) => {
      const { codes, levels } = rows.columns.get(name) as FactorColumn;
      return Array.from(codes, (c) => other(levels[c]));
    };
    const coded = glmer(
      'use ~ age + urban + (urban | district)',
      {
        use: texts('use'),
        age: numbers('age'),
        urban: texts('urban', (level) => (level === 'Y' ? 'a' : 'b')),
        district: Array.from(
          rows.columns.get('district')?.kind === 'factor' ? texts('district') : numbers('district'),
          String,
        ),
      },
      { family: 'binomial', nAGQ: 1 },
    );
    const plain = glmer('use ~ age + urban + (urban | district)', rows, {
      family: 'binomial',
      nAGQ: 1,
    });
    expect(coded.objective).toBeCloseTo(plain.objective, 8);
    const [own] = confint(plain, { parm: '(Intercept) + urbanY' }).intervals;
    const [other] = confint(coded, { parm: '(Intercept)' }).intervals;
    expect(own.lower).toBeCloseTo(other.lower, 5);
    expect(own.upper).toBeCloseTo(other.upper, 5);
  });

  test('the threshold of two ordered categories is an intercept with its sign turned', () => {
    const taken = rows.columns.get('use') as FactorColumn;
    const data = {
      use: Array.from(taken.codes),
      age: (rows.columns.get('age') as { values: Float64Array }).values,
      district: Array.from(
        (rows.columns.get('district') as { values: Float64Array }).values,
        String,
      ),
    };
    const formula = 'use ~ age + (1 | district)';
    const binary = glmer(formula, data, { family: 'binomial', nAGQ: 7 });
    const ordered = glmer(formula, data, { family: 'ordinal', nAGQ: 7 });
    const [sd, intercept, age] = confint(binary).intervals;
    const [ownSd, threshold, ownAge] = confint(ordered).intervals;
    expect(threshold.name).toBe('0|1');
    expect(threshold.lower).toBeCloseTo(-intercept.upper, 6);
    expect(threshold.upper).toBeCloseTo(-intercept.lower, 6);
    expect(ownSd.upper).toBeCloseTo(sd.upper, 6);
    expect(ownAge.lower).toBeCloseTo(age.lower, 6);
  });

  test('a threshold of several is one of another coding of the predictors', () => {
    const formula = (x: string) => `numpos ~ ${x} + (1 | respond)`;
    const options = { family: 'ordinal', nAGQ: 1 } as const;
    const data = {
      numpos: Array.from((socatt.columns.get('numpos') as { values: Float64Array }).values),
      x: Array.from((socatt.columns.get('age') as { values: Float64Array }).values, (a) => a / 10),
      respond: Array.from(
        (socatt.columns.get('respond') as { values: Float64Array }).values,
        String,
      ),
    };
    const at = (model: FittedGeneralisedModel, parm: string) =>
      confint(model, { parm }).intervals[0];
    // Thresholds where x is 5 are those of x − 5 at 0.
    const plain = glmer(formula('x'), data, options);
    const moved = glmer(formula('I(x - 5)'), data, options);
    expect(moved.objective).toBeCloseTo(plain.objective, 7);
    const shift = 5 * plain.fixed.estimates[0];
    expect(at(moved, '3|4').estimate).toBeCloseTo(at(plain, '3|4').estimate - shift, 6);
    // The interval is narrower where the data are.
    const { lower, upper } = at(moved, '3|4');
    const se = (moved.thresholds?.se ?? [])[3];
    expect((upper - lower) / (2 * 1.96 * se)).toBeGreaterThan(0.95);
    expect((upper - lower) / (2 * 1.96 * se)).toBeLessThan(1.05);
  });

  test('does not depend on origin and unit of a predictor', () => {
    const years = glmer('use ~ I(1000 * age + 2e6) + urban + (1 | district)', rows, {
      family: 'binomial',
      nAGQ: 7,
    });
    const plain = glmer('use ~ age + urban + (1 | district)', rows, {
      family: 'binomial',
      nAGQ: 7,
    });
    const a = confint(years).intervals;
    const b = confint(plain).intervals;
    expect(a[0].upper).toBeCloseTo(b[0].upper, 6);
    expect(1000 * a[2].lower).toBeCloseTo(b[2].lower, 6);
    expect(a[3].upper).toBeCloseTo(b[3].upper, 6);
  });
});

describe('profiles', () => {
  test('are plain data as those of linear models, and plots take them', () => {
    const found = profile(cbpp);
    expect(found.criterion).toBe('ML');
    expect(found.minimum).toBeCloseTo(cbpp.objective, 8);
    expect(found.parameters.map(({ name }) => name)).toEqual([
      'sd_(Intercept)|herd',
      ...cbpp.fixed.names,
    ]);
    for (const { values, zeta } of found.parameters) {
      expect(values).toEqual(values.toSorted());
      expect(zeta).toEqual(zeta.toSorted());
    }
    expect(structuredClone(found)).toEqual(found);
    expect(profilePlot(found).panels).toHaveLength(5);
    expect(densityPlot(found).panels.length).toBeGreaterThan(0);
  });

  test('shares of several workers are the whole', () => {
    const whole = profile(cbpp);
    const halves = [0, 1].map((part) => profileShare(cbpp, {}, { part, of: 2 }));
    expect(halves[1].parameters[0].name).toBe(whole.parameters[1].name);
    halves.forEach(({ parameters }, part) => {
      expect(parameters).toEqual(whole.parameters.filter((_, i) => i % 2 === part));
    });
  });

  test('one side ends where a variance does, with a notice', () => {
    const { intervals, notices } = confint(
      glmer('use ~ age + urban + livch + (urban || district)', rows, {
        family: 'binomial',
        nAGQ: 5,
      }),
      { parm: 'sd_urbanY|district' },
    );
    expect(intervals[0]).toMatchObject({ lower: 0, bounded: ['lower'] });
    expect(notices[0].code).toBe('profile-bound');
  });

  test('a singular fit has intervals from zero', () => {
    const { intervals } = confint(
      glmer(
        'incidence ~ period + (1 | one)',
        {
          incidence: [0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1],
          period: [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1],
          one: ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'c', 'c', 'c', 'c'],
        },
        { family: 'binomial' },
      ),
      { parm: 'theta_' },
    );
    expect(intervals[0]).toMatchObject({ estimate: 0, lower: 0, bounded: ['lower'] });
    expect(intervals[0].upper).toBeGreaterThan(0.1);
    expect(Number.isFinite(intervals[0].upper)).toBe(true);
  });

  test('a dispersion that the data do not need has one limit', () => {
    const plain = glmer('count ~ mined + (1 | site)', readTable(dataPath('salamanders.csv')), {
      family: 'poisson',
      nAGQ: 1,
    });
    const { fixed, random, n } = plain.design;
    const y = simulate(plain, { seed: 4 }).values;
    const site = Array.from(random[0].codes, (c) => random[0].levels[c]);
    const mined = fixed.columns[1];
    const limits = (family: string) =>
      confint(glmer('y ~ mined + (1 | site)', { y, mined, site }, { family, nAGQ: 1 }), {
        parm: 'dispersion',
      });
    expect(n).toBe(y.length);
    const two = limits('negative-binomial-2');
    expect(two.intervals[0]).toMatchObject({ upper: Infinity, bounded: ['upper'] });
    expect(two.intervals[0].lower).toBeGreaterThan(5);
    expect(two.notices.map(({ code }) => code)).toContain('profile-bound');
    const one = limits('negative-binomial-1');
    expect(one.intervals[0]).toMatchObject({ lower: 0, bounded: ['lower'] });
    expect(one.intervals[0].upper).toBeLessThan(0.5);
  });

  test('variances are squares of deviations', () => {
    const { intervals } = confint(slope, {
      parm: ['sd_urbanY|district', 'var_urbanY|district'],
    });
    expect(intervals[1].upper).toBeCloseTo(intervals[0].upper ** 2, 6);
    expect(intervals[1].lower).toBeCloseTo(intervals[0].lower ** 2, 6);
  });

  test('can be cancelled, and refuse what they cannot', () => {
    expect(codeOf(() => profile(cbpp, { onProgress: () => false }))).toBe('cancelled');
    expect(codeOf(() => profile(cbpp, { criterion: 'REML' }))).toBe('option');
    expect(codeOf(() => profile(cbpp, { parm: 'nothing' }))).toBe('option');
    expect(codeOf(() => profile(cbpp, { parm: 'sd_(Intercept)|herd / period2' }))).toBe('option');
  });
});
