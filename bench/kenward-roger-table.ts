import { lmer } from '../src/fit/lmer.ts';
import { kenwardRoger } from '../src/inference/contrasts/kenward-roger.ts';
import { modelColumns } from './data.ts';
import { memoryNow } from './environment.ts';
import { figure, mebibytes, type ResultTable } from './markdown.ts';
import { type Effort, medianTime } from './measure.ts';
import { modelsNamed } from './models.ts';

const small = ['hsb', 'eclsk', 'chem97', 'crossed4k'];

/** Kenward and Roger's quantities alone, the model at hand: also where R cannot follow. */
export function kenwardRogerTable(quick: boolean): ResultTable {
  const effort: Effort = quick ? { time: 100, iterations: 3 } : { time: 2000, iterations: 5 };
  const names = quick ? small : [...small, 'insteval', 'crossed1m'];
  const rows = modelsNamed(names).map(({ formula, method, ...rest }) => {
    const model = lmer(formula, modelColumns({ formula, method, ...rest }), { method });
    // A copy, for the answer of each model object is remembered.
    const time = medianTime(() => kenwardRoger({ ...model }), effort);
    const peak = memoryNow()?.peak;
    return [rest.name, rest.size, figure(time), peak === undefined ? '–' : mebibytes(peak)];
  });
  return {
    title: 'Kenward–Roger alone',
    note: 'Milliseconds for adjusted covariance and all that tests need, of a fitted model (an ML fit is refitted by REML). Peak of the whole process so far.',
    header: ['model', 'size', 'time', 'peak MiB'],
    rows,
  };
}
