import { BlupError } from '../errors/blup-error.ts';
import { type ColumnReader, numberReader, textReader } from './csv-column.ts';
import { headerNames } from './csv-header.ts';
import { type CsvBatch, csvBatches, lineOfRow } from './csv-rows.ts';
import { guessDelimiter } from './guess-delimiter.ts';
import { makeTable, withFactors } from './make-table.ts';
import type { Column, Table } from './table.ts';

// Small pieces: their cells die young, which the garbage collector likes three times better than 1 MB.
const PIECE = 1 << 16;

type Rows = readonly (readonly string[])[];

/** How `parseCsv` reads text. */
export interface CsvOptions {
  /** One character between cells. Default: the one of `,` `;` and tab that the first rows agree on. */
  readonly delimiter?: string;
  /** Columns to take as factors although they hold numbers or truth values. Default none. */
  readonly factors?: readonly string[];
}

/**
 * The table in the text of a CSV or TSV file, whose first line names the columns.
 *
 * The type of a column is decided by all its cells, quoted or not, as R's `read.csv` does: numbers (see `parseNumber`),
 * truth values (`TRUE true T FALSE false F`), else text, which becomes a factor with levels sorted by code point. Empty,
 * `NA` and `NaN` cells are missing; a column of nothing else is numeric. Spaces around text are kept, around names not;
 * line ends within quotes become line feeds.
 * Blank lines are skipped; in a file of one column, where they are missing cells, only those at the end. A leading
 * column without a name (row names of R's `write.csv`) is called `...1`.
 *
 * Throws `parse-csv`, with the line, for rows of the wrong length, unmatched quotes, empty or doubled names, and an
 * empty text; `no-rows` when there is only a header; `unknown-column` for an unknown name in `factors`.
 */
export function parseCsv(text: string, options: CsvOptions = {}): Table {
  return parseCsvPieces(() => slices(text), options);
}

/** As `parseCsv`, for text that comes in pieces; `pieces` is called again and must give the same text each time. */
export function parseCsvPieces(pieces: () => Iterable<string>, options: CsvOptions = {}): Table {
  const delimiter = checkedDelimiter(options.delimiter) ?? guessDelimiter(pieces());
  const { names, columns, late } = readColumns(checkedRows(csvBatches(pieces(), delimiter)));
  if (late.size > 0) {
    const again = readColumns(checkedRows(csvBatches(pieces(), delimiter)), late);
    for (const j of late) columns[j] = again.columns[j];
  }
  const table = makeTable(names.map((name, j) => [name, columns[j] as Column]));
  return withFactors(table, options.factors ?? []);
}

function* slices(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += PIECE) yield text.slice(start, start + PIECE);
}

function checkedDelimiter(delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || /^[^"\r\n\ufeff]$/.test(delimiter)) return delimiter;
  throw new BlupError(
    'option',
    `delimiter must be one character and no quote or line end, not ${JSON.stringify(delimiter)}`,
    { value: delimiter },
  );
}

/** The rows without blank lines, all of the length of the first, which is the header. */
function* checkedRows(batches: Iterable<CsvBatch>): Generator<Rows> {
  let width = 0;
  let blanks = 0;
  for (const batch of batches) {
    const { rows } = batch;
    let tidy = blanks === 0;
    for (let i = 0; i < rows.length; i++) {
      if (isBlank(rows[i])) {
        tidy = false;
        continue;
      }
      width ||= rows[i].length;
      if (rows[i].length !== width) throw raggedRow(batch, i, width);
    }
    if (tidy) {
      yield rows;
      continue;
    }
    const kept: (readonly string[])[] = [];
    for (const row of rows) {
      if (isBlank(row)) {
        if (width === 1) blanks++;
        continue;
      }
      for (; blanks > 0; blanks--) kept.push(['']);
      kept.push(row);
    }
    if (kept.length > 0) yield kept;
  }
}

function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0] === '';
}

function raggedRow(batch: CsvBatch, row: number, expected: number): BlupError {
  const line = lineOfRow(batch, row);
  const found = batch.rows[row].length;
  return new BlupError(
    'parse-csv',
    `line ${line} has ${found} cells but the header has ${expected}; check for a missing or unquoted delimiter`,
    { line, found, expected },
  );
}

interface ReadResult {
  readonly names: readonly string[];
  readonly columns: (Column | undefined)[];
  /** Columns that began as numbers and turned out to be text after the first batch: their texts are gone. */
  readonly late: ReadonlySet<number>;
}

/** Reads all columns, deciding their types on the way; or only `texts`, all as text. */
function readColumns(batches: Iterable<Rows>, texts?: ReadonlySet<number>): ReadResult {
  let names: string[] | undefined;
  let readers: (ColumnReader | undefined)[] = [];
  const late = new Set<number>();
  for (const batch of batches) {
    const isFirst = names === undefined;
    const rows = isFirst ? batch.slice(1) : batch;
    if (names === undefined) {
      names = headerNames(batch[0]);
      readers = names.map((_, j) => {
        if (texts === undefined) return numberReader();
        return texts.has(j) ? textReader() : undefined;
      });
    }
    for (let j = 0; j < names.length; j++) {
      if (readers[j]?.add(rows, j) !== false) continue;
      readers[j] = isFirst ? textReader() : undefined;
      readers[j]?.add(rows, j);
      if (!isFirst) late.add(j);
    }
  }
  if (names === undefined) {
    throw new BlupError('parse-csv', 'the text is empty; the first line must name the columns');
  }
  return { names, columns: readers.map((reader) => reader?.finish()), late };
}
