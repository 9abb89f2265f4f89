import type { FittedModel } from '../fit/model.ts';
import type { GroupTerm } from './group-coefficients.ts';

/** A column that is nearer than this, relative to its length, to the span of those before it adds nothing. */
const dependent = 1e-8;

/**
 * What each level's own rows say of its random coefficients: the least squares estimate of its deviation, with the fixed
 * effects and the other grouping factors as fitted. With one grouping factor the predicted effect is this estimate times the level's
 * reliability matrix G (G + σ²(Z_jᵀWZ_j)⁻¹)⁻¹ (Raudenbush & Bryk 2002, eq. 3.57). levels × names, row-major; NaN for a level
 * whose rows do not determine it.
 */
export function separateEstimates(model: FittedModel, term: GroupTerm): Float64Array {
  const k = term.names.length;
  const { precisionWeights, frequencyWeights } = model.design;
  const rowsOf: number[][] = term.levels.map(() => []);
  term.codes.forEach((level, i) => {
    rowsOf[level].push(i);
  });
  const estimates = new Float64Array(term.levels.length * k).fill(Number.NaN);
  rowsOf.forEach((rows, level) => {
    const root = rows.map((i) =>
      Math.sqrt((precisionWeights?.[i] ?? 1) * (frequencyWeights?.[i] ?? 1)),
    );
    const columns = term.columns.map((column) => rows.map((i, r) => root[r] * column[i]));
    // The residual from the level's prediction; what it still lacks is added to the prediction.
    const rest = rows.map((i, r) => root[r] * model.residuals[i]);
    const change = leastSquares(columns, rest);
    if (change === undefined) return;
    for (let c = 0; c < k; c++) estimates[level * k + c] = term.effects[level * k + c] + change[c];
  });
  return estimates;
}

/** Least squares by modified Gram–Schmidt; undefined when the columns are dependent. */
function leastSquares(columns: readonly number[][], rest: number[]): number[] | undefined {
  const k = columns.length;
  const basis: number[][] = [];
  const triangle = columns.map(() => new Array<number>(k).fill(0));
  const onto: number[] = [];
  for (let c = 0; c < k; c++) {
    const column = columns[c].slice();
    const length = Math.hypot(...column);
    basis.forEach((unit, b) => {
      triangle[b][c] = takeOut(column, unit);
    });
    const left = Math.hypot(...column);
    if (!(left > dependent * length)) return undefined;
    triangle[c][c] = left;
    const unit = column.map((v) => v / left);
    basis.push(unit);
    onto.push(takeOut(rest, unit));
  }
  const solution = onto.slice();
  for (let i = k - 1; i >= 0; i--) {
    for (let j = i + 1; j < k; j++) solution[i] -= triangle[i][j] * solution[j];
    solution[i] /= triangle[i][i];
  }
  return solution;
}

/** Takes the part along a unit vector out of `v`, in place, and returns its length. */
function takeOut(v: number[], unit: readonly number[]): number {
  const along = v.reduce((sum, x, i) => sum + x * unit[i], 0);
  for (let i = 0; i < v.length; i++) v[i] -= along * unit[i];
  return along;
}
