import type { FactorVariable, Variable } from '../../frame/frame.ts';
import { takeRows } from '../../frame/keep-rows.ts';

/** Below this number of rows nothing is gained by leaving some out. */
const FEW = 2000;

/** Rows taken from one cell beyond the number of numeric columns. */
const SPARE = 2;

function numericColumns(variables: readonly Variable[]): Float64Array[] {
  return variables.flatMap((variable) => {
    if (variable.kind === 'numeric') return [variable.values];
    return variable.kind === 'matrix' ? variable.columns : [];
  });
}

/** The cell of each row, a number; undefined when there are more cells than numbers that a double holds. */
function cellOf(factors: readonly FactorVariable[]): ((row: number) => number) | undefined {
  const cells = factors.reduce((count, { levels }) => count * levels.length, 1);
  if (cells > Number.MAX_SAFE_INTEGER) return undefined;
  return (row) => factors.reduce((cell, { codes, levels }) => cell * levels.length + codes[row], 0);
}

/**
 * Rows that tell as much about the coding of some variables as all rows: from every cell of the factors that occurs, a few
 * with different numbers. All rows when there are few of them or many cells.
 *
 * That is a guess where numeric variables are involved; whether the rows determine a model matrix is for the caller to see.
 */
export function representativeRows(variables: readonly Variable[], nrow: number): Int32Array {
  const all = () => Int32Array.from({ length: nrow }, (_, i) => i);
  const cell = cellOf(variables.filter((variable) => variable.kind === 'factor'));
  if (nrow <= FEW || cell === undefined) return all();
  const numbers = numericColumns(variables);
  const most = SPARE + numbers.length;
  const seen = new Map<number, { count: number; last: number }>();
  const rows: number[] = [];
  for (let i = 0; i < nrow; i++) {
    const key = cell(i);
    const known = seen.get(key);
    if (known === undefined) {
      seen.set(key, { count: 1, last: i });
      rows.push(i);
    } else if (known.count < most && numbers.some((x) => x[i] !== x[known.last])) {
      known.count++;
      known.last = i;
      rows.push(i);
    }
  }
  return Int32Array.from(rows);
}

/** The variables on some of their rows. */
export function takeVariables(
  variables: readonly Variable[],
  rows: Int32Array,
): Map<string, Variable> {
  const take = (variable: Variable): Variable => {
    if (variable.kind === 'factor') return { ...variable, codes: takeRows(variable.codes, rows) };
    if (variable.kind === 'numeric') {
      return { ...variable, values: takeRows(variable.values, rows) };
    }
    return { ...variable, columns: variable.columns.map((column) => takeRows(column, rows)) };
  };
  return new Map(variables.map((variable) => [variable.name, take(variable)]));
}
