import type { Table } from 'blup';
import { parseCsvPieces } from '../../../src/table/parse-csv.ts';
import { BlupError } from './first-library.ts';

/** Synchronous reading, which only workers have. */
interface BlobReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
declare const FileReaderSync: new () => BlobReader;

const PIECE = 1 << 18;
/** Beyond this a page has no memory for what comes out; a small gzip file can unfold to terabytes. */
const MOST = 2 ** 31;

/** Called with bytes read and bytes in all, some times in a second. */
export type ReadProgress = (done: number, total: number) => void;

/**
 * The table in a file that the user chose; CSV is read piece by piece, Parquet and Arrow at once. Throws `file` for a damaged or too large one, and the errors of
 * `parseCsv` and `tableFromBytes`.
 */
export async function readBlob(file: File, progress: ReadProgress): Promise<Table> {
  const first = new Uint8Array(await file.slice(0, 6).arrayBuffer());
  const magic = String.fromCharCode(...first);
  if (/^(PAR1|ARROW1|\xff\xff\xff\xff)/.test(magic)) {
    if (file.size > MOST) throw tooLarge(file.name);
    const { tableFromBytes } = await import('../../../src/files/index.ts');
    return tableFromBytes(file);
  }
  const zipped = first[0] === 0x1f && first[1] === 0x8b;
  const text = zipped ? await unzipped(file) : file;
  if (text.size > MOST) throw tooLarge(file.name);
  const isTsv = /\.(tsv|tab)(\.gz)?$/i.test(file.name);
  return parseCsvPieces(() => pieces(text, file.name, progress), isTsv ? { delimiter: '\t' } : {});
}

function tooLarge(name: string): BlupError {
  return new BlupError(
    'file',
    `"${name}" holds more than 2 GB, too much for a page; take the columns that you need, or use the command blup`,
    { value: name },
  );
}

async function unzipped(file: File): Promise<Blob> {
  let size = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.length;
      if (size > MOST) controller.error(tooLarge(file.name));
      else controller.enqueue(chunk);
    },
  });
  try {
    const stream = file.stream().pipeThrough(new DecompressionStream('gzip')).pipeThrough(counted);
    return await new Response(stream).blob();
  } catch (error) {
    if (size > MOST) throw tooLarge(file.name);
    throw new BlupError('file', `gzip file "${file.name}" is damaged; compress it again`, {
      value: file.name,
      cause: String(error),
    });
  }
}

function* pieces(blob: Blob, name: string, progress: ReadProgress): Generator<string> {
  const reader = new FileReaderSync();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let told = 0;
  for (let start = 0; start < blob.size; start += PIECE) {
    const stream = start + PIECE < blob.size;
    const bytes = reader.readAsArrayBuffer(blob.slice(start, start + PIECE));
    let text: string;
    try {
      text = decoder.decode(bytes, { stream });
    } catch {
      throw new BlupError('file', `"${name}" is not valid UTF-8; save it with that encoding`, {
        value: name,
        near: start,
      });
    }
    if (performance.now() - told > 100) {
      told = performance.now();
      progress(start, blob.size);
    }
    yield text;
  }
}
