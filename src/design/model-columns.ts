import { BlupError } from '../errors/blup-error.ts';
import type { TermList } from '../formula/formula.ts';
import type { FactorVariable, Variable } from '../frame/frame.ts';
import type { ColumnRecipe, ColumnStore } from './column-store.ts';
import { codeVariables, countColumns } from './count-columns.ts';

/** The model matrix of one term list, column by column, with R's names in R's order. */
interface ModelColumns {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
  /** Index of the column's term: 0 the intercept, terms from 1. */
  readonly assign: readonly number[];
}

/** 4 GB. */
const maxNumbers = 2 ** 29;

/** One column of a variable within a term, with its part of the coefficient's name. */
interface Part {
  readonly name: string;
  readonly recipe: ColumnRecipe;
}

function codedColumn({ name, codes }: FactorVariable, byLevel: readonly number[]): ColumnRecipe {
  return {
    key: JSON.stringify([name, byLevel]),
    compute: () => {
      const values = Float64Array.from(byLevel);
      const out = new Float64Array(codes.length);
      for (let i = 0; i < out.length; i++) out[i] = values[codes[i]];
      return out;
    },
  };
}

function factorParts(factor: FactorVariable, full: boolean): Part[] {
  const { name, levels, contrasts } = factor;
  if (full) {
    return levels.map((level, l) => ({
      name: name + level,
      recipe: codedColumn(
        factor,
        levels.map((_, other) => Number(other === l)),
      ),
    }));
  }
  if (levels.length < 2) {
    const level = levels.length === 1 ? ` ("${levels[0]}")` : '';
    throw new BlupError(
      'formula-meaning',
      `factor ${name} has only one level${level} in the rows used; leave it out of the formula`,
      { value: name, levels },
    );
  }
  return contrasts.names.map((suffix, c) => ({
    name: name + suffix,
    recipe: codedColumn(
      factor,
      contrasts.rows.map((row) => row[c]),
    ),
  }));
}

function variableParts(variable: Variable, full: boolean): Part[] {
  const { kind, name } = variable;
  if (kind === 'factor') return factorParts(variable, full);
  if (kind === 'numeric') {
    return [{ name, recipe: { key: JSON.stringify([name]), compute: () => variable.values } }];
  }
  return variable.columns.map((column, c) => ({
    name: name + variable.suffixes[c],
    recipe: { key: JSON.stringify([name, variable.suffixes[c]]), compute: () => column },
  }));
}

/** All products of one part of each variable, the first variable fastest. */
function products(parts: readonly (readonly Part[])[]): Part[][] {
  let combinations: Part[][] = [[]];
  for (const choices of parts) {
    combinations = choices.flatMap((part) => combinations.map((chosen) => [...chosen, part]));
  }
  return combinations;
}

/**
 * The columns that a term list makes of the variables, as R's `model.matrix`: the intercept, then term by term.
 *
 * Throws `formula-meaning` for a factor with one level where it is coded by contrasts, `memory` for more than 4 GB.
 */
export function modelColumns(
  list: TermList,
  variables: ReadonlyMap<string, Variable>,
  store: ColumnStore,
): ModelColumns {
  const count = countColumns(list, variables);
  if (count * store.nrow > maxNumbers) {
    throw new BlupError(
      'memory',
      `${count} columns of ${store.nrow} rows would take more than 4 GB; use fewer factors or interactions`,
      { value: count, rows: store.nrow },
    );
  }
  const names: string[] = [];
  const columns: Float64Array[] = [];
  const assign: number[] = [];
  if (list.intercept) {
    names.push('(Intercept)');
    columns.push(store.product([]));
    assign.push(0);
  }
  const { own, coding } = codeVariables(list, variables);
  list.terms.forEach((term, t) => {
    const parts = term.variables.map((v, i) => variableParts(own[v] as Variable, coding[t][i]));
    for (const chosen of products(parts)) {
      names.push(chosen.map(({ name }) => name).join(':'));
      columns.push(store.product(chosen.map(({ recipe }) => recipe)));
      assign.push(t + 1);
    }
  });
  return { names, columns, assign };
}
