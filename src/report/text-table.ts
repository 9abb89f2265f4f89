/** One column of a printed table. */
export interface TextColumn {
  readonly head: string;
  readonly cells: readonly string[];
  readonly align: 'left' | 'right';
}

/** Number of characters, counting those beyond the basic plane once. */
export function textWidth(text: string): number {
  return [...text].length;
}

/**
 * Lines of a table with row labels on the left, as R prints a matrix of text: one blank between columns, heads
 * aligned as their column, and columns that do not fit into `width` in further blocks below.
 */
export function textTable(
  labels: readonly string[],
  columns: readonly TextColumn[],
  width: number,
): string[] {
  const labelWidth = Math.max(0, ...labels.map(textWidth));
  const widths = columns.map(({ head, cells }) => Math.max(...[head, ...cells].map(textWidth)));
  const lines: string[] = [];
  for (let from = 0; from < columns.length; ) {
    let to = from + 1;
    let used = labelWidth + 1 + widths[from];
    while (to < columns.length && used + 1 + widths[to] < width) {
      used += 1 + widths[to];
      to++;
    }
    const block = columns.slice(from, to);
    const line = (label: string, texts: readonly string[]) =>
      [
        pad(label, labelWidth, 'left'),
        ...block.map(({ align }, c) => pad(texts[c], widths[from + c], align)),
      ].join(' ');
    lines.push(
      line(
        '',
        block.map(({ head }) => head),
      ),
    );
    labels.forEach((label, r) => {
      lines.push(
        line(
          label,
          block.map(({ cells }) => cells[r]),
        ),
      );
    });
    from = to;
  }
  return lines;
}

/**
 * Lines of a row of named values, as R prints a named vector: names above values, all cells of one width, as many as
 * fit into `width`.
 */
export function namedRow(
  names: readonly string[],
  values: readonly string[],
  width: number,
): string[] {
  const cell = Math.max(...[...names, ...values].map(textWidth));
  const perLine = Math.max(1, Math.floor(width / (cell + 1)));
  const line = (texts: readonly string[]) => texts.map((t) => `${pad(t, cell, 'right')} `).join('');
  const lines: string[] = [];
  for (let from = 0; from < names.length; from += perLine) {
    lines.push(line(names.slice(from, from + perLine)), line(values.slice(from, from + perLine)));
  }
  return lines;
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}
