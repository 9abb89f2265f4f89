import { BlupError } from '../errors/blup-error.ts';

/** How one kind of value stands in a saved model. `decode` takes nothing on trust: what it returns is of its type. */
export interface Codec<T> {
  encode(value: T): unknown;
  /** @param path of the value in the file, for messages */
  decode(json: unknown, path: string): T;
}

/** Error `saved-model` about a place in the file. */
export function damaged(path: string, problem: string): BlupError {
  const where = path === '' ? 'it' : `"${path.slice(0, 200)}"`;
  return new BlupError(
    'saved-model',
    `the saved model is damaged: ${where} ${problem}; save it again`,
    {
      path: path.slice(0, 200),
    },
  );
}

export const text: Codec<string> = {
  encode: (value) => value,
  decode(json, path) {
    if (typeof json !== 'string') throw damaged(path, 'is no text');
    return json;
  },
};

export const flag: Codec<boolean> = {
  encode: (value) => value,
  decode(json, path) {
    if (typeof json !== 'boolean') throw damaged(path, 'is neither true nor false');
    return json;
  },
};

/** A whole number from 0 that fits into 32 bits with a sign. */
export const count: Codec<number> = {
  encode: (value) => value,
  decode(json, path) {
    if (Number.isInteger(json) && (json as number) >= 0 && (json as number) < 2 ** 31) {
      return json as number;
    }
    throw damaged(path, 'is no whole number from 0');
  },
};

/** Numbers that JSON cannot write. */
const SPECIAL: readonly (readonly [string, number])[] = [
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
];

/** A number as JSON: the shortest decimals that give it back, or a text for what JSON has no number for. */
export function encodeNumber(value: number): number | string {
  return SPECIAL.find(([, special]) => Object.is(value, special))?.[0] ?? value;
}

/** The number that `encodeNumber` wrote. */
export function decodeNumber(json: unknown, path: string, finite: boolean): number {
  const value = typeof json === 'number' ? json : SPECIAL.find(([name]) => name === json)?.[1];
  if (value === undefined) throw damaged(path, 'is no number');
  // JSON text such as 1e999 is read as infinite.
  if (finite && !Number.isFinite(value)) throw damaged(path, 'is not finite');
  return value;
}

/** A finite number. */
export const number: Codec<number> = {
  encode: encodeNumber,
  decode: (json, path) => decodeNumber(json, path, true),
};

/** A number that may be infinite or NaN. */
export const anyNumber: Codec<number> = {
  encode: encodeNumber,
  decode: (json, path) => decodeNumber(json, path, false),
};

/** One of some texts or numbers. */
export function oneOf<T extends string | number | boolean | null>(
  ...values: readonly T[]
): Codec<T> {
  return {
    encode: (value) => value,
    decode(json, path) {
      const found = values.find((value) => value === json);
      if (found === undefined) throw damaged(path, `must be ${values.map(String).join(' or ')}`);
      return found;
    },
  };
}

export function list<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    encode: (values) => values.map((value) => item.encode(value)),
    decode(json, path) {
      if (!Array.isArray(json)) throw damaged(path, 'is no list');
      return json.map((value, i) => item.decode(value, `${path}[${i}]`));
    },
  };
}

/** What the file may hold as an object: no array, no null. */
export function entriesOf(json: unknown, path: string): ReadonlyMap<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw damaged(path, 'is no object');
  }
  return new Map(Object.entries(json));
}

type OptionalKeys<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? K : never;
}[keyof T];
type RequiredCodecs<T> = { readonly [K in Exclude<keyof T, OptionalKeys<T>>]: Codec<T[K]> };
type OptionalCodecs<T> = { readonly [K in OptionalKeys<T>]-?: Codec<Exclude<T[K], undefined>> };

/**
 * A record with exactly these entries. The types make sure that no entry of `T` is forgotten; an unknown name in the file is
 * refused, so that `__proto__` and the like never become keys.
 */
export function record<T extends object>(
  required: RequiredCodecs<T>,
  optional: OptionalCodecs<T>,
): Codec<T> {
  const needed = Object.entries<Codec<unknown>>(required);
  const allowed = Object.entries<Codec<unknown>>(optional);
  const known = new Set([...needed, ...allowed].map(([name]) => name));
  return {
    encode(value) {
      const source = value as Record<string, unknown>;
      const given = allowed.filter(([name]) => source[name] !== undefined);
      return Object.fromEntries(
        [...needed, ...given].map(([name, codec]) => [name, codec.encode(source[name])]),
      );
    },
    decode(json, path) {
      const entries = entriesOf(json, path);
      const at = (name: string) => (path === '' ? name : `${path}.${name}`);
      for (const name of entries.keys()) {
        if (!known.has(name)) throw damaged(at(name), 'is an unknown entry');
      }
      const missing = needed.find(([name]) => !entries.has(name));
      if (missing !== undefined) throw damaged(at(missing[0]), 'is missing');
      const given = allowed.filter(([name]) => entries.has(name));
      const values = [...needed, ...given].map(([name, codec]) => [
        name,
        codec.decode(entries.get(name), at(name)),
      ]);
      return Object.fromEntries(values) as T;
    },
  };
}
