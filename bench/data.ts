import { join } from 'node:path';
import { readTable } from '../src/table/read-file.ts';
import type { FactorColumn, NumericColumn } from '../src/table/table.ts';
import { hasColumns, readColumns, writeColumns } from './columns.ts';
import type { Columns } from './generators.ts';
import type { BenchModel, DataFile } from './models.ts';
import { cache, inPackage } from './paths.ts';

/** Only the columns that the formula names: neither program is to carry others. */
function fromFile({ file, factors }: DataFile, formula: string): Columns {
  const { columns } = readTable(inPackage(file), { factors });
  const used = new Set(formula.match(/[\w.]+/g));
  const kept = [...columns].filter(([name]) => used.has(name));
  return Object.fromEntries(kept as [string, NumericColumn | FactorColumn][]);
}

/** Folder of the model's binary columns, made on first use. */
export function dataFolder({ name, data, formula }: BenchModel): string {
  const folder = join(cache, 'data', name);
  if (!hasColumns(folder)) {
    writeColumns(folder, typeof data === 'function' ? data() : fromFile(data, formula));
  }
  return folder;
}

/** The model's columns, by way of the files that R reads. */
export function modelColumns(model: BenchModel): Columns {
  return readColumns(dataFolder(model));
}
