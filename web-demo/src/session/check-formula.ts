import type { Table } from 'blup';
import { modelFrame, readFormula } from './first-library.ts';
import type { SessionState } from './state.ts';

/** Rows that suffice to see whether a formula can be evaluated. */
const FEW = 200;

/**
 * Throws what is wrong with a formula as far as this can be seen before the fit: its spelling, names of columns, functions. Data of a
 * few rows may leave a factor with one level, or a column without values: such doubts wait for the fit.
 */
export function checkFormula(
  state: SessionState,
  request: { readonly text: string; readonly linear: boolean },
): void {
  const formula = readFormula(request.text);
  if (state.table === undefined) return;
  try {
    modelFrame(formula, firstRows(state.table), {}, request.linear ? undefined : anyResponse);
  } catch (error) {
    const { code, detail } = error as { code?: string; detail?: { span?: unknown } };
    if (code === 'unknown-column' || code === 'formula-syntax' || detail?.span !== undefined) {
      throw error;
    }
  }
}

/** Responses of generalised models are of many kinds; what they hold is judged by the fit. */
const anyResponse: Parameters<typeof modelFrame>[3] = {
  decide: (name, _value, rows) => ({
    response: { kind: 'numeric', name, values: new Float64Array(rows.length) },
  }),
};

function firstRows(table: Table): Table {
  if (table.nrow <= FEW) return table;
  const columns = new Map(
    [...table.columns].map(([name, column]) => [
      name,
      column.kind === 'factor'
        ? { ...column, codes: column.codes.slice(0, FEW) }
        : column.kind === 'logical'
          ? { ...column, values: column.values.slice(0, FEW) }
          : { ...column, values: column.values.slice(0, FEW) },
    ]),
  );
  return { ...table, nrow: FEW, columns };
}
