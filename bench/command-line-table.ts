import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Column } from '../src/table/table.ts';
import { modelColumns } from './data.ts';
import { figure, type ResultTable } from './markdown.ts';
import { median } from './measure.ts';
import { modelsNamed } from './models.ts';
import { cache, inPackage } from './paths.ts';

function cell(column: Column, row: number): string {
  return column.kind === 'factor' ? column.levels[column.codes[row]] : String(column.values[row]);
}

/** The ECLS-K-like data as CSV, with all digits. */
function csvFile(): { path: string; formula: string } {
  const [model] = modelsNamed(['eclsk']);
  const path = join(cache, 'ecls.csv');
  if (!existsSync(path)) {
    const columns = Object.entries(modelColumns(model));
    const lines = [columns.map(([name]) => name).join(',')];
    const first = columns[0][1];
    const rows = first.kind === 'factor' ? first.codes.length : first.values.length;
    for (let i = 0; i < rows; i++) lines.push(columns.map(([, c]) => cell(c, i)).join(','));
    writeFileSync(path, `${lines.join('\n')}\n`);
  }
  return { path, formula: model.formula };
}

function wallTime(command: string, args: readonly string[]): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed:\n${stderr}`);
  return (performance.now() - begun) / 1000;
}

/** Whole processes from the shell, in turns: start, read CSV, fit, print the summary. */
export function commandLineTable(runs: number): ResultTable {
  const { path, formula } = csvFile();
  const blup = [inPackage('dist/command/blup.js'), 'fit', path, formula];
  const r = [inPackage('bench/command-line.R'), path, formula];
  const pairs = [
    { name: 'summary with Satterthwaite', ours: blup, theirs: [...r, 'lmerTest'] },
    { name: 'summary without', ours: [...blup, '--ddf', 'none'], theirs: [...r, 'lme4'] },
  ];
  return {
    title: 'From the command line',
    note: `\`blup fit ecls.csv "${formula}"\` beside Rscript doing the same (read.csv, lmer, print(summary)): seconds of whole processes, medians. 11,091 rows.`,
    header: ['output', 'blup', 'Rscript', 'ratio'],
    rows: pairs.map(({ name, ours, theirs }) => {
      const [a, b]: [number[], number[]] = [[], []];
      for (let run = 0; run < runs; run++) {
        a.push(wallTime(process.execPath, ours));
        b.push(wallTime('Rscript', theirs));
      }
      return [name, figure(median(a)), figure(median(b)), figure(median(b) / median(a))];
    }),
  };
}
