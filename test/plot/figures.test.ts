import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { comparisonFactor } from '../../src/diagnose/comparison-factor.ts';
import { levelRegressions } from '../../src/diagnose/level-regressions.ts';
import { qqRanef, qqResiduals } from '../../src/diagnose/qq.ts';
import { coef } from '../../src/effects/coef.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { inverseDefinite, product } from '../../src/engine/small-matrix.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { emmeans } from '../../src/inference/emmeans/emmeans.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { profile } from '../../src/inference/profile/profile.ts';
import { caterpillarPlot } from '../../src/plot/caterpillar.ts';
import { coefficientPlot } from '../../src/plot/coefficient-plot.ts';
import { effectsPlot } from '../../src/plot/effects-plot.ts';
import type { Figure, Panel, Row } from '../../src/plot/figure.ts';
import { groupTerm } from '../../src/plot/group-coefficients.ts';
import { groupCurves } from '../../src/plot/group-curves.ts';
import { groupLinesPlot, groupPanelsPlot } from '../../src/plot/group-lines-plot.ts';
import { checkPlotKind, modelPlot, plotKinds } from '../../src/plot/kinds.ts';
import { localRegression } from '../../src/plot/local-regression.ts';
import { meansPlot } from '../../src/plot/means-plot.ts';
import { densityPlot, profilePlot } from '../../src/plot/profile-plot.ts';
import { qqPlot } from '../../src/plot/qq-plot.ts';
import { residualPlot } from '../../src/plot/residual-plot.ts';
import { shrinkagePlot } from '../../src/plot/shrinkage-plot.ts';
import { asTable } from '../../src/table/as-table.ts';
import { cake, modelOf, schools, sleep } from './plot-models.ts';

interface Reference {
  positions: { n180: number[] };
  sleep: { levels: string[]; values: number[][] };
  hsb: { levels: string[]; values: number[][] };
  smooth: { x: number[]; y: number[]; at: number[]; value: number[] };
}

const reference = JSON.parse(
  readFileSync(new URL('../reference/plots.json', import.meta.url), 'utf8'),
) as Reference;

function rowsOf(panel: Panel, mark: string): Row[] {
  return panel.layers.filter((layer) => layer.mark === mark).flatMap(({ data }) => data);
}

function near(actual: unknown, expected: number, relative = 1e-10): void {
  expect(Math.abs((actual as number) - expected)).toBeLessThanOrEqual(
    relative * (1 + Math.abs(expected)),
  );
}

describe('caterpillar', () => {
  test('shows effects and conditional intervals, in the order of the first coefficient', () => {
    const [effects] = ranef(sleep);
    const { panels } = caterpillarPlot(sleep);
    expect(panels).toHaveLength(2);
    panels.forEach((panel, c) => {
      const rows = rowsOf(panel, 'dot');
      expect(rows).toHaveLength(18);
      for (const { level, value, lower, upper } of rows) {
        near(value, effects.values[(level as number) * 2 + c]);
        near(
          (upper as number) - (lower as number),
          2 * 1.959963984540054 * effects.condSd[(level as number) * 2 + c],
        );
      }
    });
    const byPlace = rowsOf(panels[0], 'dot').sort(
      (a, b) => (a.place as number) - (b.place as number),
    );
    const values = byPlace.map(({ value }) => value as number);
    expect(values).toEqual(values.slice().sort((a, b) => b - a));
    expect(rowsOf(panels[0], 'text').map(({ name }) => name)).toContain('308');
  });

  test('names many groups on pointing only, and counts the intervals that leave out 0', () => {
    const figure = caterpillarPlot(schools, { level: 0.9 });
    const rows = rowsOf(figure.panels[0], 'dot');
    expect(rows).toHaveLength(160);
    expect(rowsOf(figure.panels[0], 'text')).toEqual([]);
    const beyond = rows.filter(
      ({ lower, upper }) => (lower as number) > 0 || (upper as number) < 0,
    );
    expect(figure.description).toContain(`(Intercept): ${beyond.length} of 160`);
    expect(beyond.length).toBeGreaterThan(10);
  });

  test('shows comparison intervals on request', () => {
    const [effects] = ranef(sleep);
    const figure = caterpillarPlot(sleep, { intervals: 'comparison' });
    for (const { level, lower, upper } of rowsOf(figure.panels[0], 'dot')) {
      const width = 2 * comparisonFactor(0.95, 18, 'none') * effects.condSd[(level as number) * 2];
      near((upper as number) - (lower as number), width);
    }
    expect(figure.description).toContain('half-width 1.386 standard deviations');
    expect(figure.description).not.toContain('leave out 0');
    expect(() => caterpillarPlot(sleep, { intervals: 'pairs' as never })).toThrow(
      'intervals is "pairs"',
    );
  });

  test('refuses what is not there', () => {
    expect(() => caterpillarPlot(sleep, { group: 'subject' })).toThrow('did you mean "Subject"');
    expect(() => caterpillarPlot(sleep, { names: ['Dayz'] })).toThrow('did you mean "Days"');
    expect(() => caterpillarPlot(sleep, { level: 95 })).toThrow('level is 95');
  });
});

