import type { Icc } from '../diagnose/icc.ts';
import type { R2 } from '../diagnose/r2.ts';
import type { R2SnijdersBosker } from '../diagnose/r2-snijders-bosker.ts';
import type { R2WithinBetween } from '../diagnose/r2-within-between.ts';
import type { Reliability } from '../diagnose/reliability.ts';
import { fixedText } from './decimal-text.ts';
import { formatNumber } from './format-number.ts';
import { roundTo } from './round.ts';
import { type TextColumn, textTable } from './text-table.ts';

/** What `formatClustering` prints; absent parts are left out. */
export interface Clustering {
  readonly formula: string;
  readonly icc: Icc;
  readonly reliability?: readonly Reliability[];
  readonly r2?: R2;
  readonly snijdersBosker?: R2SnijdersBosker;
  readonly withinBetween?: R2WithinBetween;
}

const share = (x: number | undefined): string =>
  x === undefined || Number.isNaN(x) ? '-' : fixedText(roundTo(x, 4), 4);

const column = (head: string, cells: readonly string[]): TextColumn => ({
  head,
  cells,
  align: 'right',
});

function iccLines({ adjusted, unadjusted, groups, interval, level = 0.95 }: Icc): string[] {
  const percent = `${formatNumber(100 * level, 4)} %`;
  const shares =
    groups.length > 1 ? [...groups, { group: 'all', value: adjusted, interval }] : groups;
  const sizes = shares.map((row) => ('levels' in row ? row : undefined));
  return [
    'Intraclass correlation:',
    ...textTable(
      shares.map(({ group }) => group),
      [
        column(
          'ICC',
          shares.map(({ value }) => share(value)),
        ),
        ...(interval === undefined
          ? []
          : [
              column(
                `${percent} from`,
                shares.map((row) => share(row.interval?.lower)),
              ),
              column(
                'to',
                shares.map((row) => share(row.interval?.upper)),
              ),
            ]),
        column(
          'Levels',
          sizes.map((row) => (row ? `${row.levels}` : '')),
        ),
        column(
          'Mean size',
          sizes.map((row) => (row ? formatNumber(row.meanSize, 5) : '')),
        ),
        column(
          'Design effect',
          sizes.map((row) => (row ? formatNumber(row.designEffect, 5) : '')),
        ),
      ],
      80,
    ),
    `Of all variance, that of the fixed effects included: ${share(unadjusted)}`,
  ];
}

function reliabilityLines(rows: readonly Reliability[]): string[] {
  return [
    '',
    'Reliability of least-squares estimates:',
    ...textTable(
      rows.map(({ group, name }) => `${name} | ${group}`),
      [
        column(
          'Mean',
          rows.map(({ mean }) => share(mean)),
        ),
        column(
          'Levels',
          rows.map(({ determined, values }) => `${determined} of ${values.length}`),
        ),
      ],
      80,
    ),
  ];
}

function withinBetweenLines({ total, within, between }: R2WithinBetween): string[] {
  const rows = [
    ['fixed effects within (f1)', total.f1, within.f1, undefined],
    ['fixed effects between (f2)', total.f2, undefined, between.f2],
    ['random slopes (v)', total.v, within.v, undefined],
    ['random means (m)', total.m, undefined, between.m],
  ] as const;
  return [
    '',
    'Shares of the variance by source:',
    ...textTable(
      rows.map(([label]) => label),
      [
        column(
          'Total',
          rows.map((row) => share(row[1])),
        ),
        column(
          'Within',
          rows.map((row) => share(row[2])),
        ),
        column(
          'Between',
          rows.map((row) => share(row[3])),
        ),
      ],
      80,
    ),
  ];
}

/**
 * What grouping does in a model, as text: intraclass correlations with group sizes and design effects, reliabilities, and R² measures.
 * Ends with a newline.
 */
export function formatClustering(clustering: Clustering): string {
  const { formula, icc, reliability, r2, snijdersBosker, withinBetween } = clustering;
  const lines = [
    `Formula: ${formula}`,
    '',
    ...iccLines(icc),
    ...(reliability === undefined ? [] : reliabilityLines(reliability)),
    ...(r2 === undefined
      ? []
      : [
          '',
          `R² (Nakagawa): marginal ${share(r2.marginal)}, conditional ${share(r2.conditional)}`,
        ]),
    ...(snijdersBosker === undefined
      ? []
      : [
          `R² (Snijders & Bosker): level 1 ${share(snijdersBosker.level1)}, level 2 ${share(snijdersBosker.level2)}`,
        ]),
    ...(withinBetween === undefined ? [] : withinBetweenLines(withinBetween)),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
