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
  let sorted = nested;
  if (sorted === undefined) {
    const keys = pairs <= 4 * n + 1000 ? codeByGrid(a, b, pairs, codes) : codeByMap(a, b, codes);
    sorted = Float64Array.from(keys).sort();
    const place = new Map<number, number>();
    sorted.forEach((key, i) => {
      place.set(key, i);
    });
    const recode = Int32Array.from(keys, (key) => place.get(key) as number);
    for (let i = 0; i < n; i++) {
      if (codes[i] >= 0) codes[i] = recode[codes[i]];
    }
  }
  const levels = Array.from(
    sorted,
    (key) => `${a.levels[Math.floor(key / nb)]}${sep}${b.levels[key % nb]}`,
  );
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
): Float64Array | undefined {
  const nb = b.levels.length;
  return (
    codeInner(
      b,
      a,
      codes,
      (own, above) => above * nb + own,
      (key) => key % nb,
    ) ??
    codeInner(
      a,
      b,
      codes,
      (own, above) => own * nb + above,
      (key) => Math.floor(key / nb),
    )
  );
}

function codeInner(
  inner: FactorColumn,
  outer: FactorColumn,
  codes: Int32Array,
  keyOf: (own: number, above: number) => number,
  levelOf: (key: number) => number,
): Float64Array | undefined {
  const own = inner.codes;
  const above = outer.codes;
  const parent = new Int32Array(inner.levels.length).fill(-1);
  if (!findParents(own, above, parent)) return undefined;
  const keys: number[] = [];
  for (let level = 0; level < parent.length; level++) {
    if (parent[level] >= 0) keys.push(keyOf(level, parent[level]));
  }
  const sorted = Float64Array.from(keys).sort();
  const codeOf = new Int32Array(parent.length).fill(-1);
  for (let i = 0; i < sorted.length; i++) codeOf[levelOf(sorted[i])] = i;
  for (let i = 0; i < codes.length; i++) {
    codes[i] = above[i] < 0 || own[i] < 0 ? -1 : codeOf[own[i]];
  }
  return sorted;
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
