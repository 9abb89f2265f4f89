import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Column } from '../src/table/table.ts';
import type { Columns } from './generators.ts';

/*
 * A data set as both programs read it, byte for byte:
 *
 *     <folder>/header.json     rows, and for each column its kind and levels
 *     <folder>/<column>.bin    float64 (numeric) or int32 codes from 0 (factor), little-endian
 */

interface ColumnHeader {
  readonly name: string;
  readonly kind: 'numeric' | 'factor';
  /** Labels, or their number when they are 1, 2, 3 … */
  readonly levels?: readonly string[] | number;
}

interface Header {
  readonly rows: number;
  readonly columns: readonly ColumnHeader[];
}

function levelsHeader(levels: readonly string[]): readonly string[] | number {
  return levels.every((label, i) => label === String(i + 1)) ? levels.length : levels;
}

function cells(column: Column): Float64Array | Int32Array {
  if (column.kind === 'numeric') return column.values;
  if (column.kind === 'factor') return column.codes;
  throw new Error('benchmark data have no logical columns');
}

/** Writes the columns; the header comes last, so that an interrupted write is made again. */
export function writeColumns(folder: string, columns: Columns): void {
  mkdirSync(folder, { recursive: true });
  const entries = Object.entries(columns);
  for (const [name, column] of entries) {
    const { buffer, byteOffset, byteLength } = cells(column);
    writeFileSync(join(folder, `${name}.bin`), new Uint8Array(buffer, byteOffset, byteLength));
  }
  const header: Header = {
    rows: cells(entries[0][1]).length,
    columns: entries.map(([name, column]) => ({
      name,
      kind: column.kind,
      ...(column.kind === 'factor' && { levels: levelsHeader(column.levels) }),
    })),
  };
  writeFileSync(join(folder, 'header.json'), JSON.stringify(header));
}

export function hasColumns(folder: string): boolean {
  return existsSync(join(folder, 'header.json'));
}

/** The columns, each read into an array of its own without a copy. */
export function readColumns(folder: string): Columns {
  const { columns } = JSON.parse(readFileSync(join(folder, 'header.json'), 'utf8')) as Header;
  return Object.fromEntries(
    columns.map(({ name, kind, levels = [] }) => {
      const bytes = readFileSync(join(folder, `${name}.bin`));
      // Small files share a pool whose offset need not be a multiple of eight.
      const shared = bytes.byteOffset % 8 !== 0 || bytes.buffer.byteLength !== bytes.byteLength;
      const buffer = shared ? new Uint8Array(bytes).buffer : bytes.buffer;
      if (kind === 'numeric') return [name, { kind, values: new Float64Array(buffer) }];
      const labels =
        typeof levels === 'number' ? Array.from({ length: levels }, (_, i) => `${i + 1}`) : levels;
      return [name, { kind, codes: new Int32Array(buffer), levels: labels }];
    }),
  );
}
