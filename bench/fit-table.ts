import { figure, mebibytes, type ResultTable } from './markdown.ts';
import type { BenchModel } from './models.ts';
import { inTurns, type Measured, type Repeats } from './processes.ts';

/** One model measured: blup, lme4 as it comes, lme4 at its fastest. */
export interface FitRow {
  readonly model: BenchModel;
  readonly blup: Measured;
  readonly usual: Measured;
  readonly fastest: Measured;
}

export function measureFit(model: BenchModel, repeats: Repeats): FitRow {
  const [blup, usual, fastest] = inTurns(
    [
      { program: 'blup', task: 'fit' },
      { program: 'R', task: 'fit' },
      { program: 'R', task: 'fastest' },
    ],
    model,
    repeats,
  );
  return { model, blup, usual, fastest };
}

function difference(row: FitRow): string {
  const value = row.blup.criterion - row.usual.criterion;
  // Digits below the rounding of two such sums say nothing.
  return Math.abs(value) < 1e-12 * Math.abs(row.usual.criterion) ? '0' : value.toExponential(1);
}

/** Times of whole fits. */
export function fitTimes(rows: readonly FitRow[]): ResultTable {
  return {
    title: 'Whole fits',
    note: [
      'Seconds for a whole fit, data in memory, median of the later half of the fits of a process; first: the first fit of a process.',
      'Ratio: lme4 / blup, with lme4 as it comes and at its fastest (no derivatives, no checks).',
      'Evaluations of the criterion: for blup with gradient, those for the Hessian included; for lme4 those of its optimiser alone.',
      'Difference of the criterion: blup − lme4, negative when blup found the better optimum.',
    ].join('\n'),
    header: [
      'model',
      'size',
      'blup',
      'lme4',
      'lme4 fastest',
      'ratio',
      'to fastest',
      'at least',
      'blup first',
      'lme4 first',
      'evaluations',
      'lme4 evaluations',
      'difference',
    ],
    rows: rows.map((row) => [
      row.model.name,
      row.model.size,
      figure(row.blup.seconds),
      figure(row.usual.seconds),
      figure(row.fastest.seconds),
      figure(row.usual.seconds / row.blup.seconds),
      figure(row.fastest.seconds / row.blup.seconds),
      row.model.goal === undefined ? '–' : String(row.model.goal),
      figure(row.blup.firstSeconds),
      figure(row.usual.firstSeconds),
      String(row.blup.evaluations),
      String(row.usual.evaluations),
      difference(row),
    ]),
  };
}

/** Memory of the same processes. */
export function fitMemory(rows: readonly FitRow[]): ResultTable {
  return {
    title: 'Memory',
    note: [
      'MiB resident: before the fit with the data in memory, and the peak of the first fit; then the peak after all fits of the process.',
      'Needs: distinct columns of the design, and the factor. Multiple: what the first fit added, less the factor, in columns.',
    ].join('\n'),
    header: [
      'model',
      'blup base',
      'blup peak',
      'all fits',
      'lme4 base',
      'lme4 peak',
      'all fits',
      'columns',
      'factor',
      'multiple',
    ],
    rows: rows.map(({ model, blup, usual }) => {
      const { columnBytes = Number.NaN, factorBytes = Number.NaN } = blup;
      const added = (blup.firstPeak ?? Number.NaN) - (blup.base ?? Number.NaN);
      return [
        model.name,
        mebibytes(blup.base),
        mebibytes(blup.firstPeak),
        mebibytes(blup.peak),
        mebibytes(usual.base),
        mebibytes(usual.firstPeak),
        mebibytes(usual.peak),
        mebibytes(columnBytes),
        mebibytes(factorBytes),
        // Below a few MiB the figure is Node's, not the fit's.
        columnBytes < 2 ** 22 ? '–' : figure((added - factorBytes) / columnBytes),
      ];
    }),
  };
}
