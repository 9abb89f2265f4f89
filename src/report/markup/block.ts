/** One cell: its lines, the first of them with a mark such as stars behind it. */
export interface MarkupCell {
  readonly lines: readonly string[];
  readonly mark?: string;
}

/** A row of a table: its heading, then one cell for each further column. */
interface MarkupRow {
  readonly label: string;
  readonly cells: readonly MarkupCell[];
}

/** A table with a column of row headings. Texts are plain; each format escapes them. */
export interface MarkupTable {
  readonly kind: 'table';
  readonly caption?: string;
  /** Headings of all columns, that of the row headings first. */
  readonly head: readonly string[];
  /** Of the columns behind the row headings; `right` ones hold numbers. */
  readonly align: readonly ('left' | 'right')[];
  readonly sections: readonly { readonly title?: string; readonly rows: readonly MarkupRow[] }[];
  readonly notes: readonly string[];
}

/** A piece of a report, before it has a format. */
export type Block =
  | MarkupTable
  | { readonly kind: 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] };

/** Formats of a report: see the functions of these names. `word` is a document in Rich Text Format, to be saved as `.rtf`. */
export type MarkupFormat = 'text' | 'markdown' | 'html' | 'latex' | 'word';

/** A table row of one line texts. */
export function markupRow(label: string, texts: readonly string[]): MarkupRow {
  return { label, cells: texts.map((text) => ({ lines: [text] })) };
}

/** Most lines of a cell of a row, at least one. */
export function rowHeight({ cells }: MarkupRow): number {
  return cells.reduce((height, { lines }) => Math.max(height, lines.length), 1);
}

/** A text on one line that any format can hold: no control characters, no halves of surrogate pairs. */
export function plainText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\uFFFD')
    .trim();
}
