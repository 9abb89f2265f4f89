import type { TermList } from '../formula/formula.ts';

/**
 * Which variables of each term are coded in full (one dummy per level) instead of by contrasts; an array of flags along
 * `terms[t].variables`.
 *
 * R's rule (Chambers and Hastie 1992, section 2.4): a factor gets contrasts when the term without it is within an
 * earlier term, or is the intercept; else full dummies. Without intercept, the first factor of the first term that has
 * one is coded in full. `isFactor` tells for each variable of the list whether it is a factor.
 */
export function termCoding(list: TermList, isFactor: readonly boolean[]): boolean[][] {
  const keys = new Set(list.terms.map(({ variables }) => variables.join()));
  const coding = list.terms.map((term, t) =>
    term.variables.map((variable) => {
      if (!isFactor[variable]) return false;
      const others = term.variables.filter((other) => other !== variable);
      if (others.length === 0 || keys.has(others.join())) return false;
      return !list.terms
        .slice(0, t)
        .some(
          (earlier) =>
            earlier.variables.length === term.variables.length &&
            others.every((other) => earlier.variables.includes(other)),
        );
    }),
  );
  if (!list.intercept) {
    const first = list.terms.findIndex(({ variables }) => variables.some((v) => isFactor[v]));
    if (first >= 0) coding[first][list.terms[first].variables.findIndex((v) => isFactor[v])] = true;
  }
  return coding;
}
