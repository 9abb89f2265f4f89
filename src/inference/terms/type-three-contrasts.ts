import { modelColumns } from '../../design/model-columns.ts';
import type { TermList } from '../../formula/formula.ts';
import { contrastMatrix } from '../../frame/contrasts.ts';
import type { ModelFrame, Variable } from '../../frame/frame.ts';
import { coordinates, type MakeColumns } from './coordinates.ts';
import type { TermContrasts } from './sequential-contrasts.ts';

/** Hypotheses of type III, and where no row tells of a combination of levels. */
export interface TypeThree {
  readonly contrasts: TermContrasts;
  /** Names of the cells without rows. */
  readonly emptyCells: readonly string[];
}

/** Numbers below this share of the largest are rounding. */
const ZERO = 1e-8;

function treatmentCoded(variables: ReadonlyMap<string, Variable>): Map<string, Variable> {
  return new Map(
    Array.from(variables, ([name, variable]) => [
      name,
      variable.kind === 'factor' && variable.levels.length > 1
        ? { ...variable, contrasts: contrastMatrix('treatment', variable.levels) }
        : variable,
    ]),
  );
}

/** Every term with one column for each combination of levels, as if it stood alone and without intercept. */
function termsInFull(list: TermList): { list: TermList; term: number }[] {
  const terms = list.terms.map((term, t) => ({
    list: { ...list, intercept: false, terms: [term] },
    term: t + 1,
  }));
  return list.intercept ? [{ list: { ...list, terms: [] }, term: 0 }, ...terms] : terms;
}

/** Removes from `column` its part in the span of the orthonormal `basis`, twice for the sake of rounding. */
function removeSpan(column: Float64Array, basis: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const q of basis) {
      let sum = 0;
      for (let i = 0; i < q.length; i++) sum += q[i] * column[i];
      for (let i = 0; i < q.length; i++) column[i] -= sum * q[i];
    }
  }
}

function orthonormal(columns: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const own = column.slice();
    const before = Math.hypot(...own);
    removeSpan(own, basis);
    const size = Math.hypot(...own);
    if (size > ZERO * before) basis.push(own.map((x) => x / size));
  }
  return basis;
}

/**
 * Type III: each term adjusted for all others, with equal weight for every cell that its containing terms distinguish.
 *
 * The model is written with one parameter for each combination of levels of every term (overparameterised). A coefficient
 * of the treatment-coded model is an estimable function of those; the functions of a term are made orthogonal to those of
 * the terms that contain it, then expressed by the user's coefficients. The answer does not depend on the user's
 * coding. SAS Institute, "The Four Types of Estimable Functions"; with empty cells as lmerTest (Kuznetsova,
 * Brockhoff & Christensen 2017, J. Stat. Softw. 82(13), §2.2), which starts from the columns that lme4 keeps.
 *
 * @param kept columns of the user's model matrix that were kept
 * @param containing for each term the positions of those that contain it
 */
export function typeThreeContrasts(
  frame: ModelFrame,
  kept: Int32Array,
  containing: readonly (readonly number[])[],
): TypeThree {
  const list = frame.formula.fixed;
  const full = termsInFull(list);
  let fullNames: { term: number; name: string; empty: boolean }[] = [];
  let assign: readonly number[] = [];
  let names: readonly string[] = [];
  const treatment: MakeColumns = (variables, store) => {
    const made = modelColumns(list, treatmentCoded(variables), store);
    ({ assign, names } = made);
    return made.columns;
  };
  const targets: MakeColumns = (variables, store) => {
    const cells = full.map((one) => ({
      term: one.term,
      ...modelColumns(one.list, variables, store),
    }));
    fullNames = cells.flatMap(({ term, names, columns }) =>
      names.map((name, c) => ({ term, name, empty: columns[c].every((x) => x === 0) })),
    );
    const user = modelColumns(list, variables, store).columns;
    return [...cells.flatMap(({ columns }) => columns), ...Array.from(kept, (j) => user[j])];
  };
  const p = kept.length;
  const found = coordinates(frame, list, p, treatment, targets);
  const rank = found.kept.length;
  const count = fullNames.length;
  const at = (row: number, column: number): number => found.matrix[column * rank + row];

  const functions = found.kept.map((_, j) =>
    Float64Array.from({ length: count }, (_, k) => at(j, k)),
  );
  const ofTerm = list.terms.map((_, t) =>
    found.kept.flatMap((column, j) => (assign[column] === t + 1 ? [j] : [])),
  );
  const highestFirst = list.terms
    .map((_, t) => t)
    .sort((a, b) => list.terms[b].variables.length - list.terms[a].variables.length);
  for (const t of highestFirst) {
    const above = containing[t].flatMap((other) => ofTerm[other].map((j) => functions[j]));
    const basis = orthonormal(above);
    for (const j of ofTerm[t]) removeSpan(functions[j], basis);
  }

  const place = found.kept.map((column) =>
    fullNames.findIndex(({ term, name }) => term === assign[column] && name === names[column]),
  );
  const inUser = (f: Float64Array): Float64Array => {
    const row = Float64Array.from({ length: p }, (_, u) =>
      place.reduce((sum, k, i) => sum + f[k] * at(i, count + u), 0),
    );
    const largest = row.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    return row.map((x) => (Math.abs(x) < ZERO * largest ? 0 : x));
  };
  return {
    contrasts: ofTerm.map((columns) =>
      columns.map((j) => inUser(functions[j])).filter((row) => row.some((x) => x !== 0)),
    ),
    emptyCells: fullNames.filter(({ empty }) => empty).map(({ name }) => name),
  };
}
