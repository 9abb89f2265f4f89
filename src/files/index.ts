export { BlupError } from '../errors/blup-error.ts';
export type { Table } from '../table/table.ts';
export type { FileOptions } from './file-options.ts';
export { tableFromBytes } from './table-from-bytes.ts';
