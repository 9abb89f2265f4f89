import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { objectiveAt } from '../../src/fit/refit.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import type { Interval } from '../../src/inference/intervals/interval.ts';
import { profile } from '../../src/inference/profile/profile.ts';
import { fitCase, referenceCase, referenceCases, referenceTable } from '../reference-cases.ts';

interface Row {
  name: string;
  estimate: number;
  lower: number;
  upper: number;
}

const references = JSON.parse(
  readFileSync(new URL('../reference/profile.json', import.meta.url), 'utf8'),
) as { name: string; minimum: number; minimumReml: number; ml: Row[]; reml: Row[]; lme4: Row[] }[];

function byName(rows: readonly Interval[]): Map<string, Interval> {
  return new Map(rows.map((row) => [row.name, row]));
}

/** Limits beside R's, within a share of the width of R's interval. */
function expectLimits(ours: readonly Interval[], theirs: readonly Row[], share: number): void {
  const found = byName(ours);
  for (const { name, lower, upper } of theirs) {
    const own = found.get(name);
    const width = upper - lower;
    expect(Math.abs((own?.lower ?? Number.NaN) - lower), `lower ${name}`).toBeLessThan(
      share * width,
    );
    expect(Math.abs((own?.upper ?? Number.NaN) - upper), `upper ${name}`).toBeLessThan(
      share * width,
    );
  }
}

describe('profile intervals beside the definition worked out in R', () => {
  for (const reference of references) {
    it(reference.name, () => {
      const model = fitCase(referenceCase(reference.name));
      const ml = confint(model);
      expectLimits(ml.intervals, reference.ml, 1e-5);
      expect(profile(model, { parm: 'sigma' }).minimum).toBeCloseTo(reference.minimum, 6);
      const reml = confint(model, { criterion: 'REML' });
      expectLimits(reml.intervals, reference.reml, 1e-5);
    });
  }
});

test('sleepstudy has the intervals that lme4 prints, names and order included', () => {
  const { intervals, notices } = confint(fitCase(referenceCase('sleepstudy slope REML')));
  expect(
    intervals.map(({ name, lower, upper }) => [name, lower.toFixed(3), upper.toFixed(3)]),
  ).toEqual([
    ['sd_(Intercept)|Subject', '14.381', '37.716'],
    ['cor_Days.(Intercept)|Subject', '-0.481', '0.685'],
    ['sd_Days|Subject', '3.801', '8.753'],
    ['sigma', '22.898', '28.858'],
    ['(Intercept)', '237.681', '265.130'],
    ['Days', '7.359', '13.576'],
  ]);
  expect(notices).toEqual([]);
});

test('every reference model has whole intervals around its ML estimate, one-sided ones with a notice', () => {
  for (const c of referenceCases) {
    if (/insteval|chem97|egsingle|three slopes|two slopes/.test(c.name) || c.reml) continue;
    const { intervals, notices } = confint(fitCase(c));
    for (const { name, estimate, lower, upper, bounded } of intervals) {
      const label = `${c.name}: ${name}`;
      expect(lower, label).not.toBeNaN();
      expect(upper, label).not.toBeNaN();
      if (!Number.isNaN(estimate)) {
        expect(lower, label).toBeLessThanOrEqual(estimate + 1e-6 * Math.abs(estimate));
        expect(upper, label).toBeGreaterThanOrEqual(estimate - 1e-6 * Math.abs(estimate));
      }
      if (bounded !== undefined) {
        expect(
          notices.some(({ detail }) => detail.name === name),
          label,
        ).toBe(true);
      }
    }
    expect(notices.filter(({ code }) => /inexact|better/.test(code))).toEqual([]);
  }
});

test('a singular fit: zero as lower limit, and the upper one found', () => {
  const model = fitCase(referenceCase('dyestuff2 REML'));
  const { intervals, notices } = confint(model, { parm: ['sd_(Intercept)|Batch', 'icc'] });
  expect(intervals[0].lower).toBe(0);
  expect(intervals[0].bounded).toEqual(['lower']);
  expect(intervals[1].lower).toBe(0);
  expect(intervals[1].upper).toBeCloseTo(0.2484097908, 8);
  expect(notices.map(({ code }) => code)).toEqual(['profile-bound', 'profile-bound']);
});

