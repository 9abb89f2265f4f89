import type { AnyModel } from '../fit/generalised-model.ts';
import { withRows } from '../fit/kept.ts';
import type { NamedMatrix } from './named-matrix.ts';

/**
 * Fixed-effects model matrix, rows kept × estimated coefficients; columns that were dropped are left out.
 *
 * Throws `BlupError('no-rows-kept')` for a loaded model.
 */
export function modelMatrix(model: AnyModel): NamedMatrix {
  const { n, fixed } = withRows(model, 'model matrices').design;
  const columnNames = model.fixed.names;
  const data = new Float64Array(n * columnNames.length);
  columnNames.forEach((name, c) => {
    data.set(fixed.columns[fixed.names.indexOf(name)], c * n);
  });
  return { rows: n, columns: columnNames.length, columnNames, data };
}
