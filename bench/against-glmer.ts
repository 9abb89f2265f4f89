// npm run bench:glmer [-- --models a,b] [--runs k] [--quick]
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from './data.ts';
import { machineLines } from './environment.ts';
import { type GlmmModel, glmmModels } from './glmm-models.ts';
import { rVersions } from './installed-r.ts';
import { figure, markdown, mebibytes } from './markdown.ts';
import { median } from './measure.ts';
import { cache, compiledScript, inPackage } from './paths.ts';

const { values } = parseArgs({
  options: {
    models: { type: 'string' },
    runs: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const names = values.models?.split(',');
const chosen = glmmModels.filter(({ name, large }) =>
  names === undefined ? !(values.quick && large) : names.includes(name),
);

/** What one measured process prints: seconds of processor time, bytes. */
interface Answer {
  readonly first: number;
  readonly times: readonly number[];
  readonly criterion: number;
  readonly evaluations: number;
  readonly base?: number;
  readonly peak?: number;
}

function run(program: 'blup' | 'R', model: GlmmModel, runs: number): Answer {
  const [command, script] =
    program === 'R'
      ? ['Rscript', inPackage('bench/glmm.R')]
      : [process.execPath, compiledScript('glmm-child')];
  const args = [script, dataFolder(model), model.formula, model.family, String(runs)];
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${program} failed on ${model.name}:\n${stderr}${stdout}`);
  return JSON.parse(stdout) as Answer;
}

const grown = ({ peak, base }: Answer): string =>
  peak === undefined || base === undefined ? '–' : mebibytes(peak - base);

const rows = chosen.map((model) => {
  const runs = Number(values.runs ?? (values.quick || model.large ? 1 : 7));
  const blup = run('blup', model, Math.max(runs, model.large ? 2 : 12));
  const lme4 = run('R', model, model.large ? 0 : runs);
  const [ours, theirs] = [median(blup.times), median(lme4.times)];
  return [
    model.name,
    model.size,
    figure(1000 * ours),
    figure(1000 * blup.first),
    figure(1000 * theirs),
    figure(theirs / ours),
    figure(theirs / blup.first),
    String(model.goal ?? ''),
    String(blup.evaluations),
    String(lme4.evaluations),
    (blup.criterion - lme4.criterion).toExponential(1),
    grown(blup),
    grown(lme4),
  ];
});

const text = [
  '# blup beside glmer\n',
  'Made by `npm run bench:glmer`.\n',
  ...machineLines(),
  ...rVersions(),
  '',
  markdown({
    title: "Generalised models, Laplace's approximation",
    note: [
      'Milliseconds of processor time for a whole fit, data in memory, median in a warm process; first: the first fit of a process.',
      'Evaluations of the criterion: for blup with gradient, those for the Hessian included; for lme4 those of its optimiser alone.',
      'Difference of −2 log-likelihood: blup − lme4. Memory: peak resident size less that before the fit, MiB.',
    ].join('\n'),
    header: [
      'model',
      'size',
      'blup',
      'blup first',
      'glmer',
      'ratio',
      'ratio of first',
      'goal',
      'evaluations',
      'glmer evaluations',
      'difference',
      'memory',
      'glmer memory',
    ],
    rows,
  }),
].join('\n');
console.log(text);
writeFileSync(join(cache, 'GLMM.md'), text);
