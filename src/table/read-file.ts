/**
 * Data from files; Node only.
 *
 * @module blup/node
 */

import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { BlupError } from '../errors/blup-error.ts';
import { type CsvOptions, parseCsvPieces } from './parse-csv.ts';
import type { Table } from './table.ts';
import { utf8Pieces } from './utf8-pieces.ts';

const OTHER_FORMATS = /\.(xlsx?|ods|json|sav|dta|sas7bdat|rds|rda|rdata|zip)(\.gz)?$/i;

const COLUMNAR = /\.(parquet|arrow|feather|ipc)$/i;

/**
 * The table in a CSV or TSV file; Node only. See `parseCsv` for what is read and the options.
 *
 * `path` is a file, gzipped or not (told by its content), or `-` for standard input. The delimiter of a `.tsv` file is
 * the tab unless given. Synchronous.
 *
 * Throws `file` when the file is missing, a directory, unreadable, a damaged gzip, not UTF-8 or of a format that is not
 * supported (Parquet and Arrow files are read by `tableFromBytes` of `blup/files`), and the errors of `parseCsv`.
 */
export function readTable(path: string, options: CsvOptions = {}): Table {
  if (typeof path !== 'string' || path === '') {
    throw new BlupError('file', 'readTable needs the path of a file, or "-" for standard input', {
      value: path,
    });
  }
  if (COLUMNAR.test(path)) throw otherEntry(path);
  const format = OTHER_FORMATS.exec(path)?.[1].toLowerCase();
  if (format !== undefined) throw unsupported(path, format);
  const bytes = unzipped(readBytes(path), path);
  const magic = new TextDecoder('latin1').decode(bytes.subarray(0, 6));
  if (magic.startsWith('PAR1') || magic === 'ARROW1') throw otherEntry(path);
  const isTsv = /\.tsv(\.gz)?$/i.test(path);
  const csvOptions = isTsv ? { delimiter: '\t', ...options } : options;
  return parseCsvPieces(() => utf8Pieces(bytes, path), csvOptions);
}

function otherEntry(path: string): BlupError {
  return new BlupError(
    'file',
    `"${path}" is a Parquet or Arrow file; read it by await tableFromBytes(readFileSync(path)) from "blup/files"`,
    { value: path },
  );
}

function unsupported(path: string, format: string): BlupError {
  return new BlupError(
    'file',
    `"${path}": .${format} is not supported yet; convert it to .csv or .csv.gz`,
    { value: path, format },
  );
}

function readBytes(path: string): Uint8Array {
  try {
    if (path === '-') return readFileSync(0);
    if (statSync(path).isDirectory()) {
      throw new BlupError('file', `"${path}" is a directory; give the path of a file`, {
        value: path,
      });
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof BlupError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const what =
      code === 'ENOENT' ? 'does not exist; check the path' : `cannot be read (${code}); check it`;
    throw new BlupError('file', `"${path}" ${what}`, { value: path, cause: code });
  }
}

function unzipped(bytes: Uint8Array, path: string): Uint8Array {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) {
    if (!/\.gz$/i.test(path)) return bytes;
    throw new BlupError(
      'file',
      `"${path}" is named .gz but is not gzipped; rename or compress it`,
      {
        value: path,
      },
    );
  }
  try {
    return gunzipSync(bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'Z_BUF_ERROR' ? 'ends too early' : `is damaged (${message})`;
    throw new BlupError('file', `gzip file "${path}" ${what}; copy or compress it again`, {
      value: path,
      cause: code,
    });
  }
}
