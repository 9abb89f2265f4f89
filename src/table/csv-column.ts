import { isMissingText, parseNumber } from './number-text.ts';
import { sortLevels } from './sort-levels.ts';
import type { Column } from './table.ts';

type Rows = readonly (readonly string[])[];

const TRUE = new Set(['TRUE', 'true', 'T']);
const FALSE = new Set(['FALSE', 'false', 'F']);

/** A column that is being read. */
export interface ColumnReader {
  /** Takes the cell `index` of every row; false when the column cannot go on as what it was taken for. */
  add(rows: Rows, index: number): boolean;
  finish(): Column;
}

/** Reads a column of numbers; gives up at the first cell that is other text. */
export function numberReader(): ColumnReader {
  let values = new Float64Array(0);
  let n = 0;
  return {
    add(rows, index) {
      if (n + rows.length > values.length) {
        const grown = new Float64Array(Math.max(2 * values.length, n + rows.length));
        grown.set(values);
        values = grown;
      }
      for (let i = 0; i < rows.length; i++) {
        const x = parseNumber(rows[i][index]);
        if (x === undefined) return false;
        values[n++] = x;
      }
      return true;
    },
    finish: () => ({ kind: 'numeric', values: values.slice(0, n) }),
  };
}

/** Reads a column of text into codes; in the end it is logical if all its texts are truth values, else a factor. */
export function textReader(): ColumnReader {
  const codeOf = new Map<string, number>();
  let codes = new Int32Array(0);
  let n = 0;
  const addText = (cell: string): number => {
    const code = isMissingText(cell) ? -1 : codeOf.size;
    if (code >= 0) codeOf.set(cell, code);
    return code;
  };
  return {
    add(rows, index) {
      if (n + rows.length > codes.length) {
        const grown = new Int32Array(Math.max(2 * codes.length, n + rows.length));
        grown.set(codes);
        codes = grown;
      }
      for (let i = 0; i < rows.length; i++) {
        const cell = rows[i][index];
        codes[n++] = codeOf.get(cell) ?? addText(cell);
      }
      return true;
    },
    finish: () => finishText(codes.slice(0, n), [...codeOf.keys()]),
  };
}

function finishText(codes: Int32Array, texts: readonly string[]): Column {
  if (texts.length > 0 && texts.every((text) => TRUE.has(text) || FALSE.has(text))) {
    const truth = texts.map((text) => (TRUE.has(text) ? 1 : 0));
    return { kind: 'logical', values: Int8Array.from(codes, (code) => truth[code] ?? -1) };
  }
  // The parser's cells are windows into the whole text; joined and split again they let go of it.
  const own = texts.length === 0 ? [] : texts.join('\0').split('\0');
  return sortLevels(codes, own);
}
