import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import { withRows } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { unknownColumn } from '../frame/used-columns.ts';
import type { PredictionRows } from './prediction-rows.ts';

/** Residual variances of rows relative to σ²: 1/w. */
interface ObservationNoise {
  readonly values: Float64Array;
  readonly notices: readonly Notice[];
}

function weightsOf(
  rows: PredictionRows,
  given: string | ArrayLike<number>,
): ArrayLike<number> | undefined {
  if (typeof given !== 'string') return given;
  const { table } = rows;
  const column = table?.columns.get(given);
  if (table !== undefined && column === undefined) throw unknownColumn(given, table);
  return column?.kind === 'numeric' ? column.values : undefined;
}

function inverses(rows: PredictionRows, weights: ArrayLike<number> | undefined): Float64Array {
  if (weights === undefined || weights.length !== rows.n) {
    throw new BlupError(
      'option',
      `precisionWeights must be a column of the new data, or ${rows.n} numbers, one for each row`,
      { value: weights?.length },
    );
  }
  return Float64Array.from(weights, (w, i) => {
    if (Number.isNaN(w) || (w > 0 && w < Infinity)) return 1 / w;
    throw new BlupError('option', `precisionWeights must be positive: ${w} in row ${i + 1}`, {
      value: w,
    });
  });
}

/**
 * 1/w of the rows: the model's own weights for its own rows; for new data the weights given, else the column that the
 * fit took, else 1 with a notice when the fit had weights.
 */
export function observationNoise(
  model: Model,
  rows: PredictionRows,
  own: boolean,
  given: string | ArrayLike<number> | undefined,
): ObservationNoise {
  if (given !== undefined) {
    if (!own) return { values: inverses(rows, weightsOf(rows, given)), notices: [] };
    throw new BlupError(
      'option',
      'precisionWeights go with new data; the rows of the model have their own',
    );
  }
  const ones = new Float64Array(rows.n).fill(1);
  const weights = own
    ? withRows(model, 'intervals of observations').design.precisionWeights
    : undefined;
  if (weights !== undefined) return { values: inverses(rows, weights), notices: [] };
  if (own) return { values: ones, notices: [] };
  const column = model.optionColumns?.precisionWeights;
  if (column !== undefined && rows.table?.columns.has(column)) {
    return { values: inverses(rows, weightsOf(rows, column)), notices: [] };
  }
  if (column === undefined && model.crossProducts.logWeights === 0) {
    return { values: ones, notices: [] };
  }
  return {
    values: ones,
    notices: [
      {
        code: 'weights-assumed',
        text: 'the fit had precision weights, the new data have none; observations are taken to have weight 1, variance sigma²',
        detail: { column },
      },
    ],
  };
}
