import { countColumns } from '../../design/count-columns.ts';
import type { RandomTerm } from '../../design/design.ts';
import { modelColumns } from '../../design/model-columns.ts';
import type { ReducedTerm, TermChange } from '../../engine/change-random.ts';
import { triangularise } from '../../engine/triangularise.ts';
import type { TermList } from '../../formula/formula.ts';
import type { ModelFrame } from '../../frame/frame.ts';
import { coordinates } from '../terms/coordinates.ts';
import { termsAbove, withoutTerm } from '../terms/term-order.ts';

/** One way to make the random part of a model smaller. */
export interface RandomReduction {
  /** As lmerTest names it: `(1 | g)` goes altogether, `x in (x | g)` only the slope. */
  readonly label: string;
  /** For each random term of the design what becomes of it. */
  readonly changes: readonly TermChange[];
  /** Number of coefficients of the term before and after. */
  readonly from: number;
  readonly to: number;
}

const DEPENDENT = 1e-9;

/** A list of the constant alone. */
function constantOnly(list: TermList): TermList {
  return { ...list, intercept: true, terms: [] };
}

/**
 * The left side of a bar without one of its terms; undefined when nothing is left. Of `(0 + f | g)` with a factor f the
 * constant, which the columns of f add up to, is left.
 */
function reducedList(frame: ModelFrame, list: TermList, term: number): TermList | undefined {
  const rest = withoutTerm(list, term);
  if (rest.intercept || rest.terms.length > 0) return rest;
  const onlyFactors = list.terms[term].variables.every(
    (v) => frame.variables.get(list.variables[v].name)?.kind === 'factor',
  );
  return onlyFactors ? constantOnly(list) : undefined;
}

function change(frame: ModelFrame, list: TermList, reduced: TermList): ReducedTerm {
  const k = countColumns(list, frame.variables);
  const { kept, matrix } = coordinates(
    frame,
    list,
    k,
    (variables, store) => modelColumns(list, variables, store).columns,
    (variables, store) => modelColumns(reduced, variables, store).columns,
  );
  const rank = kept.length;
  const columns = Array.from({ length: rank === 0 ? 0 : matrix.length / rank }, (_, c) => {
    const column = new Float64Array(k);
    kept.forEach((row, i) => {
      column[row] = matrix[c * rank + i];
    });
    return column;
  });
  // Columns that depend on each other in the whole term may do so in the reduced one.
  const copies = columns.map((column) => column.slice());
  const independent = triangularise(copies, columns.length, DEPENDENT);
  const chosen = new Float64Array(k * independent.length);
  independent.forEach((c, at) => {
    chosen.set(columns[c], at * k);
  });
  return { size: independent.length, matrix: chosen };
}

/**
 * All reductions of the random part by one term, in formula order, as lmerTest's `ranova` makes them: of a bar with terms on
 * its left each one that no other contains, else the whole bar.
 *
 * @param random the random terms of the design
 * @param reduceTerms false to drop whole bars only
 */
export function randomReductions(
  frame: ModelFrame,
  random: readonly RandomTerm[],
  reduceTerms: boolean,
): RandomReduction[] {
  const only = (at: number, what: TermChange): TermChange[] =>
    random.map((_, t) => (t === at ? what : 'keep'));
  let next = 0;
  return frame.formula.random.flatMap((bar): RandomReduction[] => {
    const list = bar.terms;
    const size = countColumns(list, frame.variables);
    const start = next;
    next += bar.uncorrelated ? size : 1;
    if (bar.uncorrelated) {
      // Every coefficient is a term of its own and goes as such.
      return random.slice(start, next).map(({ names: [name], label }, c) => ({
        label: name === '(Intercept)' ? `(${label})` : `${name} in (${label})`,
        changes: only(start + c, 'drop'),
        from: 1,
        to: 0,
      }));
    }
    const whole = { label: `(${bar.label})`, changes: only(start, 'drop'), from: size, to: 0 };
    if (!reduceTerms || list.terms.length === 0) return [whole];
    return list.terms.flatMap((term, t): RandomReduction[] => {
      if (termsAbove(list, t).length > 0) return [];
      const label = `${term.label} in (${bar.label})`;
      const reduced = reducedList(frame, list, t);
      if (reduced === undefined) return [{ ...whole, label }];
      const what = change(frame, list, reduced);
      return [{ label, changes: only(start, what), from: size, to: what.size }];
    });
  });
}
