import { describe, expect, test } from 'vitest';
import { binnedResiduals } from '../../src/diagnose/binned-residuals.ts';
import { qqRanef } from '../../src/diagnose/qq.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { inverseLink } from '../../src/family/link.ts';
import type { AnyModel, FittedGeneralisedModel } from '../../src/fit/generalised-model.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { ratios } from '../../src/inference/contrasts/ratios.ts';
import { emmeans } from '../../src/inference/emmeans/emmeans.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { caterpillarPlot } from '../../src/plot/caterpillar.ts';
import { coefficientPlot } from '../../src/plot/coefficient-plot.ts';
import { curvePlot } from '../../src/plot/curve-plot.ts';
import type { Figure, Panel, Row } from '../../src/plot/figure.ts';
import { groupCurves } from '../../src/plot/group-curves.ts';
import { groupLinesPlot, groupPanelsPlot } from '../../src/plot/group-lines-plot.ts';
import { modelPlot, plotKinds } from '../../src/plot/kinds.ts';
import { logTicks } from '../../src/plot/log-ticks.ts';
import { qqPlot } from '../../src/plot/qq-plot.ts';
import { plotSvg } from '../../src/plot/render.ts';
import { residualPlot } from '../../src/plot/residual-plot.ts';
import { predict } from '../../src/predict/predict.ts';
import { loadModel } from '../../src/save/load-model.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';
import { sleep } from './plot-models.ts';
import { checkSvg } from './svg-check.ts';

const women = glmer(
  'use ~ age + urban + livch + (urban | district)',
  readTable(dataPath('contraception.csv')),
  { family: 'binomial', nAGQ: 1 },
);
const herds = glmer(
  'cbind(incidence, size - incidence) ~ period + (1 | herd)',
  readTable(dataPath('cbpp.csv'), { factors: ['period'] }),
  { family: 'binomial' },
);
const ticks = glmer(
  'TICKS ~ YEAR + cHEIGHT + (1 | BROOD) + (1 | INDEX) + (1 | LOCATION)',
  readTable(dataPath('grouseticks.csv'), { factors: ['YEAR'] }),
  { family: 'poisson' },
);
const nails = glmer('outcome ~ treatment * month + (1 | id)', readTable(dataPath('nails.csv')), {
  family: 'binomial',
});
const attitudes = glmer(
  'numpos ~ religion + scale(year) + (1 | respond)',
  readTable(dataPath('socatt.csv')),
  { family: 'ordinal' },
);

function rowsOf(panel: Panel, mark: string): Row[] {
  return panel.layers.filter((layer) => layer.mark === mark).flatMap(({ data }) => [...data]);
}
function near(a: unknown, b: number, tolerance = 1e-12): void {
  expect(Math.abs((a as number) - b)).toBeLessThan(tolerance * (1 + Math.abs(b)));
}

describe('every plot that a model has', () => {
  const refused: Record<string, readonly string[]> = {
    women: ['qq', 'shrinkage'],
    herds: ['qq', 'shrinkage', 'effects', 'lines', 'panels', 'curve'],
    ticks: ['qq', 'shrinkage', 'effects', 'lines', 'panels'],
    attitudes: ['qq', 'shrinkage', 'effects', 'residuals'],
  };
  const models: Record<string, FittedGeneralisedModel> = { women, herds, ticks, attitudes };
  const cases = Object.keys(models).flatMap((name) => plotKinds.map((kind) => ({ name, kind })));

  test.each(cases)(
    '$kind of $name',
    ({ name, kind }) => {
      const draw = () => modelPlot(models[name], kind, name === 'women' ? { means: 'urban' } : {});
      if (refused[name].includes(kind)) {
        expect(draw).toThrow(/use|needs|no numeric|takes linear models|no residuals/);
        return;
      }
      const figure: Figure = draw();
      expect(structuredClone(figure)).toEqual(figure);
      expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
      checkSvg(plotSvg(figure));
    },
    60_000,
  );
});

