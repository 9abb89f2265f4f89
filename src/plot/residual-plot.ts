import { residuals } from '../effects/residuals.ts';
import { checkLinear, withRows } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { blue, ink, vermilion } from './colours.ts';
import type { Figure } from './figure.ts';
import { localRegression } from './local-regression.ts';
import { counted, plainName, short } from './text-size.ts';
import { thinned } from './thinned.ts';

/** Options of `residualPlot`. */
export interface ResidualPlotOptions {
  /** Default `'scaled'`: Pearson residuals in units of σ̂. */
  readonly type?: 'response' | 'pearson' | 'scaled';
}

/** So many points can be told apart, and a file of them loads at once. */
const mostPoints = 5000;

/**
 * Residuals against fitted values (random effects included) with a smooth curve. A bent curve says that the mean is not
 * modelled well, a fan that the variance is not constant. Of more than 5000 rows the largest residuals are drawn and an even share of
 * the others; the curve is of all rows.
 *
 * @throws `option` for an unknown type
 */
export function residualPlot(given: Model, options: ResidualPlotOptions = {}): Figure {
  checkLinear(given, 'residualPlot()');
  const model = withRows(given, 'residuals');
  const { type = 'scaled' } = options;
  const y = residuals(model, { type });
  const x = model.fitted;
  const drawn = thinned(y, mostPoints);
  const few = y.length <= 1000;
  const points = drawn.map((i) => ({
    x: x[i],
    y: y[i],
    ...(few && {
      title: `row ${model.rows[i] + 1}: fitted ${short(x[i])}, residual ${short(y[i])}`,
    }),
  }));
  const smooth = localRegression(x, y);
  const curve = Array.from(smooth.x, (at, i) => ({ x: at, y: smooth.y[i] }));
  const largest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const share = drawn.length < y.length ? ` ${drawn.length} of ${y.length} rows are drawn.` : '';
  return {
    kind: 'figure',
    plot: 'residuals',
    title: `Residuals against fitted values of ${plainName(model.responseName)}`,
    description: `${counted(y.length, 'residual')} (${type}) against fitted values, with a local regression curve. The largest in size is ${short(largest)}.${share}`,
    columns: 1,
    panels: [
      {
        width: 720,
        height: 440,
        x: { label: `fitted ${plainName(model.responseName)}`, nice: true },
        y: {
          label: type === 'scaled' ? 'residual / σ' : `${type} residual`,
          grid: true,
          nice: true,
        },
        layers: [
          { mark: 'ruleY', data: [{ y: 0 }], options: { y: 'y', stroke: ink, strokeOpacity: 0.8 } },
          {
            mark: 'dot',
            data: points,
            options: {
              x: 'x',
              y: 'y',
              ...(few && { title: 'title' }),
              fill: blue,
              r: few ? 2.5 : 1.6,
              fillOpacity: few ? 0.7 : 0.35,
            },
          },
          {
            mark: 'line',
            data: curve,
            options: { x: 'x', y: 'y', stroke: vermilion, strokeWidth: 2.5 },
          },
        ],
      },
    ],
    legend: [{ label: 'local regression', colour: vermilion, symbol: 'line' }],
  };
}
