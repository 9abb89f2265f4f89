// npm run bench [-- sections …] [--models a,b] [--quick]
import { parseArgs } from 'node:util';
import { machineLines } from './environment.ts';
import { evaluationTable, rowsTable } from './evaluations.ts';
import { fitTable } from './fits.ts';
import { kenwardRogerTable } from './kenward-roger-table.ts';
import { kernelTable } from './kernels.ts';
import { markdown, type ResultTable } from './markdown.ts';
import { models, modelsNamed } from './models.ts';
import { stageTable } from './stages.ts';
import { sizeTable, startUpTable } from './start-up.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, models: { type: 'string' } },
});
const { quick } = values;
const chosen =
  values.models === undefined
    ? models.filter(({ large }) => !(quick && large))
    : modelsNamed(values.models.split(','));

const sections: Record<string, () => ResultTable[]> = {
  kernels: () => [kernelTable(quick)],
  evaluations: () => [evaluationTable(chosen, quick)],
  rows: () => [rowsTable(quick)],
  fits: () => [fitTable(chosen, quick)],
  stages: () => [stageTable(chosen, quick)],
  'kenward-roger': () => [kenwardRogerTable(quick)],
  'start-up': () => [startUpTable(quick), sizeTable()],
};

const wanted = positionals.length > 0 ? positionals : Object.keys(sections);
const unknown = wanted.find((name) => sections[name] === undefined);
if (unknown !== undefined) {
  throw new Error(`no section "${unknown}"; there are ${Object.keys(sections).join(', ')}`);
}
console.log(`${machineLines().join('\n')}\n`);
for (const name of wanted) {
  for (const table of sections[name]()) console.log(markdown(table));
}
