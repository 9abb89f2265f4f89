import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableFromArrays, tableToIPC } from '@uwdata/flechette';
import { afterAll, expect, test } from 'vitest';
import { parseCsv } from '../../src/table/parse-csv.ts';
import { parquetBytes } from '../files/parquet-writer.ts';
import { blup } from './blup.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'blup-columnar-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sleep = parseCsv(readFileSync(join(root, 'web-demo/data/sleepstudy.csv'), 'utf8'));
const cells = (name: string): number[] => {
  const column = sleep.columns.get(name);
  return column?.kind === 'numeric' ? [...column.values] : [];
};
const names = ['Reaction', 'Days', 'Subject'];

const run = (...args: readonly string[]) => blup(args);

test('the command reads Parquet and Arrow files as it reads CSV', () => {
  const parquet = join(folder, 'sleepstudy.parquet');
  const arrow = join(folder, 'sleepstudy.arrow');
  writeFileSync(
    parquet,
    parquetBytes(
      names.map((name) => ({ name, type: 'double', groups: [cells(name)] })),
      'gzip',
    ),
  );
  const table = tableFromArrays(Object.fromEntries(names.map((name) => [name, cells(name)])));
  writeFileSync(arrow, tableToIPC(table, { format: 'file' }) as Uint8Array);
  const formula = 'Reaction ~ Days + (Days | Subject)';
  const csv = run('fit', join(root, 'web-demo/data/sleepstudy.csv'), formula);
  for (const path of [parquet, arrow]) {
    const found = run('fit', path, formula);
    expect(found.stderr).toBe('');
    const named = csv.stdout.replace(/^ {3}Data: .*$/m, '');
    expect(found.stdout.replace(/^ {3}Data: .*$/m, '')).toBe(named);
  }
  const factor = run('fit', parquet, 'Reaction ~ Subject + (1 | Days)', '--factor', 'Subject');
  expect(factor.stdout).toContain('Subject309');
});

test('a damaged file is one line of error, status 2', () => {
  const path = join(folder, 'cut.parquet');
  writeFileSync(path, 'PAR1 and no more');
  const { status, stderr } = run('fit', path, 'y ~ 1 + (1 | g)');
  expect(status).toBe(2);
  expect(stderr).toMatch(/^blup: the Parquet file .*cut\.parquet" cannot be read: .*\n$/);
});
