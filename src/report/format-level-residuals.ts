import type { CoefficientResiduals, LevelResiduals } from '../diagnose/level-residuals.ts';
import { formatCommon, formatNumber } from './format-number.ts';
import { zapSmall } from './round.ts';
import { type TextColumn, textTable } from './text-table.ts';

/** How level-2 residuals are printed. */
export interface FormatLevelResidualsOptions {
  /** Characters per line at most; default 120. */
  readonly width?: number;
  /** Significant digits; default 4. */
  readonly digits?: number;
  /** Order of the levels; default `'rank'`, from the smallest estimate on. */
  readonly order?: 'rank' | 'level';
}

function column(head: string, values: readonly (number | undefined)[], digits: number): TextColumn {
  const present = values.filter((x) => x !== undefined);
  const texts = formatCommon(zapSmall(present, digits + 1), digits).values();
  const cells = values.map((x) => (x === undefined ? '-' : (texts.next().value ?? '-')));
  return { head, cells, align: 'right' };
}

function betweenLines({ between }: CoefficientResiduals, digits: number): string[] {
  if (between === undefined) return [];
  const { levels, ols, sampling, moment, model, expected, shrunken } = between;
  const rows = [
    ['of the model', model],
    [`of the least-squares residuals of ${levels} levels (naive)`, ols],
    ['  their mean sampling variance', sampling],
    ['  naive less sampling variance', moment],
    ['  what the model expects of naive: model + sampling variance', expected],
    ['of the shrunken estimates', shrunken],
  ] as const;
  const values = column(
    'Variance between levels',
    rows.map(([, value]) => value),
    digits,
  );
  return textTable(
    rows.map(([label]) => label),
    [values],
    Number.POSITIVE_INFINITY,
  );
}

function coefficientLines(
  group: string,
  residuals: CoefficientResiduals,
  level: number,
  { width, digits, order }: Required<FormatLevelResidualsOptions>,
): string[] {
  const { name, rows, reliability } = residuals;
  const sorted = order === 'rank' ? rows.toSorted((a, b) => a.rank - b.rank) : rows;
  const percent = formatNumber(100 * level, 4);
  const of = (head: string, key: Exclude<keyof (typeof rows)[number], 'level'>): TextColumn =>
    column(
      head,
      sorted.map((row) => row[key]),
      digits,
    );
  const table = [
    of('n', 'n'),
    of('Estimate', 'estimate'),
    of('Cond. SD', 'sd'),
    of(`${percent} % from`, 'lower'),
    of('to', 'upper'),
    of('Compare from', 'comparisonLower'),
    of('to', 'comparisonUpper'),
    of('Rank', 'rank'),
    of('OLS', 'ols'),
    of('Reliab.', 'reliability'),
    of('Coefficient', 'coefficient'),
    of('OLS coef.', 'olsCoefficient'),
  ];
  return [
    `Residuals of ${name} within ${group}`,
    ...(reliability === undefined
      ? []
      : [`Mean reliability: ${formatNumber(reliability, digits)}`]),
    ...betweenLines(residuals, digits),
    ...textTable(
      sorted.map((row) => row.level),
      table,
      width,
    ),
  ];
}

/**
 * Level-2 residuals as text: for each grouping factor and coefficient the mean reliability, the variance between levels seen naively
 * and by the model, and a table of the levels. Ends with a newline.
 */
export function formatLevelResiduals(
  residuals: LevelResiduals,
  options: FormatLevelResidualsOptions = {},
): string {
  const { width = 120, digits = 4, order = 'rank' } = options;
  const { groups, level } = residuals;
  const blocks = groups.flatMap(({ group, coefficients }) =>
    coefficients.map((own) => coefficientLines(group, own, level, { width, digits, order })),
  );
  return `${blocks.map((lines) => lines.map((line) => line.trimEnd()).join('\n')).join('\n\n')}\n`;
}
