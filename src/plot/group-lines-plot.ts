import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { emmeans } from '../inference/emmeans/emmeans.ts';
import type { Table } from '../table/table.ts';
import { axisMargin } from './axis-margin.ts';
import { blue, ink, vermilion } from './colours.ts';
import type { Axis, Figure, Layer, Panel } from './figure.ts';
import { type GroupCurve, type GroupCurves, groupCurves } from './group-curves.ts';
import { hasMean, meanLabel, meanOf } from './link-scale.ts';
import { counted, plainName } from './text-size.ts';
import { evenly } from './thinned.ts';

/** Options of `groupLinesPlot`. */
export interface GroupLinesOptions {
  /** Grouping factor; default the first of the model. */
  readonly group?: string;
  /** Numeric predictor of the horizontal axis; default the first random slope, else the first that varies within groups. */
  readonly x?: string;
  /** The table of the fit, where x enters the formula only inside a function. */
  readonly data?: Table;
}

/** Options of `groupPanelsPlot`. */
export interface GroupPanelsOptions extends GroupLinesOptions {
  /** Names of the groups to draw, or how many, evenly spread over the order of the random effects; default 16. */
  readonly groups?: readonly string[] | number;
}

const mostPoints = 3000;

/**
 * Fitted lines of all groups over the data, and the line of the fixed effects with its 95 % band, other predictors at their
 * means (see `emmeans`). Of a generalised model they are curves of means, that of the fixed effects those of a group whose random effects
 * are 0. Of more than 3000 rows an even share is drawn.
 *
 * @throws `option` for an unknown factor or predictor, or when no numeric predictor varies within groups
 */
export function groupLinesPlot(model: AnyModel, options: GroupLinesOptions = {}): Figure {
  const found = groupCurves(model, options.group, options.x, options.data);
  const { curves, x, term } = found;
  const points = curves.flatMap((one) => one.points.map(([at, y]) => ({ x: at, y })));
  const drawn = evenly(points.length, mostPoints).map((i) => points[i]);
  const many = curves.length > 60;
  const population = populationCurve(model, x, curves);
  const dots: Layer = {
    mark: 'dot',
    data: drawn,
    options: {
      x: 'x',
      y: 'y',
      fill: ink,
      r: points.length > 500 ? 1.2 : 2,
      fillOpacity: many ? 0.2 : 0.35,
    },
  };
  return {
    kind: 'figure',
    plot: 'lines',
    title: `${plainName(model.responseName)} over ${x}: fitted lines of ${counted(curves.length, 'level')} of ${term.group}`,
    description: `${counted(model.fitted?.length ?? 0, 'observation')} and the fitted line of each level of ${term.group}${population.length > 0 ? ', with the line of the fixed effects and its 95 % band' : ''}.${adjustment(found)}`,
    columns: 1,
    panels: [
      {
        width: 720,
        height: 460,
        x: { label: x },
        y: { label: meanLabel(model), grid: true, nice: true },
        layers: [dots, lines(curves, curves.length), ...population],
      },
    ],
    legend: [
      { label: `level of ${term.group}`, colour: blue, symbol: 'line' },
      ...(population.length > 0
        ? [{ label: 'fixed effects', colour: vermilion, symbol: 'line' as const }]
        : []),
    ],
  };
}

/**
 * Data and fitted line of single groups, one small panel each, all on the same scales.
 *
 * @throws `option` for an unknown factor, group or predictor
 */
export function groupPanelsPlot(model: AnyModel, options: GroupPanelsOptions = {}): Figure {
  const found = groupCurves(model, options.group, options.x, options.data);
  const { x, term } = found;
  const chosen = chosenCurves(found, options.groups ?? 16);
  const columns = columnsFor(chosen.length);
  const shared = (of: 0 | 1): readonly [number, number] => {
    const values = chosen.flatMap(({ curve, points }) => [...curve, ...points].map((at) => at[of]));
    const [low, high] = [
      values.reduce((a, b) => Math.min(a, b)),
      values.reduce((a, b) => Math.max(a, b)),
    ];
    const margin = 0.04 * (high - low || 1);
    return [low - margin, high + margin];
  };
  const [domainX, domainY] = [shared(0), shared(1)];
  const panels = chosen.map((one, i): Panel => {
    const left = i % columns === 0;
    const marginLeft = left ? axisMargin(domainY) : 10;
    const bottom = i >= columns * (Math.ceil(chosen.length / columns) - 1);
    const axis = (label: string, shown: boolean, domain: readonly [number, number]): Axis => ({
      label: shown ? label : null,
      grid: true,
      domain,
    });
    return {
      title: one.name,
      width: marginLeft + 132,
      height: bottom ? 176 : 150,
      marginLeft,
      marginRight: 4,
      marginBottom: bottom ? 46 : 20,
      x: axis(x, bottom, domainX),
      y: {
        ...axis(meanLabel(model), left, domainY),
        ticks: 4,
        ...(!left && { axis: null }),
      },
      layers: [
        {
          mark: 'dot',
          data: one.points.map(([at, y]) => ({ x: at, y })),
          options: { x: 'x', y: 'y', fill: ink, r: 2, fillOpacity: 0.6 },
        },
        lines([one], 1),
      ],
    };
  });
  return {
    kind: 'figure',
    plot: 'panels',
    title: `${plainName(model.responseName)} over ${x} in ${chosen.length} of ${counted(term.levels.length, 'level')} of ${term.group}`,
    description: `Data and fitted line of each of ${counted(chosen.length, 'level')} of ${term.group}, on the same scales.${adjustment(found)}`,
    columns,
    panels,
  };
}

