import type { RobustTests } from '../inference/robust/robust-tests.ts';
import { formatCoefmat } from './format-coefmat.ts';
import { fill } from './format-formula.ts';

/** How robust tests are printed. */
export interface FormatRobustOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits; default 4. */
  readonly digits?: number;
  /** Stars behind p-values; default true. */
  readonly stars?: boolean;
}

/**
 * Fixed effects with robust standard errors as text, to stand below a printed summary: the same table, then which
 * estimator, clusters and degrees of freedom, and notices. Ends with a newline.
 */
export function formatRobust(tests: RobustTests, options: FormatRobustOptions = {}): string {
  const { width = 80, digits = 4, stars = true } = options;
  const { coefficients, ddf, type, cluster, clusters, notices } = tests;
  const table = formatCoefmat(
    coefficients.map(({ name }) => name),
    [
      { head: 'Estimate', kind: 'estimate', values: coefficients.map((c) => c.estimate) },
      { head: 'Std. Error', kind: 'estimate', values: coefficients.map((c) => c.se ?? NaN) },
      ...(ddf === 'none'
        ? []
        : [
            { head: 'df', kind: 'estimate' as const, values: coefficients.map((c) => c.df ?? NaN) },
          ]),
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
    ],
    { digits, stars, width, missing: 'NA' },
  );
  const df = {
    satterthwaite: "Satterthwaite's df",
    clusters: `${clusters - 1} df`,
    none: 'normal distribution',
  }[ddf];
  const lines = [
    'Fixed effects (with robust standard errors):',
    ...(coefficients.length === 0 ? ['(none)'] : table),
    `robust: ${type}, ${clusters} clusters (${cluster}), ${df}`,
    ...notices.flatMap(({ text }) => fill(`note: ${text}`.split(' '), width)),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