describe('random effects', () => {
  test('stand on the scale of the link, and the axis says so', () => {
    const [effects] = ranef(women);
    const [first] = caterpillarPlot(women).panels;
    expect(first.x.label).toBe('deviation of (Intercept) (log odds)');
    const values = rowsOf(first, 'dot').map(({ value }) => value as number);
    const own = Array.from(effects.levels, (_, l) => effects.values[2 * l]);
    expect(values.toSorted((a, b) => a - b)).toEqual(own.toSorted((a, b) => a - b));
    expect(caterpillarPlot(ticks).panels[0].y.label).toBe('deviation of (Intercept) (log scale)');
  });

  test('have quantile plots in units of their own deviation', () => {
    const [{ sample, index }] = qqRanef(herds);
    const [{ covariance, conditional, effects }] = herds.random;
    sample.forEach((value, i) => {
      const l = index[i];
      near(value, effects[l] / Math.sqrt(covariance[0] - conditional[l]));
    });
    expect(() => qqPlot(herds)).toThrow('residuals of family binomial are not normal');
    expect(rowsOf(qqPlot(herds, { of: 'ranef' }).panels[0], 'dot')).toHaveLength(15);
  });
});

describe('ratios', () => {
  const figure = coefficientPlot(ratios(women, { level: 0.9 }));
  const [panel] = figure.panels;

  test('stand on a logarithmic axis with a line at 1', () => {
    const { rows } = ratios(women, { level: 0.9 });
    const drawn = rowsOf(panel, 'dot');
    expect(drawn.map(({ estimate }) => estimate)).toEqual(rows.map(({ ratio }) => ratio));
    expect(drawn.map(({ upper }) => upper)).toEqual(rows.map(({ upper }) => upper));
    expect(panel.x).toMatchObject({ type: 'log', label: 'odds ratio' });
    expect(rowsOf(panel, 'ruleX')).toEqual([{ x: 1 }]);
    expect(figure.title).toBe('Odds ratios with 90 % intervals');
    expect(modelPlot(women, 'coefficients', { ratios: true, level: 0.9 })).toEqual(figure);
    expect(coefficientPlot(ratios(ticks)).title).toBe('Ratios of means with 95 % intervals');
  });

  test('are drawn with their ticks', () => {
    const svg = plotSvg(figure);
    for (const label of panel.x.labels ?? []) expect(svg).toContain(`>${label}</text>`);
    expect((panel.x.labels ?? []).length).toBeGreaterThanOrEqual(4);
    // Equal steps of the ratio are equal lengths: 1 to 2 as 2 to 4.
    const place = (label: string) =>
      Number(new RegExp(`translate\\(([\\d.]+),[\\d.]+\\)"[^>]*>${label}</text>`).exec(svg)?.[1]);
    near((place('3') - place('1.5')) / (place('2') - place('1')), 1, 0.01);
  });

  test('far away are cut at the edge', () => {
    const own = ratios(women);
    const rows = own.rows.map((row, i) => (i === 0 ? { ...row, lower: 0, upper: 1e9 } : row));
    const [wide] = coefficientPlot({ ...own, rows }).panels;
    expect(rowsOf(wide, 'dot')[0]).toMatchObject({ lower: 1e-4 });
    checkSvg(plotSvg(coefficientPlot({ ...own, rows })));
  });

  test('do not mix with other quantities', () => {
    expect(() => coefficientPlot({ a: ratios(women), b: confint(women) })).toThrow(
      'odds ratios and estimates do not go on one axis',
    );
    const both = coefficientPlot({ a: ratios(women), b: ratios(herds) }, { names: ['age'] });
    expect(both.legend?.map(({ label }) => label)).toEqual(['a', 'b']);
  });

  test('have round ticks whatever the range', () => {
    expect(logTicks([0.09, 12]).ticks.map(Number)).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10]);
    expect(logTicks([1e-4, 1e4]).labels).toEqual([
      '0.0001',
      '0.001',
      '0.01',
      '0.1',
      '1',
      '10',
      '100',
      '1000',
      '10000',
    ]);
    expect(logTicks([0.95, 1.9]).labels).toEqual(['1', '1.2', '1.4', '1.6', '1.8']);
  });
});

