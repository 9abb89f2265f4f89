import { exampleTable } from '../examples/example-table.ts';
import { type ReadProgress, readBlob } from './read-blob.ts';
import type { SessionState } from './state.ts';
import { tameTable } from './tame-table.ts';

/** Where data come from. */
export type DataSource =
  | { readonly kind: 'example'; readonly name: string }
  | { readonly kind: 'file'; readonly file: File };

/** What the page knows of the data. */
export interface OpenedData {
  readonly name: string;
  readonly rows: number;
  readonly names: readonly string[];
}

/** Reads data and forgets all models of the former ones. */
export async function open(
  state: SessionState,
  source: DataSource,
  progress: ReadProgress,
): Promise<OpenedData> {
  const read =
    source.kind === 'example'
      ? await exampleTable(source.name)
      : await readBlob(source.file, progress);
  const table = tameTable(read);
  state.original = table;
  state.table = table;
  state.dataName = source.kind === 'example' ? source.name : source.file.name.slice(0, 80);
  state.fits.clear();
  return { name: state.dataName, rows: table.nrow, names: table.names };
}
