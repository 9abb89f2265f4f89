import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { levelsOf } from '../frame/cell-counts.ts';
import type { Predictor } from '../frame/schema.ts';
import { predict } from '../predict/predict.ts';
import type { PredictionTarget } from '../predict/predictions.ts';
import type { Column, Table } from '../table/table.ts';
import { seriesColour } from './colours.ts';
import type { Figure, Layer } from './figure.ts';
import { hasMean, meanLabel } from './link-scale.ts';
import { plainName, short, shortened } from './text-size.ts';

/** Options of `curvePlot`. */
export interface CurvePlotOptions {
  /** Numeric predictor of the horizontal axis; default the first of the fixed effects. */
  readonly x?: string;
  /** A factor, or a predictor of few values, whose levels have a curve each. */
  readonly by?: string;
  /**
   * Of generalised models `'typical'`, the mean in a group whose random effects are 0; `'population'`, the mean over all groups; or
   * `'both'` (default without `by`, which takes `'typical'`). A linear model has one mean for both.
   */
  readonly target?: 'typical' | 'population' | 'both';
  /** Least and greatest x; default those of the data of the fit, of a loaded model the mean ± 2 standard deviations. */
  readonly range?: readonly [number, number];
  /** Of the bands; default 0.95. */
  readonly level?: number;
}

const STEPS = 60;

type Numeric = Extract<Predictor, { readonly kind: 'numeric' }>;

function predictorsOf({ schema }: AnyModel): readonly Predictor[] {
  if (schema !== undefined) return schema.predictors;
  throw new BlupError(
    'input',
    'the model was not made of a formula, so its predictors are unknown',
  );
}

function unknown(what: string, name: string, names: readonly string[]): BlupError {
  const hint = didYouMean(name, names) || `; use ${names.join(' or ') || 'another plot'}`;
  return new BlupError('option', `"${name}" is no ${what} of the fixed effects${hint}`, {
    value: name,
  });
}

function horizontal(predictors: readonly Predictor[], given: string | undefined): Numeric {
  const numbers = predictors.filter(
    (one): one is Numeric =>
      one.kind === 'numeric' && (one.values === undefined || given === one.name),
  );
  const found = given === undefined ? numbers[0] : numbers.find(({ name }) => name === given);
  if (found !== undefined) return found;
  const names = numbers.map(({ name }) => name);
  if (given !== undefined) throw unknown('numeric predictor', given, names);
  throw new BlupError(
    'option',
    'the fixed effects have no numeric predictor for the horizontal axis; a plot of means shows factors',
    { value: 'x' },
  );
}

/** The levels that have a curve each; one nameless curve without `by`. */
function seriesOf(predictors: readonly Predictor[], by: string | undefined): readonly unknown[] {
  if (by === undefined) return [undefined];
  const found = predictors.find(({ name }) => name === by);
  const levels = found && levelsOf(found);
  if (levels !== undefined) return levels;
  const names = predictors.filter((one) => levelsOf(one) !== undefined).map(({ name }) => name);
  throw unknown('factor', by, names);
}

/** Where a predictor that is on no axis is held: numbers at their mean, factors at their first level. */
function heldAt(predictor: Predictor): string | number | boolean {
  return predictor.kind === 'numeric' ? predictor.mean : predictor.levels[0];
}

function rangeOf(model: AnyModel, { name, mean, sd }: Numeric): readonly [number, number] {
  const variable = model.design?.frame?.variables.get(name);
  if (variable?.kind !== 'numeric') return [mean - 2 * sd, mean + 2 * sd];
  return [
    variable.values.reduce((least, x) => Math.min(least, x), Infinity),
    variable.values.reduce((most, x) => Math.max(most, x), -Infinity),
  ];
}

function column(predictor: Predictor, values: readonly unknown[]): Column {
  if (predictor.kind === 'factor') {
    const codes = Int32Array.from(values, (value) => predictor.levels.indexOf(value as string));
    return { kind: 'factor', codes, levels: predictor.levels };
  }
  if (predictor.kind === 'logical') {
    return { kind: 'logical', values: Int8Array.from(values, Number) };
  }
  return { kind: 'numeric', values: Float64Array.from(values, Number) };
}

interface CurveRow {
  readonly x: number;
  readonly y: number;
  readonly lower: number;
  readonly upper: number;
  readonly [name: string]: number;
}

function layersOf(rows: readonly CurveRow[], s: number, dashed: boolean): Layer[] {
  const colour = seriesColour(s);
  return [
    {
      mark: 'areaY',
      data: rows,
      options: { x: 'x', y1: 'lower', y2: 'upper', fill: colour, fillOpacity: 0.15 },
    },
    {
      mark: 'line',
      data: rows,
      options: {
        x: 'x',
        y: 'y',
        stroke: colour,
        strokeWidth: 2.5,
        ...(dashed && { strokeDasharray: '6,4' }),
      },
    },
  ];
}

