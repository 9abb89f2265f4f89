import { type CoefmatColumn, coefmatTexts } from './format-coefmat.ts';
import { significanceStars, starsLegend } from './format-p-value.ts';
import type { MarkupTable } from './markup/block.ts';
import { columnTable } from './markup/column-table.ts';

/** The table that `formatCoefmat` prints, for any format: stars are marks of the first p-values. */
export function coefmatTable(
  caption: string,
  names: readonly string[],
  columns: readonly CoefmatColumn[],
  { digits, stars, notes = [] }: { digits: number; stars: boolean; notes?: readonly string[] },
): MarkupTable {
  const texts = coefmatTexts(columns, { digits, missing: 'NA' });
  const at = columns.findIndex(({ kind }) => kind === 'p');
  const p = at < 0 ? [] : columns[at].values;
  const marked = stars && p.some((x) => x < 0.1);
  const legend = marked ? starsLegend.slice(1) : [];
  const labels = { head: '', cells: names, align: 'left' as const };
  const table = columnTable(caption, [labels, ...texts], [...legend, ...notes]);
  if (!marked) return table;
  const [{ rows }] = table.sections;
  const starred = rows.map(({ label, cells }, r) => ({
    label,
    cells: cells.map((cell, c) => {
      const mark = c === at && p[r] < 0.1 ? significanceStars(p[r]).trim() : '';
      return mark === '' ? cell : { ...cell, mark };
    }),
  }));
  return { ...table, sections: [{ rows: starred }] };
}
