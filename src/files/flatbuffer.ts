/** A table of a FlatBuffer: the addresses of its fields, by their numbers. */
export interface FlatTable {
  /** Address of a field, undefined where it has its default. */
  readonly at: (field: number) => number | undefined;
}

/** A vector of a FlatBuffer: the address of its first item, and how many there are. */
interface FlatVector {
  readonly start: number;
  readonly count: number;
}

/** Reads a FlatBuffer and throws wherever an address or a count leads out of it. */
export interface FlatReader {
  readonly root: () => FlatTable;
  readonly int32: (at: number) => number;
  readonly byte: (at: number) => number;
  /** The table that the offset at an address leads to. */
  readonly table: (at: number) => FlatTable;
  /** The vector that the offset at an address leads to, whose items have so many bytes. */
  readonly vector: (at: number, size: number) => FlatVector;
}

function damaged(): never {
  throw new Error('damaged metadata');
}

/** A reader of the FlatBuffer in these bytes (flatbuffers.dev, "FlatBuffer Internals"). */
export function flatReader(bytes: Uint8Array): FlatReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const inside = (at: number, size: number): number =>
    at >= 0 && at + size <= bytes.length ? at : damaged();
  const int32 = (at: number): number => view.getInt32(inside(at, 4), true);
  const short = (at: number): number => view.getUint16(inside(at, 2), true);
  const tableAt = (start: number): FlatTable => {
    const fields = start - int32(start);
    const size = short(fields);
    return {
      at(field) {
        const place = 4 + 2 * field;
        const offset = place < size ? short(fields + place) : 0;
        return offset === 0 ? undefined : inside(start + offset, 1);
      },
    };
  };
  // Offsets lead forward, so that nothing is its own part.
  const target = (at: number): number => {
    const offset = int32(at);
    return offset > 0 ? at + offset : damaged();
  };
  return {
    root: () => tableAt(target(0)),
    int32,
    byte: (at) => bytes[inside(at, 1)],
    table: (at) => tableAt(target(at)),
    vector(at, size) {
      const start = target(at) + 4;
      const count = int32(start - 4);
      if (count < 0) damaged();
      inside(start, count * size);
      return { start, count };
    },
  };
}