/**
 * The mean of the response over one predictor, with a band for it, the other predictors held: numbers at their mean, factors at their
 * first level. Of a generalised model on the scale of the response: the mean in a typical group, whose random effects are 0, and
 * the mean over all groups (see `predict`), which for probabilities is nearer to one half.
 *
 * @throws `option` for unknown predictors or targets; `not-fitted` when the fit is not certified
 */
export function curvePlot(model: AnyModel, options: CurvePlotOptions = {}): Figure {
  const { by, level = 0.95 } = options;
  const predictors = predictorsOf(model);
  const x = horizontal(predictors, options.x);
  const levels = seriesOf(predictors, by);
  const targets = targetsOf(model, options);
  const [low, high] = options.range ?? rangeOf(model, x);
  const at = Array.from({ length: STEPS + 1 }, (_, i) => low + ((high - low) * i) / STEPS);
  const curve = (value: unknown, target: PredictionTarget): CurveRow[] => {
    const columns = new Map(
      predictors.map((one): [string, Column] => {
        const held = one.name === by ? value : heldAt(one);
        return [
          one.name,
          column(
            one,
            at.map((own) => (one.name === x.name ? own : held)),
          ),
        ];
      }),
    );
    const table: Table = { kind: 'table', nrow: at.length, names: [...columns.keys()], columns };
    const {
      fit,
      lower = fit,
      upper = fit,
    } = predict(model, table, {
      target,
      interval: 'mean',
      level,
      ...(hasMean(model) ? {} : { scale: 'link' }),
    });
    return at.map((own, i) => ({ x: own, y: fit[i], lower: lower[i], upper: upper[i] }));
  };
  const series = levels.flatMap((value) =>
    targets.map((target) => ({ value, target, rows: curve(value, target) })),
  );
  const others = predictors.filter(({ name }) => name !== x.name && name !== by);
  const held = others.map((one) => {
    const value = heldAt(one);
    return `${one.name} ${typeof value === 'number' ? short(value) : value}`;
  });
  const label = meanLabel(model);
  const names = series.map(({ value, target }) => {
    const group = target === 'typical' ? 'typical group' : 'all groups';
    if (by === undefined) return targets.length > 1 ? group : '';
    return targets.length > 1 ? `${value}, ${group}` : String(value);
  });
  return {
    kind: 'figure',
    plot: 'curve',
    title: `${label[0].toUpperCase()}${label.slice(1)} over ${plainName(x.name)}`,
    description: `${saysOf(model, targets)} Bands of ${short(100 * level)} %. ${held.length > 0 ? `Held: ${held.join(', ')}. ` : ''}${series
      .map(({ rows }, s) => {
        const [first, last] = [rows[0], rows[rows.length - 1]];
        return `${names[s] === '' ? '' : `${names[s]}: `}${short(first.y)} at ${short(first.x)}, ${short(last.y)} at ${short(last.x)}`;
      })
      .join('; ')}.`,
    columns: 1,
    panels: [
      {
        width: 640,
        height: 420,
        x: { label: plainName(x.name) },
        y: { label: shortened(label, 340), grid: true, nice: true },
        layers: series.flatMap(({ rows }, s) =>
          layersOf(
            rows,
            by === undefined ? s : Math.floor(s / targets.length),
            by !== undefined && targets.length > 1 && s % 2 === 1,
          ),
        ),
      },
    ],
    ...(names.some((name) => name !== '') && {
      legend: names.map((name, s) => ({
        label: by !== undefined && s === 0 ? `${by}: ${name}` : name,
        colour: seriesColour(by === undefined ? s : Math.floor(s / targets.length)),
        symbol: 'line' as const,
      })),
    }),
  };
}

function targetsOf(
  model: AnyModel,
  { target, by }: CurvePlotOptions,
): ('typical' | 'population')[] {
  if (target !== undefined && !['typical', 'population', 'both'].includes(target)) {
    throw new BlupError(
      'option',
      `target is "${String(target)}"; use "typical", "population" or "both"`,
      { value: target },
    );
  }
  if (model.kind === 'lmm') return ['population'];
  // On the scale of the link the random effects average out.
  if (!hasMean(model)) return ['typical'];
  const chosen = target ?? (by === undefined ? 'both' : 'typical');
  return chosen === 'both' ? ['typical', 'population'] : [chosen];
}

function saysOf(model: AnyModel, targets: readonly string[]): string {
  if (model.kind === 'lmm') return 'Mean of the response.';
  const parts = targets.map((target) =>
    target === 'typical' ? 'in a group whose random effects are 0' : 'over all groups',
  );
  return `Mean ${parts.join(', and ')}.`;
}