describe('plots of two coefficients', () => {
  test('effects are those of ranef', () => {
    const [effects] = ranef(schools);
    const points = rowsOf(effectsPlot(schools).panels[0], 'dot');
    points.forEach(({ x, y }, l) => {
      expect([x, y]).toEqual([effects.values[2 * l], effects.values[2 * l + 1]]);
    });
    expect(() => effectsPlot(cake)).toThrow('needs two random coefficients');
  });

  test('arrows end at coef and start at least squares', () => {
    const [own] = coef(sleep);
    const arrows = rowsOf(shrinkagePlot(sleep).panels[0], 'arrow');
    expect(arrows).toHaveLength(18);
    arrows.forEach(({ x2, y2 }, l) => {
      near(x2, own.values[2 * l]);
      near(y2, own.values[2 * l + 1]);
    });
    arrows.forEach(({ x1, y1 }, l) => {
      near(x1, reference.sleep.values[l][0], 1e-9);
      near(y1, reference.sleep.values[l][1], 1e-9);
    });
    // Cross-level terms belong to the fixed effects: without them the estimates are those of lm in each school.
    const plain = modelOf('web-demo/data/hsb.csv', 'mathach ~ cses + (cses | school)');
    const lines = rowsOf(shrinkagePlot(plain).panels[0], 'arrow');
    expect(plain.random[0].levels).toEqual(reference.hsb.levels);
    lines.forEach(({ x1, y1 }, l) => {
      near(x1, reference.hsb.values[l][0], 1e-9);
      near(y1, reference.hsb.values[l][1], 1e-9);
    });
  });

  test('predictions are least squares estimates times their reliability', () => {
    for (const model of [sleep, schools]) {
      const term = groupTerm(model);
      const separate = levelRegressions(model, term.group).effects;
      const [part] = model.random;
      const [{ codes, columns }] = model.design.random;
      for (let l = 0; l < term.levels.length; l++) {
        const cross = new Float64Array(4);
        codes.forEach((level, i) => {
          if (level !== l) return;
          const z = columns.map((column) => column[i]);
          for (let a = 0; a < 2; a++) for (let b = 0; b < 2; b++) cross[2 * b + a] += z[a] * z[b];
        });
        const error = inverseDefinite(cross, 2) as Float64Array;
        const total = part.covariance.map((g, i) => g + model.sigma ** 2 * error[i]);
        const reliability = product(
          part.covariance,
          inverseDefinite(total, 2) as Float64Array,
          2,
          2,
          2,
        );
        const shrunken = product(reliability, separate.slice(2 * l, 2 * l + 2), 2, 2, 1);
        near(shrunken[0], term.effects[2 * l], 1e-8);
        near(shrunken[1], term.effects[2 * l + 1], 1e-8);
      }
    }
  });

  test('groups without an estimate of their own are counted', () => {
    const y = [1, 3, 2, 5, 4, 6, 8, 3, 9];
    const x = [1, 2, 3, 1, 2, 3, 1, 1, 4];
    const g = ['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'd'];
    const model = lmer('y ~ x + (x | g)', { y, x, g }, {});
    const figure = shrinkagePlot(model);
    expect(rowsOf(figure.panels[0], 'arrow')).toHaveLength(2);
    expect(figure.description).toContain('2 levels whose rows do not determine an estimate');
  });
});

describe('diagnostic plots', () => {
  test('residuals are scaled, and the curve of a straight line is the line', () => {
    const points = rowsOf(residualPlot(sleep).panels[0], 'dot');
    expect(points).toHaveLength(180);
    points.forEach(({ x, y }, i) => {
      near(x, sleep.fitted[i]);
      near(y, sleep.residuals[i] / sleep.sigma);
    });
    expect(rowsOf(residualPlot(schools).panels[0], 'dot').length).toBeLessThanOrEqual(5000);
    expect(residualPlot(schools).description).toMatch(/of 7185 rows are drawn/);
  });

  test('the curve is that of loess, without its interpolation', () => {
    const { x, y, at, value } = reference.smooth;
    const curve = localRegression(Float64Array.from(x), Float64Array.from(y), 2 / 3, 181);
    at.forEach((place, i) => {
      const found = curve.x.findIndex((one) => Math.abs(one - place) < 1e-12);
      near(curve.y[found], value[i], 1e-9);
    });
  });

  test('quantile plots draw what qqResiduals and qqRanef find, bands included', () => {
    const own = qqResiduals(sleep);
    const [panel] = qqPlot(sleep).panels;
    const rows = rowsOf(panel, 'dot');
    rows.forEach(({ q }, i) => {
      near(q, reference.positions.n180[i], 1e-13);
    });
    expect(rows.map(({ value }) => value)).toEqual(Array.from(own.sample));
    const [all, single] = panel.layers.filter(({ mark }) => mark === 'areaY');
    expect(all.data.map(({ allLower }) => allLower)).toEqual(
      Array.from(own.band.simultaneousLower),
    );
    expect(single.data.map(({ upper }) => upper)).toEqual(Array.from(own.band.upper));
    expect(qqPlot(sleep).description).toContain(`${own.outside} of 180 outside`);
    const effects = qqRanef(schools);
    qqPlot(schools, { of: 'ranef' }).panels.forEach((one, c) => {
      const values = rowsOf(one, 'dot').map(({ value }) => value as number);
      expect(values).toEqual(Array.from(effects[c].sample));
    });
    expect(qqPlot(schools, { of: 'ranef', names: ['cses'] }).panels).toHaveLength(1);
  });

  test('a coefficient without variance has no quantile plot', () => {
    const y = [1, 2, 3, 4, 2, 3, 1, 4];
    const g = ['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd'];
    const x = [1, 4, 2, 3, 3, 2, 4, 1];
    const model = lmer('y ~ x + (1 | g)', { y: y.map((v, i) => v + x[i] * 0.1), x, g });
    expect(model.singular).toBe(true);
    expect(() => qqPlot(model, { of: 'ranef' })).toThrow('has no variance');
  });
});

describe('fitted lines', () => {
  test('are the fitted values, the points the data', () => {
    const { curves, adjusted, x } = groupCurves(sleep);
    expect({ adjusted, x }).toEqual({ adjusted: false, x: 'Days' });
    curves.forEach(({ curve, points }, l) => {
      curve.forEach(([, at], day) => {
        near(at, sleep.fitted[10 * l + day]);
      });
      points.forEach(([, y], day) => {
        near(y, sleep.design.y[10 * l + day]);
      });
    });
  });

  test('hold other predictors at the mean of the group', () => {
    const n = 60;
    const g = Array.from({ length: n }, (_, i) => `g${i % 6}`);
    const x = Array.from({ length: n }, (_, i) => Math.sin(7 * i));
    const z = Array.from({ length: n }, (_, i) => Math.cos(5 * i));
    const y = x.map((v, i) => v + 3 * z[i] + (i % 6) + 0.1 * Math.sin(31 * i));
    const { curves, adjusted } = groupCurves(lmer('y ~ x + z + (1 | g)', { y, x, z, g }));
    expect(adjusted).toBe(true);
    for (const { curve } of curves) {
      const [first, last] = [curve[0], curve[curve.length - 1]];
      const slope = (last[1] - first[1]) / (last[0] - first[0]);
      for (const [at, value] of curve) near(value, first[1] + slope * (at - first[0]), 1e-9);
    }
  });

  test('of the population is emmeans', () => {
    const [panel] = groupLinesPlot(sleep).panels;
    const population = panel.layers[panel.layers.length - 1].data;
    const { rows } = emmeans(sleep, 'Days', { at: { Days: [0, 9] } });
    near(population[0].y, rows[0].estimate);
    near(population[40].y, rows[1].estimate);
    near(population[40].upper, rows[1].upper, 1e-6);
  });

  test('of chosen groups stand in panels of equal scales', () => {
    const { panels } = groupPanelsPlot(sleep, { groups: ['335', '308'] });
    expect(panels.map(({ title }) => title)).toEqual(['335', '308']);
    expect(panels[0].y.domain).toEqual(panels[1].y.domain);
    expect(() => groupPanelsPlot(sleep, { groups: ['999'] })).toThrow('is no level of Subject');
    expect(() => groupPanelsPlot(sleep, { x: 'Dys' })).toThrow('did you mean "Days"');
  });

  test('a predictor inside a function needs the data', () => {
    const days = Float64Array.from({ length: 180 }, (_, i) => i % 10);
    const data = {
      Days: Array.from(days),
      y: Array.from(sleep.design.y),
      g: Array.from(days, (_, i) => `s${Math.floor(i / 10)}`),
    };
    const model = lmer('y ~ ns(Days, 3) + (1 | g)', data);
    expect(() => groupLinesPlot(model, { x: 'Days' })).toThrow('give the table');
    const table = asTable({ Days: days });
    const { curves } = groupCurves(model, undefined, 'Days', table);
    curves
      .find(({ name }) => name === 's3')!
      .curve.forEach(([, at], day) => {
        near(at, model.fitted[30 + day]);
      });
  });
});

describe('plots of results', () => {
  test('the limits of a profile are those of confint', () => {
    const own = profile(sleep);
    const figure = profilePlot(own);
    const { intervals } = confint(sleep);
    figure.panels.forEach((panel, i) => {
      const [below, above] = rowsOf(
        { ...panel, layers: panel.layers.filter((l) => l.mark === 'ruleX') },
        'ruleX',
      );
      const { lower, upper, estimate } = intervals[i];
      expect(Math.abs((below.x as number) - lower)).toBeLessThan(0.005 * (upper - lower));
      expect(Math.abs((above.x as number) - upper)).toBeLessThan(0.005 * (upper - lower));
      expect(estimate).toBeGreaterThan(below.x as number);
    });
  });

  test('a density has the area that its range of ζ has', () => {
    for (const panel of densityPlot(profile(sleep)).panels) {
      const rows = rowsOf(panel, 'line');
      const area = rows.slice(1).reduce((sum, { x, density }, i) => {
        const width = (x as number) - (rows[i].x as number);
        return sum + (width * ((density as number) + (rows[i].density as number))) / 2;
      }, 0);
      expect(area).toBeGreaterThan(0.985);
      expect(area).toBeLessThan(1.0001);
    }
  });

  test('coefficients leave out the intercept and the variances unless asked', () => {
    const wald = confint(schools, { method: 'wald' });
    const [panel] = coefficientPlot(wald).panels;
    const rows = rowsOf(panel, 'dot');
    expect(rows.map(({ title }) => String(title).split(' ')[0])).toEqual([
      'meanses',
      'cses',
      'sector',
      'meanses:cses',
      'cses:sector',
    ]);
    const { lower, upper } = wald.intervals.find(({ name }) => name === 'cses')!;
    expect([rows[1].lower, rows[1].upper]).toEqual([lower, upper]);
    const two = coefficientPlot(
      { a: wald, b: confint(sleep, { method: 'wald' }) },
      { names: ['sigma'] },
    );
    expect(rowsOf(two.panels[0], 'dot')).toHaveLength(2);
    expect(two.legend?.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(() => coefficientPlot(wald, { names: ['csess'] })).toThrow('did you mean "cses"');
  });

  test('means are those of emmeans', () => {
    const means = emmeans(cake, 'recipe');
    const points = rowsOf(meansPlot(means).panels[0], 'dot');
    expect(points.map(({ y }) => y)).toEqual(means.rows.map(({ estimate }) => estimate));
    const lines = meansPlot(emmeans(cake, 'temp * recipe', { at: { temp: [180, 200, 220] } }));
    expect(lines.panels[0].layers.filter(({ mark }) => mark === 'line')).toHaveLength(3);
  });
});

test('figures are plain data', () => {
  for (const kind of plotKinds.filter((name) => name !== 'means')) {
    const figure: Figure = modelPlot(sleep, kind);
    expect(structuredClone(figure)).toEqual(figure);
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
  }
});

test('an unknown kind lists the kinds', () => {
  expect(() => checkPlotKind('violin')).toThrow('the plots are caterpillar, effects');
  expect(() => modelPlot(sleep, 'constructor')).toThrow('is no plot');
  expect(() => modelPlot(sleep, 'means')).toThrow('no factor');
});
