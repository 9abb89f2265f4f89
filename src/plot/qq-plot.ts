import { residuals } from '../effects/residuals.ts';
import { BlupError } from '../errors/blup-error.ts';
import { checkLinear, withRows } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { normalTail } from '../inference/distributions/normal.ts';
import { normalQuantile } from '../inference/distributions/normal-quantile.ts';
import { checkLevel } from '../inference/level.ts';
import type { GroupPlotOptions } from './caterpillar.ts';
import { blue, ink } from './colours.ts';
import type { Figure, Panel } from './figure.ts';
import { coefficientIndices, type GroupTerm, groupTerm } from './group-coefficients.ts';
import { counted, short } from './text-size.ts';
import { thinned } from './thinned.ts';

/** Options of `qqPlot`. */
export interface QqPlotOptions extends GroupPlotOptions {
  /** Default `'residuals'`. */
  readonly of?: 'residuals' | 'ranef';
  /** Of the pointwise band; default 0.95. */
  readonly level?: number;
}

interface Sample {
  readonly title?: string;
  readonly label: string;
  readonly values: Float64Array;
  readonly name: (i: number) => string;
}

const mostPoints = 3000;

/**
 * Normal quantile plot with a pointwise band: of the residuals in units of σ̂, or of the random effects, each divided by its own
 * standard deviation √(τ² − v), v the prediction error variance (a predicted effect varies less than the true one).
 *
 * The line goes through the quartiles; the band is line ± z·(s/φ(q))·√(p(1 − p)/n) (Fox 2016, Applied Regression Analysis, §3.1).
 * The points depend on each other, more so in small samples: read the band as a help.
 *
 * @throws `option` for an unknown factor, coefficient or `of`, or when a random effect has no variance
 */
export function qqPlot(model: Model, options: QqPlotOptions = {}): Figure {
  checkLinear(model, 'qqPlot()');
  const { of = 'residuals', level = 0.95 } = options;
  checkLevel(level);
  if (of !== 'residuals' && of !== 'ranef') {
    throw new BlupError('option', `of is "${String(of)}"; use "residuals" or "ranef"`, {
      value: of,
    });
  }
  const samples = of === 'residuals' ? [residualSample(model)] : effectSamples(model, options);
  const what =
    of === 'residuals'
      ? counted(samples[0].values.length, 'residual')
      : `standardised random effects of ${groupTerm(model, options.group).group}`;
  return {
    kind: 'figure',
    plot: of === 'residuals' ? 'qq' : 'qq-ranef',
    title: `Normal quantile plot: ${what}`,
    description: `Ordered values against quantiles of the normal distribution, with the line through the quartiles and a pointwise ${short(100 * level)} % band. ${samples.map((sample) => extremes(sample)).join(' ')}`,
    columns: samples.length === 1 ? 1 : 2,
    panels: samples.map((sample) => qqPanel(sample, level, samples.length === 1)),
  };
}

function extremes({ title = 'Residuals', values }: Sample): string {
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  return `${title}: from ${short(least)} to ${short(most)}.`;
}

function residualSample(given: Model): Sample {
  const model = withRows(given, 'residuals');
  const values = residuals(model, { type: 'scaled' });
  return { label: 'residual / σ', values, name: (i) => `row ${model.rows[i] + 1}` };
}

function effectSamples(model: Model, options: QqPlotOptions): Sample[] {
  const term = groupTerm(model, options.group);
  return coefficientIndices(term, options.names).map((c) => ({
    title: term.names[c],
    label: `standardised ${term.names[c]}`,
    values: standardised(term, c),
    name: (i) => term.levels[i],
  }));
}

function standardised(term: GroupTerm, c: number): Float64Array {
  const k = term.names.length;
  return Float64Array.from(term.levels, (_, l) => {
    const variance = term.sd[c] ** 2 - term.predictionSd[l * k + c] ** 2;
    // A share below this is rounding: the data say nothing about the level, and its prediction is 0.
    if (variance > 1e-9 * term.sd[c] ** 2) return term.effects[l * k + c] / Math.sqrt(variance);
    throw new BlupError(
      'option',
      `the predicted ${term.names[c]} of ${term.group} has no variance, so there is no quantile plot of it; leave it out by names`,
      { value: term.names[c] },
    );
  });
}

function qqPanel(sample: Sample, level: number, alone: boolean): Panel {
  const { values } = sample;
  const n = values.length;
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
  const p = (rank: number) => (rank + 0.5) / n;
  const quantile = (q: number) => values[order[Math.min(n - 1, Math.floor(q * n))]];
  const slope = (quantile(0.75) - quantile(0.25)) / (2 * normalQuantile(0.75));
  const centre = (quantile(0.75) + quantile(0.25)) / 2;
  const z = -normalQuantile((1 - level) / 2);
  const bands = Array.from({ length: 101 }, (_, i) => {
    const q = -normalQuantile(p(0)) * (i / 50 - 1);
    const tail = normalTail(-q);
    const density = Math.exp(-(q * q) / 2) / Math.sqrt(2 * Math.PI);
    const half = ((z * slope) / density) * Math.sqrt((tail * (1 - tail)) / n);
    const at = centre + slope * q;
    return { q, at, lower: at - half, upper: at + half };
  });
  const drawn = new Set(
    thinned(
      values.map((v) => v - centre),
      mostPoints,
    ),
  );
  const points = order.flatMap((i, rank) =>
    drawn.has(i)
      ? [
          {
            q: normalQuantile(p(rank)),
            value: values[i],
            title: `${sample.name(i)}: ${short(values[i])}`,
          },
        ]
      : [],
  );
  return {
    ...(sample.title !== undefined && { title: sample.title }),
    width: alone ? 560 : 420,
    height: alone ? 480 : 420,
    x: { label: 'normal quantile', nice: true },
    y: { label: sample.label, grid: true, nice: true },
    layers: [
      {
        mark: 'areaY',
        data: bands,
        options: { x: 'q', y1: 'lower', y2: 'upper', fill: ink, fillOpacity: 0.12 },
      },
      { mark: 'line', data: bands, options: { x: 'q', y: 'at', stroke: ink, strokeOpacity: 0.8 } },
      {
        mark: 'dot',
        data: points,
        options: { x: 'q', y: 'value', title: 'title', fill: blue, r: n > 300 ? 2 : 3 },
      },
    ],
  };
}
