import { residuals } from '../effects/residuals.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel, FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { withRows } from '../fit/kept.ts';
import type { FittedModel } from '../fit/model.ts';
import { asTable, type TableInput } from '../table/as-table.ts';
import type { Column } from '../table/table.ts';

/** What a model says about one row of its data, with the column names of R's broom.mixed. */
export interface AugmentColumns {
  /** Fitted value with random effects and offset; of a generalised model its linear predictor. */
  readonly '.fitted': number;
  /** Response minus fitted value; of a generalised model the deviance residual. Absent for ordinal ones. */
  readonly '.resid'?: number;
  /** Fitted value without random effects, offset included; of a generalised model its linear predictor. */
  readonly '.fixed': number;
  /**
   * Conditional mean: the same as `.fitted` in a linear model; of a generalised one the mean given the random effects (ordinal: the chance of the
   * category observed).
   */
  readonly '.mu': number;
  readonly '.offset': number;
  /** Residual times the square root of the precision weight; of a generalised model the Pearson residual. Absent for ordinal ones. */
  readonly '.wtres'?: number;
}

/** A value of the data; null where it is missing. */
export type CellValue = number | string | boolean | null;

/** A row of data with what the model says about it. */
export type AugmentRow = AugmentColumns & Readonly<Record<string, CellValue>>;

/**
 * Data with fitted values and residuals, one plain row for each row that the model kept, as broom.mixed's `augment` has them for
 * lme4 models (without `.hat` and `.cooksd`).
 *
 * Of a generalised model columns are those that broom.mixed has for glmer: `.fitted`, `.fixed` on the scale of the link, `.mu` means,
 * `.resid` deviance residuals.
 *
 * Without `data` a row begins with the response and the levels of the grouping factors; with the data of the fit, with all
 * their columns. The model's columns win over columns of the data of the same name.
 *
 * @throws `input` for data that have not the row numbers of the fit
 */
export function augment(given: AnyModel, data?: TableInput): AugmentRow[] {
  const model = withRows(given, 'rows with fitted values');
  const cells = data === undefined ? modelCells(model) : dataCells(model, data);
  const own = model.kind === 'glmm' ? generalisedCells(model) : linearCells(model);
  const columns = [...cells, ...own];
  // Entries, not assignments: a column may be called `__proto__`.
  return Array.from(
    model.fitted,
    (_, i) => Object.fromEntries(columns.map(([name, cell]) => [name, cell(i)])) as AugmentRow,
  );
}

type Cells = [string, (i: number) => CellValue][];

function linearCells(model: FittedModel): Cells {
  const fixed = fixedValues(model);
  const weighted = residuals(model, { type: 'pearson' });
  return [
    ['.fitted', (i) => model.fitted[i]],
    ['.resid', (i) => model.residuals[i]],
    ['.fixed', (i) => fixed[i]],
    ['.mu', (i) => model.fitted[i]],
    ['.offset', (i) => model.design.offset?.[i] ?? 0],
    ['.wtres', (i) => weighted[i]],
  ];
}

function generalisedCells(model: FittedGeneralisedModel): Cells {
  const { linearPredictor, fitted, deviance, pearson, design, thresholds } = model;
  const fixed = fixedValues(model);
  const isOrdinal = thresholds !== undefined;
  return [
    ['.fitted', (i) => linearPredictor[i]],
    ...(isOrdinal ? [] : ([['.resid', (i) => deviance[i]]] satisfies Cells)),
    ['.fixed', (i) => fixed[i]],
    ['.mu', (i) => fitted[i]],
    ['.offset', (i) => design.offset?.[i] ?? 0],
    ...(isOrdinal ? [] : ([['.wtres', (i) => pearson[i]]] satisfies Cells)),
  ];
}

type WithRows = FittedModel | FittedGeneralisedModel;

function modelCells({ design }: WithRows): Cells {
  return [
    [design.responseName, (i) => design.y[i]],
    ...design.random.map(({ group, codes, levels }): Cells[number] => [
      group,
      (i) => levels[codes[i]],
    ]),
  ];
}

function dataCells({ rows }: WithRows, data: TableInput): Cells {
  const table = asTable(data);
  const last = rows.length === 0 ? -1 : rows[rows.length - 1];
  if (last >= table.nrow) {
    throw new BlupError(
      'input',
      `the data have ${table.nrow} rows, but the model was fitted to row ${last + 1}; give the data of the fit`,
      { value: table.nrow },
    );
  }
  return table.names.map((name) => {
    const column = table.columns.get(name) as Column;
    return [name, (i) => cellOf(column, rows[i])];
  });
}

function cellOf(column: Column, row: number): CellValue {
  if (column.kind === 'factor')
    return column.codes[row] < 0 ? null : column.levels[column.codes[row]];
  const value = column.values[row];
  if (column.kind === 'logical') return value < 0 ? null : value === 1;
  return Number.isNaN(value) ? null : value;
}

/** Xβ̂ and the offset. */
function fixedValues({ design, fixed }: WithRows): Float64Array {
  const values = design.offset?.slice() ?? new Float64Array(design.n);
  fixed.names.forEach((name, j) => {
    const column = design.fixed.columns[design.fixed.names.indexOf(name)];
    for (let i = 0; i < values.length; i++) values[i] += column[i] * fixed.estimates[j];
  });
  return values;
}
