import type { Design } from '../src/design/design.ts';
import { lmer } from '../src/fit/lmer.ts';
import { modelColumns } from './data.ts';
import { readingRate } from './kernels.ts';
import { figure, mebibytes, type ResultTable } from './markdown.ts';
import { type Effort, median, medianTime } from './measure.ts';
import type { BenchModel } from './models.ts';

/** Bytes of the distinct columns of a design: what the rows weigh once they are numbers. */
export function designBytes({ y, fixed, random, precisionWeights, offset }: Design): number {
  const arrays = new Set<Float64Array | Int32Array | undefined>([
    y,
    precisionWeights,
    offset,
    ...fixed.columns,
    ...random.flatMap(({ columns, codes }) => [...columns, codes]),
  ]);
  return [...arrays].reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
}

/** Whole fits from columns in memory, and how much of it is the design. */
export function fitTable(models: readonly BenchModel[], quick: boolean): ResultTable {
  const effort: Effort = quick ? { time: 100, iterations: 3 } : { time: 2000, iterations: 5 };
  const rate = readingRate({ time: 200 });
  const rows = models.map(({ formula, method, ...model }) => {
    const columns = modelColumns({ formula, method, ...model });
    const designs: number[] = [];
    let last = lmer(formula, columns, { method });
    const whole = medianTime(() => {
      last = lmer(formula, columns, { method });
      designs.push(last.timing.design);
    }, effort);
    const bytes = designBytes(last.design);
    return [
      model.name,
      figure(whole),
      figure(median(designs)),
      figure((2e3 * bytes) / rate),
      String(last.evaluations),
      String(last.hessianEvaluations),
      mebibytes(bytes),
      last.certificate.certified ? 'yes' : 'no',
    ];
  });
  return {
    title: 'Whole fits',
    note: `Milliseconds, medians in a warm process. Floor: reading the columns of the design twice at ${figure(rate / 1e9)} GB/s.`,
    header: [
      'model',
      'fit',
      'of it design',
      'floor',
      'evaluations',
      'for Hessian',
      'columns MiB',
      'certified',
    ],
    rows,
  };
}
