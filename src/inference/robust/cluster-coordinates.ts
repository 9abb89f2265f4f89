import type { FittedModel } from '../../fit/model.ts';
import type { ClusterCoordinates } from './cluster-basis.ts';
import {
  type FactorTerms,
  factorTerms,
  fixedColumns,
  gather,
  randomColumns,
  rootWeights,
} from './cluster-columns.ts';
import type { Clusters } from './clusters.ts';
import { type Level, withoutIdle, withoutIdleLevels } from './idle.ts';
import { norms, orthogonalRows, reflect } from './orthogonal.ts';

/** Row numbers sorted by code, stable. */
function sortBy(rows: Int32Array, codes: Int32Array, count: number): Int32Array {
  const next = new Int32Array(count + 1);
  for (const row of rows) next[codes[row] + 1]++;
  for (let c = 0; c < count; c++) next[c + 1] += next[c];
  const sorted = new Int32Array(rows.length);
  for (const row of rows) sorted[next[codes[row]]++] = row;
  return sorted;
}

/** Entries [from, from + count) of some columns, one array for each row. */
function block(columns: readonly Float64Array[], from: number, count: number): Float64Array[] {
  return Array.from({ length: count }, (_, i) => {
    const row = new Float64Array(columns.length);
    for (let c = 0; c < columns.length; c++) row[c] = columns[c][from + i];
    return row;
  });
}

/**
 * Every cluster in coordinates of its own.
 *
 * The orthonormal basis comes from a QR factorisation of [Z_jT X̃_j]√w, first within each level of the finest factor (its
 * columns are zero elsewhere), then over the cluster; the part with random effects is then rotated so that
 * V_j/σ² = I + (Z_jT)(Z_jT)ᵀ is diagonal. Nothing of size n_j² is formed; the number of coordinates is at most the number of
 * random effects that are active in the cluster plus p.
 *
 * With weights the rows are those of √w y, for which the residual variance is constant; frequency weights so give what
 * repeating the rows would give.
 */
export function clusterCoordinates(model: FittedModel, clusters: Clusters): ClusterCoordinates[] {
  const factors = factorTerms(model).toSorted((a, b) => b.levels - a.levels);
  const roots = rootWeights(model);
  const nested = factors[0].levels > clusters.count;
  const [finest, others] = nested ? [factors[0], factors.slice(1)] : [undefined, factors];
  let rows: Int32Array = Int32Array.from({ length: model.design.n }, (_, i) => i);
  if (finest !== undefined) rows = sortBy(rows, finest.codes, finest.levels);
  rows = sortBy(rows, clusters.codes, clusters.count);
  const result: ClusterCoordinates[] = [];
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const cluster = clusters.codes[rows[from]];
    while (to < rows.length && clusters.codes[rows[to]] === cluster) to++;
    result.push(oneCluster(model, rows.subarray(from, to), finest, others, roots));
  }
  return result;
}

/** Coordinates [columns of ZT | X̃ | y − Xβ̂] of one cluster, before the rotation. */
function oneCluster(
  model: FittedModel,
  rows: Int32Array,
  finest: FactorTerms | undefined,
  others: readonly FactorTerms[],
  roots: Float64Array | undefined,
): ClusterCoordinates {
  const random = others.flatMap((factor) => randomColumns(factor, rows, roots, false));
  const fixed = fixedColumns(model, rows, roots);
  const own = finest === undefined ? [] : randomColumns(finest, rows, roots, true);
  const randomNorms = norms(random, 0, rows.length);
  const fixedNorms = norms(fixed, 0, rows.length);

  const both = [...random, ...fixed];
  const found: Level[] = [];
  const left = new Int32Array(rows.length);
  let leftCount = 0;
  for (let from = 0, to = 0; from < rows.length; from = to) {
    const level = finest?.codes[rows[from]];
    while (to < rows.length && finest?.codes[rows[to]] === level) to++;
    const count = reflect(own, both, from, to, norms(own, from, to));
    if (count > 0) found.push({ own: block(own, from, count), rest: block(both, from, count) });
    for (let i = from + count; i < to; i++) left[leftCount++] = i;
  }
  const levels = withoutIdleLevels(found);
  const ownWidth = levels.length * own.length;
  const width = ownWidth + random.length;
  const coordinates = levels.flatMap((level, l) =>
    level.rest.map((rest, i) => {
      const values = new Float64Array(width + fixed.length);
      values.set(level.own[i], l * own.length);
      values.set(rest, ownWidth);
      return values;
    }),
  );

  const remaining = (columns: readonly Float64Array[]): Float64Array[] =>
    columns.map((column) => gather(column, left.subarray(0, leftCount)));
  const randomLeft = remaining(random);
  const fixedLeft = remaining(fixed);
  const middle = reflect(randomLeft, fixedLeft, 0, leftCount, randomNorms);
  const end =
    middle + reflect(fixedLeft.slice(0, -1), fixedLeft.slice(-1), middle, leftCount, fixedNorms);
  for (const rest of block([...randomLeft, ...fixedLeft], 0, middle)) {
    const values = new Float64Array(width + fixed.length);
    values.set(rest, ownWidth);
    coordinates.push(values);
  }

  const all = Array.from(orthogonalRows(coordinates, width), (variance, i) => ({
    variance,
    row: coordinates[i].slice(width),
  }));
  for (let i = middle; i < end; i++) {
    all.push({ variance: 1, row: Float64Array.from(fixedLeft, (column) => column[i]) });
  }
  return withoutIdle(all, fixed.length);
}
