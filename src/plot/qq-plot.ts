import type { NormalQq } from '../diagnose/qq.ts';
import { qqRanef, qqResiduals } from '../diagnose/qq.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { withRows } from '../fit/kept.ts';
import { checkLevel } from '../inference/level.ts';
import type { GroupPlotOptions } from './caterpillar.ts';
import { blue, ink } from './colours.ts';
import type { Figure, Panel } from './figure.ts';
import { coefficientIndices, groupTerm } from './group-coefficients.ts';
import { counted, short } from './text-size.ts';
import { thinned } from './thinned.ts';

/** Options of `qqPlot`. */
export interface QqPlotOptions extends GroupPlotOptions {
  /** Default `'residuals'`. */
  readonly of?: 'residuals' | 'ranef';
  /** Of the bands; default 0.95. */
  readonly level?: number;
}

interface Sample extends NormalQq {
  readonly title?: string;
  readonly label: string;
  readonly name: (value: number) => string;
}

const mostPoints = 3000;

/**
 * Normal quantile plot of the standardised residuals (`qqResiduals`) or of the random effects, each in units of its own standard
 * deviation (`qqRanef`), with the line of equality, the pointwise band and the band that holds all points together.
 *
 * The points depend on each other, more so in small samples: read the bands as a help.
 *
 * @throws `option` for an unknown factor, coefficient or `of`, or when a random effect has no variance; `model-kind` for residuals of a
 *   generalised model
 */
export function qqPlot(model: AnyModel, options: QqPlotOptions = {}): Figure {
  const { of = 'residuals', level = 0.95 } = options;
  checkLevel(level);
  if (of !== 'residuals' && of !== 'ranef') {
    throw new BlupError('option', `of is "${String(of)}"; use "residuals" or "ranef"`, {
      value: of,
    });
  }
  const samples =
    of === 'residuals' ? [residualSample(model, level)] : effectSamples(model, options, level);
  const what =
    of === 'residuals'
      ? counted(samples[0].sample.length, 'residual')
      : `standardised random effects of ${groupTerm(model, options.group).group}`;
  return {
    kind: 'figure',
    plot: of === 'residuals' ? 'qq' : 'qq-ranef',
    title: `Normal quantile plot: ${what}`,
    description: `Ordered values against quantiles of the normal distribution, with the line of equality, a pointwise ${short(100 * level)} % band (dark) and the band that holds all points together (light). ${samples.map(said).join(' ')}`,
    columns: samples.length === 1 ? 1 : 2,
    panels: samples.map((sample) => qqPanel(sample, samples.length === 1)),
  };
}

function said({ title = 'Residuals', sample, outside }: Sample): string {
  const ends = `from ${short(sample[0])} to ${short(sample[sample.length - 1])}`;
  return `${title}: ${ends}, ${outside} of ${sample.length} outside the band of all.`;
}

function residualSample(given: AnyModel, level: number): Sample {
  if (given.kind === 'glmm') {
    throw new BlupError(
      'model-kind',
      `residuals of family ${given.family} are not normal, however good the model; use simulatedResiduals(model), or of: "ranef" (kind qq-ranef)`,
      { value: given.family },
    );
  }
  const model = withRows(given, 'residuals');
  return {
    ...qqResiduals(model, { level }),
    label: 'standardised residual',
    name: (i) => `row ${model.rows[i] + 1}`,
  };
}

function effectSamples(model: AnyModel, options: QqPlotOptions, level: number): Sample[] {
  const term = groupTerm(model, options.group);
  const all = qqRanef(model, { level }).filter(({ group }) => group === term.group);
  return coefficientIndices(term, options.names).map((c) => {
    const name = term.names[c];
    const found = all.find((one) => one.name === name);
    if (found !== undefined) {
      return {
        ...found,
        title: name,
        label: `standardised ${name}`,
        name: (l) => term.levels[l],
      };
    }
    throw new BlupError(
      'option',
      `the predicted ${name} of ${term.group} has no variance, or there are fewer than three levels, so there is no quantile plot of it; leave it out by names`,
      { value: name },
    );
  });
}

function qqPanel(qq: Sample, alone: boolean): Panel {
  const { theoretical, sample, index, band } = qq;
  const bands = Array.from(band.theoretical, (q, i) => ({
    q,
    lower: band.lower[i],
    upper: band.upper[i],
    allLower: band.simultaneousLower[i],
    allUpper: band.simultaneousUpper[i],
  }));
  const points = thinned(sample, mostPoints).map((rank) => ({
    q: theoretical[rank],
    value: sample[rank],
    title: `${qq.name(index[rank])}: ${short(sample[rank])}`,
  }));
  const area = (y1: string, y2: string, fillOpacity: number) => ({
    mark: 'areaY' as const,
    data: bands,
    options: { x: 'q', y1, y2, fill: ink, fillOpacity },
  });
  return {
    ...(qq.title !== undefined && { title: qq.title }),
    width: alone ? 560 : 420,
    height: alone ? 480 : 420,
    x: { label: 'normal quantile', nice: true },
    y: { label: qq.label, grid: true, nice: true },
    layers: [
      area('allLower', 'allUpper', 0.08),
      area('lower', 'upper', 0.14),
      { mark: 'line', data: bands, options: { x: 'q', y: 'q', stroke: ink, strokeOpacity: 0.8 } },
      {
        mark: 'dot',
        data: points,
        options: { x: 'q', y: 'value', title: 'title', fill: blue, r: sample.length > 300 ? 2 : 3 },
      },
    ],
  };
}
