import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import { orthogonalPolynomials } from './basis/orthogonal-polynomials.ts';

/** A coding by name, as R's `contr.<name>`. `SAS` is treatment coding with the last level as base. */
export type ContrastName = 'treatment' | 'SAS' | 'sum' | 'helmert' | 'poly';

/** A coding by name, with its argument, or a matrix of one row per level. */
export type ContrastSpec =
  | ContrastName
  | { readonly kind: 'treatment'; readonly base: string | number }
  | { readonly kind: 'poly'; readonly scores: readonly number[] }
  | {
      readonly kind: 'custom';
      readonly rows: readonly (readonly number[])[];
      readonly names?: readonly string[];
    };

/** What each level contributes to the columns of a factor. */
export interface ContrastMatrix {
  /** Suffix of each column's name, as R's: a level (treatment), `1`, `2` (sum, Helmert), `.L` `.Q` `.C` `^4` (poly). */
  readonly names: readonly string[];
  /** One row per level, one number per column. */
  readonly rows: readonly (readonly number[])[];
}

/**
 * The coding of a factor with the given levels, in k − 1 columns unless a custom matrix has fewer.
 *
 * `base` of treatment coding is a level, or its number counted from 1; by default the first level. `scores` of
 * polynomial coding are one number per level, by default 1, 2, … Throws `formula-meaning` for a factor of fewer than two
 * levels and for a base, scores or matrix that do not fit the levels; `option` for an unknown name.
 */
export function contrastMatrix(spec: ContrastSpec, levels: readonly string[]): ContrastMatrix {
  if (levels.length < 2) {
    const found = levels.length === 0 ? 'no level' : `only the level "${levels[0]}"`;
    throw new BlupError(
      'formula-meaning',
      `a factor needs at least two levels for contrasts, this has ${found}; leave it out of the formula`,
      { value: levels },
    );
  }
  const kind = typeof spec === 'string' ? spec : spec.kind;
  switch (kind) {
    case 'treatment':
      return treatment(levels, typeof spec === 'object' && 'base' in spec ? spec.base : 1);
    case 'SAS':
      return treatment(levels, levels.length);
    case 'sum':
      return sum(levels.length);
    case 'helmert':
      return helmert(levels.length);
    case 'poly':
      return polynomial(levels, typeof spec === 'object' && 'scores' in spec ? spec.scores : []);
    case 'custom':
      if (typeof spec === 'object' && 'rows' in spec) return custom(levels, spec.rows, spec.names);
  }
  const known = ['treatment', 'SAS', 'sum', 'helmert', 'poly'];
  throw new BlupError(
    'option',
    `contrasts "${kind}" are not known${didYouMean(String(kind), known) || `; use ${known.join(', ')}`}`,
    { value: kind },
  );
}

/** The coding without contrasts: one 0/1 column per level, named by it. Works for any number of levels. */
export function dummyMatrix(levels: readonly string[]): ContrastMatrix {
  return { names: levels, rows: levels.map((_, i) => levels.map((_, j) => (i === j ? 1 : 0))) };
}

function treatment(levels: readonly string[], base: string | number): ContrastMatrix {
  const place = typeof base === 'number' ? base - 1 : levels.indexOf(base);
  if (levels[place] === undefined) {
    const hint = typeof base === 'string' ? didYouMean(base, levels) : '';
    throw new BlupError(
      'formula-meaning',
      `base ${JSON.stringify(base)} is none of the ${levels.length} levels${hint || `; the first is "${levels[0]}"`}`,
      { value: base, levels },
    );
  }
  const { names, rows } = dummyMatrix(levels);
  const others = (_: unknown, j: number): boolean => j !== place;
  return { names: names.filter(others), rows: rows.map((row) => row.filter(others)) };
}

function sum(k: number): ContrastMatrix {
  const names = numbered(k - 1);
  const rows = Array.from({ length: k }, (_, i) =>
    names.map((_, j) => (i === k - 1 ? -1 : Number(i === j))),
  );
  return { names, rows };
}

function helmert(k: number): ContrastMatrix {
  const names = numbered(k - 1);
  const rows = Array.from({ length: k }, (_, i) =>
    names.map((_, j) => (i <= j ? -1 : i === j + 1 ? j + 1 : 0)),
  );
  return { names, rows };
}

function polynomial(levels: readonly string[], scores: readonly number[]): ContrastMatrix {
  const k = levels.length;
  const given = scores.length === 0 ? levels.map((_, i) => i + 1) : scores;
  if (given.length !== k || !given.every(Number.isFinite) || new Set(given).size !== k) {
    throw new BlupError(
      'formula-meaning',
      `polynomial contrasts of ${k} levels need ${k} different scores, not ${scores.join(', ')}`,
      { value: scores, expected: k },
    );
  }
  const mean = given.reduce((a, b) => a + (b - given[0]) / k, given[0]);
  const span = Math.max(...given.map((s) => Math.abs(s - mean)));
  const points = Float64Array.from(given, (s) => (s - mean) / span);
  const { columns } = orthogonalPolynomials(points, k - 1);
  const names = columns.map((_, j) => ['.L', '.Q', '.C'][j] ?? `^${j + 1}`);
  return { names, rows: levels.map((_, i) => columns.map((column) => column[i])) };
}

function custom(
  levels: readonly string[],
  rows: readonly (readonly number[])[],
  names: readonly string[] | undefined,
): ContrastMatrix {
  const k = levels.length;
  const width = rows[0]?.length ?? 0;
  const fits = rows.length === k && width >= 1 && width < k;
  if (!fits || rows.some((row) => row.length !== width || !row.every(Number.isFinite))) {
    throw new BlupError(
      'formula-meaning',
      `a contrast matrix for ${k} levels needs ${k} rows of the same 1 to ${k - 1} finite numbers, this has ${rows.length} rows of ${width}`,
      { value: rows, expected: k },
    );
  }
  if (names !== undefined && names.length !== width) {
    throw new BlupError(
      'formula-meaning',
      `a contrast matrix of ${width} columns needs ${width} names, not ${names.length}`,
      { value: names, expected: width },
    );
  }
  return { names: names ?? numbered(width), rows };
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, j) => String(j + 1));
}
