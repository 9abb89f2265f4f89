/**
 * Tables from the bytes of files: CSV, TSV, Parquet, Arrow, gzipped or not.
 *
 * @module blup/files
 */

export { BlupError } from '../errors/blup-error.ts';
export type { Table } from '../table/table.ts';
export type { FileOptions } from './file-options.ts';
export { tableFromBytes } from './table-from-bytes.ts';
