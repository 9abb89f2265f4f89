import { BlupError } from '../errors/blup-error.ts';
import { columnFromValues } from './column-from-values.ts';
import { isMissingText } from './number-text.ts';
import { sortLevels } from './sort-levels.ts';
import type { Column, FactorColumn } from './table.ts';

const INT = 2;
const FLOAT = 3;
const DATE = 8;
const TIMESTAMP = 10;
const DAY = 86_400_000;

/** The part of an Arrow table that is used; apache-arrow and flechette both have it. */
interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChild?(name: string): ArrowVector | null;
  getChildAt?(index: number): ArrowVector | null;
}

/** One column of an Arrow table. */
interface ArrowVector {
  readonly length: number;
  readonly nullCount?: number;
  readonly type?: { readonly typeId?: number };
  readonly data?: readonly ArrowChunk[];
  get?(i: number): unknown;
  at?(i: number): unknown;
  toArray?(): ArrayLike<unknown>;
}

/** One record batch of a column; dictionary-coded when it has a dictionary and integer keys. */
interface ArrowChunk {
  readonly length: number;
  readonly nullCount?: number;
  readonly dictionary?: ArrowVector;
  readonly values?: ArrayLike<number | bigint>;
  getValid?(i: number): boolean;
  isValid?(i: number): boolean;
}

/** Whether the value looks like a table of apache-arrow or flechette. */
export function isArrowTable(input: object): input is ArrowTable {
  const { schema, numRows, getChild, getChildAt } = input as Partial<ArrowTable>;
  const reads = typeof getChild === 'function' || typeof getChildAt === 'function';
  return reads && typeof numRows === 'number' && Array.isArray(schema?.fields);
}

/** Whether the value looks like an Arrow vector: a length, and cells read by `get` or `at`; arrays are none. */
export function isArrowVector(input: object): input is ArrowVector {
  if (Array.isArray(input) || ArrayBuffer.isView(input)) return false;
  const { length, get, at } = input as Partial<ArrowVector>;
  return typeof length === 'number' && (typeof get === 'function' || typeof at === 'function');
}

/** The columns of an Arrow table; columns of the same name are told apart by place, so that they can be refused. */
export function readArrowTable(table: ArrowTable): [string, Column][] {
  return table.schema.fields.map(({ name }, i) => {
    const vector = table.getChildAt?.(i) ?? table.getChild?.(name);
    if (vector === null || vector === undefined) {
      throw new BlupError(
        'input',
        `the Arrow table names a column "${name}" but does not hold it`,
        {
          value: name,
        },
      );
    }
    return [name, readArrowVector(vector, name)];
  });
}

/**
 * A column from an Arrow vector.
 *
 * Dictionary columns of text become factors by mapping each dictionary once; dates and timestamps become days since
 * 1970-01-01; nulls are missing; the rest is read as in `columnFromValues`.
 */
export function readArrowVector(vector: ArrowVector, name: string): Column {
  const typeId = vector.type?.typeId;
  const factor = dictionaryFactor(vector);
  if (factor !== undefined) return factor;

  if (vector.nullCount === 0 && (typeId === INT || typeId === FLOAT)) {
    const whole = vector.toArray?.();
    // Half floats come as raw 16-bit patterns and must be read cell by cell.
    const raw = typeId === FLOAT && whole instanceof Uint16Array;
    if (whole !== undefined && !raw) return columnFromValues(whole, name);
  }
  const cells = Array.from({ length: vector.length }, (_, i) => cellAt(vector, i));
  const column = columnFromValues(cells, name);
  const inMilliseconds = cells.some((cell) => typeof cell === 'number');
  if (column.kind === 'numeric' && inMilliseconds && (typeId === DATE || typeId === TIMESTAMP)) {
    return { kind: 'numeric', values: column.values.map((time) => time / DAY) };
  }
  return column;
}

function cellAt(vector: ArrowVector, i: number): unknown {
  return vector.get === undefined ? vector.at?.(i) : vector.get(i);
}

/** The factor of a dictionary-coded text column, or undefined when it is none or its parts cannot be reached. */
function dictionaryFactor(vector: ArrowVector): FactorColumn | undefined {
  const chunks = vector.data;
  if (chunks === undefined || chunks.length === 0) return undefined;
  const codeOf = new Map<string, number>();
  const maps = new Map<ArrowVector, Int32Array>();
  const codes = new Int32Array(vector.length);
  let row = 0;
  for (const chunk of chunks) {
    const { dictionary, values } = chunk;
    if (dictionary === undefined || dictionary === null || values === undefined) return undefined;
    const valid = validityOf(chunk);
    if (valid === undefined) return undefined;
    let map = maps.get(dictionary);
    if (map === undefined) {
      map = mapDictionary(dictionary, codeOf);
      if (map === undefined) return undefined;
      maps.set(dictionary, map);
    }
    for (let i = 0; i < chunk.length; i++) codes[row++] = valid(i) ? map[Number(values[i])] : -1;
  }
  return row === vector.length ? withoutUnused(codes, [...codeOf.keys()]) : undefined;
}

function validityOf(chunk: ArrowChunk): ((i: number) => boolean) | undefined {
  if (chunk.nullCount === 0) return () => true;
  if (chunk.getValid !== undefined) return (i) => chunk.getValid?.(i) === true;
  return chunk.isValid === undefined ? undefined : (i) => chunk.isValid?.(i) === true;
}

function mapDictionary(
  dictionary: ArrowVector,
  codeOf: Map<string, number>,
): Int32Array | undefined {
  const map = new Int32Array(dictionary.length).fill(-1);
  for (let key = 0; key < dictionary.length; key++) {
    const text = cellAt(dictionary, key);
    if (text === null || text === undefined) continue;
    if (typeof text !== 'string') return undefined;
    if (isMissingText(text)) continue;
    const code = codeOf.get(text) ?? codeOf.size;
    if (code === codeOf.size) codeOf.set(text, code);
    map[key] = code;
  }
  return map;
}

/** Dictionaries may hold texts that no row uses (a filtered table); levels are those that occur, as from plain text. */
function withoutUnused(codes: Int32Array, texts: readonly string[]): FactorColumn {
  const used = new Uint8Array(texts.length);
  for (const code of codes) if (code >= 0) used[code] = 1;
  const place = Int32Array.from(texts, () => -1);
  const kept = texts.filter((_, i) => used[i] === 1);
  let next = 0;
  for (let i = 0; i < texts.length; i++) if (used[i] === 1) place[i] = next++;
  for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) codes[i] = place[codes[i]];
  return sortLevels(codes, kept);
}
