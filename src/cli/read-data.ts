import { existsSync } from 'node:fs';
import { BlupError } from '../errors/blup-error.ts';
import { beginsWithLevel } from '../formula/level-equations/statements.ts';
import { readTable } from '../table/read-file.ts';
import type { Table } from '../table/table.ts';
import type { ModelFlags } from './model-options.ts';
import { progress } from './progress-line.ts';

/** The data of a call. A formula in their place gets an error that says the order. */
export function readData(path: string, { factor = [] }: ModelFlags): Table {
  if ((path.includes('~') || beginsWithLevel(path)) && !existsSync(path)) {
    throw new BlupError('option', `the data come first, then the formula: "${path}" is no file`, {
      value: path,
    });
  }
  progress.say(`reading ${path}`);
  return readTable(path, { factors: factor });
}
