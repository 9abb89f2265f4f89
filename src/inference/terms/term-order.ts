import type { TermList } from '../../formula/formula.ts';
import type { Variable } from '../../frame/frame.ts';

/** Positions of the terms that have all variables of a term and more: dropping the term alone would break marginality. */
export function termsAbove(list: TermList, term: number): number[] {
  const own = list.terms[term].variables;
  return list.terms.flatMap(({ variables }, other) =>
    variables.length > own.length && own.every((v) => variables.includes(v)) ? [other] : [],
  );
}

/**
 * Positions of the terms that contain a term in the sense of types II and III: all its variables and further factors,
 * with the same covariates. `x` is contained in `x:f`, `f` is not (SAS Institute, "The Four Types of Estimable Functions").
 *
 * lmerTest 3.1-3 agrees but for two cases: that `f` is contained in `f:g` when `g` has no term of its own it does not see, and
 * it takes a variable of several columns such as `poly(x, 2)` for a factor.
 */
export function containingTerms(
  list: TermList,
  variables: ReadonlyMap<string, Variable>,
  term: number,
): number[] {
  const covariates = (t: number): string =>
    list.terms[t].variables
      .filter((v) => variables.get(list.variables[v].name)?.kind !== 'factor')
      .join();
  return termsAbove(list, term).filter((other) => covariates(other) === covariates(term));
}

/** The list without one of its terms. */
export function withoutTerm(list: TermList, term: number): TermList {
  return { ...list, terms: list.terms.filter((_, t) => t !== term) };
}
