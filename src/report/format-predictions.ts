import type { Power } from '../predict/power-record.ts';
import type { Predictions } from '../predict/predictions.ts';
import type { Simulated } from '../predict/simulate-rows.ts';
import { quoted } from './csv-text.ts';
import { type TextColumn, textTable } from './text-table.ts';

type PredictionColumn = 'fit' | 'se' | 'df' | 'lower' | 'upper';
const columns: readonly PredictionColumn[] = ['fit', 'se', 'df', 'lower', 'upper'];

function csvCell(value: number): string {
  return Number.isNaN(value) ? 'NA' : String(value);
}

/** The category of each number, and the row that it is of: see `Predictions.categories`. */
function placeOf({ categories = [] }: Predictions, i: number): { row: number; category?: string } {
  const count = categories.length;
  if (count === 0) return { row: i + 1 };
  return { row: Math.floor(i / count) + 1, category: categories[i % count] };
}

/**
 * Predictions as CSV, one line for each row of the data: `row,fit,se,df,lower,upper`, those that there are; NA for none. Chances of
 * categories have a line for each category, `row,category,fit …`.
 */
export function predictionsToCsv(predictions: Predictions): string {
  const present = columns.filter((name) => predictions[name] !== undefined);
  const isClass = predictions.categories !== undefined;
  const lines = [['row', ...(isClass ? ['category'] : []), ...present].join(',')];
  predictions.fit.forEach((_, i) => {
    const cells = present.map((name) => csvCell(predictions[name]?.[i] ?? Number.NaN));
    const { row, category } = placeOf(predictions, i);
    const place = category === undefined ? [row] : [row, quoted(category)];
    lines.push([...place, ...cells].join(','));
  });
  return `${lines.join('\n')}\n`;
}

/** Predictions as one JSON object; null where there is none, and for infinite degrees of freedom. */
export function predictionsToJson(predictions: Predictions) {
  const { target, interval, level, ddf, scale, notices } = predictions;
  const numbers = (values: Float64Array | undefined) =>
    values && Array.from(values, (x) => (Number.isFinite(x) ? x : null));
  return {
    target,
    interval,
    ...(scale !== undefined && { scale }),
    ...(predictions.categories && { categories: predictions.categories }),
    ...(interval !== 'none' && { level, ddf }),
    fit: numbers(predictions.fit),
    se: numbers(predictions.se),
    df: numbers(predictions.df),
    lower: numbers(predictions.lower),
    upper: numbers(predictions.upper),
    notices: notices.map(({ code, text }) => ({ code, text })),
  };
}

function numberCells(values: ArrayLike<number>, digits: number): string[] {
  return Array.from(values, (x) => (Number.isNaN(x) ? 'NA' : x.toFixed(digits)));
}

/** Predictions as a printed table with a head that says what they are. */
export function formatPredictions(predictions: Predictions): string {
  const { target, interval, level, ddf, fit } = predictions;
  const scale = predictions.se ?? fit;
  const size = scale.reduce((least, x) => (x > 0 && x < least ? x : least), Infinity);
  const digits = Math.min(8, Math.max(0, 3 - Math.floor(Math.log10(size === Infinity ? 1 : size))));
  const table: TextColumn[] = columns.flatMap((name) => {
    const values = predictions[name];
    if (values === undefined) return [];
    const cells = numberCells(values, name === 'df' ? 1 : digits);
    return [{ head: name, cells, align: 'right' as const }];
  });
  const what = {
    population: 'the population',
    group: "the rows' groups",
    newGroup: 'a new group',
    typical: 'a typical group',
  };
  const of = interval === 'observation' ? 'an observation' : 'the mean';
  const head =
    interval === 'none'
      ? `Predictions for ${what[target]}`
      : `Predictions for ${what[target]}, ${level * 100}% interval of ${of} (${predictions.scale === undefined ? ddf : 'Wald'})`;
  const labels = Array.from(fit, (_, i) => {
    const { row, category } = placeOf(predictions, i);
    return category === undefined ? String(row) : `${row} ${category}`;
  });
  const notes = predictions.notices.map(({ text }) => `note: ${text}`);
  return `${[head, ...textTable(labels, table, 80), ...notes].join('\n')}\n`;
}

/**
 * Simulated responses as CSV, one line for each row of the data, one column for each response: `sim_1,sim_2 …`; categories by their names.
 */
export function simulatedToCsv({ values, n, nsim, categories }: Simulated): string {
  const names = categories?.map(quoted);
  const lines = [Array.from({ length: nsim }, (_, s) => `sim_${s + 1}`).join(',')];
  for (let i = 0; i < n; i++) {
    const row = Array.from({ length: nsim }, (_, s) => values[s * n + i]);
    lines.push(row.map((x) => names?.[x] ?? csvCell(x)).join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Power as a printed table, one line for each size of the study. */
export function formatPower(power: Power): string {
  const { effect, points, nsim, seed, alpha, ddf, level } = power;
  const groups = Object.keys(points[0].groups);
  const column = (head: string, cells: readonly string[]): TextColumn => ({
    head,
    cells,
    align: 'right',
  });
  const table = [
    column(
      'obs',
      points.map(({ nobs }) => String(nobs)),
    ),
    ...groups.map((name) =>
      column(
        name,
        points.map((point) => String(point.groups[name])),
      ),
    ),
    ...(['power', 'lower', 'upper'] as const).map((name) =>
      column(
        name,
        points.map((point) => point[name].toFixed(3)),
      ),
    ),
  ];
  const failed = points.reduce((sum, point) => sum + point.failed, 0);
  return [
    // A combination with a value, `Days = 8`, is the hypothesis itself.
    `Power to ${effect.includes('=') ? 'reject' : 'find'} ${effect}: share of ${nsim} simulated fits with p < ${alpha} (${ddf === 'none' ? 'z tests' : ddf}, seed ${seed})`,
    ...textTable(
      points.map(({ copies }) => `x${copies}`),
      table,
      80,
    ),
    `lower, upper: exact ${level * 100}% interval of the simulation`,
    ...(failed > 0 ? [`note: ${failed} fits without certificate count neither way`] : []),
    '',
  ].join('\n');
}
