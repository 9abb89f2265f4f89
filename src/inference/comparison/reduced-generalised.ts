import type { Design, RandomTerm } from '../../design/design.ts';
import type { TermChange } from '../../engine/change-random.ts';
import type { FittedGeneralisedModel } from '../../fit/generalised-model.ts';
import type { Optimum } from '../../fit/optimum.ts';
import { refitDesign } from '../../fit/refit-generalised.ts';
import { withoutRandom } from './without-random.ts';

/** Columns times a matrix (rows × to, column-major). */
export function combinedColumns(
  columns: readonly Float64Array[],
  matrix: Float64Array,
): Float64Array[] {
  const k = columns.length;
  if (k === 0) return [];
  return Array.from({ length: matrix.length / k }, (_, c) => {
    const sum = new Float64Array(columns[0].length);
    columns.forEach((column, r) => {
      const weight = matrix[c * k + r];
      if (weight !== 0) for (let i = 0; i < sum.length; i++) sum[i] += weight * column[i];
    });
    return sum;
  });
}

function changed(term: RandomTerm, change: TermChange): RandomTerm[] {
  if (change === 'drop') return [];
  if (change === 'keep') return [term];
  const columns = combinedColumns(term.columns, change.matrix);
  return [{ ...term, columns, names: columns.map((_, c) => `column ${c + 1}`) }];
}

function optimumOf({ objective, certificate }: FittedGeneralisedModel): Optimum {
  return { objective, ...(certificate.missing && { missing: certificate.missing }) };
}

/** The criterion of a generalised model with other columns of the fixed effects, fitted to its rows anew. */
export function reducedFixed(
  model: FittedGeneralisedModel,
  fixed: Pick<Design['fixed'], 'columns' | 'names' | 'assign'>,
): Optimum {
  const { design } = model;
  return optimumOf(refitDesign(model, { ...design, fixed: { ...design.fixed, ...fixed } }));
}

/** The criterion of a generalised model with smaller random terms. */
export function reducedRandom(
  model: FittedGeneralisedModel,
  changes: readonly TermChange[],
): Optimum {
  const random = model.design.random.flatMap((term, t) => changed(term, changes[t]));
  if (random.length === 0) return withoutRandom(model);
  return optimumOf(refitDesign(model, { ...model.design, random }));
}
