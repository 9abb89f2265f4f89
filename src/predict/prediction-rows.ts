import type { Design } from '../design/design.ts';
import { predictorRows } from '../design/predictor-rows.ts';
import { type NewTermRows, randomRows } from '../design/random-rows.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { keptColumns } from '../fit/kept.ts';
import type { DataInput } from '../fit/lmer.ts';
import { schemaFormula } from '../frame/new-rows.ts';
import type { Schema } from '../frame/schema.ts';
import { isEstimable } from '../inference/emmeans/linear-function.ts';
import { asTable } from '../table/as-table.ts';
import type { FactorColumn, Table } from '../table/table.ts';

/** One random term on the rows to be predicted. */
interface TermRows {
  readonly columns: readonly Float64Array[];
  /** Level of each row; absent when the target needs no groups. */
  readonly group?: FactorColumn;
}

/** What the rows say to a model, its own or those of new data. */
export interface PredictionRows {
  readonly n: number;
  /** Columns of the estimated fixed effects. NaN where a cell is missing. */
  readonly fixed: readonly Float64Array[];
  readonly offset?: Float64Array;
  /** 1 for rows whose linear predictor the data of the fit do not determine; absent when there are none. */
  readonly inestimable?: Uint8Array;
  /** One for each random term of the model; empty when none is needed. */
  readonly terms: readonly TermRows[];
  readonly table?: Table;
}

/** What of the random part is needed: nothing, the columns, or the columns and the grouping factors of these names. */
interface RandomNeeds {
  readonly columns: boolean;
  readonly groups: ReadonlySet<string>;
}

/** A loaded model has no rows of its own. */
export function needsData(what: 'predict' | 'simulate', { formula }: AnyModel): BlupError {
  return new BlupError(
    'no-rows-kept',
    `the model was loaded from a file, which holds no rows; give the rows to ${what} for, as new data`,
    { value: formula },
  );
}

function ownRows(model: AnyModel, needs: RandomNeeds): PredictionRows {
  const design: Design | undefined = model.design;
  if (design === undefined) throw needsData('predict', model);
  const { n, fixed, random, offset } = design;
  return {
    n,
    fixed: keptColumns(model, fixed.names).map((j) => fixed.columns[j]),
    ...(offset && { offset }),
    terms: needs.columns
      ? random.map(({ columns, codes, levels }) => ({
          columns,
          group: { kind: 'factor', codes, levels },
        }))
      : [],
  };
}

function schemaOf({ schema }: AnyModel): Schema {
  if (schema !== undefined) return schema;
  throw new BlupError(
    'input',
    'the model was not made of a formula, so the columns of other data are unknown; predict its own rows, or fit it by lmer(formula, data)',
  );
}

/** The offset of new data: by the fit's column and `offset(…)` terms, or as given where the fit was given numbers. */
function newOffset(
  model: AnyModel,
  table: Table,
  own: Float64Array | undefined,
  given: ArrayLike<number> | undefined,
): Float64Array | undefined {
  const schema = schemaOf(model);
  const asNumbers =
    schema.offset !== undefined &&
    schema.offset.column === undefined &&
    schemaFormula(schema).fixed.offsets.length === 0;
  if (given === undefined) {
    if (!asNumbers) return own;
    throw new BlupError(
      'option',
      'the model was fitted with an offset given as numbers; give those of the new data: { offset: [...] }',
    );
  }
  if (typeof given !== 'object' || given.length !== table.nrow) {
    throw new BlupError('option', `offset must hold ${table.nrow} numbers, one for each row`, {
      value: typeof given === 'object' ? given.length : given,
    });
  }
  return Float64Array.from(given, (x, i) => Number(x) + (own?.[i] ?? 0));
}

function inestimableRows(
  model: AnyModel,
  columns: readonly Float64Array[],
  n: number,
): Uint8Array | undefined {
  if (model.fixed.dropped.length === 0) return undefined;
  const flags = Uint8Array.from({ length: n }, (_, i) => {
    const weights = Float64Array.from(columns, (column) => column[i]);
    return weights.some(Number.isNaN) || isEstimable(model, { weights, offset: 0 }) ? 0 : 1;
  });
  return flags.includes(1) ? flags : undefined;
}

/** The random columns of new data; that they have the model's names is the schema's doing. */
function newTerms(schema: Schema, table: Table, needs: RandomNeeds): NewTermRows[] {
  return needs.columns ? randomRows(schema, table, needs.groups) : [];
}

/**
 * The rows of new data as a model sees them, or without data its own.
 *
 * @param offset for a model whose offset was given as numbers: those of the new data
 * @throws `input`, `unknown-column`, `option`
 */
export function predictionRows(
  model: AnyModel,
  data: DataInput | undefined,
  needs: RandomNeeds,
  offset?: ArrayLike<number>,
): PredictionRows {
  if (data === undefined) {
    if (offset === undefined) return ownRows(model, needs);
    throw new BlupError(
      'option',
      'offset goes with new data; the rows of the model have their own',
    );
  }
  const schema = schemaOf(model);
  const table = asTable(data);
  const { names, columns, offset: own } = predictorRows(schema, table);
  const known = newOffset(model, table, own, offset);
  const inestimable = inestimableRows(model, columns, table.nrow);
  return {
    n: table.nrow,
    fixed: keptColumns(model, names).map((j) => columns[j]),
    ...(known && { offset: known }),
    ...(inestimable && { inestimable }),
    terms: newTerms(schema, table, needs),
    table,
  };
}
