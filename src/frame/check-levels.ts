import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import type { FormulaLevels } from '../formula/formula.ts';
import type { FactorColumn } from '../table/table.ts';
import { firstChange, isConstantWithin } from './constant-within.ts';
import type { Variable } from './frame.ts';

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
    if (variable === undefined || column === undefined || isConstantWithin(variable, column))
      return [];
    return [
      {
        code: 'level-varies',
        text: `${name} stands in the equations of ${group} but varies within ${group}; its group mean would be gmean(${name}, ${group})`,
        detail: { variable: name, group },
      },
    ];
  });
}
