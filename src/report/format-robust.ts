import type { RobustTests } from '../inference/robust/robust-tests.ts';
import { coefmatTable } from './coefmat-table.ts';
import { type CoefmatColumn, formatCoefmat } from './format-coefmat.ts';
import { fill } from './format-formula.ts';
import type { MarkupTable } from './markup/block.ts';

/** How robust tests are printed. */
export interface FormatRobustOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits; default 4. */
  readonly digits?: number;
  /** Stars behind p-values; default true. */
  readonly stars?: boolean;
}

function columnsOf({ coefficients, ddf }: RobustTests): CoefmatColumn[] {
  return [
    { head: 'Estimate', kind: 'estimate', values: coefficients.map((c) => c.estimate) },
    { head: 'Std. Error', kind: 'estimate', values: coefficients.map((c) => c.se ?? NaN) },
    ...(ddf === 'none'
      ? []
      : [{ head: 'df', kind: 'estimate' as const, values: coefficients.map((c) => c.df ?? NaN) }]),
    {
      head: ddf === 'none' ? 'z value' : 't value',
      kind: 'test',
      values: coefficients.map((c) => c.statistic ?? NaN),
    },
    {
      head: ddf === 'none' ? 'Pr(>|z|)' : 'Pr(>|t|)',
      kind: 'p',
      values: coefficients.map((c) => c.p ?? NaN),
    },
  ];
}

/** Which estimator, clusters and degrees of freedom. */
function kindOf({ ddf, type, cluster, clusters }: RobustTests): string {
  const df = {
    satterthwaite: "Satterthwaite's df",
    clusters: `${clusters - 1} df`,
    none: 'normal distribution',
  }[ddf];
  return `robust: ${type}, ${clusters} clusters (${cluster}), ${df}`;
}

/**
 * Fixed effects with robust standard errors as text, to stand below a printed summary: the same table, then which
 * estimator, clusters and degrees of freedom, and notices. Ends with a newline.
 */
export function formatRobust(tests: RobustTests, options: FormatRobustOptions = {}): string {
  const { width = 80, digits = 4, stars = true } = options;
  const { coefficients, notices } = tests;
  const names = coefficients.map(({ name }) => name);
  const table = formatCoefmat(names, columnsOf(tests), { digits, stars, width, missing: 'NA' });
  const lines = [
    'Fixed effects (with robust standard errors):',
    ...(coefficients.length === 0 ? ['(none)'] : table),
    kindOf(tests),
    ...notices.flatMap(({ text }) => fill(`note: ${text}`.split(' '), width)),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The same as a table for any format. */
export function robustTable(
  tests: RobustTests,
  { digits = 4, stars = true }: Omit<FormatRobustOptions, 'width'> = {},
): MarkupTable {
  const names = tests.coefficients.map(({ name }) => name);
  return coefmatTable('Fixed effects with robust standard errors', names, columnsOf(tests), {
    digits,
    stars,
    notes: [kindOf(tests), ...tests.notices.map(({ text }) => `note: ${text}`)],
  });
}
