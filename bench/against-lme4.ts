// npm run bench:lme4 [-- --models a,b] [--runs k] [--rounds r] [--budget s] [--quick]
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
    budget: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const { quick } = values;

function count(name: 'runs' | 'rounds' | 'budget', usual: number): number {
  const value = Number(values[name] ?? usual);
  if (!(value > 0)) throw new Error(`--${name} must be a positive number`);
  return value;
}

const repeats = {
  runs: count('runs', quick ? 1 : 7),
  rounds: count('rounds', quick ? 1 : 3),
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
const tables = [
  fitTimes(rows),
  fitMemory(rows),
  inferenceTable(names, repeats),
  ...(names.includes('eclsk') ? [commandLineTable(quick ? 2 : 9)] : []),
];

const intro = [
  '# blup beside lme4\n',
  'Made by `npm run bench:lme4`; see [README](README.md) for what is measured and how to repeat it.\n',
  ...machineLines(),
  ...versions,
  `- ${repeats.rounds} processes for each program in turns, up to ${repeats.runs} fits in each after the first\n`,
].join('\n');
const text = `${intro}\n${tables.map(markdown).join('\n')}`;
console.log(text);

// The file of record is written only by a run of everything with the usual repeats.
const whole = Object.keys(values).every((name) => name === 'quick') && !quick;
const target = whole ? inPackage('bench/RESULTS.md') : join(cache, 'RESULTS.md');
writeFileSync(target, text);
console.error(`written to ${target}`);
