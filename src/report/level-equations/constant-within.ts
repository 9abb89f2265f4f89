import type { Design } from '../../design/design.ts';
import { isConstantWithin } from '../../frame/constant-within.ts';
import type { Variable } from '../../frame/frame.ts';
import type { FactorColumn } from '../../table/table.ts';

/** Whether a column's name is that of the variable or of one of its columns: `sectorCatholic` of `sector`. */
function isOf(name: string, variable: Variable): boolean {
  const { kind, name: own } = variable;
  if (kind === 'numeric') return name === own;
  const suffixes =
    kind === 'matrix' ? variable.suffixes : [...variable.levels, ...variable.contrasts.names];
  return name === own || suffixes.some((suffix) => name === own + suffix);
}

/** The variable behind a column's name; in a design without frame the column of that name. */
function findVariable(name: string, { frame, fixed, random }: Design): Variable | undefined {
  const variable = [...(frame?.variables.values() ?? [])].find((other) => isOf(name, other));
  if (variable !== undefined) return variable;
  const term = [fixed, ...random].find(({ names }) => names.includes(name));
  const values = term?.columns[term.names.indexOf(name)];
  return values === undefined ? undefined : { kind: 'numeric', name, values };
}

/**
 * Whether a variable of a fitted model has one value in each level of a grouping factor; what is not in the design
 * counts as varying.
 */
export function constancyOfDesign(design: Design): (name: string, group: string) => boolean {
  const groups = new Map(
    design.random.map(({ group, codes, levels }): [string, FactorColumn] => [
      group,
      { kind: 'factor', codes, levels, ordered: false },
    ]),
  );
  return (name, group) => {
    const variable = findVariable(name, design);
    const factor = groups.get(group);
    return variable !== undefined && factor !== undefined && isConstantWithin(variable, factor);
  };
}
