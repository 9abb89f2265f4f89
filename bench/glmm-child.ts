// One measured process of blup, the counterpart of glmm.R, with the same arguments and the same line of JSON:
//   node glmm-child.js FOLDER FORMULA FAMILY RUNS
import { glmer } from '../src/fit/glmer.ts';
import { readColumns } from './columns.ts';
import { memoryNow } from './environment.ts';

const [folder, formula, family, runs] = process.argv.slice(2);
const columns = readColumns(folder);
const base = memoryNow();
const times: number[] = [];
let model = undefined as unknown as ReturnType<typeof glmer>;
for (let run = 0; run <= Number(runs); run++) {
  const begun = process.cpuUsage();
  model = glmer(formula, columns, { family, nAGQ: 1 });
  const { user, system } = process.cpuUsage(begun);
  times.push((user + system) / 1e6);
}
process.stdout.write(
  JSON.stringify({
    first: times[0],
    times: times.length > 1 ? times.slice(1) : times,
    criterion: model.objective,
    evaluations: model.evaluations + model.hessianEvaluations,
    base: base?.now,
    peak: memoryNow()?.peak,
    certified: model.certificate.certified,
  }),
);
