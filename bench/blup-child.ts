// One measured process of blup, the counterpart of lme4.R, with the same arguments and the same line of JSON:
//   node blup-child.js FOLDER FORMULA REML|ML TASK RUNS LEAST MOST
import { writeFileSync } from 'node:fs';
import { withCore } from '../src/engine/core.ts';
import { loadProblem } from '../src/engine/load-problem.ts';
import { lmer } from '../src/fit/lmer.ts';
import type { Model } from '../src/fit/model.ts';
import { bootstrap } from '../src/inference/bootstrap/bootstrap.ts';
import { confint } from '../src/inference/intervals/confint.ts';
import { formatSummary } from '../src/report/format-summary.ts';
import { summary } from '../src/report/summary.ts';
import { readColumns } from './columns.ts';
import { memoryNow } from './environment.ts';
import { designBytes } from './fits.ts';

const [folder, formula, methodName, taskName, ...limits] = process.argv.slice(2);
const [runs, least, most] = limits.map(Number);
const method = methodName === 'ML' ? 'ML' : 'REML';
const columns = readColumns(folder);

/** Fits, and bootstraps every parameter. */
function resampled(nsim: number): Model {
  const model = lmer(formula, columns, { method });
  if (bootstrap(model, { nsim }).failed > 0) throw new Error('failed refits');
  return model;
}

/** What can be asked. Each does the whole work and returns the fitted model. */
const tasks: Record<string, () => Model> = {
  fit: () => lmer(formula, columns, { method }),
  satterthwaite: () => {
    const model = lmer(formula, columns, { method });
    if (formatSummary(summary(model)).length === 0) throw new Error('empty summary');
    return model;
  },
  profile: () => {
    const model = lmer(formula, columns, { method });
    const { intervals } = confint(model, { method: 'profile' });
    if (intervals.some(({ lower, upper }) => !(lower < upper))) throw new Error('no interval');
    return model;
  },
  bootstrap: () => resampled(1000),
  bootstrap10000: () => resampled(10_000),
  'kenward-roger': () => {
    const model = lmer(formula, columns, { method });
    const text = formatSummary(summary(model, { ddf: 'kenward-roger' }));
    if (text.length === 0) throw new Error('empty summary');
    return model;
  },
};
const task = tasks[taskName];

// Counts the peak from here, where the kernel allows it, so that reading the data does not show.
try {
  writeFileSync('/proc/self/clear_refs', '5');
} catch {}
const base = memoryNow();

const started = performance.now();
let model = task();
const first = performance.now() - started;
const firstPeak = memoryNow()?.peak;
const times: number[] = [];
const spent = () => (performance.now() - started) / 1000;
while (spent() <= most && (times.length < runs || spent() < least)) {
  const begun = performance.now();
  model = task();
  times.push(performance.now() - begun);
}
if (times.length === 0) times.push(first);
const peak = memoryNow()?.peak;

const factorBytes = withCore((core) => {
  loadProblem(core, model.crossProducts, method === 'REML');
  return 8 * core.number('panelSize');
});
process.stdout.write(
  JSON.stringify({
    first: first / 1000,
    times: times.map((time) => time / 1000),
    criterion: model.objective,
    evaluations: model.evaluations + model.hessianEvaluations,
    basePeak: base?.peak,
    base: base?.now,
    firstPeak,
    peak,
    columnBytes: designBytes(model.design),
    factorBytes,
    certified: model.certificate.certified,
  }),
);
