import type { FactorColumn } from '../table/table.ts';
import type { Variable } from './frame.ts';

/** The first row whose value differs from that of an earlier row of the same group; −1 when each group has one value. */
export function firstChange(groups: FactorColumn, values: ArrayLike<number>): number {
  const first = new Int32Array(groups.levels.length).fill(-1);
  for (let i = 0; i < values.length; i++) {
    const group = groups.codes[i];
    if (first[group] < 0) first[group] = i;
    else if (values[i] !== values[first[group]]) return i;
  }
  return -1;
}

/** Whether a variable has one value in each level of a grouping factor. */
export function isConstantWithin(variable: Variable, group: FactorColumn): boolean {
  if (variable.kind === 'factor') return firstChange(group, variable.codes) < 0;
  const columns = variable.kind === 'numeric' ? [variable.values] : variable.columns;
  return columns.every((column) => firstChange(group, column) < 0);
}
