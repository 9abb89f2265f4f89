import { binnedResiduals } from '../diagnose/binned-residuals.ts';
import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import type { FittedModel } from '../fit/model.ts';
import { blue, ink, vermilion } from './colours.ts';
import type { Figure } from './figure.ts';
import { meanLabel } from './link-scale.ts';
import { counted, plainName, short } from './text-size.ts';

/** Mean residuals of bins of the fitted means with the limits ±2 se, see `binnedResiduals`. */
export function binnedPlot(model: FittedModel | FittedGeneralisedModel): Figure {
  const bins = binnedResiduals(model);
  const points = bins.map(({ fitted, residual, se, rows }) => ({
    x: fitted,
    y: residual,
    title: `${counted(rows, 'row')}: fitted ${short(fitted)}, residual ${short(residual)}, limits ±${short(2 * se)}`,
  }));
  const limits = bins.map(({ fitted, se }) => ({ x: fitted, lower: -2 * se, upper: 2 * se }));
  const outside = bins.filter(({ residual, se }) => Math.abs(residual) > 2 * se).length;
  const limit = { stroke: ink, strokeOpacity: 0.6, strokeWidth: 1.2 };
  return {
    kind: 'figure',
    plot: 'residuals',
    title: `Binned residuals of ${plainName(model.responseName)}`,
    description: `Mean residual against mean fitted value in ${counted(bins.length, 'bin')} of ${counted(model.rows.length, 'row')}; lines at ±2 standard errors, within which about 95 % of the bins lie if the model is right. Outside are ${outside}.`,
    columns: 1,
    panels: [
      {
        width: 720,
        height: 440,
        x: { label: `fitted ${meanLabel(model)}`, nice: true },
        y: { label: 'mean residual', grid: true, nice: true },
        layers: [
          {
            mark: 'areaY',
            data: limits,
            options: { x: 'x', y1: 'lower', y2: 'upper', fill: ink, fillOpacity: 0.07 },
          },
          { mark: 'line', data: limits, options: { x: 'x', y: 'lower', ...limit } },
          { mark: 'line', data: limits, options: { x: 'x', y: 'upper', ...limit } },
          { mark: 'ruleY', data: [{ y: 0 }], options: { y: 'y', stroke: ink, strokeOpacity: 0.8 } },
          {
            mark: 'dot',
            data: points.map((point, i) => ({
              ...point,
              colour: Math.abs(bins[i].residual) > 2 * bins[i].se ? vermilion : blue,
            })),
            options: { x: 'x', y: 'y', title: 'title', fill: 'colour', r: 3.5 },
          },
        ],
      },
    ],
    legend: [
      { label: 'within ±2 se', colour: blue, symbol: 'dot' },
      { label: 'outside', colour: vermilion, symbol: 'dot' },
    ],
  };
}