/** Four to six columns: as many as leave the fewest places empty. */
function columnsFor(count: number): number {
  if (count <= 4) return count;
  const empty = (columns: number) => Math.ceil(count / columns) * columns - count;
  return [6, 5, 4].reduce((best, columns) => (empty(columns) < empty(best) ? columns : best));
}

function adjustment({ adjusted, x, term }: GroupCurves): string {
  return adjusted
    ? ` What does not involve ${x} is held at the mean of each level of ${term.group}, in lines and points.`
    : '';
}

function lines(curves: readonly GroupCurve[], count: number): Layer {
  const data = curves.flatMap(({ name, curve }, group) =>
    curve.map(([x, y]) => ({ x, y, group, title: name })),
  );
  const look =
    count > 250
      ? { strokeWidth: 0.6, strokeOpacity: 0.25 }
      : count > 60
        ? { strokeWidth: 0.9, strokeOpacity: 0.4 }
        : { strokeWidth: 1.4, strokeOpacity: 0.8 };
  return {
    mark: 'line',
    data,
    options: { x: 'x', y: 'y', z: 'group', title: 'title', stroke: blue, ...look },
  };
}

/** The line of the fixed effects, where x itself is a predictor of them and the fit has standard errors. */
function populationCurve(model: AnyModel, x: string, curves: readonly GroupCurve[]): Layer[] {
  const known = model.schema?.predictors.some(({ name, kind }) => name === x && kind === 'numeric');
  if (!known || !hasMean(model) || !model.certificate.certified) return [];
  const values = curves.flatMap(({ curve }) => curve.map(([value]) => value));
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const at = Array.from({ length: 41 }, (_, i) => low + ((high - low) * i) / 40);
  const { rows } = emmeans(model, [x], { at: { [x]: at } });
  const data = rows
    .filter(({ estimable }) => estimable)
    .map(({ levels, estimate, lower, upper }) => ({
      x: Number(levels[0]),
      y: meanOf(model, estimate),
      // Of a link that falls the limits change places.
      lower: Math.min(meanOf(model, lower), meanOf(model, upper)),
      upper: Math.max(meanOf(model, lower), meanOf(model, upper)),
    }));
  return [
    {
      mark: 'areaY',
      data,
      options: { x: 'x', y1: 'lower', y2: 'upper', fill: vermilion, fillOpacity: 0.2 },
    },
    { mark: 'line', data, options: { x: 'x', y: 'y', stroke: vermilion, strokeWidth: 3 } },
  ];
}

function chosenCurves(
  { curves, term }: GroupCurves,
  groups: readonly string[] | number,
): GroupCurve[] {
  if (typeof groups !== 'number') {
    return groups.map((name) => {
      const found = curves.find((curve) => curve.name === name);
      if (found !== undefined) return found;
      const hint = didYouMean(name, term.levels);
      throw new BlupError('option', `"${name}" is no level of ${term.group}${hint}`, {
        value: name,
      });
    });
  }
  if (!(Number.isInteger(groups) && groups > 0)) {
    throw new BlupError('option', `groups is ${groups}; give names, or how many from 1`, {
      value: groups,
    });
  }
  const k = term.names.length;
  const order = curves
    .map((_, l) => l)
    .sort((a, b) => term.effects[a * k] - term.effects[b * k] || a - b);
  const count = Math.min(groups, order.length);
  if (count === order.length) return [...curves];
  return Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? (order.length - 1) / 2 : (i * (order.length - 1)) / (count - 1);
    return curves[order[Math.round(at)]];
  });
}
