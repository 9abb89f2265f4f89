import { BlupError } from '../errors/blup-error.ts';
import type { FactorColumn } from './table.ts';

/**
 * The factor of the pairs of levels that occur in two factors of equal length: R's `a:b` with unused levels dropped.
 *
 * Levels are labelled `a1:b1` and ordered with `a` slowest. A row missing in either is missing. Time and memory grow
 * with the rows and levels, not with the product of the numbers of levels.
 */
export function interactionFactor(a: FactorColumn, b: FactorColumn, sep = ':'): FactorColumn {
  const n = a.codes.length;
  if (b.codes.length !== n) {
    throw new BlupError(
      'input',
      `an interaction needs factors of equal length, these have ${n} and ${b.codes.length} rows`,
      { value: [n, b.codes.length] },
    );
  }
  const nb = b.levels.length;
  const pairs = a.levels.length * nb;
  const codes = new Int32Array(n);
  const nested = codeByNesting(a, b, codes);
  const keys =
    nested ?? (pairs <= 4 * n + 1000 ? codeByGrid(a, b, pairs, codes) : codeByMap(a, b, codes));
  const sorted = Float64Array.from(keys).sort();
  const levels = Array.from(
    sorted,
    (key) => `${a.levels[Math.floor(key / nb)]}${sep}${b.levels[key % nb]}`,
  );
  if (nested === undefined) {
    const place = new Map<number, number>();
    sorted.forEach((key, i) => {
      place.set(key, i);
    });
    const recode = Int32Array.from(keys, (key) => place.get(key) as number);
    for (let i = 0; i < n; i++) {
      if (codes[i] >= 0) codes[i] = recode[codes[i]];
    }
  }
  return { kind: 'factor', codes, levels };
}

/**
 * The usual case of `a/b`: each level of one factor occurs with one level of the other, so that the pairs are its levels.
 * Returns their keys, with codes in ascending order of keys, or undefined when neither factor is nested in the other.
 */
function codeByNesting(
  a: FactorColumn,
  b: FactorColumn,
  codes: Int32Array,
): readonly number[] | undefined {
  const nb = b.levels.length;
  return (
    codeInner(b, a, codes, (own, above) => above * nb + own) ??
    codeInner(a, b, codes, (own, above) => own * nb + above)
  );
}

function codeInner(
  inner: FactorColumn,
  outer: FactorColumn,
  codes: Int32Array,
  keyOf: (own: number, above: number) => number,
): readonly number[] | undefined {
  const own = inner.codes;
  const above = outer.codes;
  const parent = new Int32Array(inner.levels.length).fill(-1);
  if (!findParents(own, above, parent)) return undefined;
  const present: number[] = [];
  for (let level = 0; level < parent.length; level++) if (parent[level] >= 0) present.push(level);
  const keyed = Float64Array.from(parent, (up, level) => keyOf(level, up));
  const order = Int32Array.from(present).sort((x, y) => keyed[x] - keyed[y]);
  const codeOf = new Int32Array(parent.length).fill(-1);
  order.forEach((level, i) => {
    codeOf[level] = i;
  });
  for (let i = 0; i < codes.length; i++)
    codes[i] = above[i] < 0 || own[i] < 0 ? -1 : codeOf[own[i]];
  return Array.from(order, (level) => keyed[level]);
}

/** Finds the one level of `above` that each level of `own` occurs with; false when one occurs with several. */
function findParents(own: Int32Array, above: Int32Array, parent: Int32Array): boolean {
  for (let i = 0; i < own.length; i++) {
    const up = above[i];
    const level = own[i];
    if (level < 0 || up < 0 || parent[level] === up) continue;
    if (parent[level] >= 0) return false;
    parent[level] = up;
  }
  return true;
}

/** Numbers the pairs in order of appearance through a table of all pairs; returns their keys. */
function codeByGrid(
  a: FactorColumn,
  b: FactorColumn,
  pairs: number,
  codes: Int32Array,
): readonly number[] {
  const nb = b.levels.length;
  const codeOf = new Int32Array(pairs).fill(-1);
  const keys: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    if (a.codes[i] < 0 || b.codes[i] < 0) {
      codes[i] = -1;
      continue;
    }
    const key = a.codes[i] * nb + b.codes[i];
    if (codeOf[key] < 0) {
      codeOf[key] = keys.length;
      keys.push(key);
    }
    codes[i] = codeOf[key];
  }
  return keys;
}

/** The same through a map, for factors with so many levels that the table of all pairs would dwarf the data. */
function codeByMap(a: FactorColumn, b: FactorColumn, codes: Int32Array): readonly number[] {
  const nb = b.levels.length;
  const codeOf = new Map<number, number>();
  for (let i = 0; i < codes.length; i++) {
    if (a.codes[i] < 0 || b.codes[i] < 0) {
      codes[i] = -1;
      continue;
    }
    const key = a.codes[i] * nb + b.codes[i];
    const known = codeOf.get(key);
    codes[i] = known ?? codeOf.size;
    if (known === undefined) codeOf.set(key, codeOf.size);
  }
  return [...codeOf.keys()];
}
