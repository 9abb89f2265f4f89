import { BlupError } from '../errors/blup-error.ts';
import type { FactorColumn } from '../table/table.ts';
import { allFinite } from './all-finite.ts';
import { columnSums, type SumsOf, showFinite } from './column-sums.ts';
import { decideContrasts } from './decide-contrasts.ts';
import { dropUnusedLevels } from './evaluate/drop-unused-levels.ts';
import type { Value } from './evaluate/value.ts';
import type { Variable } from './frame.ts';
import type { ContrastOption } from './frame-options.ts';

/** Position of the first infinite number, or −1. */
function firstInfinite(values: Float64Array): number {
  return allFinite(values) ? -1 : values.findIndex((x) => !Number.isFinite(x));
}

/** Refuses infinite numbers: `not-finite`, with the name and the row of the table. */
export function checkFinite(
  name: string,
  values: Float64Array,
  rows: Int32Array,
  sumsOf: SumsOf = columnSums,
): void {
  if (showFinite(sumsOf(values))) return;
  const i = firstInfinite(values);
  if (i < 0) return;
  const row = rows[i] + 1;
  throw new BlupError(
    'not-finite',
    `${name} is ${values[i] > 0 ? 'infinite' : 'minus infinity'} in row ${row}; make the cell missing or transform otherwise`,
    { value: String(values[i]), column: name, row },
  );
}

/** Truth values as a factor whose levels are always `FALSE` and `TRUE`, as R codes them. */
function logicalFactor(values: Int8Array): FactorColumn {
  return { kind: 'factor', codes: Int32Array.from(values), levels: ['FALSE', 'TRUE'] };
}

/**
 * A variable of the model from its value on the rows kept: numbers stay, texts and factors get their contrasts and
 * lose levels that no row has, truth values become a factor.
 *
 * Throws `not-finite`, and `formula-meaning` for a constant.
 */
export function decideVariable(
  name: string,
  value: Value,
  rows: Int32Array,
  contrast: ContrastOption | undefined,
  sumsOf: SumsOf = columnSums,
): Variable {
  switch (value.kind) {
    case 'numeric':
      checkFinite(name, value.values, rows, sumsOf);
      return { kind: 'numeric', name, values: value.values };
    case 'matrix':
      for (const column of value.columns) checkFinite(name, column, rows, sumsOf);
      return { kind: 'matrix', name, suffixes: value.suffixes, columns: value.columns };
    case 'constant':
      throw new BlupError('formula-meaning', `${name} is a constant, not a variable of the data`, {
        value: name,
      });
    default: {
      const factor =
        value.kind === 'logical' ? logicalFactor(value.values) : dropUnusedLevels(value);
      const { codes, levels } = factor;
      return {
        kind: 'factor',
        name,
        codes,
        levels,
        contrasts: decideContrasts(name, factor, contrast),
      };
    }
  }
}
