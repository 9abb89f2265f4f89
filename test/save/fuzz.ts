import fc from 'fast-check';

/** The way to a value of a file. */
export type Place = readonly (string | number)[];

type Node = Record<string | number, unknown>;

function below(value: unknown, path: Place): Place[] {
  if (typeof value !== 'object' || value === null) return [path];
  const names = Array.isArray(value) ? value.slice(0, 4).map((_, i) => i) : Object.keys(value);
  return [path, ...names.flatMap((name) => below((value as Node)[name], [...path, name]))];
}

/** Places of all values of a file, of the first four of each list. */
export function placesIn(json: unknown): Place[] {
  return below(json, []).filter((path) => path.length > 0);
}

export function entryAt(json: unknown, path: Place): unknown {
  return path.reduce((at, name) => (at as Node)[name], json);
}

/** The file with another value at a place, or with none. */
export function changed(json: unknown, path: Place, value: unknown): string {
  const copy = structuredClone(json);
  const parent = entryAt(copy, path.slice(0, -1)) as Node;
  parent[path[path.length - 1]] = value;
  return JSON.stringify(copy);
}

/** Whatever a file could hold. */
export const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.double(),
  fc.integer(),
  fc.constantFrom(-1, 0, 1, 2, 1e9, 2 ** 31, -0, 'NaN', 'Infinity', '', '__proto__', null, [], {}),
  fc.base64String(),
  fc.array(fc.double(), { maxLength: 30 }),
);
