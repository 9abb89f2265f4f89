import type { Notice } from '../errors/notice.ts';
import type { Ranova } from '../inference/comparison/ranova.ts';
import type { DropOneChisq } from '../inference/terms/drop-one.ts';
import { type CoefmatColumn, formatCoefmat } from './format-coefmat.ts';
import { type FormatTestsOptions, mixtureNote, remark, testColumn } from './format-tests.ts';

/** A model without one of its terms; the whole model has no term and no test. */
interface Deletion {
  readonly term?: string;
  readonly npar?: number;
  readonly aic: number;
  readonly logLik: number;
  readonly lrt?: number;
  readonly p?: number;
}

/** Tables of models without single terms. */
interface Deletions<T extends Deletion> {
  readonly formula: string;
  readonly rows: readonly T[];
  readonly notices: readonly Notice[];
}

/** A column by its head. */
type NamedColumn<T> = readonly [
  head: string,
  kind: CoefmatColumn['kind'],
  value: (row: T) => number | undefined,
];

/** The table with its title above, remarks and notices below. Ends with a newline. */
function deletionText<T extends Deletion>(
  title: string,
  { formula, rows, notices }: Deletions<T>,
  columns: readonly NamedColumn<T>[],
  remarks: readonly string[],
  { width = 80, digits = 5, stars = true }: FormatTestsOptions,
): string {
  const lines = [
    title,
    '',
    'Model:',
    formula,
    ...formatCoefmat(
      rows.map(({ term = '<none>' }) => term),
      columns.map(([head, kind, value]) => testColumn(head, kind, rows, value)),
      { digits, missing: '', stars, width },
    ),
    ...remarks,
    ...notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

const npar: NamedColumn<Deletion> = ['npar', 'zapped', (row) => row.npar];
const logLik: NamedColumn<Deletion> = ['logLik', 'zapped', (row) => row.logLik];
const aic: NamedColumn<Deletion> = ['AIC', 'zapped', (row) => row.aic];
const lrt: NamedColumn<Deletion> = ['LRT', 'zapped', (row) => row.lrt];
const p = (head: string): NamedColumn<Deletion> => [head, 'p', (row) => row.p];

/** Likelihood-ratio tests of the terms that can be dropped as text, as lme4 prints `drop1`. Ends with a newline. */
export function formatDropOneChisq(tests: DropOneChisq, options: FormatTestsOptions = {}): string {
  return deletionText('Single term deletions', tests, [npar, aic, lrt, p('Pr(Chi)')], [], options);
}

function simulationNote({ simulation }: Ranova, width: number): string[] {
  if (simulation === undefined) return [];
  const { nsim, seed } = simulation;
  return remark(
    `Pr(exact): p-value in the finite-sample null distribution of the only variance, from ${nsim} draws with seed ${seed}.`,
    width,
  );
}

/**
 * Tests of random terms as text, in the layout and number formats of lmerTest's `ranova`; columns `Pr(mix)` and `Pr(exact)`
 * with their explanations follow where they are known. Ends with a newline.
 */
export function formatRanova(ranova: Ranova, options: FormatTestsOptions = {}): string {
  const { width = 80 } = options;
  const mixed = ranova.rows.some(({ pMix }) => pMix !== undefined);
  const exact = ranova.rows.some(({ pExact }) => pExact !== undefined);
  const columns: NamedColumn<Ranova['rows'][number]>[] = [
    npar,
    logLik,
    aic,
    lrt,
    ['Df', 'plain', (row) => row.df],
    p('Pr(>Chisq)'),
  ];
  if (mixed) columns.push(['Pr(mix)', 'p', (row) => row.pMix]);
  if (exact) columns.push(['Pr(exact)', 'p', (row) => row.pExact]);
  return deletionText(
    'ANOVA-like table for random-effects: Single term deletions',
    ranova,
    columns,
    [...(mixed ? mixtureNote(width, 'Pr(>Chisq)') : []), ...simulationNote(ranova, width)],
    options,
  );
}