test('a correlation at −1 is followed inwards', () => {
  const model = fitCase(referenceCase('early REML'));
  const [cor] = confint(model, { parm: 'cor_tos.(Intercept)|id' }).intervals;
  expect(cor.lower).toBe(-1);
  expect(cor.upper).toBeCloseTo(-0.42865, 4);
});

describe('one quantity, several ways', () => {
  const model = fitCase(referenceCase('sleepstudy slope REML'));

  it('functions of one parameter have that parameter’s limits', () => {
    const names = ['Days', 'sd_(Intercept)|Subject', 'cor_Days.(Intercept)|Subject', 'sigma'];
    const direct = confint(model, { parm: names }).intervals;
    const functions = confint(model, {
      parm: [
        { name: 'Days', value: ({ fixef }) => fixef.Days },
        { name: 'sd', value: ({ sd }) => sd['(Intercept)|Subject'] },
        { name: 'cor', value: ({ cor }) => cor['Days.(Intercept)|Subject'] },
        { name: 'sigma', value: ({ sigma }) => Math.log(sigma) },
      ],
    }).intervals;
    direct.forEach(({ lower, upper }, i) => {
      const back = i === 3 ? Math.exp : (x: number) => x;
      expect(back(functions[i].lower) / lower).toBeCloseTo(1, 7);
      expect(back(functions[i].upper) / upper).toBeCloseTo(1, 7);
    });
  });

  it('variances are squares, ratios and intraclass correlations go together', () => {
    const dyestuff = fitCase(referenceCase('dyestuff REML'));
    const [sd, variance, ratio, icc] = confint(dyestuff, {
      parm: [
        'sd_(Intercept)|Batch',
        'var_(Intercept)|Batch',
        'var_(Intercept)|Batch / sigma^2',
        'icc',
      ],
    }).intervals;
    for (const side of ['lower', 'upper'] as const) {
      expect(variance[side] / sd[side] ** 2).toBeCloseTo(1, 8);
      expect(icc[side] / (ratio[side] / (1 + ratio[side]))).toBeCloseTo(1, 7);
    }
  });

  it('linear combinations by text and by function', () => {
    const hsb = fitCase(referenceCase('hsb slope REML'));
    const [text, own] = confint(hsb, {
      parm: [
        '(Intercept) - 2*cses + 1',
        { name: 'f', value: ({ fixef }) => fixef['(Intercept)'] - 2 * fixef.cses + 1 },
      ],
    }).intervals;
    expect(own.lower).toBeCloseTo(text.lower, 6);
    expect(own.upper).toBeCloseTo(text.upper, 6);
  });

  it('a ratio of coefficients is the inverse ratio turned over', () => {
    const [a, b] = confint(model, { parm: ['Days / (Intercept)', '(Intercept) / Days'] }).intervals;
    expect(a.lower * b.upper).toBeCloseTo(1, 6);
    expect(a.upper * b.lower).toBeCloseTo(1, 6);
  });

  it('the contextual effect is one call', () => {
    const table = referenceTable('hsb.csv');
    const within = lmer('mathach ~ meanses + cses + (1 | school)', table);
    const raw = lmer('mathach ~ meanses + ses + (1 | school)', table);
    const [contextual] = confint(within, { parm: 'meanses - cses' }).intervals;
    const [coefficient] = confint(raw, { parm: 'meanses' }).intervals;
    expect(contextual.estimate).toBeCloseTo(3.675002, 5);
    expect(contextual.lower).toBeCloseTo(coefficient.lower, 4);
    expect(contextual.upper).toBeCloseTo(coefficient.upper, 4);
  });
});

