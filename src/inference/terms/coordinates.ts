import type { ColumnStore } from '../../design/column-store.ts';
import { columnStore } from '../../design/column-store.ts';
import { triangularise } from '../../engine/triangularise.ts';
import type { TermList } from '../../formula/formula.ts';
import type { ModelFrame, Variable } from '../../frame/frame.ts';
import { representativeRows, takeVariables } from './representative-rows.ts';

/** Columns of a model matrix, made from the variables on some rows. */
export type MakeColumns = (
  variables: ReadonlyMap<string, Variable>,
  store: ColumnStore,
) => readonly Float64Array[];

/** Columns expressed by others: targets = basis[kept] · matrix. */
interface Coordinates {
  /** The columns of the basis that do not depend on earlier ones. */
  readonly kept: readonly number[];
  /** kept.length × number of targets, column-major. */
  readonly matrix: Float64Array;
}

/** A column with a smaller share outside the span of the earlier ones depends on them. */
const DEPENDENT = 1e-9;

function solve(
  frame: ModelFrame,
  used: readonly Variable[],
  rows: Int32Array,
  basisOf: MakeColumns,
  targetsOf: MakeColumns,
): Coordinates {
  const variables = rows.length === frame.nrow ? used : takeVariables(used, rows).values();
  const byName = new Map(Array.from(variables, (variable) => [variable.name, variable]));
  const store = columnStore(rows.length);
  const basis = basisOf(byName, store).map((column) => column.slice());
  const targets = targetsOf(byName, store).map((column) => column.slice());
  const kept = triangularise([...basis, ...targets], basis.length, DEPENDENT);
  const rank = kept.length;
  const matrix = new Float64Array(rank * targets.length);
  targets.forEach((target, t) => {
    for (let i = rank - 1; i >= 0; i--) {
      let sum = target[i];
      for (let j = i + 1; j < rank; j++) sum -= basis[kept[j]][i] * matrix[t * rank + j];
      matrix[t * rank + i] = sum / basis[kept[i]][i];
    }
  });
  return { kept, matrix };
}

/**
 * The coordinates of model-matrix columns in the columns of another coding of the same terms.
 *
 * That a column lies in the span of others is a fact about the coding, so that a few rows of every cell settle the
 * coordinates; all rows are used only when the few do not determine the basis.
 *
 * @param list the terms whose variables both sides are made of
 * @param rank number of independent columns in the basis
 */
export function coordinates(
  frame: ModelFrame,
  list: TermList,
  rank: number,
  basisOf: MakeColumns,
  targetsOf: MakeColumns,
): Coordinates {
  const names = new Set(
    list.terms.flatMap((term) => term.variables.map((v) => list.variables[v].name)),
  );
  const used = [...frame.variables.values()].filter(({ name }) => names.has(name));
  const rows = representativeRows(used, frame.nrow);
  const few = solve(frame, used, rows, basisOf, targetsOf);
  if (few.kept.length >= rank || rows.length === frame.nrow) return few;
  const all = Int32Array.from({ length: frame.nrow }, (_, i) => i);
  return solve(frame, used, all, basisOf, targetsOf);
}
