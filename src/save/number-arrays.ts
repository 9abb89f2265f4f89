import { fromBase64, toBase64 } from './base64.ts';
import { type Codec, damaged, decodeNumber, encodeNumber } from './codec.ts';

/** Arrays up to this length are written as decimals, so that people can read them. */
const READABLE = 64;

/** Base64 of the bytes as they are in memory: low byte first, as WebAssembly has them. */
function encodeBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return toBase64(new Uint8Array(buffer, byteOffset, byteLength));
}

function decodeBytes(json: string, width: number, path: string): ArrayBuffer {
  const bytes = fromBase64(json);
  if (bytes === undefined) throw damaged(path, 'is no base64 text');
  if (bytes.length % width !== 0) throw damaged(path, 'is cut off');
  return bytes.buffer;
}

function floatsWith(finite: boolean): Codec<Float64Array> {
  return {
    encode: (values) =>
      values.length > READABLE ? encodeBytes(values) : Array.from(values, encodeNumber),
    decode(json, path) {
      if (typeof json === 'string') {
        const values = new Float64Array(decodeBytes(json, 8, path));
        if (finite && !values.every(Number.isFinite)) throw damaged(path, 'is not finite');
        return values;
      }
      if (!Array.isArray(json)) throw damaged(path, 'is neither a list nor base64 text');
      return Float64Array.from(json, (value) => decodeNumber(value, path, finite));
    },
  };
}

/** 64-bit numbers, to the bit: a list of shortest decimals when there are few, else base64 of little-endian bytes. */
export const floats: Codec<Float64Array> = floatsWith(true);

/** The same for numbers that may be infinite or NaN. */
export const anyFloats: Codec<Float64Array> = floatsWith(false);

/** 32-bit whole numbers, as `floats`. */
export const integers: Codec<Int32Array> = {
  encode: (values) => (values.length > READABLE ? encodeBytes(values) : Array.from(values)),
  decode(json, path) {
    if (typeof json === 'string') return new Int32Array(decodeBytes(json, 4, path));
    if (!Array.isArray(json)) throw damaged(path, 'is neither a list nor base64 text');
    return Int32Array.from(json, (value) => {
      if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return value;
      throw damaged(path, 'holds what is no whole number');
    });
  },
};
