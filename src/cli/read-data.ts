import { existsSync, readFileSync } from 'node:fs';
import { BlupError } from '../errors/blup-error.ts';
import { tableFromBytes } from '../files/table-from-bytes.ts';
import { beginsWithLevel } from '../formula/level-equations/statements.ts';
import { withFactors } from '../table/make-table.ts';
import { readTable } from '../table/read-file.ts';
import type { Table } from '../table/table.ts';
import type { ModelFlags } from './model-options.ts';
import { progress } from './progress-line.ts';

/** Files that only asynchronous functions can read, by their paths. */
const columnar = new Map<string, Table>();

/** Reads the Parquet and Arrow files among the arguments of a call, before the command runs. */
export async function readColumnarFiles(args: readonly unknown[]): Promise<void> {
  for (const path of args.flat()) {
    if (typeof path !== 'string' || !/\.(parquet|arrow|feather|ipc)$/i.test(path)) continue;
    if (!existsSync(path)) continue;
    columnar.set(path, await tableFromBytes(readFileSync(path), { name: path }));
  }
}

/** The table of a file. */
export function readFile(path: string, factors: readonly string[] = []): Table {
  const table = columnar.get(path);
  return table === undefined ? readTable(path, { factors }) : withFactors(table, factors);
}

/** The data of a call. A formula in their place gets an error that says the order. */
export function readData(path: string, { factor = [] }: ModelFlags): Table {
  if ((path.includes('~') || beginsWithLevel(path)) && !existsSync(path)) {
    throw new BlupError('option', `the data come first, then the formula: "${path}" is no file`, {
      value: path,
    });
  }
  progress.say(`reading ${path}`);
  return readFile(path, factor);
}
