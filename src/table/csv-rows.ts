import Papa from 'papaparse';
import { BlupError } from '../errors/blup-error.ts';

/** The rows of one stretch of a CSV text, and the line on which the stretch begins (1-based). */
export interface CsvBatch {
  readonly rows: readonly (readonly string[])[];
  readonly line: number;
}

interface ParserResult {
  readonly data: string[][];
  readonly errors: readonly { readonly code: string; readonly row?: number }[];
  readonly meta: { readonly cursor: number };
}

/**
 * Splits a text that arrives in pieces into batches of rows of cells; memory stays that of a few pieces.
 *
 * Line ends are LF, CRLF or CR. Quotes follow RFC 4180. Throws `parse-csv` with the line for NUL characters and for
 * quotes that do not match.
 */
export function* csvBatches(pieces: Iterable<string>, delimiter: string): Generator<CsvBatch> {
  let rest = '';
  let line = 1;
  let wanted = 0;
  let first = true;
  for (const piece of unixPieces(pieces)) {
    rest += first && piece.startsWith('\ufeff') ? piece.slice(1) : piece;
    first = false;
    // An open quote can swallow many pieces; parsing again only when the text has doubled keeps the work linear.
    if (rest.length < wanted) continue;
    const { data, errors, meta } = parsePiece(rest, delimiter, true);
    checkQuotes(data, errors, line, false);
    wanted = meta.cursor === 0 ? 2 * rest.length : 0;
    if (data.length > 0) yield { rows: data, line };
    line += countLines(rest, meta.cursor);
    rest = rest.slice(meta.cursor);
  }
  const { data, errors } = parsePiece(rest, delimiter, false);
  checkQuotes(data, errors, line, true);
  if (data.length > 0) yield { rows: data, line };
}

/** The line of a row inside a batch: cells in quotes may hold line ends. */
export function lineOfRow(batch: CsvBatch, row: number): number {
  return batch.rows.slice(0, row).reduce((line, cells) => line + 1 + lineEnds(cells), batch.line);
}

function parsePiece(text: string, delimiter: string, more: boolean): ParserResult {
  const parser = new Papa.Parser({ delimiter, newline: '\n' });
  return parser.parse(text, 0, more);
}

/** Pieces with all line ends turned into LF; a CR at the end of a piece waits for what follows. */
function* unixPieces(pieces: Iterable<string>): Generator<string> {
  let held = '';
  let line = 1;
  for (const raw of pieces) {
    const nul = raw.indexOf('\0');
    if (nul >= 0) {
      const place = line + countLines(raw, nul);
      throw new BlupError(
        'parse-csv',
        `line ${place} holds a NUL character; the data are binary or UTF-16, save them as UTF-8 text`,
        { line: place },
      );
    }
    const text = held + raw;
    held = text.endsWith('\r') ? '\r' : '';
    const whole = held === '' ? text : text.slice(0, -1);
    const piece = whole.includes('\r') ? whole.replace(/\r\n?/g, '\n') : whole;
    line += countLines(piece, piece.length);
    yield piece;
  }
  if (held !== '') yield '\n';
}

function countLines(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function lineEnds(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + countLines(cell, cell.length), 0);
}

function checkQuotes(
  rows: string[][],
  errors: ParserResult['errors'],
  line: number,
  atEnd: boolean,
): void {
  // A row cut by the end of a piece comes again, whole.
  const error = errors.find(({ row = 0 }) => atEnd || row < rows.length);
  if (error === undefined) return;
  const place = lineOfRow({ rows, line }, error.row ?? 0);
  const what =
    error.code === 'MissingQuotes'
      ? 'a quoted cell is never closed'
      : 'text follows the closing quote of a cell';
  throw new BlupError('parse-csv', `line ${place}: ${what}; write quotes inside a cell as ""`, {
    line: place,
  });
}
