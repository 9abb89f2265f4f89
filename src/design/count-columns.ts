import type { TermList } from '../formula/formula.ts';
import type { Variable } from '../frame/frame.ts';
import { termCoding } from './term-coding.ts';

/** A term list with the variables of a frame. */
interface CodedList {
  /** The variables of the list; undefined for offsets, which are in no term. */
  readonly own: readonly (Variable | undefined)[];
  /** See `termCoding`. */
  readonly coding: readonly (readonly boolean[])[];
}

/** Looks up the variables of a term list and decides how each is coded in each term. */
export function codeVariables(list: TermList, variables: ReadonlyMap<string, Variable>): CodedList {
  const own = list.variables.map(({ name }) => variables.get(name));
  const isFactor = own.map((variable) => variable?.kind === 'factor');
  return { own, coding: termCoding(list, isFactor) };
}

function width(variable: Variable, full: boolean): number {
  if (variable.kind === 'numeric') return 1;
  if (variable.kind === 'matrix') return variable.columns.length;
  return full ? variable.levels.length : variable.contrasts.names.length;
}

/** Number of columns of the model matrix of a term list, known without making them. */
export function countColumns(list: TermList, variables: ReadonlyMap<string, Variable>): number {
  const { own, coding } = codeVariables(list, variables);
  return list.terms.reduce(
    (sum, term, t) =>
      sum +
      term.variables.reduce((size, v, i) => size * width(own[v] as Variable, coding[t][i]), 1),
    Number(list.intercept),
  );
}
