import type { Design } from '../../design/design.ts';
import { crossProducts } from '../../engine/accumulate.ts';
import { triangularise } from '../../engine/triangularise.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';

/** Rows of hypotheses about the estimated fixed effects, for each term of the formula. */
export type TermContrasts = readonly (readonly Float64Array[])[];

/** R of X = QR of the rows as they are: weights of precision do not change what is sequential. p×p. */
export function unweightedTriangle({ precisionWeights: _, ...design }: Design): Float64Array {
  return crossProducts({ ...design, random: [] }).triangle;
}

function columnsOfTriangle(triangle: Float64Array, p: number): Float64Array[] {
  return Array.from({ length: p }, (_, c) => triangle.slice(c * p, (c + 1) * p));
}

/** Positions of the estimated coefficients of a term, counted from 0. */
function columnsOf({ fixed }: AnyModel, term: number): number[] {
  return fixed.assign.flatMap((t, j) => (t === term + 1 ? [j] : []));
}

/**
 * Hypotheses for a term that stands behind some columns and before the rest: the rows of R that belong to the term, in
 * X = QR with the columns so ordered, each row with a leading 1 (Goodnight 1978, SAS Technical Report R-101).
 */
function rowsOfTriangle(
  triangle: readonly Float64Array[],
  before: readonly number[],
  own: readonly number[],
): Float64Array[] {
  const p = triangle.length;
  const rest = Array.from({ length: p }, (_, j) => j).filter(
    (j) => !before.includes(j) && !own.includes(j),
  );
  const order = [...before, ...own, ...rest];
  const columns = order.map((j) => triangle[j].slice());
  triangularise(columns, before.length + own.length, 0);
  return own.map((_, i) => {
    const row = new Float64Array(p);
    const at = before.length + i;
    // Scaled as lmerTest's rows: several at once have Satterthwaite's degrees of freedom that depend on the scale.
    for (let c = at; c < p; c++) row[order[c]] = columns[c][at] / columns[at][at];
    return row;
  });
}

function unitRow(p: number, j: number): Float64Array {
  const row = new Float64Array(p);
  row[j] = 1;
  return row;
}

/**
 * Type I: each term adjusted for the terms before it in the formula.
 *
 * @param root R of X = QR without precision weights, of a generalised model that of the information; p×p
 */
export function typeOneContrasts(model: AnyModel, root: Float64Array): TermContrasts {
  const triangle = columnsOfTriangle(root, model.fixed.names.length);
  const terms = model.fixed.termLabels.length - 1;
  return Array.from({ length: terms }, (_, term) => {
    const before = model.fixed.assign.flatMap((t, j) => (t < term + 1 ? [j] : []));
    return rowsOfTriangle(triangle, before, columnsOf(model, term));
  });
}

/**
 * Type II: each term adjusted for all terms that do not contain it. Where none does, that its coefficients are zero.
 *
 * @param root R of X = QR without precision weights, of a generalised model that of the information; p×p
 * @param containing for each term the positions of those that contain it
 */
export function typeTwoContrasts(
  model: AnyModel,
  root: Float64Array,
  containing: readonly (readonly number[])[],
): TermContrasts {
  const triangle = columnsOfTriangle(root, model.fixed.names.length);
  return containing.map((above, term) => {
    const own = columnsOf(model, term);
    if (above.length === 0) return own.map((j) => unitRow(triangle.length, j));
    const before = model.fixed.assign.flatMap((t, j) =>
      t !== term + 1 && !above.includes(t - 1) ? [j] : [],
    );
    return rowsOfTriangle(triangle, before, own);
  });
}
