import type { VarCorrRow } from '../effects/var-corr.ts';
import { correlationText } from './format-correlation.ts';
import { formatCommon, padLeft } from './format-number.ts';
import { type TextColumn, textTable } from './text-table.ts';

/**
 * Lines of the table of variance components as lme4 prints it: variances in one common format, standard deviations
 * in another, correlations to `max(2, digits − 2)` decimals. Later terms of one factor are named `Subject.1` …
 */
export function formatVarCorr(
  rows: readonly VarCorrRow[],
  digits: number,
  width: number,
): string[] {
  return textTable(
    rows.map(() => ''),
    varCorrColumns(rows, digits),
    width,
  );
}

/** The columns of that table: group, name, variance, standard deviation, correlations. */
export function varCorrColumns(rows: readonly VarCorrRow[], digits: number): TextColumn[] {
  const groups = groupLabels(rows);
  const column = (head: string, cells: readonly string[]): TextColumn => ({
    head,
    cells,
    align: 'left',
  });
  return [
    column('Groups', groups),
    column(
      'Name',
      rows.map(({ name }) => name),
    ),
    column(
      'Variance',
      formatCommon(
        rows.map(({ variance }) => variance),
        digits,
      ),
    ),
    column(
      'Std.Dev.',
      formatCommon(
        rows.map(({ sd }) => sd),
        digits,
      ),
    ),
    ...correlationColumns(rows, Math.max(2, digits - 2)).map((cells, c) =>
      column(c === 0 ? 'Corr' : '', cells),
    ),
  ];
}

function groupLabels(rows: readonly VarCorrRow[]): string[] {
  const seen = new Map<string, number>();
  return rows.map(({ group, corr }) => {
    if (corr.length > 0) return '';
    const before = seen.get(group) ?? 0;
    seen.set(group, before + 1);
    return before === 0 ? group : `${group}.${before}`;
  });
}

/** Columns of the lower triangles, all correlations of one term padded to one width. */
function correlationColumns(rows: readonly VarCorrRow[], decimals: number): string[][] {
  const columns = Array.from({ length: Math.max(...rows.map(({ corr }) => corr.length)) }, () =>
    rows.map(() => ''),
  );
  for (let first = 0; first < rows.length; ) {
    let next = first + 1;
    while (next < rows.length && rows[next].corr.length > 0) next++;
    const triangle = rows.slice(first, next).map(({ corr }) => corr);
    const texts = padLeft(triangle.flat().map((r) => correlationText(r, decimals)));
    let at = 0;
    triangle.forEach((corr, r) => {
      for (let c = 0; c < corr.length; c++) columns[c][first + r] = texts[at++];
    });
    first = next;
  }
  return columns;
}
