import type { RandomTerm } from '../../design/design.ts';
import type { FittedModel } from '../../fit/model.ts';

/** A random term with its template, on a factor. */
export interface FactorTerms {
  readonly codes: Int32Array;
  readonly levels: number;
  readonly terms: readonly { readonly term: RandomTerm; readonly template: Float64Array }[];
  /** Coefficients of a level over all terms. */
  readonly size: number;
}

/** The grouping factors of a model, each with all its terms. */
export function factorTerms(model: FittedModel): FactorTerms[] {
  const groups = [...new Set(model.design.random.map(({ group }) => group))];
  return groups.map((group) => {
    const terms = model.design.random.flatMap((term, t) =>
      term.group === group ? [{ term, template: model.random[t].template }] : [],
    );
    const { codes, levels } = terms[0].term;
    const size = terms.reduce((sum, { term }) => sum + term.columns.length, 0);
    return { codes, levels: levels.length, terms, size };
  });
}

/** √(precision weight · frequency weight) of every row; undefined without weights. */
export function rootWeights({ design }: FittedModel): Float64Array | undefined {
  const { precisionWeights: w, frequencyWeights: f, n } = design;
  if (w === undefined && f === undefined) return undefined;
  return Float64Array.from({ length: n }, (_, i) => Math.sqrt((w?.[i] ?? 1) * (f?.[i] ?? 1)));
}

/** Some entries of a column. */
export function gather(column: Float64Array, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column[rows[i]];
  return values;
}

/** The columns X̃ = X R⁻¹ of some rows, then y − offset − Xβ̂, times √w. */
export function fixedColumns(
  { design, crossProducts, fixed }: FittedModel,
  rows: Int32Array,
  roots: Float64Array | undefined,
): Float64Array[] {
  const { kept, triangle } = crossProducts;
  const p = kept.length;
  const residual = gather(design.y, rows);
  if (design.offset !== undefined) {
    for (let i = 0; i < rows.length; i++) residual[i] -= design.offset[rows[i]];
  }
  const columns: Float64Array[] = [];
  for (let c = 0; c < p; c++) {
    const column = gather(design.fixed.columns[kept[c]], rows);
    for (let l = 0; l < c; l++) {
      const entry = triangle[c * p + l];
      if (entry !== 0) for (let i = 0; i < column.length; i++) column[i] -= entry * columns[l][i];
    }
    for (let i = 0; i < column.length; i++) column[i] /= triangle[c * p + c];
    columns.push(column);
  }
  columns.forEach((column, r) => {
    let beta = 0;
    for (let c = r; c < p; c++) beta += triangle[c * p + r] * fixed.estimates[c];
    for (let i = 0; i < column.length; i++) residual[i] -= beta * column[i];
  });
  columns.push(residual);
  if (roots !== undefined) {
    for (const column of columns) {
      for (let i = 0; i < column.length; i++) column[i] *= roots[rows[i]];
    }
  }
  return columns;
}

/**
 * The columns of Z T of one factor for some rows, times √w: with `local` the level's own columns only, one for each
 * coefficient, else one for each level that occurs and coefficient.
 */
export function randomColumns(
  { codes, levels, terms, size }: FactorTerms,
  rows: Int32Array,
  roots: Float64Array | undefined,
  local: boolean,
): Float64Array[] {
  const place = new Int32Array(local ? 0 : levels);
  let count = 1;
  if (!local) {
    count = 0;
    for (const i of rows) if (place[codes[i]] === 0) place[codes[i]] = ++count;
  }
  const columns = Array.from({ length: count * size }, () => new Float64Array(rows.length));
  let offset = 0;
  for (const { term, template } of terms) {
    const k = term.columns.length;
    for (let c = 0; c < k; c++) {
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i];
        let sum = 0;
        for (let r = c; r < k; r++) sum += term.columns[r][row] * template[c * k + r];
        const at = local ? 0 : place[codes[row]] - 1;
        columns[at * size + offset + c][i] = roots === undefined ? sum : sum * roots[row];
      }
    }
    offset += k;
  }
  return columns;
}
