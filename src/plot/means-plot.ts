import { BlupError } from '../errors/blup-error.ts';
import type { Emmeans, EmmeansRow } from '../inference/emmeans/emmeans.ts';
import { seriesColour } from './colours.ts';
import type { Axis, Figure, Layer, Panel } from './figure.ts';
import { inUnits, meanLabel } from './link-scale.ts';
import { plainName, short, shortened } from './text-size.ts';

/**
 * Estimated marginal means with their intervals, from `emmeans`: the first variable along the horizontal axis, the second by
 * colour, each combination of further ones in a panel. A numeric first variable of three or more values gets lines and bands.
 * Means that the data do not determine are left out and counted.
 *
 * @throws `option` when no mean is estimable
 */
export function meansPlot(means: Emmeans): Figure {
  const { variables } = means;
  const rows = means.rows.filter(({ estimable }) => estimable);
  if (rows.length === 0) {
    throw new BlupError(
      'option',
      'the data determine none of the means; there is nothing to draw',
      {
        value: variables,
      },
    );
  }
  const text = (row: EmmeansRow, v: number) => String(row.levels[v] ?? '');
  const series = [...new Set(means.rows.map((row) => text(row, 1)))];
  const panelOf = (row: EmmeansRow) =>
    variables
      .slice(2)
      .map((name, v) => `${name} = ${text(row, v + 2)}`)
      .join(', ');
  const titles = [...new Set(means.rows.map(panelOf))];
  const left = means.rows.length - rows.length;
  const label = labelOf(means);
  const domain = range(rows);
  const panels = titles.map((title): Panel => {
    const own = rows.filter((row) => panelOf(row) === title);
    return panel(means, own, series, { title, label, domain, alone: titles.length === 1 });
  });
  return {
    kind: 'figure',
    plot: 'means',
    title: `Estimated marginal means of ${plainName(means.model.responseName)}${variables.length > 0 ? ` by ${variables.join(', ')}` : ''}`,
    description: `${rows
      .map(
        (row) =>
          `${row.levels.join(', ') || 'overall'}: ${short(row.estimate)} (${short(row.lower)} to ${short(row.upper)})`,
      )
      .slice(0, 60)
      .join(
        '; ',
      )}. Intervals of ${short(100 * means.level)} %.${means.averagedOver.length > 0 ? ` Averaged over ${means.averagedOver.join(', ')}.` : ''}${left > 0 ? ` Not determined by the data and left out: ${left}.` : ''}`,
    columns: titles.length === 1 ? 1 : Math.min(3, titles.length),
    panels,
    ...(variables.length > 1 && {
      legend: series.map((value, s) => ({
        label: s === 0 ? `${variables[1]}: ${value}` : value,
        colour: seriesColour(s),
        symbol: 'dot' as const,
      })),
    }),
  };
}

function labelOf({ quantity, type, model }: Emmeans): string {
  if (quantity.endsWith('.trend')) return quantity;
  if (model.kind === 'glmm' && quantity === 'emmean') return `linear predictor${inUnits(model)}`;
  if (model.kind === 'glmm' && type === 'response') return meanLabel(model);
  return quantity === 'emmean' ? `mean ${plainName(model.responseName)}` : quantity;
}

function range(rows: readonly EmmeansRow[]): [number, number] {
  const ends = rows
    .flatMap(({ estimate, lower, upper }) => [lower, upper, estimate])
    .filter(Number.isFinite);
  const [low, high] = [
    ends.reduce((a, b) => Math.min(a, b)),
    ends.reduce((a, b) => Math.max(a, b)),
  ];
  const margin = 0.05 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

interface PanelText {
  readonly title: string;
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly alone: boolean;
}

function panel(
  means: Emmeans,
  rows: readonly EmmeansRow[],
  series: readonly string[],
  { title, label, domain, alone }: PanelText,
): Panel {
  const values = [...new Set(means.rows.map(({ levels }) => levels[0] ?? ''))];
  const numeric = values.length > 2 && values.every((value) => typeof value === 'number');
  const width = alone ? Math.min(760, 260 + 60 * values.length) : 280;
  const places = values.map((value) => shortened(String(value), (width - 76) / values.length - 8));
  const data = rows.map((row) => {
    const s = series.indexOf(String(row.levels[1] ?? ''));
    const place = values.indexOf(row.levels[0] ?? '');
    const shift = numeric ? 0 : (s - (series.length - 1) / 2) * Math.min(0.14, 0.6 / series.length);
    return {
      s,
      x: numeric ? Number(row.levels[0]) : place + shift,
      y: row.estimate,
      lower: row.lower,
      upper: row.upper,
      title: `${row.levels.join(', ')}: ${short(row.estimate)} (${short(row.lower)} to ${short(row.upper)})`,
    };
  });
  const axis: Axis = numeric
    ? { label: means.variables[0] }
    : { label: null, axis: null, domain: [-0.5, values.length - 0.5] };
  const names: Layer = {
    mark: 'text',
    data: places.map((name, x) => ({ x, name, title: String(values[x]) })),
    options: { x: 'x', text: 'name', title: 'title', frameAnchor: 'bottom', dy: 16 },
  };
  const variable: Layer = {
    mark: 'text',
    data: [{ name: means.variables[0] ?? '' }],
    options: { text: 'name', frameAnchor: 'bottom', dy: 36 },
  };
  return {
    ...(title !== '' && { title }),
    width,
    height: alone ? 400 : 300,
    x: axis,
    y: { label, grid: true, domain },
    layers: [
      ...series.flatMap((_, s) => {
        const own = data.filter((row) => row.s === s);
        return numeric ? curveLayers(own, s) : pointLayers(own, s);
      }),
      ...(numeric ? [] : [names, variable]),
    ],
  };
}

function curveLayers(data: Layer['data'], s: number): Layer[] {
  const colour = seriesColour(s);
  return [
    {
      mark: 'areaY',
      data,
      options: { x: 'x', y1: 'lower', y2: 'upper', fill: colour, fillOpacity: 0.16 },
    },
    { mark: 'line', data, options: { x: 'x', y: 'y', stroke: colour, strokeWidth: 2 } },
    { mark: 'dot', data, options: { x: 'x', y: 'y', title: 'title', fill: colour, r: 3 } },
  ];
}

function pointLayers(data: Layer['data'], s: number): Layer[] {
  const colour = seriesColour(s);
  return [
    {
      mark: 'ruleX',
      data,
      options: { x: 'x', y1: 'lower', y2: 'upper', title: 'title', stroke: colour, strokeWidth: 2 },
    },
    { mark: 'dot', data, options: { x: 'x', y: 'y', title: 'title', fill: colour, r: 4 } },
  ];
}