describe('residuals', () => {
  test('of single outcomes are binned', () => {
    const bins = binnedResiduals(women);
    expect(bins).toHaveLength(43);
    expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(1934);
    const total = bins.reduce((sum, { residual, rows }) => sum + residual * rows, 0);
    near(
      total,
      women.residuals.reduce((sum, r) => sum + r, 0),
      1e-10,
    );
    // The lowest bin by hand.
    const order = Array.from(women.fitted.keys()).sort((a, b) => women.fitted[a] - women.fitted[b]);
    const low = order.slice(0, bins[0].rows).map((i) => women.fitted[i]);
    near(bins[0].fitted, low.reduce((sum, p) => sum + p, 0) / low.length);
    const variance = low.reduce((sum, p) => sum + p * (1 - p), 0);
    near(bins[0].se, Math.sqrt(variance) / low.length);
    const inside = bins.filter(({ residual, se }) => Math.abs(residual) <= 2 * se).length;
    expect(inside).toBeGreaterThan(0.9 * bins.length);
    const [panel] = residualPlot(women).panels;
    expect(rowsOf(panel, 'dot').map(({ y }) => y)).toEqual(bins.map(({ residual }) => residual));
    expect(panel.x.label).toBe('fitted probability of use = Y');
  });

  test('in bins count trials, and rows of equal means stay together', () => {
    const trials = herds.trials as Float64Array;
    const [bin] = binnedResiduals(herds, { bins: 1 });
    const sum = (of: (i: number) => number) => trials.reduce((all, w, i) => all + w * of(i), 0);
    near(bin.residual, sum((i) => herds.residuals[i]) / sum(() => 1), 1e-11);
    near(bin.fitted, sum((i) => herds.fitted[i]) / sum(() => 1));
    const y = [0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1];
    const g = y.map((_, i) => `g${Math.floor(i / 4)}`);
    const equal = glmer('y ~ 1 + (1 | g)', { y, g }, { family: 'binomial' });
    expect(new Set(equal.fitted).size).toBeLessThanOrEqual(3);
    expect(binnedResiduals(equal, { bins: 6 }).length).toBe(new Set(equal.fitted).size);
  });

  test('of other responses stand against the linear predictor', () => {
    for (const type of ['scaled', 'deviance'] as const) {
      const rows = rowsOf(residualPlot(herds, { type }).panels[0], 'dot');
      const own = type === 'scaled' ? herds.pearson : herds.deviance;
      rows.forEach(({ x, y }, i) => {
        expect([x, y]).toEqual([herds.linearPredictor[i], own[i]]);
      });
    }
    expect(residualPlot(herds).panels[0].y.label).toBe('Pearson residual');
    expect(residualPlot(sleep).panels[0].y.label).toBe('residual / σ');
  });

  test.each([
    [() => binnedResiduals(sleep), 'takes generalised models'],
    [() => residualPlot(sleep, { type: 'binned' }), 'takes generalised models'],
    [() => binnedResiduals(women, { bins: 0 }), 'bins is 0'],
    [() => binnedResiduals(attitudes), 'no residuals'],
    [() => residualPlot(attitudes), 'no residuals'],
    [() => residualPlot(women, { type: 'odd' as never }), 'type is "odd"'],
  ])('wrong calls %#', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('curves of groups', () => {
  test('are the fitted means, the points the responses', () => {
    const { curves, adjusted, x } = groupCurves(nails);
    expect({ adjusted, x }).toEqual({ adjusted: false, x: 'month' });
    const { codes } = nails.design.random[0];
    const month = nails.design.fixed.columns[nails.design.fixed.names.indexOf('month')];
    nails.fitted.forEach((mu, i) => {
      const { curve } = curves[codes[i]];
      near(curve.find(([at]) => at === month[i])?.[1], mu);
    });
    const all = curves.flatMap(({ points }) => points.map(([, y]) => y));
    const ones = nails.design.y.reduce((sum, y) => sum + y, 0);
    near(
      all.reduce((sum, y) => sum + y, 0),
      ones,
      1e-9,
    );
  });

  test('hold other predictors on the scale of the link', () => {
    const { curves, adjusted } = groupCurves(women);
    expect(adjusted).toBe(true);
    const age = women.fixed.estimates[women.fixed.names.indexOf('age')];
    const logit = (p: number) => Math.log(p / (1 - p));
    for (const { curve } of curves) {
      const [[x0, y0]] = curve;
      for (const [x, y] of curve) near(logit(y), logit(y0) + age * (x - x0), 1e-9);
    }
  });

  test('of the fixed effects is emmeans taken back by the link', () => {
    const [panel] = groupLinesPlot(nails).panels;
    const population = panel.layers[panel.layers.length - 1].data;
    const { rows } = emmeans(nails, 'month', { at: { month: [0, 12] } });
    near(population[0].y, inverseLink('logit', rows[0].estimate));
    near(population[40].upper, inverseLink('logit', rows[1].upper), 1e-9);
    expect(panel.y.label).toBe('probability of outcome');
    expect(groupPanelsPlot(nails, { groups: 4 }).panels).toHaveLength(4);
  });
});

describe('the curve of a predictor', () => {
  test('is predict for a typical group and for all groups', () => {
    const [panel] = curvePlot(women, { x: 'age' }).panels;
    const [typical, population] = panel.layers.filter(({ mark }) => mark === 'line');
    const at = { age: [-13.56, 19.44], urban: ['N', 'N'], livch: ['0', '0'] };
    for (const [layer, target] of [
      [typical, 'typical'],
      [population, 'population'],
    ] as const) {
      const first = layer.data[0];
      const last = layer.data[60];
      const own = predict(women, { ...at, age: [first.x, last.x] } as never, {
        target,
        interval: 'mean',
      });
      near(first.y, own.fit[0]);
      near(last.lower, own.lower?.[1] as number);
      near(last.upper, own.upper?.[1] as number);
    }
    expect([typical.data[0].x, typical.data[60].x]).toEqual([
      Math.min(...rowsOf(panel, 'line').map(({ x }) => x as number)),
      Math.max(...rowsOf(panel, 'line').map(({ x }) => x as number)),
    ]);
  });

  test('of a linear model is its one mean', () => {
    const [panel] = curvePlot(sleep).panels;
    const rows = rowsOf(panel, 'line');
    const own = predict(sleep, { Days: [0, 9] }, { target: 'population', interval: 'mean' });
    near(rows[0].y, own.fit[0]);
    near(rows[60].upper, own.upper?.[1] as number, 1e-9);
  });

  test('by a factor has a curve for each level', () => {
    const figure = curvePlot(ticks, { by: 'YEAR' });
    expect(figure.legend?.map(({ label }) => label)).toEqual(['YEAR: 95', '96', '97']);
    const both = curvePlot(ticks, { by: 'YEAR', target: 'both', range: [-10, 10] });
    expect(both.legend).toHaveLength(6);
    const lines = both.panels[0].layers.filter(({ mark }) => mark === 'line');
    expect(lines.map(({ data }) => data[0].x)).toEqual([-10, -10, -10, -10, -10, -10]);
    checkSvg(plotSvg(both));
  });

  test.each([
    [() => curvePlot(herds), 'no numeric predictor'],
    [() => curvePlot(women, { x: 'agee' }), 'did you mean "age"'],
    [() => curvePlot(women, { by: 'urbann' }), 'did you mean "urban"'],
    [() => curvePlot(women, { target: 'group' as never }), 'target is "group"'],
  ])('wrong calls %#', (call, message) => {
    expect(call).toThrow(message);
  });
});

test('means stand on the scale of the response', () => {
  const [panel] = modelPlot(herds, 'means').panels;
  const own = emmeans(herds, 'period', { type: 'response' });
  expect(rowsOf(panel, 'dot').map(({ y }) => y)).toEqual(own.rows.map(({ estimate }) => estimate));
  expect(panel.y.label).toBe('probability of a success');
});

describe('of a loaded model', () => {
  const again = (m: AnyModel, groups = true) => loadModel(saveModel(m, { groups }));
  const loaded = again(women);

  test.each(['caterpillar', 'effects', 'coefficients', 'qq-ranef', 'means'])(
    '%s is equal',
    (kind) => {
      const options = { means: 'urban' };
      expect(modelPlot(loaded, kind, options)).toEqual(modelPlot(women, kind, options));
    },
  );
  test('a curve goes over two standard deviations', () => {
    const { mean, sd } = (women.schema?.predictors ?? []).find(({ name }) => name === 'age') as {
      mean: number;
      sd: number;
    };
    const range = [mean - 2 * sd, mean + 2 * sd] as const;
    expect(curvePlot(loaded)).toEqual(curvePlot(women, { range }));
    expect(curvePlot(again(women, false))).toEqual(curvePlot(women, { range }));
  });
  test('what needs rows or groups says so', () => {
    for (const kind of ['residuals', 'lines', 'panels']) {
      expect(() => modelPlot(loaded, kind)).toThrow('need the rows of the data');
    }
    for (const kind of ['caterpillar', 'effects', 'qq-ranef']) {
      expect(() => modelPlot(again(women, false), kind)).toThrow('saved without them');
    }
  });
});
