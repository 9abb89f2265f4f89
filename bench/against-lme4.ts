// npm run bench:lme4 [-- --models a,b] [--runs k] [--rounds r] [--least s] [--budget s] [--quick]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandLineTable } from './command-line-table.ts';
import { machineLines } from './environment.ts';
import { type FitRow, fitMemory, fitTimes, measureFit } from './fit-table.ts';
import { inferenceTable } from './inference-table.ts';
import { rVersions } from './installed-r.ts';
import { markdown } from './markdown.ts';
import { models, modelsNamed } from './models.ts';
import { cache, inPackage } from './paths.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string' },
    runs: { type: 'string' },
    rounds: { type: 'string' },
    least: { type: 'string' },
    budget: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const { quick } = values;

function count(name: 'runs' | 'rounds' | 'least' | 'budget', usual: number): number {
  const value = Number(values[name] ?? usual);
  if (!(value > 0)) throw new Error(`--${name} must be a positive number`);
  return value;
}

const repeats = {
  runs: count('runs', quick ? 1 : 7),
  rounds: count('rounds', quick ? 1 : 3),
  least: count('least', quick ? 0.5 : 2),
  budget: count('budget', quick ? 5 : 40),
};
const chosen =
  values.models === undefined
    ? models.filter(({ large }) => !(quick && large))
    : modelsNamed(values.models.split(','));
const names = chosen.map(({ name }) => name);

const versions = rVersions();
const rows: FitRow[] = [];
for (const model of chosen) {
  const row = measureFit(model, repeats);
  rows.push(row);
  const { blup, usual, fastest } = row;
  console.error(
    `${model.name}: blup ${blup.seconds.toPrecision(3)} s, lme4 ${usual.seconds.toPrecision(3)} s, fastest ${fastest.seconds.toPrecision(3)} s`,
  );
}
const intro = [
  '# blup beside lme4\n',
  'Made by `npm run bench:lme4`; see [README](README.md) for what is measured and how to repeat it.\n',
  ...machineLines(),
  ...versions,
  `- up to ${repeats.rounds} processes for each program, in turns; after the first fit ${repeats.runs} more in each, for ${repeats.least} s at least; none begun after ${repeats.budget} s\n`,
].join('\n');

// The file of record is written only by a run of everything with the usual repeats.
const whole = Object.keys(values).every((name) => name === 'quick') && !quick;
const target = whole ? inPackage('bench/RESULTS.md') : join(cache, 'RESULTS.md');
const tables = [
  () => fitTimes(rows),
  () => fitMemory(rows),
  () => inferenceTable(names, repeats),
  ...(names.includes('eclsk') ? [() => commandLineTable(quick ? 2 : 9)] : []),
];
let text = intro;
console.log(intro);
for (const table of tables) {
  const part = markdown(table());
  console.log(part);
  text += `\n${part}`;
  writeFileSync(target, text);
}
console.error(`written to ${target}`);
