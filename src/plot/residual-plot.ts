import { residuals } from '../effects/residuals.ts';
import type { AnyModel, FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { withRows } from '../fit/kept.ts';
import type { FittedModel } from '../fit/model.ts';
import { binnedPlot } from './binned-plot.ts';
import { blue, ink, vermilion } from './colours.ts';
import type { Figure } from './figure.ts';
import { inUnits } from './link-scale.ts';
import { localRegression } from './local-regression.ts';
import { counted, plainName, short } from './text-size.ts';
import { thinned } from './thinned.ts';

/** Options of `residualPlot`. */
export interface ResidualPlotOptions {
  /**
   * Default `'scaled'`: Pearson residuals in units of σ̂; of single 0s and 1s `'binned'`: mean residuals of bins, see
   * `binnedResiduals`, for generalised models. `'deviance'` as `residuals` has them.
   */
  readonly type?: 'response' | 'pearson' | 'scaled' | 'deviance' | 'binned';
}

/** So many points can be told apart, and a file of them loads at once. */
const mostPoints = 5000;

/**
 * Residuals against fitted values (random effects included), of a generalised model against the linear predictor, with a smooth curve. A
 * bent curve says that the mean is not modelled well, a fan that the variance is not as the family says (of a linear model: not constant). Of more than 5000 rows the largest residuals are drawn and an even share of
 * the others; the curve is of all rows.
 *
 * @throws `option` for an unknown type; `input` for ordinal models, `model-kind` for binned residuals of a linear one
 */
export function residualPlot(given: AnyModel, options: ResidualPlotOptions = {}): Figure {
  const model = withRows(given, 'residuals');
  const { type = isBinary(model) ? 'binned' : 'scaled' } = options;
  if (type === 'binned') return binnedPlot(model);
  const y = residuals(model, { type });
  const x = model.kind === 'glmm' ? model.linearPredictor : model.fitted;
  const against = model.kind === 'glmm' ? 'linear predictor' : 'fitted values';
  const drawn = thinned(y, mostPoints);
  const few = y.length <= 1000;
  const points = drawn.map((i) => ({
    x: x[i],
    y: y[i],
    ...(few && {
      title: `row ${model.rows[i] + 1}: fitted ${short(model.fitted[i])}, residual ${short(y[i])}`,
    }),
  }));
  const smooth = localRegression(x, y);
  const curve = Array.from(smooth.x, (at, i) => ({ x: at, y: smooth.y[i] }));
  const largest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const share = drawn.length < y.length ? ` ${drawn.length} of ${y.length} rows are drawn.` : '';
  return {
    kind: 'figure',
    plot: 'residuals',
    title: `Residuals against ${against} of ${plainName(model.responseName)}`,
    description: `${counted(y.length, 'residual')} (${type}) against ${against}, with a local regression curve. The largest in size is ${short(largest)}.${share}`,
    columns: 1,
    panels: [
      {
        width: 720,
        height: 440,
        x: {
          label:
            model.kind === 'glmm'
              ? `linear predictor${inUnits(model)}`
              : `fitted ${plainName(model.responseName)}`,
          nice: true,
        },
        y: {
          label: axisLabel(model, type),
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

/** Single outcomes, whose residuals lie on two curves whatever the model. */
function isBinary(model: FittedModel | FittedGeneralisedModel): boolean {
  return model.kind === 'glmm' && model.family === 'binomial' && model.trials === undefined;
}

function axisLabel({ kind, sigma }: FittedModel | FittedGeneralisedModel, type: string): string {
  if (type !== 'scaled') return `${type} residual`;
  return kind === 'glmm' && sigma === 1 ? 'Pearson residual' : 'residual / σ';
}
