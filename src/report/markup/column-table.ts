import type { TextColumn } from '../text-table.ts';
import { type MarkupTable, markupRow } from './block.ts';

/** A table whose first column holds the headings of its rows. */
export function columnTable(
  caption: string,
  [labels, ...columns]: readonly TextColumn[],
  notes: readonly string[] = [],
): MarkupTable {
  return {
    kind: 'table',
    caption,
    head: [labels, ...columns].map(({ head }) => head),
    align: columns.map(({ align }) => align),
    sections: [
      {
        rows: labels.cells.map((label, r) =>
          markupRow(
            label,
            columns.map(({ cells }) => cells[r]),
          ),
        ),
      },
    ],
    notes,
  };
}