test('units and origin of a predictor change what they must and nothing else', () => {
  const table = referenceTable('sleepstudy.csv');
  const days = (table.columns.get('Days') as { values: Float64Array }).values;
  const moved = {
    Reaction: (table.columns.get('Reaction') as { values: Float64Array }).values,
    Subject: Array.from(days, (_, i) => `s${Math.floor(i / 10)}`),
    Year: days.map((x) => 2000 + 0.1 * x),
  };
  const a = byName(confint(fitCase(referenceCase('sleepstudy slope REML'))).intervals);
  const b = byName(confint(lmer('Reaction ~ Year + (Year | Subject)', moved)).intervals);
  for (const side of ['lower', 'upper'] as const) {
    expect((b.get('sd_Year|Subject')?.[side] ?? 0) / 10).toBeCloseTo(
      a.get('sd_Days|Subject')?.[side] ?? 0,
      5,
    );
    expect((b.get('Year')?.[side] ?? 0) / 10).toBeCloseTo(a.get('Days')?.[side] ?? 0, 5);
    expect(b.get('sigma')?.[side]).toBeCloseTo(a.get('sigma')?.[side] ?? 0, 5);
  }
});

test('rows are not read: the cross-products are enough', () => {
  const model = fitCase(referenceCase('hsb slope REML'));
  const empty = new Float64Array(0);
  const bare = { ...model, design: undefined as never, fitted: empty, residuals: empty };
  expect(confint(structuredClone(bare))).toEqual(confint(model));
});

describe('curves', () => {
  const model = fitCase(referenceCase('sleepstudy intercept ML'));

  it('rise from the estimate on both sides, as far as the level asks', () => {
    const { parameters, minimum } = profile(model);
    expect(minimum).toBeCloseTo(model.objective, 8);
    for (const { values, zeta, ends, estimate } of parameters) {
      expect(ends).toEqual({ below: 'reached', above: 'reached' });
      expect(zeta[zeta.indexOf(0)]).toBe(0);
      expect(values[zeta.indexOf(0)]).toBe(estimate);
      for (let i = 1; i < zeta.length; i++) {
        expect(values[i]).toBeGreaterThan(values[i - 1]);
        expect(zeta[i]).toBeGreaterThan(zeta[i - 1]);
      }
      expect(zeta[0]).toBeLessThan(-2.575);
      expect(zeta.at(-1)).toBeGreaterThan(2.575);
    }
  });

  it('ζ² of a variance ratio is the rise of the profiled criterion', () => {
    const { parameters } = profile(model, { parm: 'sd_(Intercept)|Subject / sigma' });
    const [{ values, zeta }] = parameters;
    values.forEach((theta, i) => {
      const rise = objectiveAt(model, [theta]).objective - model.objective;
      expect(zeta[i] ** 2).toBeCloseTo(rise, 6);
    });
  });

  it('are plain data', () => {
    const result = profile(model, { parm: 'sigma' });
    expect(structuredClone(result)).toEqual(result);
  });
});

describe('bad input', () => {
  const model = fitCase(referenceCase('sleepstudy slope REML'));
  const failing: [string, Parameters<typeof confint>[1], string][] = [
    ['name', { parm: 'Dayz' }, 'no parameter is named "Dayz"; did you mean "Days"?'],
    ['arithmetic', { parm: 'Days + foo' }, 'cannot read "foo"'],
    ['an end too early', { parm: 'Days -' }, 'ends too early'],
    ['level', { level: 95 }, 'a confidence level lies between 0 and 1'],
    ['method', { method: 'bootstrap' as never }, 'method is "bootstrap"'],
    [
      'criterion',
      { criterion: 'REML', parm: 'Days' },
      'is a fixed effect, which the REML criterion does not contain',
    ],
    [
      'criterion of a function',
      { criterion: 'REML', parm: { name: 'f', value: ({ fixef }) => fixef.Days } },
      'depends on fixed effects',
    ],
    ['no function', { parm: [3 as never] }, 'a parameter is a name'],
  ];
  it.each(failing)('%s', (_, options, text) => {
    expect(() => confint(model, options)).toThrow(text);
  });
});

test('functions without sense give open intervals with notices, no error', () => {
  const model = fitCase(referenceCase('dyestuff REML'));
  const { intervals, notices } = confint(model, {
    parm: [
      { name: 'nothing', value: () => Number.NaN },
      { name: 'constant', value: () => 3 },
    ],
  });
  expect(intervals[0]).toMatchObject({ lower: -Infinity, upper: Infinity });
  expect(intervals[1]).toMatchObject({ lower: 3, upper: 3 });
  expect(notices.length).toBeGreaterThanOrEqual(2);
});
