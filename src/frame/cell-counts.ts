import type { Column, FactorColumn } from '../table/table.ts';
import type { CellCounts, Predictor } from './schema.ts';

/** More combinations than this are not counted. */
export const maxCells = 20_000;

/** Levels of a predictor in a reference grid; undefined for a covariate, which enters at its mean. */
export function levelsOf(predictor: Predictor): readonly (string | number | boolean)[] | undefined {
  return predictor.kind === 'numeric' ? predictor.values : predictor.levels;
}

/** Adds `stride` times the level of each row, an index into `levelsOf`, to its cell. */
function addLevels(column: Column, predictor: Predictor, stride: number, cell: Int32Array): void {
  const levels = levelsOf(predictor) ?? [];
  const place = new Map(levels.map((level, i) => [level, i]));
  if (column.kind === 'factor') {
    const recode = Int32Array.from(column.levels, (level) => stride * (place.get(level) ?? 0));
    const { codes } = column;
    for (let i = 0; i < cell.length; i++) cell[i] += recode[codes[i]];
  } else if (levels.length <= 2) {
    addTruth(
      column.values,
      column.kind === 'logical' && levels[0] === true ? 1 : Number(levels[0]),
      stride,
      cell,
    );
  } else {
    const { values } = column;
    for (let i = 0; i < cell.length; i++) cell[i] += stride * (place.get(values[i]) ?? 0);
  }
}

function addTruth(
  values: Float64Array | Int8Array,
  first: number,
  stride: number,
  cell: Int32Array,
): void {
  for (let i = 0; i < cell.length; i++) if (values[i] !== first) cell[i] += stride;
}

/** Observations of a single column of numbers with at most two values. */
function countTwo(values: Float64Array, first: number): [number, number] {
  let count = 0;
  const n = values.length;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    count +=
      (values[i] === first ? 1 : 0) +
      (values[i + 1] === first ? 1 : 0) +
      (values[i + 2] === first ? 1 : 0) +
      (values[i + 3] === first ? 1 : 0);
  }
  for (; i < n; i++) count += values[i] === first ? 1 : 0;
  return [count, n - count];
}

/** Observations of each level of a single factor. */
function countLevels(factor: FactorColumn, predictor: Predictor, size: number): number[] {
  const own = new Float64Array(factor.levels.length);
  const { codes } = factor;
  for (let i = 0; i < codes.length; i++) own[codes[i]]++;
  const place = new Map((levelsOf(predictor) ?? []).map((level, i) => [level, i]));
  const counts = new Array<number>(size).fill(0);
  factor.levels.forEach((level, l) => {
    counts[place.get(level) ?? 0] += own[l];
  });
  return counts;
}

/** How many observations each combination of levels has; undefined when there are too many combinations. */
export function countCells(
  predictors: readonly Predictor[],
  columns: readonly Column[],
  nrow: number,
  frequencies: Float64Array | undefined,
): CellCounts | undefined {
  const chosen = predictors.flatMap((predictor, i) => {
    const levels = levelsOf(predictor);
    return levels === undefined ? [] : [{ predictor, column: columns[i], size: levels.length }];
  });
  const size = chosen.reduce((product, { size }) => product * size, 1);
  if (size > maxCells) return undefined;
  const names = chosen.map(({ predictor }) => predictor.name);
  if (chosen.length === 0 && frequencies === undefined) return { names, counts: [nrow] };
  if (chosen.length === 1 && frequencies === undefined) {
    const [{ predictor, column, size }] = chosen;
    if (column.kind === 'numeric' && size <= 2) {
      const counts = countTwo(column.values, Number(levelsOf(predictor)?.[0]));
      return { names, counts: counts.slice(0, size) };
    }
    if (column.kind === 'factor') return { names, counts: countLevels(column, predictor, size) };
  }
  const cell = new Int32Array(nrow);
  let stride = 1;
  for (const { predictor, column, size } of chosen) {
    addLevels(column, predictor, stride, cell);
    stride *= size;
  }
  const counts = new Float64Array(size);
  if (frequencies === undefined) for (let i = 0; i < nrow; i++) counts[cell[i]]++;
  else for (let i = 0; i < nrow; i++) counts[cell[i]] += frequencies[i];
  return { names, counts: Array.from(counts) };
}
