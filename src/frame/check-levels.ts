import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import type { FormulaLevels } from '../formula/formula.ts';
import type { FactorColumn } from '../table/table.ts';
import type { Variable } from './frame.ts';

/** The first row whose value differs from that of an earlier row of the same group; −1 when each group has one value. */
function firstChange(groups: FactorColumn, values: ArrayLike<number>): number {
  const first = new Int32Array(groups.levels.length).fill(-1);
  for (let i = 0; i < values.length; i++) {
    const group = groups.codes[i];
    if (first[group] < 0) first[group] = i;
    else if (values[i] !== values[first[group]]) return i;
  }
  return -1;
}

function isConstant(variable: Variable, group: FactorColumn): boolean {
  if (variable.kind === 'factor') return firstChange(group, variable.codes) < 0;
  const columns = variable.kind === 'numeric' ? [variable.values] : variable.columns;
  return columns.every((column) => firstChange(group, column) < 0);
}

/**
 * Whether the data have the levels that level equations give them.
 *
 * Throws `grouping-factor` when a level is not nested in the next higher one. A variable that stands in the equations of a group but
 * varies within it is a notice `level-varies`: the model is the one written, but no variable of that level.
 */
export function checkLevels(
  { groups: names, at }: FormulaLevels,
  groups: ReadonlyMap<string, FactorColumn>,
  variables: ReadonlyMap<string, Variable>,
): Notice[] {
  names.slice(1).forEach((outer, i) => {
    const inner = names[i];
    const [a, b] = [groups.get(inner), groups.get(outer)];
    if (a === undefined || b === undefined) return;
    const row = firstChange(a, b.codes);
    if (row < 0) return;
    const level = a.levels[a.codes[row]];
    throw new BlupError(
      'grouping-factor',
      `${inner} "${level}" occurs in more than one ${outer}, so ${inner} is no level below ${outer}; write level ${i + 2} (${inner}:${outer}) ` +
        `if its numbers repeat, or a formula with (1 | ${inner}) + (1 | ${outer}) if they cross`,
      { value: level, group: inner, within: outer },
    );
  });
  return Object.entries(at).flatMap(([name, group]) => {
    const variable = variables.get(name);
    const column = groups.get(group);
    if (variable === undefined || column === undefined || isConstant(variable, column)) return [];
    return [
      {
        code: 'level-varies',
        text: `${name} stands in the equations of ${group} but varies within ${group}; its group mean would be gmean(${name}, ${group})`,
        detail: { variable: name, group },
      },
    ];
  });
}
