import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { Ratios } from '../inference/contrasts/ratios.ts';
import type { Confint } from '../inference/intervals/confint.ts';
import type { Interval } from '../inference/intervals/interval.ts';
import { ink, seriesColour } from './colours.ts';
import type { Axis, Figure, Layer } from './figure.ts';
import { logTicks } from './log-ticks.ts';
import { short, shortened, textWidth } from './text-size.ts';

/** Options of `coefficientPlot`. */
export interface CoefficientPlotOptions {
  /** Parameters to draw, top to bottom. Default: the fixed effects without the intercept. */
  readonly names?: readonly string[];
}

const band = 30;

/** Intervals of one model, whatever they came from. */
interface Estimates {
  readonly what: string;
  readonly method: string;
  readonly level: number;
  readonly intervals: readonly Interval[];
}

function estimatesOf(one: Confint | Ratios): Estimates {
  if (one.kind === 'confint') return { what: 'estimate', ...one };
  const intervals = one.rows.map(({ ratio, ...row }) => ({ ...row, estimate: ratio }));
  return { what: one.meaning, method: 'wald', level: one.level, intervals };
}

/**
 * Estimates with their intervals, from `confint`, or from `ratios` on a logarithmic axis; of several models side by side when given by
 * name:
 *
 *     coefficientPlot(confint(model))
 *     coefficientPlot(ratios(model))
 *     coefficientPlot({ 'random intercept': confint(a), 'random slope': confint(b) })
 *
 * @throws `option` for an unknown name, when nothing is left to draw, or for quantities that do not go on one axis
 */
export function coefficientPlot(
  intervals: Confint | Ratios | Readonly<Record<string, Confint | Ratios>>,
  options: CoefficientPlotOptions = {},
): Figure {
  const series = (isResult(intervals) ? [['', intervals] as const] : Object.entries(intervals)).map(
    ([label, one]) => [label, estimatesOf(one)] as const,
  );
  const [{ what, level, method }] = series.map(([, one]) => one);
  const other = series.find(([, one]) => one.what !== what);
  if (other !== undefined) {
    throw new BlupError(
      'option',
      `${plural(what)} and ${plural(other[1].what)} do not go on one axis; give the same of all models`,
      { value: other[1].what },
    );
  }
  const asRatios = what !== 'estimate';
  const known = [...new Set(series.flatMap(([, one]) => one.intervals.map(({ name }) => name)))];
  const names = options.names ?? known.filter((name) => !isOther(name));
  checkNames(names, known);
  const rows = series.flatMap(([label, one], s) =>
    names.flatMap((name, line) => {
      const found = one.intervals.find((interval) => interval.name === name);
      return found && Number.isFinite(found.estimate)
        ? [row(found, label, s, line, series.length)]
        : [];
    }),
  );
  const drawn = asRatios ? rows.map(withinRatios) : rows;
  const labels = names.map((name) => shortened(name, 240));
  const marginLeft = Math.max(48, ...labels.map((label) => textWidth(label) + 18));
  const none = asRatios ? 1 : 0;
  const count = series.length > 1 ? ` in ${series.length} models` : '';
  return {
    kind: 'figure',
    plot: 'coefficients',
    title: `${titleOf(what)} with ${short(100 * level)} % intervals${count}`,
    description: `Intervals by ${method}; line at ${none}. ${rows.map(({ title }) => title).join('; ')}.`,
    columns: 1,
    panels: [
      {
        width: marginLeft + 520,
        height: names.length * (band + 6 * (series.length - 1)) + 60,
        marginLeft,
        x: asRatios ? ratioAxis(what, drawn) : { label: what, grid: true, nice: true },
        y: { label: null, axis: null, domain: [names.length - 0.4, -0.6] },
        layers: [
          {
            mark: 'ruleX',
            data: [{ x: none }],
            options: { x: 'x', stroke: ink, strokeOpacity: 0.8 },
          },
          ...series.flatMap((_, s) =>
            seriesLayers(
              drawn.filter((one) => one.series === s),
              s,
            ),
          ),
          {
            mark: 'text',
            data: labels.map((label, y) => ({ y, label, title: names[y] })),
            options: {
              y: 'y',
              text: 'label',
              title: 'title',
              frameAnchor: 'left',
              textAnchor: 'end',
              dx: -10,
            },
          },
        ],
      },
    ],
    ...(series.length > 1 && {
      legend: series.map(([label], s) => ({
        label,
        colour: seriesColour(s),
        symbol: 'dot' as const,
      })),
    }),
  };
}

function isResult(value: object): value is Confint | Ratios {
  return 'kind' in value && (value.kind === 'confint' || value.kind === 'ratios');
}

/** `odds ratios`, `ratios of means`. */
function plural(what: string): string {
  return what.replace(/ratio|estimate/, '$&s');
}

function titleOf(what: string): string {
  const name = plural(what);
  return `${name[0].toUpperCase()}${name.slice(1)}`;
}

/** What a logarithmic axis of ratios shows at most. */
const RATIOS = [1e-4, 1e4] as const;

/** A logarithmic axis that shows the intervals and 1. */
function ratioAxis(label: string, rows: readonly { lower: number; upper: number }[]): Axis {
  const low = rows.reduce((least, row) => Math.min(least, row.lower), 1 / 1.05);
  const high = rows.reduce((most, row) => Math.max(most, row.upper), 1.05);
  const margin = 1.04;
  const domain = [low / margin, high * margin] as const;
  return { label, type: 'log', grid: true, domain, ...logTicks(domain) };
}

function isOther(name: string): boolean {
  return (
    name === '(Intercept)' ||
    /^(sd_|cor_|var_|sigma$|dispersion$|sigma\^2$|icc|reliability_)/.test(name)
  );
}

function checkNames(names: readonly string[], known: readonly string[]): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    const hint = didYouMean(name, known) || `; use ${known.join(', ')}`;
    throw new BlupError('option', `"${name}" is not among the intervals${hint}`, { value: name });
  }
  if (names.length > 0) return;
  throw new BlupError(
    'option',
    `no fixed effect besides the intercept is among the intervals; give names, of ${known.join(', ') || 'none'}`,
    { value: known },
  );
}

/** An open side ends at the estimate: an arrow of unknown length would be a guess. */
function row(interval: Interval, label: string, series: number, line: number, count: number) {
  const { name, estimate } = interval;
  const lower = Number.isFinite(interval.lower) ? interval.lower : estimate;
  const upper = Number.isFinite(interval.upper) ? interval.upper : estimate;
  const y = line + (series - (count - 1) / 2) * Math.min(0.22, 0.7 / count);
  const limits = `${short(interval.lower)} to ${short(interval.upper)}`;
  const title = `${label === '' ? '' : `${label}: `}${name} ${short(estimate)} (${limits})`;
  return { series, y, estimate, lower, upper, title };
}

function withinRatios(one: ReturnType<typeof row>): ReturnType<typeof row> {
  const [least, most] = RATIOS;
  const within = (x: number) => Math.min(most, Math.max(least, x));
  const { estimate, lower, upper } = one;
  return { ...one, estimate: within(estimate), lower: within(lower), upper: within(upper) };
}

function seriesLayers(data: readonly ReturnType<typeof row>[], series: number): Layer[] {
  const colour = seriesColour(series);
  return [
    {
      mark: 'ruleY',
      data,
      options: { y: 'y', x1: 'lower', x2: 'upper', title: 'title', stroke: colour, strokeWidth: 2 },
    },
    { mark: 'dot', data, options: { x: 'estimate', y: 'y', title: 'title', fill: colour, r: 4 } },
  ];
}
