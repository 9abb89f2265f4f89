import { type Codec, damaged, encodeNumber } from './codec.ts';

/** Objects in objects at most: details of notices have two or three. */
const DEPTH = 16;

function encodePlain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : encodeNumber(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, encodePlain);
  if (Array.isArray(value)) return value.map(encodePlain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, entry]) => entry !== undefined)
        .map(([name, entry]) => [name, encodePlain(entry)]),
    );
  }
  return value;
}

function decodePlain(json: unknown, path: string, depth: number): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (depth === 0) throw damaged(path, 'is nested too deeply');
  if (Array.isArray(json)) return json.map((value) => decodePlain(value, path, depth - 1));
  // `Object.fromEntries` would make an own "__proto__", harmless until someone copies it by assignment.
  if (Object.hasOwn(json, '__proto__')) throw damaged(path, 'has an entry "__proto__"');
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, decodePlain(value, path, depth - 1)]),
  );
}

/** Facts for programs behind a notice: what JSON can write, of any shape. */
export const plainData: Codec<Readonly<Record<string, unknown>>> = {
  encode: encodePlain,
  decode(json, path) {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      throw damaged(path, 'is no object');
    }
    return decodePlain(json, path, DEPTH) as Record<string, unknown>;
  },
};
