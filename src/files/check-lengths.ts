/** A part of a column as the reader of Arrow files gives it. */
interface Chunk {
  readonly length: number;
  readonly type?: { readonly typeId: number };
  readonly values?: ArrayLike<unknown>;
  readonly offsets?: ArrayLike<unknown>;
  readonly dictionary?: Column;
}

interface Column {
  readonly length: number;
  readonly data: readonly unknown[];
}

const BOOL = 6;
/** Rows of a column that has no cells in the file, as one of nulls or of runs: no more than these are believed. */
const MOST = 2 ** 24;

/** How many rows the buffers of a chunk have room for; undefined where it has none of its own. */
function capacity({ type, values, offsets }: Chunk): number | undefined {
  if (offsets !== undefined) return Math.max(0, offsets.length - 1);
  if (values === undefined) return undefined;
  return type?.typeId === BOOL ? 8 * values.length : values.length;
}

function checkColumn(column: Column): void {
  for (const chunk of column.data as readonly Chunk[]) {
    const room = capacity(chunk) ?? MOST;
    if (!(chunk.length >= 0 && chunk.length <= room)) throw new Error('column of another length');
    if (chunk.dictionary) checkColumn(chunk.dictionary);
  }
}

/** Throws an `Error` when columns of an Arrow table claim more rows than their cells, or not all the same number. */
export function checkColumnLengths(columns: readonly Column[]): void {
  for (const column of columns) {
    checkColumn(column);
    if (column.length !== columns[0].length) throw new Error('columns of different lengths');
  }
}
