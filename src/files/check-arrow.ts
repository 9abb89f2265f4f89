import { type FlatReader, type FlatTable, flatReader } from './flatbuffer.ts';

// Numbers of fields, from the schemas of the Arrow columnar format 1.4 (Message.fbs, Schema.fbs, File.fbs).
const MESSAGE = { headerType: 1, header: 2, bodyLength: 3 } as const;
const SCHEMA = { fields: 1, metadata: 2 } as const;
const FIELD = { children: 5, metadata: 6 } as const;
const BATCH = { nodes: 1, buffers: 2, compression: 3, variadic: 4 } as const;
const FOOTER = { schema: 1, dictionaries: 2, batches: 3, metadata: 4 } as const;
const DICTIONARY_DATA = 1;
const UNION_TYPE = 14;
const TYPE = { kind: 2, type: 3, typeIds: 1 } as const;
const HEADERS = { schema: 1, dictionary: 2, batch: 3 } as const;

const BLOCK = 24;
const PAIR = 16;
const OFFSET = 4;
/** Fields within fields deeper than this are none that a model could use. */
const DEEPEST = 64;

/** Calls back with the address of each offset in a vector of tables. */
function eachTable(
  reader: FlatReader,
  table: FlatTable,
  field: number,
  visit: (table: FlatTable) => void,
): void {
  const at = table.at(field);
  if (at === undefined) return;
  const { start, count } = reader.vector(at, OFFSET);
  for (let i = 0; i < count; i++) visit(reader.table(start + OFFSET * i));
}

function checkVector(reader: FlatReader, table: FlatTable, field: number, size: number): void {
  const at = table.at(field);
  if (at !== undefined) reader.vector(at, size);
}

function checkSchema(reader: FlatReader, schema: FlatTable): void {
  // Fields may share their parts; each can be reached only so often as a file of honest size could.
  let left = 1_000_000;
  const checkField = (field: FlatTable, depth: number): void => {
    if (depth > DEEPEST || --left < 0) throw new Error('damaged schema');
    const kind = field.at(TYPE.kind);
    const type = field.at(TYPE.type);
    if (kind !== undefined && type !== undefined && reader.byte(kind) === UNION_TYPE) {
      checkVector(reader, reader.table(type), TYPE.typeIds, 4);
    }
    checkVector(reader, field, FIELD.metadata, OFFSET);
    eachTable(reader, field, FIELD.children, (child) => checkField(child, depth + 1));
  };
  checkVector(reader, schema, SCHEMA.metadata, OFFSET);
  eachTable(reader, schema, SCHEMA.fields, (field) => checkField(field, 0));
}

function checkBatch(reader: FlatReader, batch: FlatTable): void {
  checkVector(reader, batch, BATCH.nodes, PAIR);
  checkVector(reader, batch, BATCH.buffers, PAIR);
  const at = batch.at(BATCH.variadic);
  if (at === undefined) return;
  const { start, count } = reader.vector(at, 8);
  const buffers = batch.at(BATCH.buffers);
  const most = buffers === undefined ? 0 : reader.vector(buffers, PAIR).count;
  for (let i = 0; i < count; i++) {
    // Numbers of data buffers, of which there are no more than buffers.
    const number = reader.int32(start + 8 * i);
    if (number < 0 || number > most || reader.int32(start + 8 * i + 4) !== 0) {
      throw new Error('damaged batch');
    }
  }
}

/** An integer of 64 bits. */
function long(reader: FlatReader, at: number): number {
  return reader.int32(at + 4) * 2 ** 32 + (reader.int32(at) >>> 0);
}

/** Bytes that one byte of an LZ4 block can become. */
const MOST_UNFOLDED = 255;

/** Throws when a dictionary claims more entries than its bytes can hold: the reader makes room for all of them. */
function checkDictionary(reader: FlatReader, data: FlatTable, bodyLength: number): void {
  checkBatch(reader, data);
  const nodes = data.at(BATCH.nodes);
  if (nodes === undefined) return;
  const { start, count } = reader.vector(nodes, PAIR);
  const room = data.at(BATCH.compression) === undefined ? bodyLength : MOST_UNFOLDED * bodyLength;
  for (let i = 0; i < count; i++) {
    const entries = long(reader, start + PAIR * i);
    if (entries < 0 || entries > 8 * room) throw new Error('damaged dictionary');
  }
}

/** Checks the message at an address; gives the address behind it, undefined where the messages end. */
function checkMessage(bytes: Uint8Array, index: number): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (index < 0) throw new Error('damaged address');
  if (index + 4 > bytes.length) return undefined;
  let at = index + 4;
  let size = view.getInt32(index, true);
  if (size === -1 && at + 4 <= bytes.length) {
    size = view.getInt32(at, true);
    at += 4;
  }
  if (size === 0) return undefined;
  if (size < 0 || at + size > bytes.length) throw new Error('message ends too early');
  const reader = flatReader(bytes.subarray(at, at + size));
  const message = reader.root();
  const lengthAt = message.at(MESSAGE.bodyLength);
  const bodyLength = lengthAt === undefined ? 0 : long(reader, lengthAt);
  const end = at + size + bodyLength;
  if (bodyLength < 0 || end > bytes.length) throw new Error('body ends too early');
  const headerAt = message.at(MESSAGE.header);
  const typeAt = message.at(MESSAGE.headerType);
  if (headerAt !== undefined && typeAt !== undefined) {
    const header = reader.table(headerAt);
    const type = reader.byte(typeAt);
    const data = type === HEADERS.dictionary ? header.at(DICTIONARY_DATA) : undefined;
    if (type === HEADERS.schema) checkSchema(reader, header);
    if (type === HEADERS.batch) checkBatch(reader, header);
    if (data !== undefined) checkDictionary(reader, reader.table(data), bodyLength);
  }
  return end;
}

/** Checks the footer of a file and all messages that it names. */
function checkFile(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 10;
  const size = end < 0 ? -1 : view.getInt32(end, true);
  if (size <= 0 || size > end) throw new Error('damaged footer');
  const footerStart = end - size;
  const reader = flatReader(bytes.subarray(footerStart, end));
  const footer = reader.root();
  const schema = footer.at(FOOTER.schema);
  if (schema !== undefined) checkSchema(reader, reader.table(schema));
  checkVector(reader, footer, FOOTER.metadata, OFFSET);
  for (const field of [FOOTER.dictionaries, FOOTER.batches]) {
    const at = footer.at(field);
    if (at === undefined) continue;
    const { start, count } = reader.vector(at, BLOCK);
    for (let i = 0; i < count; i++) {
      checkMessage(bytes, long(reader, start + BLOCK * i));
    }
  }
}

/**
 * Throws an `Error` when the metadata of an Arrow file or stream name more than its bytes can hold. The reader behind believes their counts,
 * and a single damaged one would take all memory, which ends a worker without an error.
 */
export function checkArrowMetadata(bytes: Uint8Array): void {
  if (String.fromCharCode(...bytes.subarray(0, 6)) === 'ARROW1') {
    checkFile(bytes);
    return;
  }
  let at: number | undefined = 0;
  while (at !== undefined) at = checkMessage(bytes, at);
}
