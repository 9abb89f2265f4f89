/** A table of results: the first column names the row, the others hold figures. */
export interface ResultTable {
  readonly title: string;
  /** What the columns mean, in a sentence or two. */
  readonly note: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Three significant digits, without an exponent where a reader would not expect one. */
export function figure(value: number | undefined, digits = 3): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4) return value.toExponential(1);
  return size >= 10 ** digits
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(digits)));
}

/** Bytes as MiB. */
export function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : figure(bytes / 2 ** 20);
}

/** The table in Markdown, columns padded so that it reads in a terminal too. */
export function markdown({ title, note, header, rows }: ResultTable): string {
  const all = [header, ...rows];
  const widths = header.map((_, c) => Math.max(3, ...all.map((row) => (row[c] ?? '').length)));
  const line = (cells: readonly string[]) => {
    const padded = widths.map((width, c) =>
      c === 0 ? (cells[c] ?? '').padEnd(width) : (cells[c] ?? '').padStart(width),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, c) =>
    c === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const body = [line(header), line(rule), ...rows.map(line)].join('\n');
  return `## ${title}\n\n${note}\n\n${body}\n`;
}
